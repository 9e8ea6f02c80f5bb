"""The short way of a tile: twenty at once cost their query and little else.

What a map asks again and again (GET, signed in by cookie a moment ago, a reader of areas) is answered here, before the
web framework: by the same look at the sign-in and the version, the same scope, the same drawing and the same headers
as by the route in tiles.py. Everything else, whatever is unclear and whatever fails goes on to the route, which finds
people, refuses in words and knows what to do without a replica. Measured: docs/bench/tiles.md.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import parse_qs

from flask import Flask
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_cookie, parse_etags

from gis.tiles import DEEPEST, LAYERS, Address, Layer
from grids.policy import local_day
from server.api import compression, context, readers, security, tiles
from server.api.memory import Memory
from server.api.readers import Reader
from server.api.tiles import TileQuery
from server.config import Settings
from server.reading import Reading
from server.reads import map_head
from server.reads.stamps import Proof, StaleError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PATH: Final = re.compile(r"/tiles/([a-z_]+)/(\d{1,2})/(\d{1,8})/(\d{1,8})\.mvt")
_LONG_WAY: Final = ("HTTP_AUTHORIZATION", "HTTP_X_WANGGE_PERSON")
"""Headers whose meaning the route knows: programs, and pages that speak for a person."""
_LISTS: Final = frozenset({"state"})


class TileLane:
    """Stands before the application."""

    def __init__(self, app: Flask, beyond: WSGIApplication) -> None:
        """Take what the application was wired with."""
        self._beyond = beyond
        self._reads = cast("Reading", app.extensions["wangge.reading"])
        self._known = cast("Memory[Reader]", app.extensions[readers.EXTENSION])
        self._settings = cast("Settings", app.extensions["wangge.settings"])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or pass it on."""
        answer = self._answer(environ)
        if answer is None:
            return self._beyond(environ, start_response)
        status, tag, content = answer
        headers = {"ETag": f'W/"{tag}"', **tiles.HEADERS, **security.headers(self._settings)}
        headers["Vary"] += ", Accept-Encoding"
        if status is HTTPStatus.OK:
            packed = compression.squeezed(content, environ.get("HTTP_ACCEPT_ENCODING", ""))
            if packed is not None:
                headers["Content-Encoding"], content = "gzip", packed
            headers |= {"Content-Type": tiles.MVT, "Content-Length": str(len(content))}
        start_response(f"{status.value} {status.phrase.upper()}", list(headers.items()))
        return (content,)

    def _answer(self, environ: WSGIEnvironment) -> tuple[HTTPStatus, str, bytes] | None:
        asked = _asked(environ)
        if asked is None:
            return None
        layer, at, query = asked
        sha256 = _token_sha256(environ.get("HTTP_COOKIE", ""))
        reader = self._known.get(sha256)
        if (
            reader is None or reader.stamp is None or reader.seen.enterprises
        ):  # what single enterprises may not know of, the feed tells
            return None
        today = local_day(context.now())
        proof = Proof(token_sha256=sha256, stamp=reader.stamp)
        known = parse_etags(environ.get("HTTP_IF_NONE_MATCH"))
        try:
            with self._reads.choose().bare() as connection:
                look = map_head.Look(connection, readers.told_of(layer, reader), proof)
                if known and known.contains_weak(tag := tiles.tag_of(reader, look.alone(), today)):
                    return HTTPStatus.NOT_MODIFIED, tag, b""
                content = tiles.drawn(look, layer, at, reader, query, today)
                return HTTPStatus.OK, tiles.tag_of(reader, look.version, today), content
        except (SQLAlchemyError, StaleError):
            return None


def _asked(environ: WSGIEnvironment) -> tuple[Layer, Address, TileQuery] | None:
    """Read the address, if it is one of those that are answered here."""
    path = _PATH.fullmatch(environ["PATH_INFO"])
    if path is None or environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in _LONG_WAY):
        return None
    layer, z, x, y = LAYERS.get(path[1]), int(path[2]), int(path[3]), int(path[4])
    query = _query(environ.get("QUERY_STRING", ""))
    if layer is None or query is None or z > DEEPEST or max(x, y) >= 1 << z:
        return None
    return layer, Address(z=z, x=x, y=y), query


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
    return hashlib.sha256(parse_cookie(cookies).get(context.COOKIE, "").encode()).hexdigest()
