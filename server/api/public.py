"""A notice by its link or QR code: exactly this notice, no account, until the link ends or is revoked."""

from __future__ import annotations

import json
from uuid import UUID

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Grant, Person, Role, scope
from grids.policy import local_day
from server import links
from server.api import acts, context, notices, photos
from server.reads import documents
from server.reads.documents import Filter
from server.store.people import LINK_HOLDER
from server.store.tables import NoticeItemRow, NoticeRow, PersonRow

api = APIBlueprint("public", __name__, url_prefix="/api/v1/public")
_SHOWN = ("id", "name", "address", "point", "near", "unit_id", "town_id", "is_demo")


class LinkPath(BaseModel):
    """Which link."""

    token: str = Field(max_length=100)


class LinkBlobPath(LinkPath):
    """Which photo over which link."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")


@api.get("/notices/<string:token>", summary="A notice by its link")
def one(path: LinkPath) -> Response:
    """Return the notice, its hazards and its place to whoever holds the link."""
    with context.database().session() as session:
        holder, row = _holder(session, path.token)
        seen = scope(holder.grants)
        notice = notices.whole(session, seen, row.id)
        found = Filter(sql="AND e.id = :wanted", values={"wanted": row.enterprise_id})
        enterprise = json.loads(documents.enterprises(session, seen, local_day(context.now()), found)[0])
    hazards = json.loads(notice)["hazards"]
    shown = {name: value for name, value in json.loads(notice).items() if name != "hazards"}
    body = {
        "notice": shown,
        "hazards": hazards,
        "enterprise": {name: enterprise[name] for name in _SHOWN},
        "person": {"id": str(holder.id), "name": holder.name, "roles": [Role.ENTERPRISE.value]},
    }
    return context.raw_json(json.dumps(body, ensure_ascii=False))


@api.post("/notices/<string:token>/acts", summary="Answer a notice by its link")
def send(path: LinkPath) -> Response:
    """Take acts on this notice and its hazards."""
    with context.database().session() as session:
        holder, _ = _holder(session, path.token)
    return jsonify(acts.take(request.get_data(cache=False), holder))


@api.route("/notices/<string:token>/blobs/<string:sha256>", methods=["HEAD"])
def has(token: str, sha256: str) -> Response:
    """Say whether a photo sent over this link is stored."""
    with context.database().session() as session:
        holder, _ = _holder(session, token)
        return Response(status=200 if photos.is_stored(session, sha256, holder.id) else 404)


@api.put("/notices/<string:token>/blobs/<string:sha256>", summary="Store a photo over a link")
def put(path: LinkBlobPath) -> Response:
    """Store a photo of the rectification."""
    with context.database().session() as session:
        holder, _ = _holder(session, path.token)
    return photos.store(path.sha256, holder.id)


@api.get("/notices/<string:token>/photos/<string:sha256>/view.jpg", summary="A photo of this notice")
def view(path: LinkBlobPath) -> Response:
    """Return a photo of one of the notice's hazards."""
    return _picture(path, small=False)


@api.get("/notices/<string:token>/photos/<string:sha256>/thumb.jpg", summary="A small photo of this notice")
def thumb(path: LinkBlobPath) -> Response:
    """Return a small photo of one of the notice's hazards."""
    return _picture(path, small=True)


def _picture(path: LinkBlobPath, *, small: bool) -> Response:
    with context.database().session() as session:
        holder, _ = _holder(session, path.token)
    return photos.picture(path.sha256, scope(holder.grants), small=small)


def _holder(session: Session, token: str) -> tuple[Person, NoticeRow]:
    """Return whoever holds the link as a person with this notice's rights only, or refuse.

    Raises: Refusal("link-gone") for a forged, expired or revoked link, without saying which.
    """
    row = session.get(NoticeRow, _notice_of(token))
    if row is None or row.link_revoked_at is not None or row.link_expires_at <= context.now():
        raise Refusal("link-gone")
    hazards = session.scalars(select(NoticeItemRow.hazard_id).where(NoticeItemRow.notice_id == row.id)).all()
    account = session.scalars(select(PersonRow).where(PersonRow.username == LINK_HOLDER)).one()
    grant = Grant(role=Role.ENTERPRISE, enterprise=row.enterprise_id, hazards=frozenset(hazards), notice=row.id)
    return Person(id=account.id, name=account.name, grants=(grant,)), row


def _notice_of(token: str) -> UUID:
    found = links.read_link_token(links.secret(context.settings().data_dir), token)
    if found is None:
        raise Refusal("link-gone")
    return found
