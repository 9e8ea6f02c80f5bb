"""Enterprises: the list, one file, and proposed changes of files."""

from __future__ import annotations

import json
from typing import Literal
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.enterprises import PositionQuality, Status
from grids.errors import Refusal
from grids.policy import local_day
from server.api import context
from server.api.asked import Asked
from server.api.shapes import EnterpriseList
from server.reads import documents, files, lists
from server.reads.documents import Filter
from server.reads.lists import Page

api = APIBlueprint("enterprises", __name__, url_prefix="/api/v1")


class EnterprisePath(BaseModel):
    """Which enterprise."""

    id: UUID


class Wanted(Asked):
    """Which enterprises, from where on."""

    q: str | None = Field(default=None, max_length=100)
    town: int | None = None
    unit: int | None = None
    grade: Literal["A", "B", "C", "D", "none"] | None = None
    status: Status | None = None
    quality: PositionQuality | None = None
    visits: Literal["paid", "soon", "overdue"] | None = None
    visited: bool | None = None
    supervision_class: str | None = Field(default=None, max_length=60)
    industry: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=500)
    after: str | None = Field(default=None, max_length=600)


class WantedChanges(Asked):
    """Which proposals."""

    state: Literal["proposed", "accepted", "declined"] = "proposed"


@api.get("/enterprises", responses={200: EnterpriseList}, summary="Enterprises of my area")
def listed(query: Wanted) -> Response:
    """List enterprises in my area by name."""
    wanted = query.model_dump(exclude={"limit", "after"})
    today = local_day(context.now())
    with context.reading().session() as session:
        page = Page(after=query.after, limit=query.limit)
        return context.raw_json(lists.enterprises(session, context.seen(), today, wanted, page))


@api.get("/enterprises/<uuid:id>", summary="One enterprise, one file")
def one(path: EnterprisePath) -> Response:
    """Return a file with its last hazards, visits and grid units."""
    seen, today = context.seen(), local_day(context.now())
    with context.database().session() as session:
        found = Filter(sql="AND e.id = :wanted", values={"wanted": path.id})
        docs = documents.enterprises(session, seen, today, found)
        if not docs:
            raise Refusal("not-found", thing="enterprise")
        of_it = Filter(
            sql="AND h.enterprise_id = :wanted", values={"wanted": path.id}, order="h.found_at DESC", limit=10
        )
        hazards = documents.array(documents.hazards(session, seen, today, of_it))
        visits = json.dumps(files.visits(session, path.id), default=str, ensure_ascii=False)
        units = json.dumps(files.units(session, path.id), default=str, ensure_ascii=False)
    return context.raw_json(f'{docs[0][:-1]},"hazards":{hazards},"visits":{visits},"units":{units}}}')


@api.get("/change-requests", summary="Proposed changes of files")
def change_requests(query: WantedChanges) -> Response:
    """List proposed changes of enterprises' files in my area, old and new side by side."""
    with context.reading().session() as session:
        return jsonify(files.changes(session, context.seen(), query.state))
