"""What phones of a whole district are told of: a standard, which standards are published, when visits fall due."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.enterprises import LOOKED_AFTER


def phones(session: Session, district: int, kind: str, ref: str) -> None:
    """Put something into the feed of every unit of a district, and of every enterprise that has an account."""
    for statement in (_UNITS, _ENTERPRISES):
        session.execute(statement, {"kind": kind, "ref": ref, "district": district})


def enterprises(session: Session, district: int, supervision_class: str | None) -> None:
    """Put the enterprises of a class, or without one all of a district, into the feed: their next visits have moved."""
    values = {"district": district, "class": supervision_class, "looked_after": LOOKED_AFTER}
    session.execute(_OF_CLASS, values)


_OF_CLASS: Final = text(
    "INSERT INTO change_log (kind, op, ref, enterprise_id, unit_id, village_id, town_id, district_id, city_id) "
    "SELECT 'enterprise', 'put', e.id::text, e.id, e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id "
    "FROM enterprise e WHERE e.district_id = :district AND e.status = ANY(:looked_after) "
    "AND (CAST(:class AS text) IS NULL OR e.supervision_class = :class)"
)
_UNITS: Final = text(
    "INSERT INTO change_log (kind, op, ref, unit_id, village_id, town_id, district_id, city_id) "
    "SELECT :kind, 'put', :ref, id, village_id, town_id, district_id, city_id FROM grid_unit "
    "WHERE district_id = :district AND valid_to IS NULL"
)
_ENTERPRISES: Final = text(
    "INSERT INTO change_log (kind, op, ref, enterprise_id) SELECT DISTINCT :kind, 'put', :ref, e.id "
    "FROM enterprise e JOIN person_grant g ON g.enterprise_id = e.id WHERE e.district_id = :district"
)
