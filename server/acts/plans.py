"""Acts on frequency, inspection plans and conflicts of inspectors. The rules are in grids/plans.py and frequency.py."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import update

from grids import frequency as frequency_rules
from grids import plans as rules
from grids.commands import plans as c
from grids.errors import Conflict, Refusal
from grids.levels import Level, Place
from grids.permissions import Role
from grids.plans import PlanState
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import frequency, people, places, plans, tasks, told
from server.store.policy import plans_on
from server.store.tables import Area, FrequencyRow, InspectionPlan, InspectorConflict, TaskRow


def publish_frequency(deed: Deed, command: c.PublishFrequency) -> Done:
    """Let content and frequency hold from a day on."""
    district = _district(deed, command.district)
    place = Place(district=district.id, city=district.city_id, supervision_class=command.supervision_class)
    roles = deed.allowed_now(command, place)
    frequency_rules.check(command, local_day(deed.at))
    if deed.session.get(FrequencyRow, command.frequency) is not None:
        raise Refusal("already-done", step=command.kind)
    deed.session.add(
        FrequencyRow(
            id=command.frequency, city_id=district.city_id, district_id=district.id, title=command.title,
            supervision_class=command.supervision_class, grades=[_plain(asdict(each)) for each in command.grades],
            valid_from=command.valid_from, reason=command.reason, by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    if frequency.names_standards(deed.session, district.id):  # a row of numbers can end what another one names
        told.phones(deed.session, district.id, "content", str(district.id))
    if command.valid_from == local_day(deed.at):  # of a later day phones hear in its night
        told.enterprises(deed.session, district.id, command.supervision_class)
    return Done(place=place, roles=roles, facts={"valid_from": command.valid_from.isoformat()})


def write(deed: Deed, command: c.WriteInspectionPlan) -> Done:
    """Begin a plan, or write on its draft as it was seen."""
    today = local_day(deed.at)
    criteria: dict[str, Any] = plans.CRITERIA.dump_python(command.criteria, mode="json")
    row = deed.session.get(InspectionPlan, command.plan, with_for_update=True)
    if row is None:
        district = _district(deed, command.district)
        row = InspectionPlan(
            id=command.plan, city_id=district.city_id, district_id=district.id, authority=command.authority,
            classes=list(command.classes), year=command.year, title=command.title, criteria=criteria,
            state=PlanState.DRAFT.value, author=deed.person.id, created_at=deed.at, revision=1, draws=0,
        )  # fmt: skip
        roles = _allowed(deed, command, row)
        rules.check_year(command.year, today)
        deed.session.add(row)
        return Done(place=_place(row), roles=roles, facts={"revision": 1})
    roles = _allowed(deed, command, row)
    rules.check_step(plans.value(row), command.kind)
    _check_revision(row, command.base_revision)
    rules.check_year(command.year, today)
    row.authority, row.classes, row.year = command.authority, list(command.classes), command.year
    row.title, row.criteria = command.title, criteria
    row.revision += 1
    _allowed(deed, command, row)
    return Done(place=_place(row), roles=roles, facts={"revision": row.revision})


def draw(deed: Deed, command: c.DrawInspectionPlan) -> Done:
    """Draw objects and pairs with a seed of the server's."""
    row = plans.load(deed.session, command.plan)
    roles = _allowed(deed, command, row)
    today = local_day(deed.at)
    policy = plans_on(today)
    now = plans.value(row)
    rules.check_step(now, command.kind)
    _check_revision(row, command.base_revision)
    after = rules.draw(now, policy)
    frame, why, beyond = plans.frame(deed.session, row, frequency.on(deed.session, today), policy, deed.at)
    drawn = plans.keep_draw(deed.session, row, frame, why, deed.person.id, deed.at, secrets.token_hex(16))
    row.draws, row.drawn_on_revision = after.draws, after.drawn_on_revision
    return Done(place=_place(row), roles=roles, facts={"drawn": drawn, "beyond_cap": beyond})


def submit(deed: Deed, command: c.SubmitInspectionPlan) -> Done:
    """Hand a plan in."""
    row = plans.load(deed.session, command.plan)
    roles = _allowed(deed, command, row)
    now = plans.value(row)
    rules.check_step(now, command.kind)
    _check_revision(row, command.base_revision)
    after = rules.submit(now, len(plans.objects_of(deed.session, row.id)), deed.person.id)
    row.state, row.submitted_by, row.submitted_at = after.state.value, deed.person.id, deed.at
    row.opinion = ""
    return Done(place=_place(row), roles=roles)


def decide(deed: Deed, command: c.DecideInspectionPlan) -> Done:
    """Approve a plan or give it back."""
    row = plans.load(deed.session, command.plan)
    roles = _allowed(deed, command, row)
    after = rules.decide(plans.value(row), deed.person.id, command.opinion, approved=command.approved)
    row.state, row.opinion = after.state.value, command.opinion
    row.decided_by, row.decided_at = deed.person.id, deed.at
    return Done(place=_place(row), roles=roles)


def file(deed: Deed, command: c.FileInspectionPlan) -> Done:
    """Note that a plan is filed."""
    row = plans.load(deed.session, command.plan)
    roles = _allowed(deed, command, row)
    rules.check_step(plans.value(row), command.kind)
    if command.filed_on > local_day(deed.at):
        raise Refusal("bad-date", earliest=None, latest=local_day(deed.at).isoformat())
    row.state, row.number, row.filed_on = PlanState.FILED.value, command.number, command.filed_on
    return Done(place=_place(row), roles=roles)


def activate(deed: Deed, command: c.ActivateInspectionPlan) -> Done:
    """Let a plan begin: its inspections become tasks, within the cap."""
    row = plans.load(deed.session, command.plan)
    roles = _allowed(deed, command, row)
    rules.check_step(plans.value(row), command.kind)
    row.state, row.activated_at = PlanState.ACTIVE.value, deed.at
    made, beyond = tasks.of_plan(deed.session, row, local_day(deed.at))
    return Done(place=_place(row), roles=roles, facts={"tasks": made, "beyond_cap": beyond})


def close(deed: Deed, command: c.CloseInspectionPlan) -> Done:
    """End a plan; what nobody began is no longer owed."""
    row = plans.load(deed.session, command.plan)
    roles = _allowed(deed, command, row)
    rules.check_step(plans.value(row), command.kind)
    row.state, row.closed_at, row.summary = PlanState.CLOSED.value, deed.at, command.summary
    left = tasks.supersede(deed.session, TaskRow.plan_id == row.id)
    return Done(place=_place(row), roles=roles, facts={"superseded": left})


def declare(deed: Deed, command: c.DeclareConflict) -> Done:
    """Declare a conflict; an inspector declares the own ones, and tasks of the two are given back."""
    enterprise = places.enterprise(deed.session, command.enterprise)
    place = places.place_of(enterprise)
    roles = deed.allowed_now(command, place)
    if roles == {Role.INSPECTOR} and command.inspector != deed.person.id:
        raise Refusal("not-yours", step=command.kind)
    who = people.person_at(deed.session, command.inspector, deed.at)
    if who is None or Role.INSPECTOR not in who.roles(place):
        raise Refusal("task-officer")
    deed.session.add(
        InspectorConflict(
            id=command.conflict, person_id=command.inspector, enterprise_id=enterprise.id, reason=command.reason,
            by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    tasks.give_back(deed.session, enterprise.id, command.inspector)
    return Done(place=place, roles=roles)


def end_conflict(deed: Deed, command: c.EndConflict) -> Done:
    """End a declared conflict."""
    row = deed.session.get(InspectorConflict, command.conflict, with_for_update=True)
    if row is None:
        raise Refusal("not-found", thing="conflict")
    place = places.place_of(places.enterprise(deed.session, row.enterprise_id))
    roles = deed.allowed_now(command, place)
    if row.ended_at is not None:
        raise Refusal("already-done", step=command.kind)
    ended = {"ended_at": deed.at, "ended_by": deed.person.id, "end_reason": command.reason}
    deed.session.execute(update(InspectorConflict).where(InspectorConflict.id == row.id).values(**ended))
    return Done(place=place, roles=roles)


def _allowed(deed: Deed, command: c.PlanStep, row: InspectionPlan) -> frozenset[Role]:
    """Check the person for every class of a plan: who supervises some classes plans for those only."""
    found = [
        deed.allowed_now(command, Place(district=row.district_id, city=row.city_id, supervision_class=each))
        for each in (*row.classes,) or (None,)
    ]
    return frozenset.intersection(*found)


def _place(row: InspectionPlan) -> Place:
    return Place(district=row.district_id, city=row.city_id)


def _check_revision(row: InspectionPlan, base_revision: int) -> None:
    if row.revision != base_revision:
        raise Conflict("moved-on")


def _district(deed: Deed, area_id: int) -> Area:
    found = places.area(deed.session, area_id)
    if found.level != Level.DISTRICT.value:
        raise Refusal("unknown-thing", thing="district")
    return found


def _plain(rule: dict[str, Any]) -> dict[str, Any]:
    return {**rule, "checklists": list(rule["checklists"])}


HANDLERS: Final[Handlers] = {
    c.ActivateInspectionPlan: activate,
    c.CloseInspectionPlan: close,
    c.DecideInspectionPlan: decide,
    c.DeclareConflict: declare,
    c.DrawInspectionPlan: draw,
    c.EndConflict: end_conflict,
    c.FileInspectionPlan: file,
    c.PublishFrequency: publish_frequency,
    c.SubmitInspectionPlan: submit,
    c.WriteInspectionPlan: write,
}
