"""The pull lane: the area pack, its deltas, and the pulse that tells an open map to look again."""

from __future__ import annotations

from flask import Response, request
from flask_openapi3 import APIBlueprint
from pydantic import Field

from server.api import context
from server.api.asked import Asked
from server.reads import feed, pack

api = APIBlueprint("pack", __name__, url_prefix="/api/v1")


class Since(Asked):
    """Where the device is in the feed."""

    cursor: str = Field(max_length=100)
    limit: int = Field(default=500, ge=1, le=2000)


@api.get("/pack", summary="Everything of my area")
def whole() -> Response:
    """Return everything a device needs to work for days without network."""
    found = context.signed_in()
    with context.database().session() as session:
        return context.raw_json(pack.whole(session, found.person, found.row, context.now()))


@api.get("/changes", summary="What changed since a cursor")
def changes(query: Since) -> Response:
    """Return what changed in my area since the cursor; 410 asks for a new pack."""
    found = context.signed_in()
    with context.database().session() as session:
        return context.raw_json(pack.delta(session, found.person, query.cursor, context.now(), query.limit))


@api.get("/pulse", summary="Did anything change in my area")
def pulse() -> Response:
    """Return a version of everything in my area; 304 while nothing moved."""
    with context.database().session() as session:
        version = feed.head(session, context.seen())
    response = context.raw_json(f'{{"cursor":"{version}"}}')
    response.set_etag(version)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
