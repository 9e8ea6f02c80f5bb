"""Where a document of the facade stands: its public address, what was asked there, for whom it is written."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from server.catalogue import text

JSON: Final = "application/json"
HTML: Final = "text/html"
GEOJSON: Final = "application/geo+json"
Link = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """A document: `root` is the public address of the installation, `path` the document's under the facade.

    `query` is what was asked there, as it was written in the address; `given` the same as parameters.
    """

    root: str
    path: str
    query: str
    given: Mapping[str, str]
    language: str
    is_page: bool

    def words(self, key: str, **facts: object) -> str:
        """Say something of the service in the reader's language."""
        return text("layers", key, self.language, facts)

    def address(self, path: str = "/", **query: object) -> str:
        """Write the public address of a resource of the service."""
        given = {name: value for name, value in query.items() if value is not None}
        return f"{self.root}/ogc{path}" + (f"?{urlencode(given)}" if given else "")

    def link(self, rel: str, href: str, kind: str = JSON, title: str | None = None) -> Link:
        """Make a link."""
        return {"rel": rel, "type": kind, "href": href, "title": self.words(f"link.{title or rel}")}

    def own_links(self, kind: str = JSON) -> list[Link]:
        """Link to this document as it is, and to its other form."""
        if self.is_page:
            as_json, as_html = (self.address(self.path, **{**self.given, "f": form}) for form in ("json", "html"))
            return [self.link("self", as_html, HTML), self.link("alternate", as_json, kind, "json")]
        own = self.address(self.path) + (f"?{self.query}" if self.query else "")
        if "f" in self.given:
            as_html = self.address(self.path, **{**self.given, "f": "html"})
        else:
            as_html = f"{own}{'&' if self.query else '?'}f=html"
        return [self.link("self", own, kind), self.link("alternate", as_html, HTML, "html")]


def query_of(text: str, given: Mapping[str, str]) -> str:
    """Take the query of an address as it was written, where it may stand in a link so."""
    return text if text.isascii() else urlencode(given)


def wants_page(form: str | None, accepted: str) -> bool:
    """Tell whether a page for people is asked for, by `f` or by what is accepted (`Accept`)."""
    return form == "html" if form is not None else _takes_pages(accepted)


@functools.lru_cache(maxsize=64)
def _takes_pages(accepted: str) -> bool:
    return parse_accept_header(accepted, MIMEAccept).best_match([JSON, GEOJSON, HTML]) == HTML
