"""Guards of every request: cross-site writes, the session, the headers of every answer."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from werkzeug.datastructures import Authorization

from server import basemap, people, tokens
from server.api import context, holders
from server.config import Settings

CSP: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:{map}; font-src 'self'; "
    "connect-src 'self'{map}; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; report-uri /csp"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
TOKEN_READS: Final = ("/ogc/", "/tiles/")
"""Where an access token is taken, to read."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Guard every route of the application."""
    app.before_request(_refuse_cross_site)
    app.before_request(_find_person)
    app.after_request(_protect)
    app.teardown_request(_note_use)


@functools.cache
def headers(settings: Settings) -> Mapping[str, str]:
    """Return what every answer of an installation carries for the browser's protection."""
    hosts = "".join(f" {host}" for host in basemap.hosts(settings))
    always = {**_HEADERS, "Content-Security-Policy": CSP.format(map=hosts)}
    return {**always, "Strict-Transport-Security": "max-age=31536000"} if settings.secure_cookie else always


def _refuse_cross_site() -> None:
    """Refuse a write that another site made the browser send.

    Source: OWASP, fetch metadata; browsers without it send Origin.
    """
    if request.method in _SAFE or request.path == "/csp":
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site == "same-origin":
        return
    origin = request.headers.get("Origin")
    if site is None and origin is not None and urlsplit(origin).netloc == request.host:
        return
    abort(403)


def _find_person() -> None:
    g.signed_in = None
    if request.path.startswith(TOKEN_READS) and request.headers.get("Authorization") is not None:
        _find_token_holder()
        return
    token = request.cookies.get(context.COOKIE)
    if token is None or request.endpoint == context.TILE_ENDPOINT:
        return
    context.admit(context.holder(token))


def _find_token_holder() -> None:
    """Find who made the token of a program: as bearer token, or as the password of HTTP Basic whatever the name.

    Never from the address, which stands in the logs of proxies. A token reads: other methods find nobody.
    """
    token = token_in(request.authorization)
    if not token or request.method not in _SAFE:
        return
    assumed = holders.assume(token) if request.endpoint == context.ITEMS_ENDPOINT else None
    holders.admit(assumed or holders.find(token))


def token_in(given: Authorization | None) -> str | None:
    """Return the token that a program shows, if it shows one."""
    if given is None:
        return None
    return given.token if given.type == "bearer" else given.password


def _note_use(_fault: BaseException | None) -> None:
    """Keep that a sign-in or a program's token was used, once its request has given back what it read with."""
    touch = tokens.touch if g.pop("token_stale", False) else people.touch if g.pop("session_stale", False) else None
    if touch is not None and g.signed_in is not None:
        with context.database().transaction() as session:
            touch(session, g.signed_in.session_sha256, context.now())


def _ask_for_token(response: Response) -> None:
    """Say how a program signs in; the product's own pages ask by themselves and must not raise the browser's dialog."""
    response.headers.add("WWW-Authenticate", 'Bearer realm="wangge"')
    if request.headers.get("Sec-Fetch-Mode") in {None, "navigate"}:
        response.headers.add("WWW-Authenticate", 'Basic realm="wangge", charset="UTF-8"')


def _protect(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    ours = headers(context.settings())
    response.headers.extend([(name, value) for name, value in ours.items() if name.lower() not in given])
    if response.status_code == HTTPStatus.UNAUTHORIZED and request.path.startswith(TOKEN_READS):
        _ask_for_token(response)
    if request.path.startswith(("/api/", *TOKEN_READS)):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
