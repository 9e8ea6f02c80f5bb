"""Who looks at the map: remembered for a second, and asked again at once when the sign-in or a right changed.

A map asks for twenty tiles at a time. Their person, grants and scope are looked up for the first; for the others one
statement tells that nothing about them changed, together with the version that the tile's ETag is made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from flask import current_app, g, request
from sqlalchemy.orm import Session

from gis.tiles import Layer
from grids.errors import Refusal
from grids.permissions import SEES_UNITS, Scope, scope
from server.api import context
from server.api.memory import Memory
from server.people import SignedIn
from server.reads import map_head
from server.reads import scope as bind
from server.reads.map_head import Head, Past

EXTENSION: Final = "wangge.readers"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reader:
    """A person at a map, with what they may see of facts and of units; each look-up is another one."""

    signed_in: SignedIn
    seen: Scope
    units: Scope
    seen_areas: list[int]
    unit_areas: list[int]
    fingerprint: str
    stamp: str | None
    looked: dict[str, Past] = field(default_factory=dict)
    """Layer -> what the last look at it found."""


def arrive(session: Session, layer: Layer) -> tuple[Reader, str]:
    """Return who asks for a tile, and the version of what it shows; refuse who is not signed in."""
    if request.headers.get("Authorization") is not None:  # a program's token: security.py has found its holder
        holder = _reader(session, context.signed_in(), None)
        return holder, _head(session, "", layer, holder).version
    token = request.cookies.get(context.COOKIE)
    if token is None:
        raise Refusal("signed-out")
    sha256 = hashlib.sha256(token.encode()).hexdigest()
    known = cast("Memory[Reader]", current_app.extensions[EXTENSION])
    reader = known.get(sha256)
    if reader is not None:
        head = _head(session, sha256, layer, reader)
        if head.stamp == reader.stamp:
            return _admitted(reader), head.version
    reader, head = _look(session, token, sha256, layer)
    known.put(sha256, reader)
    return _admitted(reader), head.version


def told_of(layer: Layer, reader: Reader) -> Mapping[str, object]:
    """Return what the look is told about a reader and a layer."""
    return map_head.binds(layer, reader.seen, reader.unit_areas, reader.seen_areas)


def _look(session: Session, token: str, sha256: str, layer: Layer) -> tuple[Reader, Head]:
    """Look everything up. The stamp is read first: what changes in between is noticed the next time."""
    stamp = map_head.head(session, sha256, _NOTHING, Scope()).stamp
    found = context.holder(token)
    if found is None or stamp is None:
        raise Refusal("signed-out")
    reader = _reader(session, found, stamp)
    return reader, _head(session, sha256, layer, reader)


def _reader(session: Session, found: SignedIn, stamp: str | None) -> Reader:
    seen, units = scope(found.person.grants), scope(found.person.grants, SEES_UNITS)
    return Reader(
        signed_in=found,
        seen=seen,
        units=units,
        seen_areas=map_head.areas(session, seen),
        unit_areas=map_head.areas(session, units),
        fingerprint=f"{bind.fingerprint(units)}{bind.fingerprint(seen)}",
        stamp=stamp,
    )


def _head(session: Session, sha256: str, layer: Layer, reader: Reader) -> Head:
    return map_head.head(session, sha256, told_of(layer, reader), reader.seen)


def _admitted(reader: Reader) -> Reader:
    """Let the rest of the request know the person, unless the page speaks for somebody else."""
    context.admit(reader.signed_in)
    if g.signed_in is None:
        raise Refusal("signed-out")
    return reader


_NOTHING: Final[Mapping[str, object]] = {"u_areas": [], "layer": "", "areas": [], "classes": None}
