"""The short way of a page of features: a program that pages pays for its rows and little else.

What a program asks again and again (GET, GeoJSON, a token whose holder was found a moment ago) is answered here, before
the web framework: by the same reading of what is asked, the same proof of the token, the same statement and the same
document as by the route in items.py. Everything else, whatever is unclear and whatever fails goes on to the route,
which finds holders, refuses in words and knows what to do without a replica. Measured: `./wangge bench ogc`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import parse_qs

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Authorization, LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wsgi import get_current_url

from gis.layers import LAYERS, Layer
from grids.errors import Refusal
from server import tokens
from server.api import holders, lanes, security
from server.api.holders import Holder
from server.api.memory import Memory
from server.catalogue import LANGUAGES
from server.config import Settings
from server.ogc import asked, feature_page
from server.ogc.collections import metric_of
from server.ogc.here import GEOJSON, Here, query_of, wants_page
from server.ogc.shown import HEADERS
from server.reading import Reading
from server.reads import features
from server.reads.stamps import StaleError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ROOT: Final = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT")
_PATH: Final = re.compile(r"/ogc(/collections/([a-z]+)/items)")


class ItemsLane:
    """Stands before the application."""

    def __init__(self, app: Flask, beyond: WSGIApplication) -> None:
        """Take what the application was wired with."""
        self._app = app
        self._beyond = beyond
        self._reads = cast("Reading", app.extensions["wangge.reading"])
        self._settings = cast("Settings", app.extensions["wangge.settings"])
        self._always = security.headers(self._settings)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or pass it on."""
        answer = self._answer(environ)
        if answer is None:
            return self._beyond(environ, start_response)
        own, content = answer
        return lanes.send(environ, start_response, self._always, own, content)

    def _answer(self, environ: WSGIEnvironment) -> tuple[Mapping[str, str], bytes] | None:
        """Give the headers and the document."""
        path = _PATH.fullmatch(environ["PATH_INFO"])
        layer = LAYERS.get(path[2]) if path and environ["REQUEST_METHOD"] == "GET" else None
        if path is None or layer is None:
            return None
        holder = self._holder(environ.get("HTTP_AUTHORIZATION"))
        here = None if holder is None else self._here(environ, path[1], layer, holder)
        if holder is None or here is None:
            return None
        try:
            wanted = asked.wanted(layer, here.given, self._metric)
            found = self._read(environ, layer, holder, wanted)
        except (Refusal, SQLAlchemyError, StaleError):
            return None
        own = {"Content-Type": GEOJSON, **HEADERS, **feature_page.headers(wanted.reference)}
        return own, feature_page.body(feature_page.head(here, layer, found), found)

    def _read(self, environ: WSGIEnvironment, layer: Layer, holder: Holder, wanted: features.Wanted) -> features.Page:
        """Read the page; a refusal of the database is the route's to say, which must not ask for it again."""
        try:
            with self._reads.choose().bare() as connection:
                reader = asked.reader_of(holder.signed_in.person, layer)
                return features.page(connection, layer, reader, wanted, holder.proof)
        except Refusal as refusal:
            environ[lanes.REFUSED] = refusal
            raise

    def _holder(self, shown: str | None) -> Holder | None:
        token = security.token_in(Authorization.from_header(shown)) if shown else None
        known = cast("Memory[Holder]", self._app.extensions[holders.EXTENSION])
        return known.get(tokens.sha256(token)) if token else None

    def _here(self, environ: WSGIEnvironment, path: str, layer: Layer, holder: Holder) -> Here | None:
        """Read where the document stands; nothing for a page for people and for parameters that are refused."""
        words = environ.get("QUERY_STRING", "")
        lists = parse_qs(words, keep_blank_values=True, errors="werkzeug.url_quote")
        try:
            given = asked.checked(lists.items(), asked.of_items(layer))
        except Refusal:
            return None
        if wants_page(given.get("f"), environ.get("HTTP_ACCEPT", "")):
            return None
        return Here(
            root=self._settings.public_url or _root(*(environ.get(name) for name in _ROOT)),
            path=path,
            query=query_of(words, given),
            given=given,
            language=_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), holder.signed_in.row.locale),
            is_page=False,
        )

    def _metric(self) -> int | None:
        with self._reads.choose().alone() as session:
            return metric_of(session, self._settings)


@functools.lru_cache(maxsize=64)
def _root(*named: str | None) -> str:
    """Write the public address of the installation as the program knows it."""
    known = {name: value for name, value in zip(_ROOT, named, strict=True) if value is not None}
    return get_current_url(known, host_only=True).rstrip("/")


@functools.lru_cache(maxsize=64)
def _language(accepted: str, own: str) -> str:
    """Choose as the route does: what the program asks for counts, the person's own where it asks for none."""
    wanted = parse_accept_header(accepted, LanguageAccept)
    chosen = wanted.best_match(LANGUAGES) if wanted else own
    return chosen if chosen in LANGUAGES else "zh"
