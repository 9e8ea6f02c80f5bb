"""The list-and-close ledger of a period: its balance, the list behind each number, and both as a workbook."""

from __future__ import annotations

import io
from typing import Annotated, Any, Final, Literal

from flask import Response, send_file
from flask_openapi3 import APIBlueprint
from pydantic import Field

from grids.commands import HazardLevel
from grids.errors import Refusal
from grids.permissions import READS_HAZARDS, Role
from grids.policy import local_day
from server import problems
from server.api import context
from server.api.asked import Asked, Day
from server.exports import balance_book
from server.reads import balance as reads
from server.reads.balance import Question

api = APIBlueprint("balance", __name__, url_prefix="/api/v1")
_READERS: Final = tuple(READS_HAZARDS - {Role.ENTERPRISE})
Group = Literal["district", "town", "village", "unit", "class", "level"]
Part = Literal["opening", "new", "reopened", "moved_in", "closed", "void", "moved_out", "open"]


class Period(Asked):
    """Which period, both days included (without them this month so far), and which places, class and level of then."""

    first: Day | None = None
    last: Day | None = None
    by: Group = "town"
    city: int | None = None
    district: int | None = None
    town: int | None = None
    village: int | None = None
    unit: int | None = None
    supervision_class: str | None = Field(default=None, max_length=40)
    level: HazardLevel | None = None
    without: Literal["district", "town", "village", "unit"] | None = None


class Behind(Period):
    """Which number of the ledger, and which page of its list."""

    part: Part
    skip: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 50


@api.get("/balance", summary="The balance of the hazard list for a period")
def balance(query: Period) -> Response:
    """Return opening + new + reopened + moved in - closed - void - moved out = open, by group and in all."""
    context.signed_in_as(*_READERS)
    with context.reading().session() as session:
        return context.as_json(reads.of_period(session, context.seen(), _question(query)))


@api.get("/balance/items", summary="The hazards behind a number of the ledger")
def items(query: Behind) -> Response:
    """List the times on the list that one number counts, with how each began and ended."""
    context.signed_in_as(*_READERS)
    with context.reading().session() as session:
        page = (query.skip, query.limit)
        return context.as_json(reads.items(session, context.seen(), _question(query), query.part, page))


@api.get("/balance.xlsx", summary="The ledger of a period as a workbook")
def workbook(query: Period) -> Response:
    """Return the balance, and every hazard that was on the list in the period, as XLSX."""
    person = context.signed_in_as(*_READERS).person
    asked, out = _question(query), io.BytesIO()
    with context.reading().session() as session:
        by = balance_book.By(person.name, context.now(), problems.language())
        balance_book.write(session, context.seen(), asked, out, by)
    out.seek(0)
    name = f"balance_{asked.first:%Y%m%d}_{asked.last:%Y%m%d}.xlsx"
    return send_file(out, mimetype=balance_book.MIME, as_attachment=True, download_name=name)


def _question(query: Period) -> Question:
    today = local_day(context.now())
    last = query.last or today
    first = query.first or last.replace(day=1)
    if first > last:
        raise Refusal("bad-date", earliest=first.isoformat(), latest=None)
    return Question(first=first, last=last, by=query.by, narrowed=_narrowed(query), without=query.without)


def _narrowed(query: Period) -> dict[str, Any]:
    level: str | None = None if query.level is None else query.level.value
    places: dict[str, Any] = {name: getattr(query, name) for name in ("city", "district", "town", "village", "unit")}
    return {**places, "class": query.supervision_class, "level": level}
