"""Coverage of industries: who and what stands behind each class, industry and department, and the lists behind it."""

from __future__ import annotations

from typing import Literal

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field

from grids.permissions import SEES_COVERAGE
from server.api import context
from server.api.asked import Asked
from server.reads import coverage

api = APIBlueprint("coverage", __name__, url_prefix="/api/v1")


class Wanted(Asked):
    """Which enterprises: of a class or an industry section (empty: no code), lacking something."""

    supervision_class: str | None = Field(default=None, max_length=40)
    section: str | None = Field(default=None, max_length=1)
    lacks: Literal["department", "officer", "standard", "method", "graded"] | None = None


@api.get("/coverage", summary="Coverage of industries")
def table() -> Response:
    """Count by class, industry and department how many enterprises have somebody responsible, a standard, a method."""
    person = context.signed_in_as(*SEES_COVERAGE).person
    with context.reading().session() as session:
        return context.as_json(coverage.table(session, person, context.now()))


@api.get("/coverage/enterprises", summary="Enterprises behind a figure of coverage")
def enterprises(query: Wanted) -> Response:
    """List the enterprises of a class or industry, or those of them that lack something."""
    person = context.signed_in_as(*SEES_COVERAGE).person
    with context.reading().session() as session:
        return context.as_json(coverage.enterprises(session, person, query.model_dump(), context.now()))
