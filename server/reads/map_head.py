"""What a tile request asks first, in one statement: does the sign-in hold as it was, has anything shown changed."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from psycopg import Connection
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis import straight, tiles
from gis.tiles import Layer
from grids.permissions import Scope
from server.db import driver
from server.reads import feed
from server.reads import scope as bind
from server.reads.stamps import Proof

_HEAD: Final = tiles.bound(bind.statement("map_head"))
_HEAD_COLUMNS: Final = 3
_NEAR: Final = text("SELECT DISTINCT -unit_id FROM enterprise WHERE id = ANY(:ids) AND unit_id IS NOT NULL")
_FACTS: Final = {"unit": "hazard", "unit_label": "", "hazard": "hazard", "heat": "hazard", "enterprise": "enterprise"}
"""Layer -> whose facts it shows beside the units' outlines, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A stamp that differs when the person's rights do (None: signed out), and a version of what is shown."""

    stamp: str | None
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a look found: it holds while the database is at that moment."""

    moment: str
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
        _, stamp, version = _ask(connection, {**told, "token": token_sha256, "known": ""})
    own = f":{feed.head(session, seen)}" if seen.enterprises else ""
    return Head(stamp=stamp, version=f"{version}{own}")


class Look:
    """A tile's look at the head for a reader of areas: alone, or in one question with the first statement of the tile.

    The first tile of a layer looks it up; with what it found (`past`) others ask whether anything was committed since.
    Raises: StaleError when the sign-in is not what it was.
    """

    def __init__(
        self, connection: Connection[Any], told: Mapping[str, Any], proof: Proof, past: Past | None = None
    ) -> None:
        """Take what the head is told, what must still hold, and what the last look with both of them found."""
        self._connection = connection
        self._binds = {**told, "token": proof.token_sha256, "known": past.moment if past else ""}
        self._proof = proof
        self._past = past
        self.found: Past | None = None
        self.version = ""

    def alone(self) -> str:
        """Ask for the version alone: what is drawn already need not be drawn."""
        self._take(*_ask(self._connection, self._binds))
        return self.version

    def __call__(self, statement: str, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Give the rows of a statement of the tile; the first one asked gives one, which the head stands beside."""
        if self.version:
            return tiles.rows_of(self._connection, statement, binds)
        rows = tiles.rows_of(self._connection, _with_head(statement), {**binds, **self._binds})
        self._take(*rows[0][:_HEAD_COLUMNS])
        return [row[_HEAD_COLUMNS:] for row in rows]

    def _take(self, moment: str | None, stamp: str | None, version: str | None) -> None:
        if version is None and self._past is not None and moment == self._past.moment:
            self.found, self.version = self._past, self._past.version
            return
        self._proof.check(stamp)
        self.version = str(version)
        self.found = Past(moment=moment, version=self.version) if moment is not None else None


@functools.lru_cache(maxsize=512)
def _with_head(statement: str) -> str:
    return f"SELECT h.*, t.* FROM (\n{_HEAD}\n) h, (\n{statement}\n) t"


def _ask(connection: Connection[Any], binds: Mapping[str, Any]) -> tuple[str | None, str | None, str | None]:
    """Ask for the head of a reader of areas, of the driver itself: moment, stamp, version."""
    ((moment, stamp, version),) = straight.rows(connection, _HEAD, binds)
    return moment, stamp, version
