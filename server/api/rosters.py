"""Lists of another authority compared with the register: a file in, rows to work off, what is left as a file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.permissions import IMPORTS, Scope, scope
from grids.policy import local_day
from server import problems
from server.api import context
from server.api.asked import Asked, Day
from server.api.imports import given, kept, mapping, reach, refused_file, told
from server.exports import rosters as sheet
from server.exports.balance_book import MIME
from server.imports import rosters as comparing
from server.imports.order import Kind, Order
from server.reads import rosters

api = APIBlueprint("rosters", __name__, url_prefix="/api/v1")


class RosterFile(BaseModel):
    """A list and what it is; `mapping` is JSON, column -> field, as for imports."""

    source: Literal["aic", "statistics", "tax", "other"] = "aic"
    list_day: Day | None = None
    crs: str | None = Field(default=None, max_length=40)
    district: str | None = Field(default=None, max_length=60)
    layer: str | None = Field(default=None, max_length=200)
    mapping: str | None = Field(default=None, max_length=20_000)


class RosterPath(BaseModel):
    """Which list."""

    id: UUID


class WantedRows(Asked):
    """Which rows, and from where on."""

    kind: Literal["only_list", "only_here", "double", "differs"] | None = None
    open: bool = False
    after: int = Field(default=0, ge=0)
    limit: int = Field(default=50, ge=1, le=500)


@api.get("/rosters", summary="Lists compared with the register")
def listed() -> Response:
    """List the comparisons of my area, newest first, with what is left of each, and how many there are."""
    seen = _seen()
    with context.reading().session() as session:
        return context.as_json(rosters.listed(session, seen))


@api.post("/rosters", summary="Compare a list with the register")
def bring() -> Response:
    """Read a list and compare it with the register of my area; nothing of the register is changed."""
    found = context.signed_in_as(*IMPORTS)
    form = RosterFile.model_validate(told())
    file, roster, seen = given(), uuid4(), _seen()
    with kept(file) as path:
        order = Order(
            kind=Kind.ENTERPRISES, path=path, file_name=Path(file.filename or "").name, at=context.now(),
            language=problems.language(), crs=form.crs, mapping=mapping(form.mapping, path), district=form.district,
            layer=form.layer, metric_srid=context.settings().metric_srid, person=found.person.id,
            reach=reach(found),
        )  # fmt: skip
        day = form.list_day or local_day(order.at)
        wanted = comparing.Wanted(roster=roster, source=form.source, list_day=day)
        comparing.compare(context.patient_database(), order, wanted)
    with context.database().session() as session:
        return context.as_json(rosters.one(session, seen, roster))


@api.get("/rosters/<uuid:id>", summary="One compared list")
def one(path: RosterPath) -> Response:
    """Return a list with what is left of each kind."""
    seen = _seen()
    with context.reading().session() as session:
        return context.as_json(rosters.one(session, seen, path.id))


@api.get("/rosters/<uuid:id>/rows", summary="Rows of a compared list")
def rows(path: RosterPath, query: WantedRows) -> Response:
    """Give rows in their order; `next` is the number after which the next page begins."""
    seen = _seen()
    with context.reading().session() as session:
        rosters.one(session, seen, path.id)
        found = rosters.rows(
            session, seen, path.id, kind=query.kind, is_open=query.open, after=query.after, limit=query.limit
        )
    following = found[-1]["n"] if len(found) == query.limit else None
    return context.as_json({"items": found, "next": following})


@api.get("/rosters/<uuid:id>/refused.csv", summary="The rows of a list that could not be read")
def refused(path: RosterPath) -> Response:
    """Return refused rows in the layout of the file, with line, field and reason."""
    seen = _seen()
    with context.reading().session() as session:
        return refused_file(rosters.refused(session, seen, path.id))


@api.get("/rosters/<uuid:id>/left.xlsx", summary="What is left to be worked off, as a workbook")
def left(path: RosterPath) -> Response:
    """Return every row that is not worked off."""
    seen, out = _seen(), io.BytesIO()
    with context.reading().session() as session:
        rosters.one(session, seen, path.id)
        found = rosters.rows(session, seen, path.id, kind=None, is_open=True, after=0, limit=None)
    sheet.write(found, out, problems.language())
    headers = {"Content-Disposition": "attachment; filename=left.xlsx", "Cache-Control": "no-store"}
    return Response(out.getvalue(), mimetype=MIME, headers=headers)


def _seen() -> Scope:
    return scope(context.signed_in_as(*IMPORTS).person.grants, IMPORTS)
