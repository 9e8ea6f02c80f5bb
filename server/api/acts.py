"""The data lane: acts in, verdicts out, one transaction an act."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from grids.permissions import Person
from server import problems, wire
from server.acts import door
from server.api import context
from server.api.asked import Asked
from server.api.shapes import VerdictList, VerdictShape
from server.reads import reconcile as read_reconcile
from server.store import people

api = APIBlueprint("acts", __name__, url_prefix="/api/v1")


class ActPath(BaseModel):
    """Which act."""

    id: UUID


class Device(Asked):
    """Which device."""

    device_id: UUID


class Ids(BaseModel):
    """Which acts a device wants proof of."""

    ids: list[UUID] = Field(min_length=1, max_length=500)


@api.post("/acts", responses={200: VerdictList}, summary="Send acts")
def send() -> Response:
    """Take up to 50 acts; each is applied, held, refused or in conflict on its own."""
    return jsonify(take(request.get_data(cache=False), context.signed_in().person))


@api.get("/acts/<uuid:id>", responses={200: VerdictShape}, summary="What became of an act")
def result(path: ActPath) -> Response:
    """Return the stored answer to an act, for an answer that was lost."""
    with context.database().session() as session:
        return jsonify(told(door.result(session, path.id, context.signed_in().person)))


@api.get("/reconcile", summary="What the server has from a device")
def reconcile(query: Device) -> Response:
    """Count what arrived from a device, and name the photos that are still owed."""
    with context.database().session() as session:
        return jsonify(read_reconcile.of_device(session, context.signed_in().person.id, query.device_id))


@api.post("/reconcile", summary="What became of many acts")
def read_back(body: Ids) -> Response:
    """Return the stored answers to up to 500 acts at once; an id that is not among them never arrived here."""
    with context.database().session() as session:
        found = door.results(session, body.ids, context.signed_in().person)
    return jsonify({"server_time": context.now().isoformat(), "items": [told(verdict) for verdict in found]})


def take(body: bytes, person: Person) -> dict[str, Any]:
    """Put each act of a batch through the door, in its own transaction, then those that waited for it."""
    at = context.now()
    batch = wire.read_batch(body)
    verdicts = [put_through(raw, person, batch.device_id, at) for raw in batch.items]
    return {"server_time": at.isoformat(), "items": [told(v) for v in verdicts]}


def told(verdict: door.Verdict) -> dict[str, Any]:
    """Write a verdict in the reader's language."""
    reason = problems.sentence(verdict.code, verdict.facts, problems.language()) if verdict.code else None
    return {
        "id": str(verdict.id),
        "status": verdict.status,
        "code": verdict.code,
        "reason": reason,
        "detail": verdict.facts,
        "server_time": verdict.at.isoformat(),
        "receipt": verdict.receipt,
    }


def put_through(raw: dict[str, Any], person: Person, device: UUID, at: datetime) -> door.Verdict:
    """Put one act through the door in a transaction of its own, then those that waited for it."""
    verdict = context.database().retried(lambda session: door.act(session, raw, person, device, at))
    if verdict.status == "applied":
        _release(verdict.id, at)
    if verdict.status == "held":  # its parent may have come while this was decided, and looked for it in vain
        released = _release(UUID(str(verdict.facts["parent"])), at)
        return next((each for each in released if each.id == verdict.id), verdict)
    return verdict


def _release(parent: UUID, at: datetime) -> list[door.Verdict]:
    return context.database().retried(
        lambda session: door.release(session, parent, lambda author: _author(session, author, at), at)
    )


def _author(session: Session, person: UUID, at: datetime) -> Person | None:
    return people.person_at(session, person, at)
