"""Coordinate systems as OGC services name them: by URI, with the axis order that the authority prints."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyproj
import shapely

from gis import crs
from grids.errors import Refusal

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG: Final = "http://www.opengis.net/def/crs/EPSG/0/{}"
_FORMS: Final = re.compile(
    r"https?://www\.opengis\.net/def/crs/EPSG/[\w.]+/(\d{4,6})|urn:ogc:def:crs:EPSG:[\d.]*:(\d{4,6})|EPSG:(\d{4,6})",
    re.IGNORECASE,
)
_CRS84_FORMS: Final = frozenset({CRS84, CRS84.replace("http:", "https:"), "urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"})
ALWAYS: Final = (4326, 4490, 3857, 4549)
DEGREE_DIGITS: Final = 9
"""Decimals of a degree: 0.1 mm; boundaries read back from it are the same on the 1 mm grid (design, gis 3)."""
METRE_DIGITS: Final = 3
_RADIUS_M: Final = 6_378_137.0
_WIDER_M: Final = 0.001
_POLE: Final = 89.99
"""Where web mercator is cut: its pole lies infinitely far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A coordinate system with its axis order: `flipped` where the first number is north or latitude."""

    uri: str
    srid: int
    flipped: bool
    degrees: bool

    @property
    def digits(self) -> int:
        """Return the decimals that are worth writing."""
        return DEGREE_DIGITS if self.degrees else METRE_DIGITS

    def to_wgs84(self, geometry: Any) -> Any:  # noqa: ANN401 - shapely has no types
        """Move a geometry as a client wrote it to WGS-84 degrees, x east.

        Raises: Refusal("bad-query") where a coordinate lies outside the world or is no number.
        """
        shape = shapely.transform(geometry, lambda xy: xy[:, ::-1]) if self.flipped else geometry
        _check_numbers(shapely.get_coordinates(shape), degrees=self.degrees)
        moved = crs.move(shape, crs.of_epsg(self.srid), crs.WGS84)
        _check_numbers(shapely.get_coordinates(moved), degrees=True)
        return moved


def named(uri: str, more: int | None = None) -> Reference:
    """Give the system of a URI, of those that are offered (`more` is the deployment's own metric one).

    Raises: Refusal("bad-query") for one that is not offered.

    >>> named("http://www.opengis.net/def/crs/EPSG/0/4549").flipped
    True
    """
    if uri in _CRS84_FORMS:
        return Reference(uri=CRS84, srid=4326, flipped=False, degrees=True)
    found = _FORMS.fullmatch(uri)
    number = int(next(filter(None, found.groups()))) if found else 0
    if number not in {*ALWAYS, more}:
        raise Refusal("bad-query", cause="crs", name=uri[:100])
    return of_epsg(number)


@lru_cache(maxsize=32)
def of_epsg(number: int) -> Reference:
    """Describe a system by its EPSG number. Source: the EPSG registry in PROJ's database."""
    known = pyproj.CRS.from_epsg(number)
    first = known.axis_info[0].direction
    return Reference(uri=_EPSG.format(number), srid=number, flipped=first == "north", degrees=bool(known.is_geographic))


def offered(more: int | None) -> list[str]:
    """List the URIs of every system that is offered, the stored one first."""
    numbers = dict.fromkeys([*ALWAYS, *([more] if more else [])])
    return [CRS84, *(_EPSG.format(number) for number in numbers)]


def around_3857(west: float, south: float, east: float, north: float) -> tuple[float, float, float, float]:
    """Give the sides in web mercator of a box around a box in degrees: x and y are monotone there.

    Unit: metres; west, south, east, north. Error: a millimetre wider on every side, so that whatever touches the box
    touches this one. Source: EPSG:1024, the spherical formula of EPSG:3857.
    """
    return (
        _RADIUS_M * math.radians(west) - _WIDER_M,
        _north_m(max(south, -_POLE)) - _WIDER_M,
        _RADIUS_M * math.radians(east) + _WIDER_M,
        _north_m(min(north, _POLE)) + _WIDER_M,
    )


def _north_m(latitude: float) -> float:
    return _RADIUS_M * math.asinh(math.tan(math.radians(latitude)))


def check_degrees(*sides: tuple[float, float]) -> None:
    """Refuse corners outside the world. Raises: Refusal("bad-query")."""
    if not all(abs(x) <= 180 and abs(y) <= 90 for x, y in sides):  # noqa: PLR2004 - the world; nor are they no numbers
        raise Refusal("bad-query", cause="outside-world")


def _check_numbers(xy: Any, *, degrees: bool) -> None:  # noqa: ANN401 - an array
    if not np.isfinite(xy).all():
        raise Refusal("bad-query", cause="outside-world")
    if degrees and xy.size and ((np.abs(xy[:, 0]) > 180).any() or (np.abs(xy[:, 1]) > 90).any()):  # noqa: PLR2004 - the world
        raise Refusal("bad-query", cause="outside-world")
