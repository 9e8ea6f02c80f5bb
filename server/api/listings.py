"""Listed supervision: the cases of my area with figures by level, and one case whole."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.commands import ListLevel
from grids.listings import ListingState
from grids.policy import local_day
from server.api import context
from server.api.asked import Asked, Day
from server.reads import listings

api = APIBlueprint("listings", __name__, url_prefix="/api/v1")


class ListingPath(BaseModel):
    """Which case."""

    id: UUID


class Wanted(Asked):
    """Which cases; days are both included."""

    level: ListLevel | None = None
    state: list[ListingState] = Field(default_factory=list)
    town: int | None = None
    first: Day | None = None
    last: Day | None = None


@api.get("/listings", summary="Listed supervision")
def listed(query: Wanted) -> Response:
    """List the cases of my area, open ones first, with listed, done, late and funds by level."""
    person = context.signed_in().person
    wanted = {**query.model_dump(), "state": [state.value for state in query.state]}
    with context.reading().session() as session:
        return context.as_json(listings.listed(session, person, wanted, local_day(context.now())))


@api.get("/listings/<uuid:id>", summary="One listed case")
def one(path: ListingPath) -> Response:
    """Return a case with its hazard, every month's progress, what is owed, and what I may do next."""
    person = context.signed_in().person
    with context.reading().session() as session:
        return context.as_json(listings.one(session, person, path.id, local_day(context.now())))
