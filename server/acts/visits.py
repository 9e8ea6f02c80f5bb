"""Acts of a visit: arriving and leaving. The rules are in grids/visits.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from geoalchemy2 import Geography
from sqlalchemy import cast, func, select

from grids import commands as c
from grids import visits
from grids.commands import VisitKind
from grids.enterprises import POINTS, PositionQuality
from grids.errors import Refusal
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers, point
from server.store import places, tasks
from server.store.tables import ChecklistVersion, Enterprise, VisitRow


def start(deed: Deed, command: c.StartVisit) -> Done:
    """Arrive: the position is measured against the site and graded, never refused."""
    enterprise = places.enterprise(deed.session, command.enterprise)
    place = places.place_of(enterprise)
    roles = deed.allowed(command, place)
    if deed.session.get(VisitRow, command.visit) is not None:
        raise Refusal("already-done", step=command.kind)
    distance = _distance(deed, command, enterprise)
    radius = command.fix.radius_m if command.fix else 0.0
    known = PositionQuality(enterprise.position_quality) in POINTS
    presence = visits.presence(distance, radius, deed.policy.presence_m, position_known=known)
    row = VisitRow(
        id=command.visit,
        enterprise_id=enterprise.id,
        kind=command.visit_kind.value,
        officer_id=deed.person.id,
        started_at=command.started_at,
        received_at=deed.at,
        fix=point(command.fix),
        fix_radius_m=command.fix and command.fix.radius_m,
        fix_age_s=command.fix and command.fix.age_s,
        distance_m=distance,
        presence=presence.value,
        away_reason=command.away_reason,
        answers=[],
        **places.placed_as(enterprise),
    )
    deed.session.add(row)
    tasks.begin(deed.session, row)
    return Done(place=place, roles=roles, facts={"presence": presence.value, "distance_m": distance})


def finish(deed: Deed, command: c.FinishVisit) -> Done:
    """Leave: outcome, exceptions, signature; the enterprise's last visit moves on."""
    row = _load(deed, command)
    enterprise = places.enterprise(deed.session, row.enterprise_id, lock=True)
    place = places.place_of(row)
    roles = deed.allowed(command, place)
    second = deed.second(command.second_inspector, place)
    visits.finish(_value(row), command, deed.person, second)
    _check_version(deed, command)
    row.outcome, row.finished_at = command.outcome.value, command.finished_at
    row.checklist_version_id = command.checklist_version
    row.answers = [_answer(a) for a in command.answers]
    row.person_met, row.signature, row.remark = command.person_met, command.signature, command.remark
    row.second_id = second.id if second else None
    deed.keep(command.photos, "visit", enterprise_id=enterprise.id, visit_id=row.id)
    if command.signature is not None:
        signed = c.Photo(sha256=command.signature, taken_at=command.finished_at)
        deed.keep((signed,), "signature", enterprise_id=enterprise.id, visit_id=row.id)
    visited_on = local_day(row.started_at)
    if enterprise.last_visit_on is None or visited_on >= enterprise.last_visit_on:
        enterprise.last_visit_on = visited_on
        enterprise.revisit_on = visits.revisit_on(command.outcome, visited_on)
        enterprise.version += 1
    tasks.pay(deed.session, row, command.outcome, deed.at)
    hashes = tuple(p.sha256 for p in command.photos) + ((command.signature,) if command.signature else ())
    return Done(place=place, roles=roles, photos=hashes)


def _load(deed: Deed, command: c.FinishVisit) -> VisitRow:
    row = deed.session.scalars(select(VisitRow).where(VisitRow.id == command.visit).with_for_update()).one_or_none()
    if row is None:
        raise Refusal("not-found", thing="visit")
    return row


def _value(row: VisitRow) -> visits.Visit:
    return visits.Visit(
        id=row.id,
        enterprise=row.enterprise_id,
        kind=VisitKind(row.kind),
        officer=row.officer_id,
        started_at=row.started_at,
        finished=row.finished_at is not None,
    )


def _check_version(deed: Deed, command: c.FinishVisit) -> None:
    if command.checklist_version is None:
        return
    if deed.session.get(ChecklistVersion, command.checklist_version) is None:
        raise Refusal("unknown-thing", thing="checklist_version")


def _answer(answer: c.Answer) -> dict[str, Any]:
    stored = asdict(answer)
    stored["result"] = answer.result.value
    stored["hazard"] = None if answer.hazard is None else str(answer.hazard)
    return stored


def _distance(deed: Deed, command: c.StartVisit, enterprise: Enterprise) -> float | None:
    """Measure from the fix to the site's outline, or to its point.

    Unit: metres on the ellipsoid. Error: the fix's own radius, kept beside it.
    """
    if command.fix is None or (enterprise.site is None and enterprise.point is None):
        return None
    query = select(
        func.ST_Distance(
            cast(func.coalesce(Enterprise.site, Enterprise.point), Geography),
            cast(func.ST_SetSRID(func.ST_MakePoint(command.fix.lon, command.fix.lat), 4326), Geography),
        )
    ).where(Enterprise.id == enterprise.id)
    distance = deed.session.scalar(query)
    return None if distance is None else round(float(distance), 1)


HANDLERS: Final[Handlers] = {
    c.FinishVisit: finish,
    c.StartVisit: start,
}
