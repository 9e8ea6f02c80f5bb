"""Model enterprises that are shown to all: cards, one story with its photos, versions for who may publish."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.errors import Refusal
from server import photos
from server.api import context
from server.api.asked import Asked
from server.photos import PhotoStore
from server.reads import models
from server.reads.marks import after, mark

api = APIBlueprint("models", __name__, url_prefix="/api/v1")
_KEPT = "private, max-age=3600"
_ROWS_END = 2**63


class ModelPath(BaseModel):
    """Which member of a cohort."""

    id: Annotated[int, Field(ge=1, lt=_ROWS_END)]


class ModelPhotoPath(ModelPath):
    """Which photo of its story."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Wanted(Asked):
    """Of which trade and town; after which one of the page before."""

    supervision_class: str | None = Field(default=None, max_length=60)
    town: int | None = Field(default=None, ge=0, lt=2**31)
    after: str | None = Field(default=None, max_length=200)
    limit: Annotated[int, Field(ge=1, le=100)] = 24


@api.get("/models", summary="Model enterprises that are shown to all")
def listed(query: Wanted) -> Response:
    """List the stories of my district that are up, the last published first, a page at a time."""
    person, at = context.signed_in().person, context.now()
    wanted = query.model_dump(include={"supervision_class", "town"})
    begin = after(query.after, datetime.fromisoformat, _row)
    with context.reading().session() as session:
        told = models.listed(session, person, wanted, at, begin, query.limit)
    last = told["next"]
    return context.as_json({**told, "next": last and mark(last[0].isoformat(), str(last[1]))})


@api.get("/models/<int:id>", summary="The story of a model enterprise")
def one(path: ModelPath) -> Response:
    """Return a story that is up; for who may publish it also every version, with who and when."""
    person, at = context.signed_in().person, context.now()
    with context.reading().session() as session:
        return context.as_json(models.one(session, person, path.id, at))


@api.get("/models/<int:id>/photos/<string:sha256>/view.jpg", summary="A photo of a story")
def view(path: ModelPhotoPath) -> Response:
    """Return a photo of a story at most 1600 px wide, without metadata."""
    return _picture(path, small=False)


@api.get("/models/<int:id>/photos/<string:sha256>/thumb.jpg", summary="A small photo of a story")
def thumb(path: ModelPhotoPath) -> Response:
    """Return a photo of a story at most 320 px wide, without metadata."""
    return _picture(path, small=True)


def _picture(path: ModelPhotoPath, *, small: bool) -> Response:
    person, at = context.signed_in().person, context.now()
    with context.reading().session() as session:
        if not models.has_photo(session, person, path.id, path.sha256, at):
            raise Refusal("not-found", thing="photo")
    content = (photos.thumb if small else photos.view)(PhotoStore.of(context.settings()), path.sha256)
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": _KEPT})


def _row(given: str) -> int:
    """Read the id of a row. Raises: ValueError for what can be none."""
    own = int(given)
    if not 0 < own < _ROWS_END:
        raise ValueError(given)
    return own
