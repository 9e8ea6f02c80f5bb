"""Signing in and out, and the devices where one is signed in."""

from __future__ import annotations

from uuid import UUID

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.errors import Refusal
from server import people
from server.api import context
from server.api.shapes import SignedInShape
from server.reads import people as read_people

api = APIBlueprint("session", __name__, url_prefix="/api/v1")


class SignIn(BaseModel):
    """A user name and a password, and the device they are used on."""

    username: str = Field(max_length=100, examples=["officer"])
    password: str = Field(max_length=200)
    device_id: UUID | None = None


class SessionPath(BaseModel):
    """Which session."""

    id: str = Field(max_length=64)


@api.post("/session", responses={200: SignedInShape}, summary="Sign in")
def sign_in(body: SignIn) -> Response:
    """Sign in and set the session cookie."""
    at = context.now()
    with context.database().transaction() as session:
        opened = people.sign_in(
            session, body.username, body.password, key=context.secret(), device=body.device_id,
            address=context.client_address(), user_agent=request.user_agent.string, at=at,
            days=context.settings().session_days,
        )  # fmt: skip
    if opened is None:
        raise Refusal("sign-in-failed")
    found = context.holder(opened[0])
    if found is None:
        raise Refusal("sign-in-failed")
    response = _who(found)
    response.set_cookie(
        context.COOKIE, opened[0], expires=found.expires_at, httponly=True, samesite="Lax",
        secure=context.settings().secure_cookie, path="/",
    )  # fmt: skip
    return response


@api.get("/session", responses={200: SignedInShape}, summary="Who am I")
def who_am_i() -> Response:
    """Say who is signed in."""
    return _who(context.signed_in())


@api.delete("/session", summary="Sign out")
def sign_out() -> Response:
    """End this session."""
    found = context.signed_in()
    with context.database().transaction() as session:
        people.revoke(session, found.person.id, found.session_sha256, context.now())
    response = Response(status=204)
    response.delete_cookie(context.COOKIE, path="/")
    return response


@api.get("/sessions", summary="Where I am signed in")
def sessions() -> Response:
    """List the devices where this person is signed in."""
    found = context.signed_in()
    with context.database().session() as session:
        rows = people.sessions(session, found.person.id, context.now())
    listed = [
        {
            "id": row.token_sha256,
            "user_agent": row.user_agent,
            "created_at": row.created_at.isoformat(),
            "last_seen_at": row.last_seen_at.isoformat(),
            "current": row.token_sha256 == found.session_sha256,
        }
        for row in rows
    ]
    return jsonify(listed)


@api.delete("/sessions/<string:id>", summary="Sign a device out")
def end_session(path: SessionPath) -> Response:
    """End another session of the same person."""
    with context.database().transaction() as session:
        people.revoke(session, context.signed_in().person.id, path.id, context.now())
    return Response(status=204)


def _who(found: people.SignedIn) -> Response:
    with context.database().session() as session:
        person = read_people.shown(session, found.person, found.row)
    return jsonify({"person": person, "expires_at": found.expires_at.isoformat()})
