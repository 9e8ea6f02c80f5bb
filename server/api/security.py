"""Guards of every request: cross-site writes, the session, the headers of every answer."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from server.api import context
from server.people import who

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
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Guard every route of the application."""
    app.before_request(_refuse_cross_site)
    app.before_request(_find_person)
    app.after_request(_protect)


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
    token = request.cookies.get(context.COOKIE)
    g.signed_in = None
    if token is None or request.endpoint == context.TILE_ENDPOINT:
        return
    with context.database().transaction() as session:
        context.admit(who(session, token, context.now()))


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", CSP.format(map=_map_host()))
    if request.path.startswith(("/api/", "/tiles/")):
        response.headers.setdefault("Cache-Control", "no-store")
    if context.settings().secure_cookie:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _map_host() -> str:
    chosen = context.settings()
    if chosen.tianditu_key:
        return " https://*.tianditu.gov.cn"
    if chosen.basemap_url:
        parts = urlsplit(chosen.basemap_url)
        return f" {parts.scheme}://{parts.netloc}"
    return ""
