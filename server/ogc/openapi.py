"""The description of `/ogc/` as OpenAPI 3.0, made from the table of layers; no reference leads out of it.

Source: OGC 17-069r4, 7.3 and requirement class OpenAPI 3.0; OGC 18-058r1 and 19-079r2 for their parameters.
"""

from __future__ import annotations

from typing import Any, Final

from gis.layers import LAYERS, Kind, Layer, Property
from gis.tiles import DEEPEST
from grids.commands import HazardLevel
from server.ogc import asked
from server.ogc.here import GEOJSON, HTML, JSON
from server.ogc.shown import words

MEDIA: Final = "application/vnd.oai.openapi+json;version=3.0"
_SCHEMA: Final = "application/schema+json"
_MVT: Final = "application/vnd.mapbox-vector-tile"
Doc = dict[str, Any]
_TYPES: Final[dict[Kind, Doc]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.UUID: {"type": "string", "format": "uuid"},
}
_EXAMPLES: Final = {"level": HazardLevel.MAJOR.value, "grade": "A"}


def document(base: str) -> Doc:
    """Describe every path; `base` is the public address of the service."""
    paths = _common()
    for layer in LAYERS.values():
        paths |= _of_layer(layer)
    for path in paths.values():
        path["get"]["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    return {
        "openapi": "3.0.3",
        "info": {"title": words("service.title"), "description": words("service.description"), "version": "1"},
        "servers": [{"url": base}],
        "security": [{"bearer": []}, {"basic": []}, {"session": []}],
        "tags": [{"name": name, "description": words(f"layer.{name}.title")} for name in LAYERS],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
                "session": {"type": "apiKey", "in": "cookie", "name": "wangge_session"},
            },
            "parameters": _parameters(),
            "schemas": _schemas(),
            "responses": {"Problem": _answer("Refused, and why", "application/problem+json", "Problem")},
        },
    }


def _common() -> dict[str, Doc]:
    free = {
        "/": ("landing", JSON, "Document"),
        "/conformance": ("conformance", JSON, "Document"),
        "/api": ("api", MEDIA, "Document"),
        "/tileMatrixSets": ("schemes", JSON, "Document"),
        "/tileMatrixSets/WebMercatorQuad": ("scheme", JSON, "Document"),
    }
    paths = {
        path: _get(name, words(f"link.{name}"), [], kind, schema, security=[])
        for path, (name, kind, schema) in free.items()
    }
    return {**paths, "/collections": _get("collections", words("link.collections"), [], JSON, "Collections")}


def _of_layer(layer: Layer) -> dict[str, Doc]:
    own, tag = f"/collections/{layer.name}", [layer.name]
    usual = ("limit", "bbox", "datetime", "crs", "bbox-crs", "filter", "filter-lang", "filter-crs", "sortby", "cursor")
    asked_for = [*map(_ref, usual), *(_query(column) for column in layer.properties)]
    key: Doc = {"name": "featureId", "in": "path", "required": True, "schema": _TYPES[layer.key]}
    paths = {
        own: _get(layer.name, words("link.collection"), [], JSON, "Collection", tag),
        f"{own}/items": _get(f"{layer.name}_items", words("link.items"), asked_for, GEOJSON, "FeatureCollection", tag),
        f"{own}/items/{{featureId}}": _get(
            f"{layer.name}_item", words("link.items"), [key, _ref("crs")], GEOJSON, "Feature", tag
        ),
        f"{own}/queryables": _get(f"{layer.name}_queryables", words("link.queryables"), [], _SCHEMA, "Document", tag),
    }
    if layer.tiles is None:
        return paths
    place = [_path("tileMatrix", DEEPEST), _path("tileRow", (1 << DEEPEST) - 1), _path("tileCol", (1 << DEEPEST) - 1)]
    tile = _get(f"{layer.name}_tile", words("link.tile"), place, _MVT, "Tile", tag, formats=("mvt",))
    return paths | {
        f"{own}/tiles": _get(f"{layer.name}_tilesets", words("link.tilesets"), [], JSON, "Document", tag),
        f"{own}/tiles/WebMercatorQuad": _get(
            f"{layer.name}_tileset", words("link.tilesets"), [], JSON, "Document", tag
        ),
        f"{own}/tiles/WebMercatorQuad/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": tile,
    }


def _get(  # noqa: PLR0913 - what an operation is made of
    name: str, summary: str, parameters: list[Doc], kind: str, schema: str, tags: list[str] | None = None,
    *, security: list[Doc] | None = None, formats: tuple[str, ...] = asked.FORMATS,
) -> Doc:  # fmt: skip
    form: Doc = {"name": "f", "in": "query", "required": False, "schema": {"type": "string", "enum": list(formats)}}
    answer = _answer("OK", kind, schema)
    if formats == asked.FORMATS:
        answer["content"][HTML] = {"schema": {"type": "string"}}
    operation: Doc = {
        "operationId": name, "summary": summary, "parameters": [*parameters, form], "responses": {"200": answer},
    }  # fmt: skip
    if tags:
        operation["tags"] = tags
    if security is not None:
        operation["security"] = security
    return {"get": operation}


def _answer(description: str, kind: str, schema: str) -> Doc:
    return {
        "description": description,
        "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _query(column: Property) -> Doc:
    """Describe the parameter that a column is: equality."""
    shown = {**_TYPES[column.kind], **({"enum": [str(value) for value in column.values]} if column.values else {})}
    example = {"example": _EXAMPLES[column.name]} if _EXAMPLES.get(column.name) in column.values else {}
    return {
        "name": column.name, "in": "query", "required": False, "description": words(f"column.{column.name}"),
        "schema": shown, **example,
    }  # fmt: skip


def _path(name: str, most: int) -> Doc:
    schema = {"type": "integer", "minimum": 0, "maximum": most}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _ref(name: str) -> Doc:
    return {"$ref": f"#/components/parameters/{name}"}


def _parameters() -> dict[str, Doc]:
    text: Doc = {"type": "string"}
    numbers: Doc = {
        "type": "array", "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    }  # fmt: skip
    described = {
        "limit": {"type": "integer", "minimum": 1, "maximum": asked.MOST, "default": asked.USUAL},
        "bbox": numbers,
        "datetime": text,
        "crs": {"type": "string", "format": "uri"},
        "bbox-crs": {"type": "string", "format": "uri"},
        "filter": text,
        "filter-lang": {"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"},
        "filter-crs": {"type": "string", "format": "uri"},
        "sortby": text,
        "cursor": text,
    }
    return {
        name: {
            "name": name, "in": "query", "required": False, "schema": schema,
            **({"style": "form", "explode": False} if name in {"bbox", "bbox-crs", "crs", "limit", "datetime"} else {}),
        }
        for name, schema in described.items()
    }  # fmt: skip


def _schemas() -> dict[str, Doc]:
    links = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}
    text = {"type": "string"}
    named = {"id": text, "title": text, "description": text, "links": links}
    feature_id = {"oneOf": [{"type": "integer"}, text]}
    geometry: Doc = {
        "type": "object", "nullable": True, "required": ["type", "coordinates"],
        "properties": {"type": text, "coordinates": {"type": "array", "items": {}}},
    }  # fmt: skip
    feature = {
        "type": {"type": "string", "enum": ["Feature"]}, "id": feature_id, "geometry": geometry,
        "properties": {"type": "object"}, "links": links,
    }  # fmt: skip
    features = {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}}
    return {
        "Document": {"type": "object"},
        "Link": {
            "type": "object", "required": ["href", "rel"],
            "properties": dict.fromkeys(("href", "rel", "type"), text),
        },
        "Collection": {"type": "object", "required": ["id", "links", "crs"], "properties": named},
        "Collections": {
            "type": "object", "required": ["collections", "links"],
            "properties": {
                "collections": {"type": "array", "items": {"$ref": "#/components/schemas/Collection"}}, "links": links,
            },
        },
        "Feature": {"type": "object", "required": ["type", "id", "geometry", "properties"], "properties": feature},
        "FeatureCollection": {
            "type": "object", "required": ["type", "features", "numberReturned"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]}, "features": features, "links": links,
                "timeStamp": {"type": "string", "format": "date-time"},
                "numberReturned": {"type": "integer", "minimum": 0}, "numberMatched": {"type": "integer", "minimum": 0},
            },
        },
        "Tile": {"type": "string", "format": "binary"},
        "Problem": {
            "type": "object", "required": ["type", "title", "status", "detail", "code"],
            "properties": {
                "type": text, "title": text, "status": {"type": "integer"}, "detail": text,
                "code": {"type": "string", "nullable": True},
            },
        },
    }  # fmt: skip
