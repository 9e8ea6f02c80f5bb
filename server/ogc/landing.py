"""Where a client begins: the landing page, what the service conforms to, and the description of its interface."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from flask import Blueprint, Response

from server.ogc import asked, openapi, shown
from server.ogc.here import HTML
from server.ogc.shown import link, words

ogc = Blueprint("ogc_landing", __name__, url_prefix="/ogc")
_STYLE: Final = (Path(__file__).parents[1] / "pages" / "ogc.css").read_text("utf-8")
_SPEC: Final = "http://www.opengis.net/spec/"
CONFORMS_TO: Final = tuple(
    f"{_SPEC}{part}"
    for part in (
        "ogcapi-common-1/1.0/conf/core",
        "ogcapi-common-2/1.0/conf/collections",
        "ogcapi-features-1/1.0/conf/core",
        "ogcapi-features-1/1.0/conf/oas30",
        "ogcapi-features-1/1.0/conf/geojson",
        "ogcapi-features-1/1.0/conf/html",
        "ogcapi-features-2/1.0/conf/crs",
        "ogcapi-features-3/1.0/conf/queryables",
        "ogcapi-features-3/1.0/conf/queryables-query-parameters",
        "ogcapi-features-3/1.0/conf/filter",
        "ogcapi-features-3/1.0/conf/features-filter",
        "cql2/1.0/conf/cql2-text",
        "cql2/1.0/conf/cql2-json",
        "cql2/1.0/conf/basic-cql2",
        "cql2/1.0/conf/advanced-comparison-operators",
        "cql2/1.0/conf/case-insensitive-comparison",
        "cql2/1.0/conf/basic-spatial-functions",
        "cql2/1.0/conf/basic-spatial-functions-plus",
        "cql2/1.0/conf/spatial-functions",
        "cql2/1.0/conf/temporal-functions",
        "ogcapi-tiles-1/1.0/conf/core",
        "ogcapi-tiles-1/1.0/conf/tileset",
        "ogcapi-tiles-1/1.0/conf/tilesets-list",
        "ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        "ogcapi-tiles-1/1.0/conf/mvt",
    )
)


@ogc.get("", endpoint="bare")
@ogc.get("/")
def landing() -> Response:
    """Show where everything is; nothing here is a fact, so nobody need sign in."""
    asked.parameters()
    links = [
        *shown.own_links(),
        link("service-desc", shown.address("/api"), openapi.MEDIA, "api"),
        link("service-doc", shown.address("/api", f="html"), HTML, "api"),
        link("conformance", shown.address("/conformance")),
        link("data", shown.address("/collections"), title="collections"),
        link(
            "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", shown.address("/tileMatrixSets"), title="schemes"
        ),
    ]
    return shown.document(
        {"title": words("service.title"), "description": words("service.description"), "links": links}
    )


@ogc.get("/conformance")
def conformance() -> Response:
    """List the classes of the standards that hold here."""
    asked.parameters()
    body: dict[str, object] = {"conformsTo": list(CONFORMS_TO)}
    return shown.document({**body, "links": shown.own_links()} if shown.is_page() else body)


@ogc.get("/api")
def api() -> Response:
    """Describe the interface as OpenAPI 3.0, whole: no reference leads out of the document."""
    asked.parameters()
    body = openapi.document(shown.address().rstrip("/"))
    if shown.is_page():
        return shown.page({"title": words("service.title"), **body, "links": shown.own_links(openapi.MEDIA)})
    return shown.raw(json.dumps(body, ensure_ascii=False), openapi.MEDIA)


@ogc.get("/style.css")
def style() -> Response:
    """Return the style of the pages; the content security policy allows no other place for it."""
    return Response(_STYLE, mimetype="text/css", headers={"Cache-Control": "public, max-age=3600"})
