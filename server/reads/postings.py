"""What posting sheets say of grid units, as it is now; always in the reader's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Scope
from grids.policy import local_day
from server.reads import scope as bind

MOST: Final = 300
"""Sheets of one file: about twice the grid units of the largest towns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who looks after a unit: part A leads, B stands in, `head` answers for both."""

    part: str
    name: str
    phone: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One unit as the public reads of it. Unit: m² on the ellipsoid. CRS: the outline in WGS-84."""

    id: int
    code: str
    name: str
    is_demo: bool
    shape: BaseGeometry
    area_m2: float
    place: Sequence[str]
    head: tuple[str, str]
    officers: Sequence[Officer]
    neighbours: Sequence[str]
    authority: str
    seal: str
    phone: str
    address: str
    valid_from: date


def of_unit(session: Session, seen: Scope, unit_id: int, at: datetime) -> Posting:
    """Return what the sheet of a unit says.

    Raises: Refusal("not-found") outside of the scope, and of a unit that has ended.
    """
    found = _rows(session, seen, "AND u.id = :wanted", {"wanted": unit_id}, at)
    if not found:
        raise Refusal("not-found", thing="unit")
    return found[0]


def of_town(session: Session, seen: Scope, town_id: int, at: datetime) -> list[Posting]:
    """Return what the sheets of a town's units say, by code.

    Raises: Refusal("not-found") where no unit of the town is in scope, `too-large` beyond the sheets of one file.
    """
    found = _rows(session, seen, "AND u.town_id = :wanted", {"wanted": town_id}, at)
    if not found:
        raise Refusal("not-found", thing="area")
    if len(found) > MOST:
        raise Refusal("too-large", limit=MOST)
    return found


def _rows(session: Session, seen: Scope, filter_: str, values: Mapping[str, int], at: datetime) -> list[Posting]:
    bound = bind.units(seen)
    sql = bind.statement("postings").format(scope=bound.sql, filter=filter_)
    told = {**bound.values, **values, "at": at, "today": local_day(at), "limit": MOST + 1}
    return [_posting(row) for row in session.execute(text(sql), told).mappings()]


def _posting(row: RowMapping) -> Posting:
    people = [_officer(each) for each in row["officers"]]
    officers = [each for each in people if each.part != "head"]
    heads = [(each.name, each.phone) for each in people if each.part == "head"]
    return Posting(
        id=row["id"], code=row["code"], name=row["name"], is_demo=row["is_demo"],
        shape=shapely.from_wkb(bytes(row["shape"])), area_m2=row["area_m2"],
        place=[row[level] for level in ("district", "town", "village") if row[level]],
        head=(row["head"], row["head_phone"] or "") if row["head"] else next(iter(heads), ("", "")),
        officers=officers, neighbours=row["neighbours"], authority=row["authority"], seal=row["seal"],
        phone=row["phone"], address=row["address"],
        valid_from=max(_days(row, people)),
    )  # fmt: skip


def _officer(row: Mapping[str, Any]) -> Officer:
    return Officer(
        part=row["part"] or "", name=row["name"], phone=row["phone"], since=datetime.fromisoformat(row["since"])
    )


def _days(row: RowMapping, people: Sequence[Officer]) -> list[date]:
    """List the days from which what is shown holds; the sheet holds from the last of them."""
    since = [row["valid_from"], row["authority_from"], *(local_day(each.since) for each in people)]
    return [day for day in since if day is not None]
