"""Small files of map tiles, drawn in the test: PMTiles and MBTiles, pictures and vectors."""

import gzip
import io
import json
import random
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import mapbox_vector_tile
from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from gis.tile_archive import Box, tiles_over

Tile = tuple[int, int, int]
Draw = Callable[[Tile], bytes]


def picture(tile: Tile, size: int = 16) -> bytes:
    """Draw a PNG that no other tile has."""
    z, x, y = tile
    out = io.BytesIO()
    Image.new("RGB", (size, size), (200 + z, x % 256, y % 256)).save(out, "PNG")
    return out.getvalue()


def heavy(tile: Tile, size: int = 40_000) -> bytes:
    """Make bytes that nothing packs smaller, as a PNG begins."""
    return b"\x89PNG" + random.Random(str(tile)).randbytes(size)  # noqa: S311 - bytes, no secret


def streets(tile: Tile) -> bytes:
    """Draw a vector tile of the Protomaps scheme: earth, a lake, two roads that cross, a house, a town's name."""
    del tile
    square = "POLYGON (({0} {0}, {1} {0}, {1} {1}, {0} {1}, {0} {0}))".format
    drawn: dict[str, list[tuple[str, dict[str, str]]]] = {
        "earth": [(square(0, 4096), {"kind": "earth"})],
        "water": [("POLYGON ((200 200, 1400 300, 1200 1300, 300 1100, 200 200))", {"kind": "lake"})],
        "landuse": [(square(2600, 3800), {"kind": "park"})],
        "roads": [
            ("LINESTRING (0 2048, 4096 2048)", {"kind": "highway", "name": "常武路", "name:en": "Changwu Road"}),
            ("LINESTRING (2048 0, 2048 4096)", {"kind": "minor_road"}),
        ],
        "buildings": [(square(2300, 2500), {"kind": "building"})],
        "places": [("POINT (3000 1000)", {"kind": "locality", "name": "湖塘", "name:en": "Hutang"})],
    }
    content = mapbox_vector_tile.encode(
        [
            {"name": name, "features": [{"geometry": wkt, "properties": said} for wkt, said in features]}
            for name, features in drawn.items()
        ],
        default_options={"extents": 4096},
    )
    return gzip.compress(content, mtime=0)


LAYERS = ("earth", "landuse", "water", "buildings", "roads", "places")


def over(box: Box, zooms: Iterable[int]) -> list[Tile]:
    """List the tiles of zooms that touch a box."""
    return [(z, x, y) for z in zooms for x, y in tiles_over([box], z)]


def write_pmtiles(path: Path, box: Box, zooms: Iterable[int], draw: Draw = picture, **more: Any) -> Path:
    """Write an archive of pictures, or of vectors when they are drawn by `streets`."""
    is_vector = draw is streets
    metadata: dict[str, Any] = {"attribution": '<a href="https://example.org">© 测试街道</a>', "name": "test"}
    if is_vector:
        metadata["vector_layers"] = [{"id": name, "fields": {}} for name in more.pop("layers", LAYERS)]
    metadata |= more.pop("metadata", {})
    with path.open("wb") as file:
        writer = Writer(file)
        for tile in sorted(over(box, zooms), key=lambda each: zxy_to_tileid(*each)):
            writer.write_tile(zxy_to_tileid(*tile), draw(tile))
        names = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
        header = {
            "tile_type": TileType.MVT if is_vector else TileType.PNG,
            "tile_compression": Compression.GZIP if is_vector else Compression.NONE,
            **{name: round(degrees * 1e7) for name, degrees in zip(names, box, strict=True)},
            **more,
        }
        writer.finalize(header, metadata)
    return path


def write_mbtiles(path: Path, box: Box, zooms: Iterable[int], draw: Draw = picture, **metadata: str) -> Path:
    """Write the same as MBTiles, whose rows count from the south."""
    is_vector = draw is streets
    said = {
        "name": "test", "format": "pbf" if is_vector else "png", "attribution": "© 测试街道",
        "bounds": ",".join(map(str, box)),
    }  # fmt: skip
    if is_vector:
        said["json"] = json.dumps({"vector_layers": [{"id": name} for name in LAYERS]})
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE metadata (name text, value text)")
        database.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)"
        )
        database.executemany("INSERT INTO metadata VALUES (?, ?)", list((said | metadata).items()))
        rows = [(z, x, (1 << z) - 1 - y, draw((z, x, y))) for z, x, y in over(box, zooms)]
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        database.commit()
    return path
