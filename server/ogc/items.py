"""Features of a layer, page by page, and one by its id."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from gis.layers import Layer
from gis.references import CRS84, Reference
from server.api import context, holders, lanes
from server.ogc import asked, feature_page, shown
from server.ogc.collections import metric_of
from server.ogc.here import GEOJSON, JSON
from server.ogc.shown import link, words
from server.reads import features
from server.reads.stamps import StaleError

ogc = Blueprint("ogc_items", __name__, url_prefix="/ogc")
Id = str | int | UUID


@ogc.get("/collections/<string:name>/items")
def items(name: str) -> Response:
    """Return a page of features as GeoJSON, written by the database; a plain one goes a shorter way (items_lane.py)."""
    layer = asked.layer_of(name)
    wanted = asked.wanted(layer, asked.parameters(asked.of_items(layer)), _metric)
    try:
        found = _page(layer, wanted)
    except StaleError:
        holders.look_again()
        found = _page(layer, wanted)
    said = feature_page.head(shown.here(), layer, found)
    if shown.is_page():
        return _in(shown.page({"title": words(f"layer.{name}.title"), **said}, _rows(layer, found)), wanted.reference)
    return _in(shown.raw(feature_page.body(said, found), GEOJSON), wanted.reference)


@ogc.get("/collections/<string:name>/items/<string:own>")
def item(name: str, own: str) -> Response:
    """Return one feature; one outside of the reader's area is unknown."""
    layer = asked.layer_of(name)
    given = asked.parameters(("crs",))
    reference = asked.reference(given.get("crs", CRS84), _metric)
    with context.reading().bare() as connection:
        found = features.one(connection, layer, asked.reader(layer), own, reference)
    links = [*shown.own_links(GEOJSON), link("collection", shown.address(f"/collections/{name}"), JSON)]
    if shown.is_page():
        feature = json.loads(found)
        body = {"title": f"{words(f'layer.{name}.title')} {own}", **feature["properties"]}
        return _in(shown.page({**body, "geometry": feature["geometry"], "links": links}), reference)
    return _in(shown.raw(f'{found[:-1]},"links":{json.dumps(links, ensure_ascii=False)}}}', GEOJSON), reference)


def _page(layer: Layer, wanted: features.Wanted) -> features.Page:
    lanes.met(request.environ)
    with context.reading().bare() as connection:
        return features.page(connection, layer, asked.reader(layer), wanted, holders.proof())


def _metric() -> int | None:
    with context.reading().alone() as session:
        return metric_of(session, context.settings())


def _rows(layer: Layer, found: features.Page) -> list[dict[str, Any]]:
    read = json.loads(b"[%s]" % found.features)
    own = f"/collections/{layer.name}/items/"
    return [
        {"id": each["id"], **each["properties"], "href": shown.address(f"{own}{each['id']}", f="html")} for each in read
    ]


def _in(response: Response, reference: Reference) -> Response:
    response.headers.update(feature_page.headers(reference))
    return response
