"""Acts on plans of grid boundaries. The rules are in grids/redraws.py, the geometry in gis/."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis import crs
from grids import commands as c
from grids import redraws as rules
from grids.errors import Refusal
from grids.levels import Level, Place
from grids.permissions import Role
from grids.policy import local_day
from grids.redraws import Redraw, RedrawState
from server.acts import redraw_publishing
from server.acts.deed import Deed, Done, Handlers
from server.store import places, redraw_checks, redraw_edits, redraws
from server.store.policy import load_on
from server.store.tables import Area, GridUnit, PersonRow, RedrawRow


def start(deed: Deed, command: c.StartRedraw) -> Done:
    """Begin a plan from the units as they are."""
    district = _area(deed.session, command.district, Level.DISTRICT)
    town = None if command.town is None else _area(deed.session, command.town, Level.TOWN)
    if town is not None and town.district_id != district.id:
        raise Refusal("unknown-thing", thing="town")
    place = Place(town=command.town, district=district.id, city=district.city_id)
    roles = deed.allowed_now(command, place)
    if deed.session.get(RedrawRow, command.redraw) is not None:
        raise Refusal("already-done", step=command.kind)
    deed.session.add(
        RedrawRow(
            id=command.redraw, city_id=district.city_id, district_id=district.id, town_id=command.town,
            title=command.title, why=command.why, state=RedrawState.DRAFT.value,
            metric_srid=_metric_srid(deed.session, district), author=deed.person.id, created_at=deed.at,
            touched_at=deed.at, touched_by=deed.person.id,
        )
    )  # fmt: skip
    return Done(place=place, roles=roles, facts={"revision": 0})


def edit(deed: Deed, command: c.EditRedraw) -> Done:
    """Do one edit; refused ones change nothing."""
    row, now, roles = _open(deed, command)
    _check_revision(deed, row, now, command.base_revision)
    redraws.check_base(deed.session, row)
    made = redraw_edits.draw(deed.session, row, command.op)
    kept = redraw_edits.keep(deed.session, row, command.op, made, deed.person.id, deed.at)
    return _changed(deed, row, roles, kept.n, made.touched)


def undo(deed: Deed, command: c.UndoRedraw) -> Done:
    """Take the last edit back."""
    return _turn(deed, command, back=True)


def redo(deed: Deed, command: c.RedoRedraw) -> Done:
    """Do the edit again that was taken back last."""
    return _turn(deed, command, back=False)


def rebase(deed: Deed, command: c.RebaseRedraw) -> Done:
    """Take all edits off and draw them anew on today's units; where one does not fit, nothing changes at all."""
    row, now, roles = _open(deed, command)
    _check_revision(deed, row, now, command.base_revision)
    steps = redraw_edits.done(deed.session, row)
    redraw_edits.drop(deed.session, row, deed.person.id, deed.at)
    touched: set[str] = set()
    last = 0
    for step in steps:
        op = redraw_edits.OP.validate_python(step.op)
        made = redraw_edits.draw(deed.session, row, op)
        last = redraw_edits.keep(deed.session, row, op, made, step.by_person, deed.at).n
        touched |= set(made.touched)
    return _changed(deed, row, roles, last, sorted(touched))


def submit(deed: Deed, command: c.SubmitRedraw) -> Done:
    """Hand a plan in, once it is checked as a whole."""
    row, now, roles = _open(deed, command)
    _check_revision(deed, row, now, command.base_revision)
    findings = redraw_checks.findings(deed.session, row, deed.at)
    after = rules.submit(now, command, deed.person.id, local_day(deed.at), findings, load_on(local_day(deed.at)))
    row.submitted_by, row.submitted_at = deed.person.id, deed.at
    row.decided_by, row.decided_at, row.opinion, row.outcome = None, None, "", None
    _write(row, after)
    warnings = sum(finding.severity is rules.Severity.WARNING for finding in findings)
    return Done(place=_place(row), roles=roles, facts={"state": row.state, "warnings": warnings})


def decide(deed: Deed, command: c.DecideRedraw) -> Done:
    """Approve a plan, and publish it where its day has come; or send it back."""
    row, now, roles = _open(deed, command)
    today = local_day(deed.at)
    after = rules.decide(now, command, deed.person.id, today, load_on(today))
    row.decided_by, row.decided_at, row.opinion = deed.person.id, deed.at, command.opinion
    _write(row, after)
    facts: dict[str, object] = {}
    if after.state is RedrawState.APPROVED:
        redraws.check_base(deed.session, row)
        if after.effective_on is not None and after.effective_on <= today:
            facts = redraw_publishing.publish(deed.session, row, deed.at)
    told = {"state": row.state, "effective_on": row.effective_on and row.effective_on.isoformat(), **facts}
    return Done(place=_place(row), roles=roles, facts=told)


def publish(deed: Deed, command: c.PublishRedraw) -> Done:
    """Refuse whoever asks: a plan is published by approving it for today, or by the calendar."""
    row, _, roles = _open(deed, command)
    return Done(place=_place(row), roles=roles)


def publish_on_its_day(session: Session, command: c.PublishRedraw, at: datetime) -> Done:
    """Let an approved plan hold whose day has come, with what it did for the ledger."""
    row = redraws.load(session, command.redraw)
    facts = redraw_publishing.publish(session, row, at)
    return Done(place=_place(row), roles=frozenset(), facts={"state": row.state, **facts})


def withdraw(deed: Deed, command: c.WithdrawRedraw) -> Done:
    """Give a plan up."""
    row, now, roles = _open(deed, command)
    _write(row, rules.withdraw(now, command))
    row.outcome = {"withdrawn": command.reason}
    return Done(place=_place(row), roles=roles, facts={"state": row.state})


def archive(deed: Deed, command: c.ArchiveRedraw) -> Done:
    """Put a plan away."""
    row, now, roles = _open(deed, command)
    _write(row, rules.archive(now, command))
    return Done(place=_place(row), roles=roles, facts={"state": row.state})


def _turn(deed: Deed, command: c.UndoRedraw | c.RedoRedraw, *, back: bool) -> Done:
    row, now, roles = _open(deed, command)
    _check_revision(deed, row, now, command.base_revision)
    turned = redraw_edits.turn(deed.session, row, back=back, person=deed.person.id, at=deed.at)
    return _changed(deed, row, roles, turned.n, sorted(turned.after))


def _open(
    deed: Deed,
    command: c.EditRedraw | c.UndoRedraw | c.RedoRedraw | c.RebaseRedraw | c.SubmitRedraw | c.DecideRedraw
    | c.PublishRedraw | c.WithdrawRedraw | c.ArchiveRedraw,
) -> tuple[RedrawRow, Redraw, frozenset[Role]]:  # fmt: skip
    """Find a plan and lock it, with the roles in which the person may take this step, or refuse."""
    row = redraws.load(deed.session, command.redraw)
    roles = deed.allowed_now(command, _place(row))
    now = redraws.value(row)
    rules.check_step(now, command.kind)
    return row, now, roles


def _check_revision(deed: Deed, row: RedrawRow, now: Redraw, base_revision: int) -> None:
    if now.revision == base_revision:
        return
    by = deed.session.get_one(PersonRow, row.touched_by).name
    rules.check_revision(now, base_revision, by, row.touched_at.isoformat())


def _changed(deed: Deed, row: RedrawRow, roles: frozenset[Role], n: int, touched: list[str]) -> Done:
    row.revision += 1
    row.touched_at, row.touched_by = deed.at, deed.person.id
    return Done(place=_place(row), roles=roles, facts={"revision": row.revision, "edit": n, "touched": touched})


def _write(row: RedrawRow, after: Redraw) -> None:
    row.state, row.effective_on = after.state.value, after.effective_on


def _place(row: RedrawRow) -> Place:
    return Place(town=row.town_id, district=row.district_id, city=row.city_id)


def _area(session: Session, area_id: int, level: Level) -> Area:
    found = places.area(session, area_id)
    if found.level != level.value:
        raise Refusal("unknown-thing", thing=level.value)
    return found


def _metric_srid(session: Session, district: Area) -> int:
    """Return the system in metres that the units of a district are kept in, else the one for where they lie.

    Raises: Refusal `redraw-no-unit` where the district has no unit yet: an import brings the first.
    """
    query = select(GridUnit.geom_metric.ST_SRID(), GridUnit.geom.ST_XMin(), GridUnit.geom.ST_YMin()).where(
        GridUnit.district_id == district.id, GridUnit.valid_to.is_(None), GridUnit.kind == "general"
    )
    rows = session.execute(query.order_by(GridUnit.geom_metric.is_(None), GridUnit.id).limit(1)).one_or_none()
    if rows is None:
        raise Refusal("redraw-no-unit", unit=district.name)
    srid, lon, lat = rows
    return int(srid) if srid else crs.metric_srid(lon, lat)


HANDLERS: Final[Handlers] = {
    c.ArchiveRedraw: archive,
    c.DecideRedraw: decide,
    c.EditRedraw: edit,
    c.PublishRedraw: publish,
    c.RebaseRedraw: rebase,
    c.RedoRedraw: redo,
    c.StartRedraw: start,
    c.SubmitRedraw: submit,
    c.UndoRedraw: undo,
    c.WithdrawRedraw: withdraw,
}
