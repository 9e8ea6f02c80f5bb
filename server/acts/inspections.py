"""Acts on cases of inspection: opening, leave, entering, leaving, ending. The rules are in grids/inspections.py."""

from __future__ import annotations

import hmac
from typing import Final
from uuid import UUID

from geoalchemy2 import Geography
from sqlalchemy import cast, func, select

from grids import commands as c
from grids import inspections as rules
from grids.commands import DocumentKind, EntryMethod
from grids.errors import Refusal
from grids.inspections import InspectionState
from grids.permissions import Role
from grids.policy import local_day
from server import entry_codes
from server.acts import inspection_papers as papers
from server.acts.deed import Deed, Done, Handlers, point
from server.store import authorities, inspections, places
from server.store.tables import Enterprise, InspectionEntry, InspectionRow, VisitRow


def open_(deed: Deed, command: c.OpenInspection) -> Done:
    """Ask leave to inspect, with the two who will."""
    enterprise = places.enterprise(deed.session, command.enterprise)
    place = places.place_of(enterprise)
    roles = deed.allowed(command, place)
    second = deed.second(command.second_inspector, place)
    opened = rules.open_(command, deed.person, second)
    if deed.session.get(InspectionRow, command.inspection) is not None:
        raise Refusal("already-done", step=command.kind)
    if command.follows is not None:
        _follows(deed, command)
    authority = authorities.on_day(deed.session, enterprise.district_id, local_day(deed.at))
    deed.session.add(
        InspectionRow(
            id=command.inspection, enterprise_id=enterprise.id, ground=command.ground.value,
            announced=command.announced, purpose=command.purpose, basis=command.basis, content=command.content,
            method=command.method, planned_on=command.planned_on, opened_by=opened.opened_by, second_id=opened.second,
            opened_at=deed.at, emergency=command.emergency, emergency_reason=command.emergency_reason,
            follows_id=command.follows, state=opened.state.value,
            authority=authority.name if authority else places.area_name(deed.session, enterprise.district_id),
            **places.placed_as(enterprise),
        )
    )  # fmt: skip
    return Done(place=place, roles=roles, facts={"inspection": str(command.inspection)})


def decide(deed: Deed, command: c.DecideInspection) -> Done:
    """Give leave or refuse it; leave is the approval sheet, which takes the number of the chain."""
    row, roles = _open(deed, command)
    after = rules.decide(inspections.value(deed.session, row), command, deed.person, deed.at)
    inspections.write(row, after)
    row.decided_by, row.opinion = deed.person.id, command.opinion
    if command.approved:
        sheet = papers.frozen(deed, row, DocumentKind.SCHEME, c.Said(content=row.content))
        return _done(row, roles, number=sheet.number)
    return _done(row, roles)


def enter(deed: Deed, command: c.EnterInspection) -> Done:
    """Log the entry: the code or the position is checked and noted, and neither is a wall."""
    row, roles = _open(deed, command)
    after = rules.start(inspections.value(deed.session, row), deed.person, command.entered_at, command.kind)
    inspections.licensed(deed.session, row, deed.act_at)
    inspections.write(row, after)
    if command.visit is not None:
        row.visit_id = _visit(deed, row, command.visit)
    by_code = command.method is EntryMethod.CODE
    fits = hmac.compare_digest(entry_codes.typed(command.code), entry_codes.code_of(deed.session, row.enterprise_id))
    deed.session.add(
        InspectionEntry(
            id=deed.act_id, inspection_id=row.id, person_id=deed.person.id, direction="in",
            method=command.method.value, code=command.code, code_fits=fits if by_code else None,
            at=command.entered_at, received_at=deed.at, fix=point(command.fix),
            fix_radius_m=command.fix and command.fix.radius_m, distance_m=_distance(deed, row, command.fix),
            device_id=deed.device,
        )
    )  # fmt: skip
    return _done(row, roles)


def leave(deed: Deed, command: c.LeaveInspection) -> Done:
    """Log that they left; the case must have begun."""
    row, roles = _open(deed, command)
    now = inspections.value(deed.session, row)
    rules.start(now, deed.person, command.left_at, command.kind)
    if now.state is not InspectionState.UNDER_WAY:
        raise Refusal("inspection-state", step=command.kind, state=now.state.value)
    row.version += 1
    deed.session.add(
        InspectionEntry(
            id=deed.act_id, inspection_id=row.id, person_id=deed.person.id, direction="out", at=command.left_at,
            received_at=deed.at, fix=point(command.fix), fix_radius_m=command.fix and command.fix.radius_m,
            distance_m=_distance(deed, row, command.fix), device_id=deed.device,
        )
    )  # fmt: skip
    return _done(row, roles)


def close(deed: Deed, command: c.CloseInspection) -> Done:
    """End a case, done or withdrawn."""
    row, roles = _open(deed, command)
    now = inspections.value(deed.session, row)
    after = rules.close(now, command, deed.person, recorded=inspections.recorded(deed.session, row.id))
    inspections.write(row, after)
    row.ended_at, row.end_reason = deed.at, command.reason
    return _done(row, roles)


def _open(deed: Deed, command: c.InspectionStep) -> tuple[InspectionRow, frozenset[Role]]:
    row = inspections.load(deed.session, command.inspection)  # type: ignore[union-attr]
    return row, deed.allowed(command, places.place_of(row))


def _follows(deed: Deed, command: c.OpenInspection) -> None:
    """Check that the case before is of the same enterprise."""
    before = None if command.follows is None else deed.session.get(InspectionRow, command.follows)
    if before is None or before.enterprise_id != command.enterprise:
        raise Refusal("unknown-thing", thing="follows")


def _visit(deed: Deed, row: InspectionRow, visit_id: UUID) -> UUID:
    visit = deed.session.get(VisitRow, visit_id)
    if visit is None or visit.enterprise_id != row.enterprise_id or visit.kind == c.VisitKind.PATROL.value:
        raise Refusal("unknown-thing", thing="visit")
    return visit.id


def _distance(deed: Deed, row: InspectionRow, fix: c.Fix | None) -> float | None:
    """Measure from the fix to the site, as a visit does.

    Unit: metres on the ellipsoid. Error: the fix's own radius, kept beside it.
    """
    if fix is None:
        return None
    here = cast(func.ST_SetSRID(func.ST_MakePoint(fix.lon, fix.lat), 4326), Geography)
    site = cast(func.coalesce(Enterprise.site, Enterprise.point), Geography)
    found = deed.session.scalar(select(func.ST_Distance(site, here)).where(Enterprise.id == row.enterprise_id))
    return None if found is None else round(float(found), 1)


def _done(row: InspectionRow, roles: frozenset[Role], **facts: str | None) -> Done:
    return Done(place=places.place_of(row), roles=roles, facts={"inspection": str(row.id), **facts})


HANDLERS: Final[Handlers] = {
    c.CloseInspection: close,
    c.DecideInspection: decide,
    c.EnterInspection: enter,
    c.LeaveInspection: leave,
    c.OpenInspection: open_,
}
