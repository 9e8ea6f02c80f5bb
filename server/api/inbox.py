"""The inbox: the one channel that always works."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from server import problems
from server.api import context
from server.api.asked import Asked
from server.reads import inbox

api = APIBlueprint("inbox", __name__, url_prefix="/api/v1")


class After(Asked):
    """The last message seen."""

    after: int | None = None


class Read(BaseModel):
    """Which messages were read."""

    ids: list[int] = Field(max_length=500)


@api.get("/inbox", summary="My messages")
def listed(query: After) -> Response:
    """List my messages, newest first."""
    found = context.signed_in()
    with context.database().session() as session:
        return jsonify(inbox.of_person(session, found.person.id, problems.language(), query.after))


@api.post("/inbox/read", summary="Mark messages as read")
def read(body: Read) -> Response:
    """Mark my messages as read."""
    with context.database().transaction() as session:
        inbox.mark_read(session, context.signed_in().person.id, body.ids, context.now())
    return Response(status=204)
