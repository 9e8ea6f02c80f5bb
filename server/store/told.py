"""What phones of a whole district are told of: a standard, or which standards are published."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session


def phones(session: Session, district: int, kind: str, ref: str) -> None:
    """Put something into the feed of every unit of a district, and of every enterprise that has an account."""
    for statement in (_UNITS, _ENTERPRISES):
        session.execute(statement, {"kind": kind, "ref": ref, "district": district})


_UNITS: Final = text(
    "INSERT INTO change_log (kind, op, ref, unit_id, village_id, town_id, district_id, city_id) "
    "SELECT :kind, 'put', :ref, id, village_id, town_id, district_id, city_id FROM grid_unit "
    "WHERE district_id = :district AND valid_to IS NULL"
)
_ENTERPRISES: Final = text(
    "INSERT INTO change_log (kind, op, ref, enterprise_id) SELECT DISTINCT :kind, 'put', :ref, e.id "
    "FROM enterprise e JOIN person_grant g ON g.enterprise_id = e.id WHERE e.district_id = :district"
)
