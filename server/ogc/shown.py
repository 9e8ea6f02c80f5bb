"""How a resource is shown: JSON for programs, a plain page for people; links that carry the public address."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.api import context
from server.catalogue import text
from server.problems import language

JSON: Final = "application/json"
HTML: Final = "text/html"
GEOJSON: Final = "application/geo+json"
Link = dict[str, str]


def words(key: str, **facts: object) -> str:
    """Say something of the service in the reader's language."""
    return text("layers", key, language(), facts)


def address(path: str = "/", **query: object) -> str:
    """Write the public address of a resource of the service."""
    root = context.settings().public_url or request.host_url.rstrip("/")
    given = {name: value for name, value in query.items() if value is not None}
    return f"{root}/ogc{path}" + (f"?{urlencode(given)}" if given else "")


def link(rel: str, href: str, kind: str = JSON, title: str | None = None) -> Link:
    """Make a link."""
    return {"rel": rel, "type": kind, "href": href, "title": words(f"link.{title or rel}")}


def own_links(kind: str = JSON) -> list[Link]:
    """Link to this document as it is, and to its other form."""
    here = request.path.removeprefix("/ogc") or "/"
    given = request.args.to_dict()
    if is_page():
        as_json, as_html = (address(here, **{**given, "f": form}) for form in ("json", "html"))
        return [link("self", as_html, HTML), link("alternate", as_json, kind, "json")]
    own = address(here, **given)
    as_html = address(here, **{**given, "f": "html"}) if "f" in given else f"{own}{'&' if given else '?'}f=html"
    return [link("self", own, kind), link("alternate", as_html, HTML, "html")]


def is_page() -> bool:
    """Tell whether a page for people is asked for."""
    form = request.args.get("f")
    if form is not None:
        return form == "html"
    return request.accept_mimetypes.best_match([JSON, GEOJSON, HTML]) == HTML


def document(body: Mapping[str, Any], kind: str = JSON) -> Response:
    """Answer with a document, as JSON or as its page."""
    if is_page():
        return page(body)
    return raw(json.dumps(body, ensure_ascii=False), kind)


def raw(body: str | bytes, kind: str) -> Response:
    """Answer with text that is already made."""
    return Response(body, content_type=kind, headers={"Cache-Control": "no-store", "Vary": "Accept, Accept-Language"})


def page(body: Mapping[str, Any], rows: Sequence[Mapping[str, Any]] = ()) -> Response:
    """Show a document as a plain page: what it says of itself, its rows, its links."""
    plain = {name: value for name, value in body.items() if isinstance(value, str | int | float)}
    nested = {
        name: json.dumps(value, ensure_ascii=False, indent=1)
        for name, value in body.items()
        if isinstance(value, dict | list) and name not in {"links", "features", "collections"}
    }
    rows = rows or [
        {"id": each["id"], "title": each["title"], "description": each["description"], "href": each["links"][0]["href"]}
        for each in body.get("collections", ())
    ]
    made = _pages().get_template("ogc.html").render(
        title=body.get("title") or body.get("id") or words("service.title"), facts=plain, nested=nested, rows=rows,
        columns=[name for name in (rows[0] if rows else ()) if name != "href"], links=body.get("links", ()), t=words,
    )  # fmt: skip
    return raw(made, f"{HTML}; charset=utf-8")


@functools.cache
def _pages() -> Environment:
    folder = Path(__file__).parents[1] / "pages"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
