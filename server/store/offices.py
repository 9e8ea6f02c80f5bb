"""Offices: their place, and the people who belong to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.levels import Level, Place
from grids.offices import Office, OfficeKind
from server.catalogue import read as words_of
from server.catalogue import text as said
from server.store import places
from server.store.tables import Area

LEVEL_OF: Final = {
    OfficeKind.CITY: Level.CITY,
    OfficeKind.DISTRICT: Level.DISTRICT,
    OfficeKind.DEPARTMENT: Level.DISTRICT,
    OfficeKind.TOWN: Level.TOWN,
}
MEMBERS: Final = """
SELECT g.person_id, CASE g.role WHEN 'city' THEN 'city' WHEN 'district' THEN 'district'
    WHEN 'department' THEN 'department' ELSE 'town' END || ':' || g.area_id
  || CASE WHEN g.role = 'department' AND g.classes IS NOT NULL
     THEN ':' || (SELECT string_agg(k, '+' ORDER BY k COLLATE "C") FROM unnest(g.classes) k) ELSE '' END AS office
FROM person_grant g JOIN person p ON p.id = g.person_id AND p.active
WHERE g.area_id IS NOT NULL AND g.valid_from <= :moment AND (g.valid_to IS NULL OR g.valid_to > :moment)
  AND (g.role, g.level) IN (('city', 'city'), ('district', 'district'), ('department', 'district'),
    ('town_officer', 'town'), ('town_head', 'town'))
"""
"""Who belongs to which office at a moment: the same as grids/offices.py says of one person's grants."""


def area_of(session: Session, office: Office) -> Area:
    """Find the area of an office, or refuse."""
    found = places.area(session, office.area)
    if found.level != LEVEL_OF[office.kind].value:
        raise Refusal("unknown-thing", thing="office")
    return found


def place_of(session: Session, office: Office) -> Place:
    """Return where an office is; of a department, with one of its classes, so that its own right covers it."""
    found = places.place_of_area(area_of(session, office))
    return Place(
        town=found.town, district=found.district, city=found.city,
        supervision_class=min(office.classes) if office.classes else None,
    )  # fmt: skip


def stored(session: Session, office: Office) -> dict[str, int | None]:
    """Return the place columns of a row that belongs to an office."""
    place = place_of(session, office)
    return {"area_id": office.area, "district_id": place.district, "city_id": place.city}


def has_people(session: Session, office: Office, at: datetime) -> bool:
    """Tell whether anybody belongs to an office at a moment."""
    query = text(f"SELECT EXISTS (SELECT 1 FROM ({MEMBERS}) m WHERE m.office = :office)")  # noqa: S608 - ours, above
    return bool(session.scalar(query, {"moment": at, "office": office.key}))


def people_of(session: Session, key: str, at: datetime) -> set[UUID]:
    """Find the people of an office at a moment by its key."""
    query = text(f"SELECT m.person_id FROM ({MEMBERS}) m WHERE m.office = :office")  # noqa: S608 - ours, above
    return set(session.scalars(query, {"moment": at, "office": key}))


def name_on(session: Session, office: Office, day: date, language: str = "zh") -> str:
    """Name an office as of a day: as its seal has it, else by its area."""
    seal = session.scalar(_SEAL, {"office": office.key, "day": day})
    return seal or plain_name(office.kind, area_of(session, office).name, office.classes, language)


def plain_name(kind: str, area: str, classes: Iterable[str] | None, language: str) -> str:
    """Name an office that has told no name of its own."""
    known = words_of("exports", language)
    words = [known.get(f"supervision_class.{each}", each) for each in sorted(classes or ())]
    key = f"office.{kind}.classes" if words else f"office.{kind}"
    return said("offices", key, language, {"area": area, "classes": said("offices", "comma", language).join(words)})


_SEAL: Final = text(
    "SELECT seal_unit FROM contact_table WHERE office = :office AND valid_from <= :day "
    "AND (valid_to IS NULL OR valid_to > :day)"
)
