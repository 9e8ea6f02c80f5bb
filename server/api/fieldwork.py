"""What an inspector keeps on the phone beyond the work: found by search, held for thirty days."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel

from grids.errors import Refusal
from grids.policy import local_day
from server.api import context
from server.reads import documents, fieldwork, pack
from server.reads.documents import Filter
from server.reads.fieldwork import Fieldwork
from server.store import kept

api = APIBlueprint("fieldwork", __name__, url_prefix="/api/v1")

KEPT_DAYS: Final = timedelta(days=30)


class EnterprisePath(BaseModel):
    """Which enterprise."""

    id: UUID


class Kept(BaseModel):
    """Which enterprise to keep."""

    enterprise: UUID


@api.get("/kept", summary="Enterprises I keep on my phone")
def listed() -> Response:
    """List what I chose to keep, and until when."""
    work = _work()
    with context.database().session() as session:
        return jsonify(kept.of_person(session, work.me, local_day(context.now())))


@api.post("/kept", summary="Keep an enterprise on my phone")
def keep(body: Kept) -> Response:
    """Take an enterprise of my area into what my phone holds, for thirty days, and return all of it."""
    work, at = _work(), context.now()
    with context.database().transaction() as session:
        found = Filter(sql="AND e.id = :wanted", values={"wanted": body.enterprise})
        if not documents.enterprises(session, work.seen, local_day(at), found):
            raise Refusal("not-found", thing="enterprise")
        kept.keep(session, work.me, body.enterprise, local_day(at) + KEPT_DAYS)
        return context.raw_json(pack.of_enterprise(session, work, body.enterprise, at))


@api.delete("/kept/<uuid:id>", summary="Keep an enterprise no longer")
def let_go(path: EnterprisePath) -> Response:
    """Let an enterprise go again; it stays while there is work at it."""
    work = _work()
    with context.database().transaction() as session:
        kept.let_go(session, work.me, path.id)
    return Response(status=204)


def _work() -> Fieldwork:
    """Return whose phone holds the work only; others hold their area whole, and have nothing to choose."""
    work = fieldwork.of(context.signed_in().person)
    if work is None:
        raise Refusal("not-yours", step="keep-enterprise")
    return work
