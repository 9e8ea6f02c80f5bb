"""Notices: list, page, paper, and the link that opens one without an account."""

from __future__ import annotations

import json
from uuid import UUID

import segno
from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from grids.commands import NoticeKind
from grids.errors import Refusal
from grids.permissions import Role, Scope
from grids.policy import local_day
from server import links
from server.api import context
from server.api.asked import Asked
from server.api.shapes import NoticeList
from server.reads import documents, lists
from server.reads.documents import Filter
from server.reads.lists import Page

api = APIBlueprint("notices", __name__, url_prefix="/api/v1")


class NoticePath(BaseModel):
    """Which notice."""

    id: UUID


class Wanted(Asked):
    """Which notices, from where on."""

    enterprise: UUID | None = None
    kind: NoticeKind | None = None
    open: bool | None = None
    q: str | None = Field(default=None, max_length=60)
    limit: int = Field(default=50, ge=1, le=500)
    after: str | None = Field(default=None, max_length=400)


@api.get("/notices", responses={200: NoticeList}, summary="Notices of my area")
def listed(query: Wanted) -> Response:
    """List notices in my area, newest first."""
    with context.reading().session() as session:
        page = Page(after=query.after, limit=query.limit)
        wanted = query.model_dump(exclude={"limit", "after"})
        return context.raw_json(lists.notices(session, context.seen(), wanted, page))


@api.get("/notices/<uuid:id>", summary="One notice with its hazards")
def one(path: NoticePath) -> Response:
    """Return a notice and its hazards as they stand."""
    with context.database().session() as session:
        return context.raw_json(whole(session, context.seen(), path.id))


@api.get("/notices/<uuid:id>/link", summary="The link that opens this notice without an account")
def link(path: NoticePath) -> Response:
    """Return the link and its QR code, to the issuer's side only."""
    context.signed_in_as(Role.TOWN_OFFICER, Role.INSPECTOR, Role.OFFICER, Role.DISTRICT)
    with context.database().session() as session:
        facts = json.loads(in_scope(session, context.seen(), path.id))
    if facts["link_revoked_at"] is not None:
        raise Refusal("link-gone")
    url = link_to(path.id)
    qr = segno.make(url, error="m").svg_data_uri(border=2)
    return jsonify({"url": url, "expires_at": facts["link_expires_at"], "qr": qr})


def link_to(notice_id: UUID) -> str:
    """Return the address that opens a notice without an account."""
    token = links.link_token(links.secret(context.settings().data_dir), notice_id)
    return f"{origin()}/n/{token}"


def origin() -> str:
    """Return the address people reach this installation at."""
    return context.settings().public_url or request.host_url.rstrip("/")


def in_scope(session: Session, seen: Scope, notice_id: UUID) -> str:
    """Return the notice's document, or refuse as if it did not exist."""
    docs = documents.notices(session, seen, Filter(sql="AND n.id = :wanted", values={"wanted": notice_id}))
    if not docs:
        raise Refusal("not-found", thing="notice")
    return docs[0]


def whole(session: Session, seen: Scope, notice_id: UUID) -> str:
    """Put together a notice with its hazards, as JSON text."""
    doc = in_scope(session, seen, notice_id)
    items = Filter(
        sql="AND h.id IN (SELECT hazard_id FROM notice_item WHERE notice_id = :wanted)", values={"wanted": notice_id}
    )
    hazards = documents.array(documents.hazards(session, seen, local_day(context.now()), items))
    return f'{doc[:-1]},"hazards":{hazards}}}'
