"""Lists as rows for files: the list's own filter and scope, read through a cursor in one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from grids.permissions import SEES_UNITS, Person, scope
from grids.policy import HERE
from server.reads import documents, lists, people
from server.reads import scope as bind
from server.reads.documents import Filter
from server.reads.scope import Bound

BATCH: Final = 2000


class What(StrEnum):
    """What can be taken out."""

    HAZARDS = "hazards"
    ENTERPRISES = "enterprises"
    NOTICES = "notices"
    UNITS = "units"
    DIVISIONS = "divisions"
    MONTHLY = "monthly"


_TABLES: Final = {
    What.HAZARDS: "hazard h JOIN enterprise e ON e.id = h.enterprise_id",
    What.ENTERPRISES: "enterprise e",
    What.NOTICES: "notice n",
    What.UNITS: "grid_unit u",
    What.DIVISIONS: "area a",
}


def count(session: Session, person: Person, what: What, wanted: Mapping[str, Any], today: date) -> int:
    """Count the rows a file will have: those of the list, no more and no less."""
    bound, found = _bound(session, person, what), _filter(session, person, what, wanted, today)
    if what is What.UNITS:
        found = Filter(sql=f"AND u.valid_to IS NULL {found.sql}", values=found.values)
    return documents.count(session, _TABLES[what], bound, found)


def rows(
    session: Session, person: Person, what: What, wanted: Mapping[str, Any], today: date
) -> Iterator[Sequence[Row[Any]]]:
    """Read the rows in batches; memory holds one batch."""
    bound, found = _bound(session, person, what), _filter(session, person, what, wanted, today)
    sql = bind.statement(f"export_{what.value}").format(scope=bound.sql, filter=found.sql)
    values = {**bound.values, **found.values, "today": today, "zone": str(HERE)}
    result = session.execute(text(sql), values, execution_options={"yield_per": BATCH})
    yield from result.partitions(BATCH)


def _bound(session: Session, person: Person, what: What) -> Bound:
    seen = scope(person.grants)
    match what:
        case What.HAZARDS:
            return bind.hazards(seen)
        case What.ENTERPRISES:
            return bind.enterprises(seen)
        case What.NOTICES:
            return bind.notices(seen)
        case What.UNITS:
            return bind.units(scope(person.grants, SEES_UNITS))
        case _:
            near = [area["id"] for area in people.areas(session, person)]
            return Bound(
                sql="a.geom IS NOT NULL AND a.valid_to IS NULL AND a.id = ANY(:scope_near)", values={"scope_near": near}
            )


def _filter(session: Session, person: Person, what: What, wanted: Mapping[str, Any], today: date) -> Filter:
    match what:
        case What.UNITS:
            town = wanted.get("town")
            return Filter() if town is None else Filter(sql="AND u.town_id = :town", values={"town": town})
        case What.DIVISIONS | What.MONTHLY:
            return Filter()
        case _:
            return lists.narrowed(session, what.value, scope(person.grants), wanted, today)


def middle(session: Session, person: Person) -> tuple[float, float] | None:
    """Return a point inside what a person sees, for choosing a zone. Unit: degrees WGS-84."""
    bound = bind.units(scope(person.grants, SEES_UNITS))
    sql = (
        "SELECT ST_X(c), ST_Y(c) FROM (SELECT ST_PointOnSurface(u.geom) AS c FROM grid_unit u "
        f"WHERE u.valid_to IS NULL AND {bound.sql} ORDER BY u.id LIMIT 1) p"
    )
    found = session.execute(text(sql), bound.values).first()
    return None if found is None else (found[0], found[1])
