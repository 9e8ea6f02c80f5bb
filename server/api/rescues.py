"""Rescue files: from a phone whose sign-in has ended, or by hand; the office of the author decides."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.errors import Refusal
from grids.permissions import IMPORTS, scope
from server import device_keys, problems, quarantine, rescue
from server.api import context
from server.api.asked import Asked
from server.photos import PhotoStore
from server.quarantine import Quarantine
from server.reads import rescues as read_rescues

api = APIBlueprint("rescues", __name__, url_prefix="/api/v1")


class DevicePath(BaseModel):
    """Which phone, by the id it gave itself."""

    id: UUID


class DeviceKeyBody(BaseModel):
    """The public key of a phone: a point of P-256, uncompressed, base64."""

    key: str = Field(min_length=88, max_length=88)


class Sender(Asked):
    """Which phone sends."""

    device_id: UUID


class RescuePath(BaseModel):
    """Which rescue file."""

    id: UUID


class RescueDecision(BaseModel):
    """Take a file in, or decline it for a reason."""

    take: bool
    reason: str = Field(default="", max_length=1000)


@api.post("/devices/<uuid:id>/key", summary="Register the key of my phone")
def register(path: DevicePath, body: DeviceKeyBody) -> Response:
    """Keep the public key that this phone will sign a rescue file with."""
    found = context.signed_in()
    try:
        key = base64.b64decode(body.key, validate=True)
    except binascii.Error as problem:
        raise Refusal("bad-act", at="key") from problem
    with context.database().transaction() as session:
        device_keys.register(session, found.person.id, path.id, key, context.now())
    return jsonify({"id": str(path.id)})


@api.post("/rescue", summary="Send a rescue file from a phone")
def send(query: Sender) -> tuple[Response, int]:
    """Take a rescue file from a phone, signed in or not: its signature proves it. It waits for its author's office."""
    request.max_content_length = rescue.MOST_BYTES
    quarantine.admit(_quarantine(), query.device_id, context.now())
    file = quarantine.receive(_quarantine(), request.stream, context.now(), brought_by=None)
    return jsonify({"id": str(file)}), 201


@api.get("/rescues", summary="Rescue files of my area")
def listed() -> Response:
    """List the rescue files of people of my area, those that wait first."""
    return jsonify([_shown(row) for row in _rows(None)])


@api.post("/rescues", summary="Bring a rescue file by hand")
def bring() -> tuple[Response, int]:
    """Take a rescue file that a person brought; it waits like one that a phone sent, for its author's own office."""
    found = context.signed_in_as(*IMPORTS)
    request.max_content_length = rescue.MOST_BYTES
    given = request.files.get("file")
    if given is None:
        raise Refusal("bad-rescue", reason="damaged")
    file = quarantine.receive(_quarantine(), given.stream, context.now(), brought_by=found.person.id)
    return jsonify({"id": str(file)}), 201


@api.post("/rescues/<uuid:id>/decision", summary="Take a rescue file in, or decline it")
def decide(path: RescuePath, body: RescueDecision) -> Response:
    """Take the file in as its author's acts, or decline it; what is on the server already is not doubled."""
    by = context.signed_in_as(*IMPORTS).person.id
    if not _rows(path.id):
        raise Refusal("not-found", thing="rescue")
    if body.take:
        store = PhotoStore.of(context.settings())
        quarantine.take(_quarantine(), store, path.id, by, context.now())
    else:
        quarantine.decline(_quarantine(), path.id, by, body.reason, context.now())
    return jsonify(_shown(_rows(path.id)[0]))


def _quarantine() -> Quarantine:
    return Quarantine.of(context.database(), context.settings().data_dir)


def _rows(file: UUID | None) -> list[dict[str, Any]]:
    found = context.signed_in_as(*IMPORTS)
    with context.database().session() as session:
        return read_rescues.listed(session, scope(found.person.grants, IMPORTS), file)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    lang, outcome = problems.language(), row["outcome"]
    times = {name: row[name] and row[name].isoformat() for name in ("made_at", "received_at", "decided_at")}
    left = [_left(act, lang) for act in outcome["left"]] if outcome else []
    told = None if outcome is None else {"acts": outcome["acts"], "photos": outcome["photos"], "left": left}
    return {**row, "id": str(row["id"]), **times, "outcome": told}


def _left(act: dict[str, Any], lang: str) -> dict[str, Any]:
    """Say in words why an act of the file was not applied."""
    reason = problems.sentence(act["code"], act["facts"], lang) if act["code"] else None
    return {"id": act["id"], "kind": act["kind"], "status": act["status"], "reason": reason}
