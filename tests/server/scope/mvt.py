"""Read vector tiles the way a map does."""

import math
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile

from tests.server.stage import Stage

Feature = dict[str, Any]


@dataclass(frozen=True)
class Tile:
    """A tile's address."""

    z: int
    x: int
    y: int


def tile_at(lon: float, lat: float, z: int) -> Tile:
    """Return the tile a position lies in.

    Source: OpenStreetMap wiki, slippy map tile names.
    """
    n = 2**z
    x = int((lon + 180) / 360 * n)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)
    return Tile(z, x, y)


def around(corners: list[tuple[float, float]], z: int) -> list[Tile]:
    """Return every tile of a zoom that a box around some positions touches."""
    tiles = [tile_at(lon, lat, z) for lon, lat in corners]
    xs, ys = {t.x for t in tiles}, {t.y for t in tiles}
    return [Tile(z, x, y) for x in range(min(xs), max(xs) + 1) for y in range(min(ys), max(ys) + 1)]


def ask(stage: Stage, who: str, layer: str, tile: Tile, **query: Any) -> Any:
    """Fetch a tile as somebody."""
    return stage.get(who, f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt", **query)


def features(stage: Stage, who: str, layer: str, tile: Tile, **query: Any) -> list[Feature]:
    """Fetch and decode a tile: its features, of its one layer."""
    answer = ask(stage, who, layer, tile, **query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    content = answer.get_data()
    if not content:
        return []
    decoded = mapbox_vector_tile.decode(content)
    assert set(decoded) <= {layer}
    found: list[Feature] = decoded.get(layer, {}).get("features", [])
    return found
