"""The photo lane: bytes in by their hash, pictures out re-encoded."""

from __future__ import annotations

from uuid import UUID

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Scope
from server import photos
from server.api import context
from server.photos import PhotoStore
from server.reads import scope as bind
from server.store.tables import PhotoRow

api = APIBlueprint("photos", __name__, url_prefix="/api/v1")
_KEPT = "private, max-age=86400, immutable"


class BlobPath(BaseModel):
    """Which photo, by the SHA-256 of its bytes."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")


@api.route("/blobs/<string:sha256>", methods=["HEAD"])
def has(sha256: str) -> Response:
    """Say whether these bytes are stored; a stranger learns nothing."""
    found = context.signed_in()
    with context.database().session() as session:
        return Response(status=200 if is_stored(session, sha256, found.person.id) else 404, mimetype="application/json")


@api.put("/blobs/<string:sha256>", summary="Store a photo")
def put(path: BlobPath) -> Response:
    """Store a photo under its hash; the answer comes after the bytes were read back."""
    return store(path.sha256, context.signed_in().person.id)


@api.get("/photos/<string:sha256>/view.jpg", summary="A photo for the screen")
def view(path: BlobPath) -> Response:
    """Return a photo of my area at most 1600 px wide, without metadata."""
    return picture(path.sha256, context.seen(), small=False)


@api.get("/photos/<string:sha256>/thumb.jpg", summary="A photo for a list")
def thumb(path: BlobPath) -> Response:
    """Return a photo of my area at most 320 px wide, without metadata."""
    return picture(path.sha256, context.seen(), small=True)


def is_stored(session: Session, sha256: str, person: UUID) -> bool:
    """Tell whether this person's own upload is stored and whole."""
    row = session.get(PhotoRow, sha256)
    return row is not None and row.received_by == person and photos.has(_store(), session, sha256)


def store(sha256: str, person: UUID) -> Response:
    """Store the body of this request."""
    limit = context.settings().photo_max_bytes
    if request.content_length is not None and request.content_length > limit:
        raise Refusal("too-large", limit=f"{limit / 1e6:g} MB")
    with context.database().transaction() as session:
        row = photos.put(_store(), session, sha256, request.stream, person_id=person, at=context.now())
        answer = {"sha256": row.sha256, "bytes": row.bytes}
    return jsonify(answer)


def picture(sha256: str, seen: Scope, *, small: bool) -> Response:
    """Return a photo that is evidence of something in scope."""
    with context.database().session() as session:
        if not _in_scope(session, seen, sha256):
            raise Refusal("not-found", thing="photo")
    content = (photos.thumb if small else photos.view)(_store(), sha256)
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": _KEPT})


def _in_scope(session: Session, seen: Scope, sha256: str) -> bool:
    hazards, enterprises = bind.hazards(seen), bind.enterprises(seen)
    if seen.hazards is not None:  # a notice's link shows the photos of its hazards, none of visits and signatures
        enterprises = bind.Bound(sql="FALSE", values={})
    sql = text(
        f"SELECT EXISTS (SELECT 1 FROM evidence v JOIN hazard h ON h.id = v.hazard_id "  # noqa: S608 - conditions of scope.py
        f"WHERE v.sha256 = :sha256 AND {hazards.sql}) OR EXISTS (SELECT 1 FROM evidence v "
        f"JOIN enterprise e ON e.id = v.enterprise_id WHERE v.sha256 = :sha256 AND v.hazard_id IS NULL "
        f"AND {enterprises.sql})"
    )
    return bool(session.scalar(sql, {**hazards.values, **enterprises.values, "sha256": sha256}))


def _store() -> PhotoStore:
    return PhotoStore.of(context.settings())
