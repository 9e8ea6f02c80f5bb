"""Cut a smaller archive out of a larger one, within a number of bytes; and make one from an MBTiles file."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pmtiles.tile import Compression, TileType, tileid_to_zxy, zxy_to_tileid
from pmtiles.writer import Writer

from gis.tile_archive import DEEPEST, Archive, Box, Place, count_over, tiles_over
from grids.errors import Refusal

_ENTRY_BYTES: Final = 16
"""A tile's line in the directories takes at most about so much, packed."""
_MOST_TILES: Final = 200_000
"""More tiles of one zoom than this are not looked up: such a zoom is left out."""
_FORMATS: Final = {
    "pbf": TileType.MVT,
    "png": TileType.PNG,
    "jpg": TileType.JPEG,
    "jpeg": TileType.JPEG,
    "webp": TileType.WEBP,
    "avif": TileType.AVIF,
}
_GZIP: Final = b"\x1f\x8b"
_MOST_LATITUDE: Final = 85.05112878


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What was cut: how deep it goes, and which zooms of the whole archive found no room."""

    deepest: int
    dropped: tuple[int, ...]
    tiles: int


def cut(archive: Archive, boxes: Sequence[Box], most_bytes: int, out: Path) -> Cut | None:
    """Write the tiles over boxes, from the farthest zoom on, as long as they fit; None when nothing lies there.

    The highest zooms are left out first. A tile that repeats (open water) is counted once.
    """
    kept: list[Place] = []
    counted: set[int] = set()
    size = 0
    about = archive.about
    deepest = about.min_zoom - 1
    for zoom in range(about.min_zoom, about.max_zoom + 1):
        if count_over(boxes, zoom) > _MOST_TILES:
            break
        found = _places(archive, boxes, zoom)
        fresh = {place.offset: place.length for place in found if place.offset not in counted}
        size += sum(fresh.values()) + _ENTRY_BYTES * len(found)
        if size > most_bytes and kept:
            break
        kept += found
        counted |= fresh.keys()
        deepest = zoom
    if not kept:
        return None
    _write(archive, kept, boxes, out)
    dropped = tuple(range(deepest + 1, about.max_zoom + 1))
    return Cut(deepest=deepest, dropped=dropped, tiles=len(kept))


def _places(archive: Archive, boxes: Sequence[Box], zoom: int) -> list[Place]:
    ids = sorted(zxy_to_tileid(zoom, x, y) for x, y in tiles_over(boxes, zoom))
    return [place for place in map(archive.place, ids) if place is not None]


def _write(archive: Archive, kept: Sequence[Place], boxes: Sequence[Box], out: Path) -> None:
    header = archive.header
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    said = {
        name: archive.metadata[name] for name in ("attribution", "name", "vector_layers") if name in archive.metadata
    }
    with out.open("wb") as file:
        writer = Writer(file)
        for place in kept:
            writer.write_tile(place.tile, archive.bytes_at(place))
        writer.finalize(
            {
                "tile_type": header["tile_type"],
                "tile_compression": header["tile_compression"],
                **_edges((west, south, east, north)),
            },
            said,
        )


def _edges(box: Box) -> dict[str, int]:
    return {
        f"{name}_e7": round(degrees * 10_000_000)
        for name, degrees in zip(("min_lon", "min_lat", "max_lon", "max_lat"), box, strict=True)
    }


def from_mbtiles(path: Path, out: Path, told: Callable[[int, int], None]) -> None:
    """Write an MBTiles file as PMTiles; `told` hears how many tiles of how many are done.

    Source: MBTiles 1.3. Its rows count from the south. Refuses a file that is no MBTiles, and a format nobody draws.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            said = dict(database.execute("SELECT name, value FROM metadata"))
            tile_type = _FORMATS.get(str(said.get("format")))
            if tile_type is None:
                raise Refusal("bad-file", cause="tile-type", kind=str(said.get("format")), name=path.name)
            _fill(out, path, database, (said, tile_type), told)
    except sqlite3.Error as broken:
        raise Refusal("bad-file", cause="no-mbtiles", name=path.name) from broken


def _fill(
    out: Path,
    path: Path,
    database: sqlite3.Connection,
    what: tuple[dict[str, Any], TileType],
    told: Callable[[int, int], None],
) -> None:
    said, tile_type = what
    ids = sorted(_ids(database))
    if not ids:
        raise Refusal("bad-file", cause="no-tiles", name=path.name)
    is_vector = tile_type is TileType.MVT
    with out.open("wb") as file:
        writer = Writer(file)
        for n, tile in enumerate(ids, 1):
            content = _content(database, tile)
            writer.write_tile(tile, gzip.compress(content, mtime=0) if is_vector and content[:2] != _GZIP else content)
            told(n, len(ids))
        packed = Compression.GZIP if is_vector else Compression.NONE
        writer.finalize({"tile_type": tile_type, "tile_compression": packed, **_edges(_box(said))}, _metadata(said))


def _ids(database: sqlite3.Connection) -> Iterator[int]:
    for z, x, row in database.execute("SELECT zoom_level, tile_column, tile_row FROM tiles"):
        if 0 <= z <= DEEPEST and 0 <= x < 1 << z and 0 <= row < 1 << z:
            yield zxy_to_tileid(z, x, (1 << z) - 1 - row)


def _content(database: sqlite3.Connection, tile: int) -> bytes:
    z, x, y = tileid_to_zxy(tile)
    query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    (content,) = database.execute(query, (z, x, (1 << z) - 1 - y)).fetchone()
    return bytes(content)


def _box(said: dict[str, Any]) -> Box:
    """Read the box; one that isn't given or can't be meant is the whole world, as the format has it."""
    try:
        west, south, east, north = (float(part) for part in str(said["bounds"]).split(","))
    except (KeyError, ValueError):
        return (-180.0, -_MOST_LATITUDE, 180.0, _MOST_LATITUDE)
    return (west, south, east, north)


def _metadata(said: dict[str, Any]) -> dict[str, Any]:
    """Carry over what is said, with the layers of vector tiles, which stand in a JSON text of their own."""
    kept: dict[str, Any] = {name: str(said[name]) for name in ("name", "attribution", "description") if said.get(name)}
    try:
        listed = json.loads(said.get("json") or "{}").get("vector_layers")
    except (ValueError, AttributeError):
        listed = None
    return {**kept, **({"vector_layers": listed} if isinstance(listed, list) else {})}
