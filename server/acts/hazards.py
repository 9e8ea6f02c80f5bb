"""Acts on hazards: what each needs to see and what it writes. The rules are in grids/hazard_life.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from grids import commands as c
from grids import hazard_life
from grids.enterprises import POINTS, PositionQuality
from grids.errors import Refusal
from grids.hazards import DECISIONS, Actor, Hazard, Outcome, Source, State
from grids.levels import Place
from grids.permissions import Role
from grids.policy import local_day
from server import standards
from server.acts import samples, stops
from server.acts.deed import Deed, Done, Handlers, Happened, point
from server.store import hazards, places, serials
from server.store.tables import Area, Enterprise, HazardEventRow, HazardRow, SpotTarget, VisitRow

_AS_JSON: TypeAdapter[c.Command] = TypeAdapter(c.Command)
_PHOTO_ROLE = {
    "rectify-on-the-spot": "after",
    "submit-rectification": "after",
    "reinspect-hazard": "reinspection",
    "reopen-hazard": "reopening",
    "submit-plan": "plan",
    "propose-measure": "measure",
    "order-measure": "measure",
    "apply-resume": "after",
    "decide-resume": "reinspection",
    "check-closing": "reopening",
}


def record(deed: Deed, command: c.RecordHazard) -> Done:
    """Put a hazard on the list with its place, its number and its photos."""
    enterprise = places.enterprise(deed.session, command.enterprise)
    roles = deed.allowed(command, places.place_of(enterprise))
    return record_as(deed, command, enterprise, roles)


def record_as(
    deed: Deed, command: c.RecordHazard, enterprise: Enterprise, roles: frozenset[Role], source: Source | None = None
) -> Done:
    """Put a hazard on the list in these roles, which were checked; `source` where another act brings it."""
    place = places.place_of(enterprise)
    if deed.session.get(HazardRow, command.hazard) is not None:
        raise Refusal("already-done", step=command.kind)
    _check_visit(deed.session, command, enterprise)
    _check_spot(deed, command)
    _check_criteria(command.criteria)
    actor = Actor(person=deed.person, roles=roles)
    outcome = hazard_life.record(command, actor, deed.at, deed.policy, source)
    row = _new_row(deed, command, enterprise, outcome.hazard)
    deed.session.add(row)
    deed.session.flush()
    deed.keep(command.photos, "before", enterprise_id=enterprise.id, hazard_id=row.id, visit_id=command.visit)
    happened = note(deed, row, outcome, before=None, roles=roles, command=command)
    samples.note_repeats(deed, row)
    return Done(place=place, roles=roles, events=(happened,), photos=tuple(p.sha256 for p in command.photos))


def step(deed: Deed, command: c.HazardStep) -> Done:
    """Take any later step: load and lock, check, decide, write, note."""
    row = hazards.load(deed.session, command.hazard)
    place = _place_for(deed, row, command)
    allowed = deed.allowed_now if command.kind in DECISIONS else deed.allowed
    return carry_out(deed, row, command, allowed(command, place))


def carry_out(deed: Deed, row: HazardRow, command: c.HazardStep, roles: frozenset[Role]) -> Done:
    """Take a step on a hazard that is loaded, in roles that were asked for: decide, write, note."""
    now = hazards.value(row)
    actor = Actor(
        person=deed.person,
        roles=roles,
        area=_acting_area(deed, roles),
        second=deed.second(getattr(command, "second_inspector", None), _place_for(deed, row, command)),
    )
    _check_references(deed.session, command, now)
    outcome = hazard_life.decide(now, command, actor, deed.at, deed.policy)
    hazards.write(row, outcome.hazard)
    _write_details(row, command, deed.at)
    _write_beside(deed, row, command, outcome.hazard)
    photos: tuple[c.Photo, ...] = getattr(command, "photos", ())
    about = {"enterprise_id": row.enterprise_id, "hazard_id": row.id, "visit_id": getattr(command, "visit", None)}
    deed.keep(photos, _PHOTO_ROLE.get(command.kind, "before"), **about)
    happened = note(deed, row, outcome, before=now.state, roles=roles, command=command)
    return Done(place=places.place_of(row), roles=roles, events=(happened,), photos=tuple(p.sha256 for p in photos))


def note(
    deed: Deed,
    row: HazardRow,
    outcome: Outcome,
    *,
    before: State | None,
    roles: frozenset[Role],
    command: c.Command,
) -> Happened:
    """Add the event to the hazard's chain."""
    row.changed_at = deed.at
    deed.session.add(
        HazardEventRow(
            hazard_id=row.id,
            event=outcome.event.value,
            act_id=deed.act_id,
            at=deed.at,
            act_at=deed.act_at,
            person_id=deed.person.id,
            person_name=deed.person.name,
            role=",".join(sorted(roles)),
            state_before=None if before is None else before.value,
            state_after=outcome.hazard.state.value,
            level_after=outcome.hazard.level.value,
            due_after=outcome.hazard.due_on,
            body=body(command),
        )
    )
    return Happened(hazard=row.id, event=outcome.event, before=before, after=outcome.hazard.state)


def body(command: c.Command) -> dict[str, Any]:
    """Write a command as the chain keeps it: without what was left empty."""
    written: dict[str, Any] = _AS_JSON.dump_python(command, mode="json")
    return {name: value for name, value in written.items() if value not in (None, "", [])}


def _new_row(deed: Deed, command: c.RecordHazard, enterprise: Enterprise, hazard: Hazard) -> HazardRow:
    year = local_day(deed.at).year
    series = enterprise.town_id or enterprise.district_id
    serial = serials.following(deed.session, "hazard", series, year)
    where, source = _where(command, enterprise)
    row = HazardRow(
        id=command.hazard,
        ledger_no=f"{places.area_name(deed.session, series)}{year}-{serial:05d}",
        enterprise_id=enterprise.id,
        source=hazard.source.value,
        category=command.category,
        place=command.place,
        description=command.description,
        suggestion=command.suggestion,
        responsible=command.responsible,
        check_item=command.check_item,
        criterion_ids=list(command.criteria),
        point=where,
        point_radius_m=command.fix.radius_m if command.fix else enterprise.position_accuracy_m,
        point_from=source,
        visit_id=command.visit,
        found_by=deed.person.id,
        found_at=command.found_at,
        recorded_at=deed.at,
        late=deed.at - command.found_at > timedelta(hours=deed.policy.late_sync_hours),
        repeat_of=_earlier(deed, command),
        **places.placed_as(enterprise),
    )
    hazards.write(row, hazard)
    return row


def _where(command: c.RecordHazard, enterprise: Enterprise) -> tuple[Any, str]:
    """Place a hazard: where the finder stood, else at the enterprise where that is known well enough."""
    if command.fix is not None:
        return point(command.fix), "fix"
    if PositionQuality(enterprise.position_quality) in POINTS and enterprise.point is not None:
        return enterprise.point, "enterprise"
    return None, "none"


def _earlier(deed: Deed, command: c.RecordHazard) -> Any:  # noqa: ANN401 - a uuid or nothing
    """Find the same item at the same enterprise within twelve months (docs/rules.md 3.1, flags)."""
    if command.check_item is None:
        return None
    query = (
        select(HazardRow.id)
        .where(
            HazardRow.enterprise_id == command.enterprise,
            HazardRow.check_item == command.check_item,
            HazardRow.found_at > command.found_at - samples.repeat_within(deed),
            HazardRow.state.not_in(["invalid", "void", "merged"]),
        )
        .order_by(HazardRow.found_at.desc())
        .limit(1)
    )
    return deed.session.scalar(query)


def _check_visit(session: Session, command: c.RecordHazard, enterprise: Enterprise) -> None:
    if command.visit is None:
        return
    visit = session.get(VisitRow, command.visit)
    if visit is None or visit.enterprise_id != enterprise.id:
        raise Refusal("unknown-thing", thing="visit")


def _check_spot(deed: Deed, command: c.RecordHazard) -> None:
    """Refuse a finding of a spot check by who does not do it, or at another enterprise."""
    if command.spot_check is None:
        return
    target = deed.session.get(SpotTarget, command.spot_check)
    if target is None or target.enterprise_id != command.enterprise:
        raise Refusal("unknown-thing", thing="spot_target")
    if deed.person.id not in {target.checker_id, target.second_id}:
        raise Refusal("spot-not-yours")


def _check_criteria(criteria: tuple[str, ...]) -> None:
    """Refuse to link a finding to a criterion that the catalogue does not have."""
    if not set(criteria) <= standards.criterion_ids():
        raise Refusal("unknown-thing", thing="criterion")


def _place_for(deed: Deed, row: HazardRow, command: c.HazardStep) -> Place:
    """Return where the check is made: a receiver signs in its own area, which may lie elsewhere."""
    if isinstance(command, c.AcceptTransfer | c.ReturnTransfer) and row.transfer is not None:
        return places.place_of_area(places.area(deed.session, row.transfer["to_area"]))
    if command.kind in DECISIONS:
        return places.place_of_decision(deed.session, row)
    return replace(places.place_of(row), hazard=row.id)


def _acting_area(deed: Deed, roles: frozenset[Role]) -> int | None:
    return next((g.area for g in deed.person.grants if g.role in roles and g.area is not None), None)


def _check_references(session: Session, command: c.HazardStep, now: Hazard) -> None:
    """Refuse to point at what is not there."""
    if isinstance(command, c.TransferHazard) and session.get(Area, command.to_area) is None:
        raise Refusal("unknown-thing", thing="area")
    if isinstance(command, c.MergeHazard):
        master = session.get(HazardRow, command.master)
        if master is None or master.enterprise_id != now.enterprise:
            raise Refusal("unknown-thing", thing="hazard")


def _write_details(row: HazardRow, command: c.HazardStep, at: datetime) -> None:
    """Write the columns that the rules do not judge."""
    match command:
        case c.ChangeLevel():
            row.criterion_ids = sorted({*row.criterion_ids, *(set(command.criteria) & standards.criterion_ids())})
        case c.OpenHazard():
            row.suggestion = command.suggestion or row.suggestion
        case c.SubmitRectification():
            row.done, row.funds_actual = command.done, command.funds_actual
            row.evaluation = None if command.evaluation is None else body(command)["evaluation"]
        case c.RectifyOnTheSpot():
            row.done = command.done
        case c.SubmitPlan():
            row.plan = body(command)
        case _:
            pass
    row.closed_at = (row.closed_at or at) if row.state == State.CLOSED.value else None


def _write_beside(deed: Deed, row: HazardRow, command: c.HazardStep, after: Hazard) -> None:
    """Write what stands beside the hazard: orders to stop, results of the sample."""
    match command:
        case c.OrderMeasure() | c.ApplyResume() | c.DecideResume():
            stops.write(deed, row, command, after)
        case c.CheckClosing():
            samples.settle(deed, row, command)
        case _:
            pass


HANDLERS: Final[Handlers] = {
    c.RecordHazard: record,
}
