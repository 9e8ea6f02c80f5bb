"""The coordinate systems that files leave in: which, what each is good for, and how far it may be off.

Source of the zones: CGCS2000 three-degree Gauss-Krueger, EPSG:4513-4533 with the zone number before the easting,
EPSG:4534-4554 without it; central meridians 75 to 135 E.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gis import crs
from gis.crs import BD09, CGCS2000, GCJ02, WGS84, Crs
from grids.errors import Refusal

ROUND_TRIP_M: Final = 0.001
"""There and back through any of these systems, anywhere in China. Unit: metres. Proved by tests/gis/test_systems.py."""
DATUM_M: Final = 1.0
"""WGS-84 of today against CGCS2000 of epoch 2000.0: the plate moves about 3 cm a year. Unit: metres."""
_ZONED: Final = range(4534, 4555)
_PREFIXED: Final = range(4513, 4534)
_MERIDIAN_OF_FIRST: Final = 75
_WEB_MERCATOR: Final = 3857


class Family(StrEnum):
    """What kind of system it is, which decides what is said about it."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    ZONE = "zone"
    PREFIXED_ZONE = "zone-prefixed"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    WEB_MERCATOR = "web-mercator"


@dataclass(frozen=True, slots=True)
class System:
    """A system to write in, with what it adds to the error of the positions themselves."""

    family: Family
    crs: Crs

    @property
    def name(self) -> str:
        """Name it as `crs.named` reads it."""
        return self.crs.name

    @property
    def central_meridian(self) -> int | None:
        """Give the meridian of a zone. Unit: degrees east."""
        number = self.crs.epsg or 0
        for zones in (_ZONED, _PREFIXED):
            if number in zones:
                return _MERIDIAN_OF_FIRST + 3 * (number - zones.start)
        return None

    @property
    def error_m(self) -> float | None:
        """Give how far a position in this system may be from its place on the ground, beside its own error.

        Unit: metres. None for GCJ-02 and BD-09: the published formula is met within `ROUND_TRIP_M`, how far the
        formula is from the authority's own, nobody outside can say.
        """
        match self.family:
            case Family.WGS84 | Family.WEB_MERCATOR:
                return ROUND_TRIP_M
            case Family.CGCS2000 | Family.ZONE | Family.PREFIXED_ZONE:
                return DATUM_M
            case Family.GCJ02 | Family.BD09:
                return None


def offered(lon: float, lat: float) -> tuple[System, ...]:
    """List the systems a file about this place may be written in; zones only in China.

    Unit: degrees WGS-84.
    """
    number = crs.metric_srid(lon, lat)
    zones: tuple[System, ...] = ()
    if number in _ZONED:
        prefixed = number - _ZONED.start + _PREFIXED.start
        zones = (
            System(Family.ZONE, crs.of_epsg(number)),
            System(Family.PREFIXED_ZONE, crs.of_epsg(prefixed)),
        )
    return (
        System(Family.WGS84, WGS84),
        System(Family.CGCS2000, CGCS2000),
        *zones,
        System(Family.GCJ02, GCJ02),
        System(Family.BD09, BD09),
        System(Family.WEB_MERCATOR, crs.of_epsg(_WEB_MERCATOR)),
    )


def named(text: str) -> System:
    """Give the system of a name people use, or refuse one that files are not written in.

    Raises: Refusal `bad-crs`.

    >>> named("EPSG:4549").central_meridian, named("高德").family.value
    (120, 'gcj02')
    """
    found = crs.named(text)
    for family, known in (
        (Family.WGS84, WGS84),
        (Family.CGCS2000, CGCS2000),
        (Family.GCJ02, GCJ02),
        (Family.BD09, BD09),
    ):
        if found == known:
            return System(family, known)
    match found.epsg:
        case int(number) if number in _ZONED:
            return System(Family.ZONE, found)
        case int(number) if number in _PREFIXED:
            return System(Family.PREFIXED_ZONE, found)
        case 3857:
            return System(Family.WEB_MERCATOR, found)
        case _:
            raise Refusal("bad-crs", cause="not-offered", crs=text)
