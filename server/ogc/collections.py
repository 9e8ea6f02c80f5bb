"""The layers as collections: what each is, where it reaches, in which systems it comes, and what can be asked of it."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from gis import references
from gis.layers import GEOMETRY, LAYERS, Kind, Layer, Property
from server.api import context
from server.config import Settings
from server.ogc import asked, shown
from server.ogc.here import GEOJSON, HTML
from server.ogc.shown import link, words
from server.reads import features

ogc = Blueprint("ogc_collections", __name__, url_prefix="/ogc")
QUERYABLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
TILESETS: Final = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
SCHEMA: Final = "application/schema+json"
_TYPES: Final[dict[Kind, dict[str, Any]]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.UUID: {"type": "string", "format": "uuid"},
}


@ogc.get("/collections")
def collections() -> Response:
    """List the layers."""
    context.signed_in()
    asked.parameters()
    with context.reading().session() as session:
        metric = metric_of(session, context.settings())
        listed = [_described(session, layer, metric) for layer in LAYERS.values()]
    return shown.document({"collections": listed, "links": shown.own_links()})


@ogc.get("/collections/<string:name>")
def collection(name: str) -> Response:
    """Describe one layer."""
    layer = asked.layer_of(name)
    asked.parameters()
    with context.reading().session() as session:
        body = _described(session, layer, metric_of(session, context.settings()))
    return shown.document({**body, "links": [*shown.own_links(), *body["links"][1:]]})


@ogc.get("/collections/<string:name>/queryables")
def queryables(name: str) -> Response:
    """List the columns that a filter may name, as JSON Schema."""
    layer = asked.layer_of(name)
    asked.parameters()
    body = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": shown.address(f"/collections/{name}/queryables"),
        "type": "object",
        "title": words(f"layer.{name}.title"),
        "properties": {
            **{each.name: {"title": words(f"column.{each.name}"), **typed(each)} for each in layer.properties},
            GEOMETRY: {
                "title": words("column.geometry"), "format": f"geometry-{layer.shape.lower()}",
                "x-ogc-role": "primary-geometry",
            },
        },
        "additionalProperties": False,
    }  # fmt: skip
    return shown.page({**body, "links": shown.own_links(SCHEMA)}) if shown.is_page() else shown.document(body, SCHEMA)


def typed(column: Property) -> dict[str, Any]:
    """Describe what a column holds in JSON Schema."""
    return {**_TYPES[column.kind], **({"enum": [str(value) for value in column.values]} if column.values else {})}


def metric_of(session: Session, settings: Settings) -> int | None:
    """Return the metric system of this deployment: as set, or as its boundaries are kept."""
    return settings.metric_srid or features.metric_srid(session)


def _described(session: Session, layer: Layer, metric: int | None) -> dict[str, Any]:
    own = f"/collections/{layer.name}"
    tiles = [link(TILESETS, shown.address(f"{own}/tiles"), title="tiles")] if layer.tiles else []
    box = features.extent(session, layer, asked.reader(layer))
    extent = {"extent": {"spatial": {"bbox": [list(box)], "crs": references.CRS84}}} if box else {}
    return {
        "id": layer.name,
        "title": words(f"layer.{layer.name}.title"),
        "description": words(f"layer.{layer.name}.description"),
        **extent,
        "itemType": "feature",
        "crs": references.offered(metric),
        "storageCrs": references.CRS84,
        "links": [
            link("self", shown.address(own), title="collection"),
            link("items", shown.address(f"{own}/items"), GEOJSON),
            link("items", shown.address(f"{own}/items", f="html"), HTML),
            link(QUERYABLES, shown.address(f"{own}/queryables"), SCHEMA, "queryables"),
            *tiles,
        ],
    }
