"""Where things belong: rows of enterprises and areas as the rules' `Place`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.levels import Level, Place
from server.store.tables import Area, Enterprise, EnterpriseUnit, GridUnit, HazardRow

OF_PEOPLE: Final = (Path(__file__).with_name("sql") / "places_of_people.sql").read_text("utf-8")
"""Where people have roles: a statement to select from."""
PLACE_COLUMNS = ("unit_id", "village_id", "town_id", "district_id", "city_id", "supervision_class")


def enterprise(session: Session, enterprise_id: UUID, *, lock: bool = False) -> Enterprise:
    """Find an enterprise or refuse; it stays in its place until the act is done, and with `lock` wholly as it is.

    What is recorded copies the place, so a move that runs at the same time must wait, or it would miss the record.
    """
    query = select(Enterprise).where(Enterprise.id == enterprise_id).with_for_update(read=not lock)
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="enterprise")
    return found


def place_of(row: Any) -> Place:  # noqa: ANN401 - any row with the place columns
    """Read the place off a row; an enterprise's own row names itself."""
    return Place(
        enterprise=row.id if isinstance(row, Enterprise) else row.enterprise_id,
        unit=row.unit_id,
        village=row.village_id,
        town=row.town_id,
        district=row.district_id,
        city=row.city_id,
        supervision_class=row.supervision_class,
    )


def placed_as(row: Enterprise) -> dict[str, Any]:
    """Copy the place columns of an enterprise for a fact about it."""
    return {name: getattr(row, name) for name in PLACE_COLUMNS}


def area_name(session: Session, area_id: int | None) -> str:
    """Name an area for a paper; nothing where there is none."""
    if area_id is None:
        return ""
    return session.scalar(select(Area.name).where(Area.id == area_id)) or ""


def area(session: Session, area_id: int) -> Area:
    """Find an area or refuse."""
    found = session.get(Area, area_id)
    if found is None:
        raise Refusal("unknown-thing", thing="area")
    return found


def place_of_area(found: Area) -> Place:
    """Return the place that an area itself is."""
    own = {Level(found.level): found.id}
    return Place(
        village=own.get(Level.VILLAGE),
        town=own.get(Level.TOWN, found.town_id),
        district=own.get(Level.DISTRICT, found.district_id),
        city=own.get(Level.CITY, found.city_id),
    )


def place_of_unit(unit: GridUnit, place: Place) -> Place:
    """Return what a place becomes when it is put into another unit."""
    return replace(
        place, unit=unit.id, village=unit.village_id, town=unit.town_id, district=unit.district_id, city=unit.city_id
    )


def place_then(session: Session, place: Place, at: datetime) -> Place | None:
    """Return where an enterprise belonged at a moment, if it was in another grid unit then."""
    query = (
        select(GridUnit)
        .join(EnterpriseUnit, EnterpriseUnit.unit_id == GridUnit.id)
        .where(EnterpriseUnit.enterprise_id == place.enterprise, EnterpriseUnit.valid_from <= at)
        .where(or_(EnterpriseUnit.valid_to.is_(None), EnterpriseUnit.valid_to > at))
        .order_by(EnterpriseUnit.valid_from.desc())
        .limit(1)
    )
    unit = session.scalars(query).one_or_none()
    return None if unit is None or unit.id == place.unit else place_of_unit(unit, place)


def place_of_decision(session: Session, row: HazardRow) -> Place:
    """Return where it is decided about a hazard: with the body that signed for it, else where it lies."""
    here = replace(place_of(row), hazard=row.id)
    if row.competent_area is None:
        return here
    body = place_of_area(area(session, row.competent_area))
    return replace(here, unit=None, village=body.village, town=body.town, district=body.district, city=body.city)


def of_person(session: Session, person: UUID, at: datetime) -> list[Place]:
    """List where somebody has a role at a moment: areas, the towns of grid units, an enterprise."""
    query = text(
        f"SELECT DISTINCT village_id, town_id, district_id, city_id FROM ({OF_PEOPLE}) p "  # noqa: S608 - a file of ours
        "WHERE person_id = :person "
        "AND valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)"
    )
    rows = session.execute(query, {"person": person, "at": at})
    return [Place(village=row.village_id, town=row.town_id, district=row.district_id, city=row.city_id) for row in rows]
