"""What a tile request asks first, in one statement: does the sign-in hold as it was, has anything shown changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from psycopg import Connection
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.tiles import Layer
from grids.permissions import Scope
from server.db import driver
from server.reads import feed
from server.reads import scope as bind

_HEAD: Final = re.sub(r"(?<!:):([a-z]\w*)", r"%(\1)s", bind.statement("map_head"))
_NEAR: Final = text("SELECT DISTINCT -unit_id FROM enterprise WHERE id = ANY(:ids) AND unit_id IS NOT NULL")
_FACTS: Final = {"unit": "hazard", "unit_label": "", "hazard": "hazard", "heat": "hazard", "enterprise": "enterprise"}
"""Layer -> whose facts it shows beside the units' outlines, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A stamp that differs when the person's rights do (None: signed out), and a version of what is shown."""

    stamp: str | None
    version: str


def areas(session: Session, scope: Scope) -> list[int]:
    """List a scope's places as versions know them: divisions, and units with a minus."""
    held = [*scope.cities, *scope.districts, *scope.towns, *scope.villages, *(-unit for unit in scope.units)]
    if scope.enterprises:
        held += session.scalars(_NEAR, {"ids": list(scope.enterprises)}).all()
    return sorted(held)


def binds(layer: Layer, seen: Scope, unit_areas: list[int], areas_seen: list[int]) -> Mapping[str, Any]:
    """Give what the statement is told about a layer and a reader."""
    return {
        "u_areas": unit_areas if layer.bound == "unit" else [],
        "layer": _FACTS.get(layer.name, layer.bound),
        "areas": areas_seen,
        "classes": None if seen.classes is None else sorted(seen.classes),
    }


def head(session: Session, token_sha256: str, told: Mapping[str, Any], seen: Scope) -> Head:
    """Ask both. A reader of single enterprises is told by the feed, which knows what they may not know of."""
    with driver(session) as connection:
        found = ask(connection, token_sha256, told)
    own = f":{feed.head(session, seen)}" if seen.enterprises else ""
    return Head(stamp=found.stamp, version=f"{found.version}{own}")


def ask(connection: Connection[Any], token_sha256: str, told: Mapping[str, Any]) -> Head:
    """Ask both for a reader of areas, of the driver itself."""
    row = connection.execute(_HEAD, {**told, "token": token_sha256}, prepare=True).fetchone()
    if row is None:
        raise LookupError("an aggregate gives one row")
    return Head(stamp=row[0], version=row[1])
