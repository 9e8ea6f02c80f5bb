"""Accidents: those of my area by grade and type, one whole, and the types by edition."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel

from grids.accidents import AccidentGrade
from grids.permissions import SEES_ACCIDENTS
from server.api import context
from server.api.asked import Asked, Day
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
