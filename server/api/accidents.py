"""Accidents: those of my area by grade and type, one whole, and the types by edition."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Response, send_file
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel

from grids.accidents import AccidentGrade
from grids.permissions import SEES_ACCIDENTS
from server import problems
from server.api import context
from server.api.asked import Asked, Day
from server.exports import ledger_book
from server.exports.balance_book import MIME, By
from server.reads import accidents

api = APIBlueprint("accidents", __name__, url_prefix="/api/v1")


class AccidentPath(BaseModel):
    """Which accident: the record of the file."""

    id: UUID


class Wanted(Asked):
    """Which accidents; days it happened on, both included."""

    grade: AccidentGrade | None = None
    town: int | None = None
    first: Day | None = None
    last: Day | None = None


@api.get("/accidents", summary="Accidents")
def listed(query: Wanted) -> Response:
    """List accidents of my area, newest first, counted by grade, by type, and by who was told in time."""
    person = context.signed_in_as(*SEES_ACCIDENTS).person
    wanted = {**query.model_dump(), "grade": query.grade and query.grade.value}
    with context.reading().session() as session:
        return context.as_json(accidents.listed(session, person, wanted, context.now()))


@api.get("/accidents.xlsx", summary="Accidents as a workbook")
def book(query: Wanted) -> Response:
    """Return every accident that the filters find, and what was asked, as XLSX."""
    person, out = context.signed_in_as(*SEES_ACCIDENTS).person, io.BytesIO()
    asked = query.model_dump()
    with context.reading().session() as session:
        rows = accidents.every(session, person, {**asked, "grade": query.grade and query.grade.value}, context.now())
    asked["town"] = query.town and (rows[0]["town_name"] if rows else query.town)
    ledger_book.write("accidents", rows, asked, out, By(person.name, context.now(), problems.language()))
    out.seek(0)
    return send_file(out, mimetype=MIME, as_attachment=True, download_name="accidents.xlsx")


@api.get("/accidents/types", summary="Types of accidents")
def types() -> Response:
    """List the types by the editions of GB 6441 with the days on which each holds."""
    context.signed_in()
    return context.as_json(accidents.types())


@api.get("/accidents/<uuid:id>", summary="One accident")
def one(path: AccidentPath) -> Response:
    """Return an accident with the hazards behind it, every version of its casualties, and what I may do next."""
    person = context.signed_in_as(*SEES_ACCIDENTS).person
    with context.reading().session() as session:
        return context.as_json(accidents.one(session, person, path.id, context.now()))
