"""The pull lane: the area pack, its deltas, and the pulse that tells an open map to look again."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_openapi3 import APIBlueprint
from pydantic import Field

from server.api import context
from server.api.asked import Asked
from server.reads import feed, pack

_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_IDS = f"^{_ID}(,{_ID}){{0,{pack.FILES_AT_ONCE - 1}}}$"

api = APIBlueprint("pack", __name__, url_prefix="/api/v1")


class Since(Asked):
    """Where the device is in the feed."""

    cursor: str = Field(max_length=100)
    limit: int = Field(default=500, ge=1, le=2000)


class Some(Asked):
    """Which enterprises."""

    ids: str = Field(pattern=_IDS, description=f"UUIDs parted by commas, {pack.FILES_AT_ONCE} at most")

    @property
    def named(self) -> list[UUID]:
        """The ids."""
        return feed.uuids(self.ids.split(","))


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


@api.get("/pack/files", summary="Files of some enterprises, as a phone carries them")
def files(query: Some) -> Response:
    """Return the files of the enterprises that are asked for and lie in my area; of others nothing is said."""
    found = context.signed_in()
    with context.database().session() as session:
        return context.raw_json(pack.files(session, found.person, query.named, context.now()))


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
