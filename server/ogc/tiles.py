"""The layers as vector tiles in the web's tiling scheme; what is drawn is what the map of the product draws."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response

from gis.layers import Layer
from gis.tiles import DEEPEST
from grids.errors import Refusal
from server.api import tiles
from server.ogc import asked, shown
from server.ogc.here import JSON
from server.ogc.shown import link, words

ogc = Blueprint("ogc_tiles", __name__, url_prefix="/ogc")
MVT: Final = "application/vnd.mapbox-vector-tile"
SCHEME: Final = "WebMercatorQuad"
_URI: Final = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
_SCALES: Final = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
_CRS: Final = "http://www.opengis.net/def/crs/EPSG/0/3857"
_SCHEME_REL: Final = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_EDGE: Final = 20_037_508.342789244
_PIXELS: Final = 256
_PIXEL_M: Final = 0.00028
"""The size that the standard gives a pixel for its scale denominators. Source: OGC 17-083r4."""


@ogc.get("/tileMatrixSets")
def schemes() -> Response:
    """List the tiling schemes: one."""
    asked.parameters()
    own = shown.address(f"/tileMatrixSets/{SCHEME}")
    listed = [{"id": SCHEME, "title": SCHEME, "uri": _URI, "links": [link("self", own, title="scheme")]}]
    return shown.document({"tileMatrixSets": listed, "links": shown.own_links()})


@ogc.get("/tileMatrixSets/<string:scheme>")
def scheme(scheme: str) -> Response:
    """Describe the tiling scheme."""
    _check(scheme)
    asked.parameters()
    matrices = [_matrix(z) for z in range(DEEPEST + 1)]
    body = {
        "id": SCHEME,
        "title": SCHEME,
        "uri": _URI,
        "crs": _CRS,
        "wellKnownScaleSet": _SCALES,
        "tileMatrices": matrices,
    }
    return shown.document({**body, "links": shown.own_links()})


@ogc.get("/collections/<string:name>/tiles")
def tilesets(name: str) -> Response:
    """List the tile sets of a layer."""
    layer = _drawn(name)
    asked.parameters()
    return shown.document({"tilesets": [_tileset(layer)], "links": shown.own_links()})


@ogc.get("/collections/<string:name>/tiles/<string:scheme>")
def tileset(name: str, scheme: str) -> Response:
    """Describe a tile set."""
    layer = _drawn(name)
    _check(scheme)
    asked.parameters()
    body = _tileset(layer)
    return shown.document({**body, "links": [*shown.own_links(), *body["links"][1:]]})


@ogc.get("/collections/<string:name>/tiles/<string:scheme>/<int:z>/<int:row>/<int:column>")
def tile(name: str, scheme: str, z: int, row: int, column: int) -> Response:
    """Return a tile; the standard puts the row before the column."""
    layer = _drawn(name)
    _check(scheme)
    asked.parameters(formats=("mvt",))
    return _render(layer.tiles or "", z, column, row)


def _render(layer: str, z: int, x: int, y: int) -> Response:
    """Draw as the map does: the one seam to server/api/maps.py."""
    drawn: Response = tiles.tile(path=tiles.TilePath(layer=layer, z=z, x=x, y=y), query=tiles.TileQuery())
    return drawn


def _drawn(name: str) -> Layer:
    layer = asked.layer_of(name)
    if layer.tiles is None:
        raise Refusal("not-found", thing="tiles")
    return layer


def _check(scheme: str) -> None:
    if scheme != SCHEME:
        raise Refusal("not-found", thing="scheme")


def _matrix(z: int) -> dict[str, Any]:
    cell = 2 * _EDGE / (_PIXELS << z)
    return {
        "id": str(z), "scaleDenominator": cell / _PIXEL_M, "cellSize": cell, "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-_EDGE, _EDGE], "tileWidth": _PIXELS, "tileHeight": _PIXELS, "matrixWidth": 1 << z,
        "matrixHeight": 1 << z,
    }  # fmt: skip


def _tileset(layer: Layer) -> dict[str, Any]:
    own = f"/collections/{layer.name}/tiles/{SCHEME}"
    template = shown.address(f"{own}/") + "{tileMatrix}/{tileRow}/{tileCol}"
    return {
        "title": words(f"layer.{layer.name}.title"),
        "dataType": "vector",
        "crs": _CRS,
        "tileMatrixSetURI": _URI,
        "layers": [{"id": layer.tiles, "dataType": "vector", "title": words(f"layer.{layer.name}.title")}],
        "links": [
            link("self", shown.address(own), title="tilesets"),
            {**link("item", template, MVT, "tile"), "templated": True},
            link(_SCHEME_REL, shown.address(f"/tileMatrixSets/{SCHEME}"), JSON, "scheme"),
        ],
    }
