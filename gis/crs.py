"""Coordinate systems by name or number, to and from WGS-84; x is always east, y always north."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyproj
import shapely

from gis import gcj02
from gis.gcj02 import Array
from grids.errors import Refusal

_GCJ02: Final = "gcj02"
_BD09: Final = "bd09"
_SHIFTED: Final = {
    _GCJ02: (gcj02.gcj02_to_wgs84, gcj02.wgs84_to_gcj02),
    _BD09: (gcj02.bd09_to_wgs84, gcj02.wgs84_to_bd09),
}
_NAMES: Final = {
    "wgs84": "wgs84", "wgs1984": "wgs84", "gps": "wgs84", "crs84": "wgs84",
    "cgcs2000": "cgcs2000", "tianditu": "cgcs2000", "天地图": "cgcs2000", "国家2000": "cgcs2000",
    "gcj02": _GCJ02, "amap": _GCJ02, "gaode": _GCJ02, "tencent": _GCJ02,
    "高德": _GCJ02, "腾讯": _GCJ02, "火星坐标": _GCJ02,
    "bd09": _BD09, "bd09ll": _BD09, "baidu": _BD09, "百度": _BD09,
}  # fmt: skip
_NAMED_EPSG: Final = {"wgs84": 4326, "cgcs2000": 4490}
_EPSG: Final = re.compile(r"(?:epsg|urn:ogc:def:crs:epsg:[\d.]*)?:?(\d{4,6})")
_FIRST_CGCS2000_ZONE: Final = 4534
_FIRST_CENTRAL_MERIDIAN: Final = 75
_CGCS2000: Final = 4490


@dataclass(frozen=True, slots=True)
class Crs:
    """A coordinate system: a name or `epsg:<number>`; the shifted Chinese ones have no number."""

    name: str
    epsg: int | None

    @property
    def is_degrees(self) -> bool:
        """Say whether its numbers are degrees."""
        return self.epsg is None or bool(_proj(self.epsg).is_geographic)


_CRS84: Final = re.compile(r"(urn:ogc:def:crs:)?OGC:([\d.]*:)?CRS84", re.IGNORECASE)
"""WGS-84 with longitude first, as GeoJSON always has it; it has no EPSG number. Source: OGC 06-042, annex B."""
WGS84: Final = Crs("wgs84", 4326)
CGCS2000: Final = Crs("cgcs2000", _CGCS2000)
GCJ02: Final = Crs(_GCJ02, None)
BD09: Final = Crs(_BD09, None)


def named(text: str | int) -> Crs:
    """Give the system of a name people use: `wgs84`, `gcj02`, `百度`, `EPSG:4549`, `4549`.

    >>> named("GCJ-02").name, named("EPSG:4549").epsg
    ('gcj02', 4549)
    """
    plain = re.sub(r"[\s_-]", "", str(text)).lower()
    if plain in _NAMES:
        name = _NAMES[plain]
        return Crs(name, _NAMED_EPSG.get(name))
    number = _EPSG.fullmatch(plain)
    if number is None:
        raise Refusal("bad-crs", cause="unknown", crs=str(text))
    return of_epsg(int(number[1]))


def of_epsg(number: int) -> Crs:
    """Give the system of an EPSG number; only horizontal ones on the earth are accepted."""
    for known in (WGS84, CGCS2000):
        if known.epsg == number:
            return known
    found = _proj(number)
    if not (found.is_geographic or found.is_projected) or len(found.axis_info) != 2:  # noqa: PLR2004 - x and y
        raise Refusal("bad-crs", cause="not-horizontal", crs=f"EPSG:{number}")
    return Crs(f"epsg:{number}", number)


def of_wkt(text: str) -> Crs | None:
    """Give the system a file names in WKT or as `EPSG:n`, or None when no EPSG entry matches.

    Error: an ESRI definition matches by its parameters (at least 70 % sure by PROJ's own count).

    >>> of_wkt("urn:ogc:def:crs:OGC:1.3:CRS84") == WGS84
    True
    """
    if _CRS84.fullmatch(text.strip()):
        return WGS84
    try:
        number = pyproj.CRS.from_user_input(text).to_epsg(min_confidence=70)
    except pyproj.exceptions.CRSError:
        return None
    return None if number is None else of_epsg(number)


def metric_srid(lon: float, lat: float) -> int:
    """Choose the system to measure in: a CGCS2000 three-degree zone in China, UTM elsewhere.

    Unit: EPSG number. Error: scale is off by at most 0.4 per mille inside the zone (UTM: 0.6).
    Source: EPSG:4534-4554 (central meridians 75 to 135 E); area of use of EPSG:4490.

    >>> metric_srid(119.95, 31.7)
    4549
    """
    west, south, east, north = _area_of_use(_CGCS2000)
    if west <= lon <= east and south <= lat <= north:
        return _FIRST_CGCS2000_ZONE + round((lon - _FIRST_CENTRAL_MERIDIAN) / 3)
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (32_600 if lat >= 0 else 32_700) + zone


def to_wgs84(crs: Crs, xy: Array) -> Array:
    """Transform coordinates, one row each, to WGS-84 degrees.

    Unit: degrees out; what the system says in.
    Error: CGCS2000 is taken as equal (plate motion, under 1 m today); GCJ-02 and BD-09 below 1 mm
    against the published formula; older Chinese datums by PROJ's best known shift (metres).
    """
    if crs.name in _SHIFTED:
        return _SHIFTED[crs.name][0](xy)
    return _between(crs.epsg or 0, 4326, xy)


def from_wgs84(crs: Crs, xy: Array) -> Array:
    """Transform WGS-84 degrees, one row each, to a system.

    Unit and Error: as `to_wgs84`.
    """
    if crs.name in _SHIFTED:
        return _SHIFTED[crs.name][1](xy)
    return _between(4326, crs.epsg or 0, xy)


def transform(source: Crs, target: Crs, xy: Array) -> Array:
    """Transform coordinates between two systems; equal ones are left bit for bit.

    Error: the sum of both ways, see `to_wgs84`.
    """
    if source == target:
        return xy
    if source.epsg and target.epsg:
        return _between(source.epsg, target.epsg, xy)
    return from_wgs84(target, to_wgs84(source, xy))


def move(geometry: Any, source: Crs, target: Crs) -> Any:  # noqa: ANN401 - shapely has no types
    """Transform one geometry or an array of them, vertex by vertex.

    Error: as `transform`; edges stay straight, so a long edge is off by its sagitta (1 cm on 1 km).
    """
    if source == target:
        return geometry
    return shapely.transform(geometry, lambda xy: transform(source, target, xy))


def _between(source: int, target: int, xy: Array) -> Array:
    if source == target or {source, target} == {4326, _CGCS2000}:
        return xy
    x, y = _transformer(source, target).transform(xy[:, 0], xy[:, 1])
    return np.column_stack((x, y))


@lru_cache(maxsize=256)
def _transformer(source: int, target: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


@lru_cache(maxsize=256)
def _proj(number: int) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_epsg(number)
    except pyproj.exceptions.CRSError as missing:
        raise Refusal("bad-crs", cause="unknown", crs=f"EPSG:{number}") from missing


@lru_cache(maxsize=8)
def _area_of_use(number: int) -> tuple[float, float, float, float]:
    """Give west, south, east, north in degrees."""
    area = _proj(number).area_of_use
    if area is None:
        raise Refusal("bad-crs", cause="no-area", crs=f"EPSG:{number}")
    return area.west, area.south, area.east, area.north
