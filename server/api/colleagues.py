"""Colleagues and bodies: who can sign as second inspector, where a hazard can be transferred."""

from __future__ import annotations

from typing import Literal

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint

from grids.policy import local_day
from server.api import context
from server.api.asked import Asked
from server.reads import people

api = APIBlueprint("colleagues", __name__, url_prefix="/api/v1")


class WantedPeople(Asked):
    """Which colleagues."""

    role: Literal["inspector"] = "inspector"


@api.get("/people", summary="Licensed inspectors of my district")
def listed(query: WantedPeople) -> Response:
    """List licensed inspectors, for the second signature."""
    del query
    found = context.signed_in()
    with context.database().session() as session:
        return jsonify(
            [
                {**row, "id": str(row["id"])}
                for row in people.inspectors(session, found.person, local_day(context.now()))
            ]
        )


@api.get("/areas", summary="Bodies a hazard can be transferred to")
def bodies() -> Response:
    """List the bodies of my district that can sign for a transfer."""
    found = context.signed_in()
    with context.database().session() as session:
        return jsonify(people.bodies(session, found.person))
