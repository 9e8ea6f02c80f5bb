"""Acts on where an enterprise is: its position and its grid unit."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from grids import commands as c
from grids import enterprises
from grids.errors import Refusal
from server.acts.deed import Deed, Done, Handlers, point
from server.store import moving, places
from server.store.tables import Enterprise, GridUnit


def verify_position(deed: Deed, command: c.VerifyPosition) -> Done:
    """Fix where the enterprise is, by somebody who stands there; the grid unit follows the point."""
    row = places.enterprise(deed.session, command.enterprise, lock=True)
    place = places.place_of(row)
    roles = deed.allowed(command, place)
    row.point = point(command.fix)
    row.position_quality = enterprises.PositionQuality.SITE.value
    row.position_accuracy_m = command.fix.radius_m
    row.crs_source = "wgs84"
    row.verified_at, row.verified_by = command.verified_at, deed.person.id
    row.version += 1
    deed.keep(command.photos, "position", enterprise_id=row.id)
    deed.session.flush()
    if row.unit_source != "manual":
        follow_point(deed, row)
    hashes = tuple(p.sha256 for p in command.photos)
    return Done(place=place, roles=roles, photos=hashes, facts={"unit": row.unit_id})


def assign_unit(deed: Deed, command: c.AssignUnit) -> Done:
    """Put the enterprise into a unit by hand, or let its point decide again."""
    row = places.enterprise(deed.session, command.enterprise, lock=True)
    place = places.place_of(row)
    roles = deed.allowed(command, place)
    if command.unit is None:
        row.unit_source, row.unit_reason = "point", None
        follow_point(deed, row)
        return Done(place=place, roles=roles, facts={"unit": row.unit_id})
    unit = deed.session.get(GridUnit, command.unit)
    if unit is None or unit.valid_to is not None:
        raise Refusal("unknown-thing", thing="unit")
    deed.allowed_now(command, places.place_of_unit(unit, place))  # nobody hands an enterprise to a neighbour unasked
    move(deed, row, unit, source="manual", reason=command.reason)
    return Done(place=place, roles=roles, facts={"unit": row.unit_id})


def move(deed: Deed, row: Enterprise, unit: GridUnit, *, source: str, reason: str | None) -> None:
    """Move an enterprise to a unit: history closed and opened, unresolved hazards and their notices travel."""
    row.unit_id, row.unit_source, row.unit_reason = unit.id, source, reason
    row.town_id = unit.town_id or row.town_id
    row.village_id = unit.village_id or row.village_id
    row.district_id, row.city_id = unit.district_id, unit.city_id
    row.version += 1
    deed.session.flush()
    moving.follow(deed.session, [row.id], deed.at, deed.person.id)


def follow_point(deed: Deed, row: Enterprise) -> None:
    """Find the unit that covers the point: a dedicated one first (gis/locate.precedence), on an edge the lowest id."""
    query = (
        select(GridUnit)
        .where(GridUnit.valid_to.is_(None), func.ST_Intersects(GridUnit.geom, row.point))
        .order_by(func.unit_precedence(GridUnit.kind), GridUnit.id)
        .limit(1)
    )
    unit = deed.session.scalars(query).one_or_none()
    if unit is not None and unit.id != row.unit_id:
        move(deed, row, unit, source="point", reason=None)


def unit_covering(deed: Deed, lies: object, town: int | None) -> int:
    """Find the unit of a town that covers a point, or refuse: then somebody chooses one."""
    query = (
        select(GridUnit.id)
        .where(GridUnit.valid_to.is_(None), GridUnit.town_id == town, func.ST_Intersects(GridUnit.geom, lies))
        .order_by(func.unit_precedence(GridUnit.kind), GridUnit.id)
        .limit(1)
    )
    found = None if lies is None else deed.session.scalar(query)
    if found is None:
        raise Refusal("unit-unknown")
    return found


HANDLERS: Final[Handlers] = {
    c.AssignUnit: assign_unit,
    c.VerifyPosition: verify_position,
}
