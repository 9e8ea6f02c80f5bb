"""The gaps in a year's numbers of documents, by authority and form."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids import inspection_numbers as numbers
from grids.commands import DocumentKind
from grids.inspection_numbers import Taken
from grids.permissions import SEES_INSPECTIONS, Person, scope
from server.reads import scope as bind
from server.store import inspections as store
from server.store.tables import Serial


def gaps(session: Session, person: Person, year: int) -> list[dict[str, Any]]:
    """Report every number of a year by authority and form: issued, void, missing. Whole districts only."""
    seen = scope(person.grants, SEES_INSPECTIONS)
    area = bind.numbers(seen)
    serials = text(
        "SELECT s.area_id, s.last, a.name FROM serial s JOIN area a ON a.id = s.area_id "
        f"WHERE s.kind = :kind AND s.year = :year AND {area.sql} ORDER BY a.name"
    )
    found = session.execute(serials, {**area.values, "kind": store.SERIES, "year": year})
    return [_of_series(session, row.area_id, row.name, row.last, year) for row in found]


def years(session: Session) -> list[int]:
    """List the years in which numbers were taken, newest first."""
    query = select(Serial.year).where(Serial.kind == store.SERIES).distinct().order_by(Serial.year.desc())
    return list(session.scalars(query))


def _of_series(session: Session, area: int, name: str, last: int, year: int) -> dict[str, Any]:
    values = {"area": area, "year": year}
    taken = [
        Taken(kind=DocumentKind(row.kind), serial=row.serial, again=row.again, voided=row.state == "voided")
        for row in session.execute(text(_TAKEN), values)
    ]
    serials = session.scalars(text(_SERIALS), values)
    report = numbers.report(last, serials, taken)
    voided = [dict(row._mapping) for row in session.execute(text(_VOIDED), values)]  # noqa: SLF001
    return {
        "area_id": area, "area_name": name, "year": year, "last": report.last, "missing": list(report.missing),
        "whole": report.is_whole, "voided": voided,
        "kinds": [
            {
                "kind": kind.kind.value, "issued": kind.issued, "voided": kind.voided, "cases": kind.cases,
                "skipped": [f"{serial}-{n}" for serial, n in kind.skipped],
            }
            for kind in report.kinds
        ],
    }  # fmt: skip


_TAKEN: Final = (
    "SELECT kind, serial, again, state FROM inspection_paper "
    "WHERE district_id = :area AND year = :year AND number IS NOT NULL ORDER BY serial, kind, again"
)
_SERIALS: Final = "SELECT DISTINCT serial FROM inspection WHERE district_id = :area AND year = :year"
_VOIDED: Final = (
    "SELECT p.id, p.inspection_id, p.kind, p.number, p.void_reason, p.voided_at, v.name AS voided_by_name "
    "FROM inspection_paper p LEFT JOIN person v ON v.id = p.voided_by "
    "WHERE p.district_id = :area AND p.year = :year AND p.state = 'voided' ORDER BY p.serial, p.kind, p.again"
)
