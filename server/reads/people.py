"""Who a person is to the screens: roles, area, colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import Grant, Person, scope
from grids.policy import HERE
from server.store.tables import Area, PersonRow


def shown(session: Session, person: Person, account: PersonRow) -> dict[str, Any]:
    """Describe a person to their own screens."""
    first = next((g for g in person.grants if g.area is not None), None)
    units = sorted(u for g in person.grants for u in g.units)
    return {
        "id": str(person.id),
        "username": account.username,
        "name": person.name,
        "roles": sorted(r.value for r in person.roles()),
        "area": _area(session, first) or _area_of_units(session, units),
        "units": units,
        "enterprise_id": next((str(g.enterprise) for g in person.grants if g.enterprise), None),
        "licence_no": person.licence_no,
        "locale": account.locale,
        "time_zone": str(HERE),
        "is_demo": account.is_demo,
    }


def areas(session: Session, person: Person) -> list[dict[str, Any]]:
    """List the areas that concern a person: the own ones, those below to the towns, and those above."""
    seen = scope(person.grants, frozenset(person.roles()))
    rows = session.execute(
        text(
            "WITH own AS (SELECT a.* FROM area a WHERE a.id = ANY(:areas) OR a.id IN "
            "(SELECT unnest(ARRAY[town_id, district_id, city_id]) FROM grid_unit WHERE id = ANY(:units)) OR a.id IN "
            "(SELECT unnest(ARRAY[town_id, district_id, city_id]) FROM enterprise WHERE id = ANY(:enterprises))) "
            "SELECT DISTINCT a.id, a.level, a.parent_id, a.name FROM area a, own "
            "WHERE a.id IN (own.id, own.town_id, own.district_id, own.city_id) "
            "OR (a.level IN ('town', 'district') AND own.id IN (a.district_id, a.city_id)) "
            "OR (a.level = 'village' AND a.town_id = own.id) ORDER BY a.id"
        ),
        {
            "areas": sorted(seen.cities | seen.districts | seen.towns | seen.villages),
            "units": sorted(seen.units),
            "enterprises": list(seen.enterprises),
        },
    )
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's documented name


def bodies(session: Session, person: Person) -> list[dict[str, Any]]:
    """List the bodies a hazard can be transferred to: the towns of the own district, and the district itself."""
    near = [a for a in areas(session, person) if a["level"] == "district"]
    sql = text(
        "SELECT id, level, name FROM area WHERE (level = 'town' AND district_id = ANY(:d)) OR id = ANY(:d) ORDER BY id"
    )
    return [dict(r._mapping) for r in session.execute(sql, {"d": [a["id"] for a in near]})]  # noqa: SLF001


def inspectors(session: Session, person: Person, day: date) -> Sequence[dict[str, Any]]:
    """List the inspectors of the person's district whose licence is valid on a day, for the second signature."""
    districts = [a["id"] for a in areas(session, person) if a["level"] == "district"]
    sql = text(
        "SELECT DISTINCT p.id, p.name, p.licence_no FROM person p JOIN person_grant g ON g.person_id = p.id "
        "LEFT JOIN area a ON a.id = g.area_id WHERE p.active AND g.role = 'inspector' AND p.licence_no IS NOT NULL "
        "AND coalesce(p.licence_from, :day) <= :day AND coalesce(p.licence_until, :day) >= :day "
        "AND g.valid_from <= now() AND (g.valid_to IS NULL OR g.valid_to > now()) "
        "AND (a.id = ANY(:d) OR a.district_id = ANY(:d)) ORDER BY p.name"
    )
    return [dict(r._mapping) for r in session.execute(sql, {"d": districts, "day": day})]  # noqa: SLF001


def _area(session: Session, grant: Grant | None) -> dict[str, Any] | None:
    found = None if grant is None else session.get(Area, grant.area)
    return None if found is None else {"level": found.level, "id": found.id, "name": found.name}


def _area_of_units(session: Session, units: list[int]) -> dict[str, Any] | None:
    sql = text(
        "SELECT a.level, a.id, a.name FROM grid_unit u JOIN area a ON a.id = u.town_id WHERE u.id = ANY(:u) LIMIT 1"
    )
    row = session.execute(sql, {"u": units}).first()
    return None if row is None else dict(row._mapping)  # noqa: SLF001
