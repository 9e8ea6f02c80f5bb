"""How a resource is shown: JSON for programs, a plain page for people; links that carry the public address."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from flask import Response, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.api import context
from server.catalogue import text
from server.ogc.here import HTML, JSON, Here, Link, query_of, wants_page
from server.problems import language

HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language"}


def here() -> Here:
    """Return where the document of this request stands."""
    given = request.args.to_dict()
    return Here(
        root=context.settings().public_url or request.host_url.rstrip("/"),
        path=request.path.removeprefix("/ogc") or "/",
        query=query_of(request.query_string.decode("latin1"), given),
        given=given,
        language=language(),
        is_page=is_page(),
    )


def words(key: str, **facts: object) -> str:
    """Say something of the service in the reader's language."""
    return text("layers", key, language(), facts)


def address(path: str = "/", **query: object) -> str:
    """Write the public address of a resource of the service."""
    return here().address(path, **query)


def link(rel: str, href: str, kind: str = JSON, title: str | None = None) -> Link:
    """Make a link."""
    return here().link(rel, href, kind, title)


def own_links(kind: str = JSON) -> list[Link]:
    """Link to this document as it is, and to its other form."""
    return here().own_links(kind)


def is_page() -> bool:
    """Tell whether a page for people is asked for."""
    return wants_page(request.args.get("f"), request.headers.get("Accept", ""))


def document(body: Mapping[str, Any], kind: str = JSON) -> Response:
    """Answer with a document, as JSON or as its page."""
    if is_page():
        return page(body)
    return raw(json.dumps(body, ensure_ascii=False), kind)


def raw(body: str | bytes, kind: str) -> Response:
    """Answer with text that is already made."""
    return Response(body, content_type=kind, headers=HEADERS)


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
