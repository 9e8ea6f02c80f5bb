"""The pages themselves: the phone's shell, the desk's shell, their assets, health and reports of the CSP."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, Response, abort, jsonify, request, send_from_directory

from server import health
from server.api import context

DIST: Final = Path(__file__).parents[2] / "pwa" / "dist"
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_PAGES: Final = ("api/", "tiles/", "ogc/", "assets/", "csp", "healthz", "events")
_MOST_BLOCKED: Final = 500
_log = structlog.get_logger()
shell = Blueprint("shell", __name__)


def install(app: Flask) -> None:
    """Serve the shells; types that Debian's table lacks are named here."""
    mimetypes.add_type("application/manifest+json", ".webmanifest")
    mimetypes.add_type("text/javascript", ".mjs")
    app.register_blueprint(shell)


@shell.get("/healthz")
def healthz() -> tuple[Response, int]:
    """Say whether database, migrations and job worker are well; and how live stream and replica are."""
    found = health.check(context.database(), context.now(), context.reads())
    body = {
        "database": found.database, "migrations": found.migrations, "worker": found.worker,
        "live": found.live, "replica": found.replica, "ok": found.well,
    }  # fmt: skip
    return jsonify(body), 200 if found.well else 503


@shell.post("/csp")
def csp() -> Response:
    """Take a report of the content security policy; only what was blocked is logged."""
    report = request.get_json(force=True, silent=True)
    told = report.get("csp-report", {}) if isinstance(report, dict) else {}
    _log.warning("csp", directive=told.get("violated-directive"), blocked=_origin(told.get("blocked-uri")))
    return Response(status=204)


def _origin(blocked: object) -> str:
    """Keep the host of what was blocked and no more: the address of a tile carries the key of the map's account."""
    parts = urlsplit(str(blocked or "")[:_MOST_BLOCKED])
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else parts.path.partition("?")[0]


@shell.get("/")
@shell.get("/<path:name>")
def page(name: str = "index.html") -> Response:
    """Return a file of the build, or the shell whose router knows the address."""
    if (DIST / name).is_file() and not name.endswith((".br", ".gz")):
        return _file(name)
    if name.startswith(_NOT_PAGES) or "." in name.rsplit("/", 1)[-1]:
        abort(404)
    return _file("desk.html" if name == "desk" or name.startswith("desk/") else "index.html")


def _file(name: str) -> Response:
    """Send a file, pre-compressed where the browser takes it."""
    response = None
    for encoding, suffix in _ENCODINGS:
        if request.accept_encodings[encoding] > 0 and (DIST / f"{name}{suffix}").is_file():
            response = send_from_directory(DIST, f"{name}{suffix}")
            response.headers["Content-Encoding"] = encoding
            response.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
            break
    response = response or send_from_directory(DIST, name)
    response.headers["Cache-Control"] = _FOR_EVER if name.startswith("assets/") else "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if name == "sw.js":
        response.headers["Service-Worker-Allowed"] = "/"
    return response
