"""Archives of map tiles: what a PMTiles v3 file holds, one tile of it, and a smaller archive cut to some boxes.

Source: the PMTiles 3 specification (Protomaps); directories and ids are read and written by its `pmtiles` package.
Tiles are web mercator, y downwards. Boxes are degrees of WGS-84, west, south, east, north.
"""

from __future__ import annotations

import functools
import gzip
import json
import math
import mmap
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self

from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from grids.errors import Refusal

Box = tuple[float, float, float, float]
HEADER_BYTES: Final = 127
DEEPEST: Final = 22
_E7: Final = 10_000_000
_MOST_LEVELS: Final = 4
"""Directories lie at most so deep, says the specification's own reader."""
_MOST_LATITUDE: Final = 85.05112878
_BROKEN: Final = (ValueError, EOFError, OSError, IndexError, KeyError, TypeError, OverflowError, zlib.error)


class Kind(StrEnum):
    """What the tiles are."""

    RASTER = "raster"
    VECTOR = "vector"


MIMES: Final = {
    TileType.MVT: "application/vnd.mapbox-vector-tile",
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
_BEGINNINGS: Final = {
    TileType.PNG: (0, b"\x89PNG"),
    TileType.JPEG: (0, b"\xff\xd8"),
    TileType.WEBP: (8, b"WEBP"),
    TileType.AVIF: (4, b"ftyp"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an archive says of itself."""

    kind: Kind
    mime: str
    is_gzipped: bool
    min_zoom: int
    max_zoom: int
    box: Box
    attribution: str
    layers: tuple[str, ...]
    """Names of a vector archive's layers, as its metadata lists them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile's bytes lie in the file."""

    tile: int
    offset: int
    length: int


class Archive:
    """An archive that lies open. Reading is safe from several threads, and while another file takes its name."""

    def __init__(self, content: bytes | mmap.mmap, name: str) -> None:
        """Read the header and the metadata; refuse what is no whole PMTiles 3 archive."""
        self._content = content
        self.name = name
        self.header = self._read_header()
        self.metadata = self._read_metadata()
        self.about = self._read_about()
        self._directory = functools.lru_cache(maxsize=64)(self._read_directory)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file; refuse what is no whole PMTiles 3 archive."""
        with path.open("rb") as file:
            if path.stat().st_size < HEADER_BYTES:
                raise Refusal("bad-file", cause="no-archive", name=path.name)
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), path.name)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile as it is stored; None where there is none."""
        if not (0 <= z <= DEEPEST and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        place = self.place(zxy_to_tileid(z, x, y))
        return None if place is None else self.bytes_at(place)

    def place(self, tile: int) -> Place | None:
        """Find where a tile lies; None where there is none."""
        offset, length = self.header["root_offset"], self.header["root_length"]
        for _ in range(_MOST_LEVELS):
            found: Entry | None = find_tile(self._directory(offset, length), tile)
            if found is None:
                return None
            if found.run_length > 0:
                return Place(tile=tile, offset=found.offset, length=found.length)
            offset, length = self.header["leaf_directory_offset"] + found.offset, found.length
        return None

    def bytes_at(self, place: Place) -> bytes:
        """Read a tile's bytes."""
        start = self.header["tile_data_offset"] + place.offset
        return bytes(self._content[start : start + place.length])

    def prove(self) -> None:
        """Read the first tile and refuse when it is not what the header says."""
        try:
            first = next(self._entries(self.header["root_offset"], self.header["root_length"], 0), None)
        except _BROKEN as broken:
            raise self._bad("broken") from broken
        if first is None:
            raise self._bad("no-tiles")
        content = self.bytes_at(Place(tile=first.tile_id, offset=first.offset, length=first.length))
        if len(content) < first.length:
            raise self._bad("cut-short")
        start, beginning = _BEGINNINGS.get(self.header["tile_type"], (0, b""))
        if content[start : start + len(beginning)] != beginning or (
            self.about.is_gzipped and not content.startswith(b"\x1f\x8b")
        ):
            raise self._bad("other-tiles", kind=self.about.mime)

    def _entries(self, offset: int, length: int, depth: int) -> Iterator[Entry]:
        for entry in self._directory(offset, length):
            if entry.run_length > 0:
                yield entry
            elif depth < _MOST_LEVELS:
                start = self.header["leaf_directory_offset"] + entry.offset
                yield from self._entries(start, entry.length, depth + 1)

    def _read_header(self) -> HeaderDict:
        head = bytes(self._content[:HEADER_BYTES])
        if not head.startswith(b"PM") or len(head) < HEADER_BYTES:
            raise self._bad("no-archive")
        try:
            header = deserialize_header(head)
        except SpecVersionUnsupported as old:
            raise self._bad("version", version=head[7]) from old
        except MagicNumberNotFound as old:
            raise self._bad("version", version=head[2]) from old
        except _BROKEN as broken:
            raise self._bad("broken") from broken
        ends = [
            header[f"{part}_offset"] + header[f"{part}_length"]  # type: ignore[literal-required]
            for part in ("root", "metadata", "leaf_directory", "tile_data")
        ]
        if max(ends) > len(self._content):
            raise self._bad("cut-short", there=len(self._content), wanted=max(ends))
        return header

    def _read_metadata(self) -> dict[str, Any]:
        start, length = self.header["metadata_offset"], self.header["metadata_length"]
        try:
            found = json.loads(self._unpacked(start, length) or b"{}")
        except _BROKEN as broken:
            raise self._bad("broken") from broken
        return found if isinstance(found, dict) else {}

    def _read_about(self) -> About:
        header = self.header
        mime = MIMES.get(header["tile_type"])
        if mime is None:
            raise self._bad("tile-type", kind=header["tile_type"].name)
        packed = header["tile_compression"]
        if packed not in {Compression.NONE, Compression.GZIP}:
            raise self._bad("compression", kind=packed.name.lower())
        if header["min_zoom"] > header["max_zoom"] or header["max_zoom"] > DEEPEST:
            raise self._bad("broken")
        box = tuple(header[f"{side}_e7"] / _E7 for side in ("min_lon", "min_lat", "max_lon", "max_lat"))  # type: ignore[literal-required]
        layers = self.metadata.get("vector_layers")
        return About(
            kind=Kind.VECTOR if header["tile_type"] is TileType.MVT else Kind.RASTER,
            mime=mime,
            is_gzipped=packed is Compression.GZIP,
            min_zoom=header["min_zoom"],
            max_zoom=header["max_zoom"],
            box=(box[0], box[1], box[2], box[3]),
            attribution=str(self.metadata.get("attribution") or ""),
            layers=tuple(
                str(each["id"])
                for each in (layers if isinstance(layers, list) else [])
                if isinstance(each, dict) and "id" in each
            ),
        )

    def _read_directory(self, offset: int, length: int) -> list[Entry]:
        # The package takes every directory for gzip; one that is stored plain is packed for it.
        content = bytes(self._content[offset : offset + length])
        if self.header["internal_compression"] is Compression.NONE:
            content = gzip.compress(content, 1)
        return deserialize_directory(content)

    def _unpacked(self, offset: int, length: int) -> bytes:
        content = bytes(self._content[offset : offset + length])
        match self.header["internal_compression"]:
            case Compression.NONE:
                return content
            case Compression.GZIP:
                return gzip.decompress(content) if content else content
            case other:
                raise self._bad("compression", kind=other.name.lower())

    def _bad(self, cause: str, **facts: str | int) -> Refusal:
        return Refusal("bad-file", cause=cause, name=self.name, **facts)


def tiles_over(boxes: Sequence[Box], zoom: int) -> Iterator[tuple[int, int]]:
    """Give x and y of each tile of a zoom that touches a box, once."""
    seen: set[tuple[int, int]] = set()
    for box in boxes:
        (left, top), (right, bottom) = tile_at(box[0], box[3], zoom), tile_at(box[2], box[1], zoom)
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                if (x, y) not in seen:
                    seen.add((x, y))
                    yield x, y


def count_over(boxes: Sequence[Box], zoom: int) -> int:
    """Count tiles over boxes, those that two boxes share twice."""
    total = 0
    for box in boxes:
        (left, top), (right, bottom) = tile_at(box[0], box[3], zoom), tile_at(box[2], box[1], zoom)
        total += (right - left + 1) * (bottom - top + 1)
    return total


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Return x and y of the tile that holds a point of WGS-84 degrees."""
    sine = math.sin(math.radians(min(max(lat, -_MOST_LATITUDE), _MOST_LATITUDE)))
    x = (lon + 180.0) / 360.0
    y = 0.5 - math.log((1.0 + sine) / (1.0 - sine)) / (4.0 * math.pi)
    last = (1 << zoom) - 1
    return min(max(int(x * (1 << zoom)), 0), last), min(max(int(y * (1 << zoom)), 0), last)
