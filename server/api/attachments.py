"""Attached files: bytes in by their hash, and out again to who may see what they are attached to."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.errors import Refusal
from grids.permissions import RECEIVES_CIRCULARS
from grids.policy import local_day
from server import attachments, photos
from server.api import context
from server.photos import PhotoStore
from server.store.policy import circulars_on

api = APIBlueprint("attachments", __name__, url_prefix="/api/v1")


class BlobPath(BaseModel):
    """Which file, by the SHA-256 of its bytes."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")


@api.put("/attachments/<string:sha256>", summary="Store a file to attach")
def put(path: BlobPath) -> Response:
    """Store a PDF, Word, Excel or picture file under its hash; told by its content, whatever it is called."""
    person, at = context.signed_in_as(*RECEIVES_CIRCULARS).person, context.now()
    store = _store()
    request.max_content_length = store.max_bytes
    if request.content_length is not None and request.content_length > store.max_bytes:
        raise Refusal("too-large", limit=f"{store.max_bytes / 1e6:g} MB")
    with context.database().transaction() as session:
        kept = attachments.put(store, session, path.sha256, request.stream, person=person.id, at=at)
    return jsonify({"sha256": kept.sha256, "bytes": kept.bytes, "mime": kept.mime})


def sent(found: dict[str, Any]) -> Response:
    """Answer with a stored file; it is downloaded and never shown as a page of ours."""
    content = photos.original(_store(), found["sha256"])
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found['name'])}",
        "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-store",
    }  # fmt: skip
    return Response(content, mimetype=found["mime"], headers=headers)


def _store() -> PhotoStore:
    most = circulars_on(local_day(context.now())).attachment_max_mb * 1_000_000
    return attachments.store_of(context.settings(), most)
