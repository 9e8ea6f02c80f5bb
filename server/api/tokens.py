"""One's own access tokens for GIS programs: make, list, revoke; never over a token itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from server import tokens
from server.api import context
from server.store.tables import AccessToken

api = APIBlueprint("tokens", __name__, url_prefix="/api/v1")


class NewToken(BaseModel):
    """What a token is for, and how long it holds."""

    name: str = Field(min_length=1, max_length=60, pattern=r"\S", examples=["QGIS 规划室"])
    days: int = Field(ge=1, le=tokens.LONGEST_DAYS, examples=[90])


class TokenPath(BaseModel):
    """Which token."""

    id: UUID


@api.get("/tokens", summary="My access tokens for GIS programs")
def listed() -> Response:
    """List the tokens that hold; the tokens themselves are not kept."""
    found = context.signed_in()
    with context.database().session() as session:
        rows = tokens.listed(session, found.person.id, context.now())
    return jsonify([_shown(row) for row in rows])


@api.post("/tokens", summary="Make an access token")
def make(body: NewToken) -> Response:
    """Make a token that reads `/ogc/` and `/tiles/` as I may; it is shown in this answer and never again."""
    found = context.signed_in()
    with context.database().transaction() as session:
        token, row = tokens.make(session, found.person.id, body.name, body.days, context.now())
        made = {**_shown(row), "token": token}
    return jsonify(made)


@api.delete("/tokens/<uuid:id>", summary="Revoke an access token")
def revoke(path: TokenPath) -> Response:
    """Revoke one of my tokens; programs that use it are refused from now on."""
    found = context.signed_in()
    with context.database().transaction() as session:
        tokens.revoke(session, found.person.id, path.id, context.now())
    return Response(status=204)


def _shown(row: AccessToken) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "created_at": row.created_at.isoformat(),
        "expires_at": row.expires_at.isoformat(),
        "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
    }
