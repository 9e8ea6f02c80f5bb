"""The short way of a tile: twenty at once cost their query and little else.

What a map asks again and again (GET, signed in by cookie a moment ago, a reader of areas) is answered here, before the
web framework: by the same look at the sign-in and the version, the same scope, the same drawing and the same headers
as by the route in tiles.py. Everything else, whatever is unclear and whatever fails goes on to the route, which finds
people, refuses in words and knows what to do without a replica. What took the primary too long is not asked of it
twice. Measured: docs/bench/tiles.md.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import parse_qs

from flask import Flask
from psycopg.errors import QueryCanceled
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.http import parse_etags

from gis.tiles import DEEPEST, LAYERS, Address, Condition, Layer
from grids.errors import Refusal
from grids.policy import local_day
from server.api import context, lanes, readers, security, tiles
from server.api.memory import Memory
from server.api.readers import Reader
from server.api.tiles import TileQuery
from server.config import Settings
from server.db import WEB_STATEMENT_TIMEOUT_S
from server.reading import Reading
from server.reads import map_head
from server.reads.stamps import Proof, StaleError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PATH: Final = re.compile(r"/tiles/([a-z_]+)/(\d{1,2})/(\d{1,8})/(\d{1,8})\.mvt")
_LONG_WAY: Final = frozenset({"HTTP_AUTHORIZATION", "HTTP_X_WANGGE_PERSON"})
"""Headers whose meaning the route knows: programs, and pages that speak for a person."""
_TOKEN: Final = re.compile(rf"(?:^|; ?){context.COOKIE}=([\w-]+)(?:;|$)")
"""The sign-in as we wrote it; one written otherwise is read by the route."""
_LISTS: Final = frozenset({"state"})


class TileLane:
    """Stands before the application."""

    def __init__(self, app: Flask, beyond: WSGIApplication) -> None:
        """Take what the application was wired with."""
        self._beyond = beyond
        self._reads = cast("Reading", app.extensions["wangge.reading"])
        self._known = cast("Memory[Reader]", app.extensions[readers.EXTENSION])
        self._always = security.headers(cast("Settings", app.extensions["wangge.settings"]))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or pass it on."""
        answer = self._answer(environ)
        if answer is None:
            return self._beyond(environ, start_response)
        tag, content = answer
        headers = {"ETag": f'W/"{tag}"', **tiles.HEADERS}
        if content is not None:
            headers["Content-Type"] = tiles.MVT
        return lanes.send(environ, start_response, self._always, headers, content)

    def _answer(self, environ: WSGIEnvironment) -> tuple[str, bytes | None] | None:
        """Give the tag and the tile, none where the asker has it."""
        asked = _asked(environ)
        if asked is None:
            return None
        layer, at, words = asked
        sha256 = _token_sha256(environ.get("HTTP_COOKIE", ""))
        reader = self._known.get(sha256)
        if (
            reader is None or reader.stamp is None or reader.seen.enterprises
        ):  # what single enterprises may not know of, the feed tells
            return None
        told, wanted = _wanted(layer, reader, words)
        now = context.now()
        past = reader.looked.get(layer.name) if now < reader.signed_in.expires_at else None
        today = local_day(now)
        proof = Proof(token_sha256=sha256, stamp=reader.stamp)
        said = environ.get("HTTP_IF_NONE_MATCH")
        known = parse_etags(said) if said else None
        database = self._reads.choose()
        try:
            with database.bare() as connection:
                look = map_head.Look(connection, told, proof, past)
                has_it = known is not None and known.contains_weak(tiles.tag_of(reader, look.alone(), today))
                content = None if has_it else tiles.drawn(look, layer, at, wanted, today)
        except StaleError:
            return None
        except SQLAlchemyError as fault:
            too_slow = isinstance(fault, DBAPIError) and isinstance(fault.orig, QueryCanceled)
            if too_slow and database is self._reads.primary:
                environ[lanes.REFUSED] = Refusal("too-slow", seconds=WEB_STATEMENT_TIMEOUT_S)
            return None
        if look.found is not None:
            reader.looked[layer.name] = look.found
        return tiles.tag_of(reader, look.version, today), content


def _asked(environ: WSGIEnvironment) -> tuple[Layer, Address, str] | None:
    """Read the address, if it is one of those that are answered here."""
    path = _PATH.fullmatch(environ["PATH_INFO"])
    if path is None or environ["REQUEST_METHOD"] != "GET" or not _LONG_WAY.isdisjoint(environ):
        return None
    layer, z, x, y = LAYERS.get(path[1]), int(path[2]), int(path[3]), int(path[4])
    words = environ.get("QUERY_STRING", "")
    if layer is None or _query(words) is None or z > DEEPEST or max(x, y) >= 1 << z:
        return None
    return layer, Address(z=z, x=x, y=y), words


@functools.lru_cache(maxsize=512)
def _wanted(layer: Layer, reader: Reader, words: str) -> tuple[Mapping[str, object], Condition]:
    """Write what the look is told and what is drawn: the same for the twenty tiles of a map."""
    return readers.told_of(layer, reader), tiles.condition(layer, reader, _query(words) or TileQuery())


@functools.lru_cache(maxsize=1_024)
def _query(words: str) -> TileQuery | None:
    """Read what is wanted on the tile; twenty tiles of a map say the same."""
    given = parse_qs(words, keep_blank_values=True)
    try:
        return TileQuery.model_validate(
            {name: values if name in _LISTS else values[0] for name, values in given.items()}
        )
    except ValidationError:
        return None


def _token_sha256(cookies: str) -> str:
    found = _TOKEN.search(cookies)
    return hashlib.sha256(found[1].encode()).hexdigest() if found else ""
