"""The two shifted systems of Chinese web maps: GCJ-02 (Amap, Tencent) and BD-09 (Baidu).

Source: the published approximation that eviltransform, coordTransform and gcoord use;
the authority's own text is not public.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_A: Final = 6_378_245.0
"""Semi-major axis of the Krasovsky ellipsoid, metres, as the approximation uses it."""
_E2: Final = 0.00669342162296594323
_BD: Final = np.pi * 3000.0 / 180.0
_BOX: Final = (72.004, 137.8347, 0.8293, 55.8271)
"""West, east, south, north: the shift is applied only inside."""
_ENOUGH_DEG: Final = 1e-12
_MOST_STEPS: Final = 30


def wgs84_to_gcj02(xy: Array) -> Array:
    """Shift WGS-84 degrees to GCJ-02; outside the box around China nothing moves.

    Unit: degrees, x = longitude. Error: agrees with gcoord to 1e-8 degrees (1 mm).
    """
    return np.where(_inside(xy)[:, None], xy + _offset(xy), xy)


def gcj02_to_wgs84(xy: Array) -> Array:
    """Undo the GCJ-02 shift by fixed-point iteration.

    Unit: degrees. Error: below 1e-9 degrees (0.1 mm) inside the box; within 1 km of the box's
    border the shift is not one to one.
    """
    found = _invert(lambda here: here + _offset(here), xy)
    return np.where(_inside(found)[:, None], found, xy)


def gcj02_to_bd09(xy: Array) -> Array:
    """Add Baidu's second shift to GCJ-02 degrees.

    Unit: degrees. Error: agrees with gcoord to 1e-8 degrees (1 mm).
    """
    x, y = xy[:, 0], xy[:, 1]
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * _BD)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _BD)
    return np.column_stack((radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006))


def bd09_to_gcj02(xy: Array) -> Array:
    """Undo Baidu's second shift by fixed-point iteration.

    Unit: degrees. Error: below 1e-9 degrees (0.1 mm).
    """
    return _invert(gcj02_to_bd09, xy)


def wgs84_to_bd09(xy: Array) -> Array:
    """Shift WGS-84 degrees to BD-09.

    Unit: degrees. Error: as `wgs84_to_gcj02` and `gcj02_to_bd09`.
    """
    return gcj02_to_bd09(wgs84_to_gcj02(xy))


def bd09_to_wgs84(xy: Array) -> Array:
    """Undo both shifts.

    Unit: degrees. Error: below 1e-9 degrees (0.1 mm) inside the box.
    """
    return gcj02_to_wgs84(bd09_to_gcj02(xy))


def _inside(xy: Array) -> NDArray[np.bool_]:
    west, east, south, north = _BOX
    x, y = xy[:, 0], xy[:, 1]
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def _invert(forward: Callable[[Array], Array], xy: Array) -> Array:
    """Find what `forward` maps to `xy`; the shift varies so little that about six steps do."""
    here = xy
    for _ in range(_MOST_STEPS):
        miss = xy - forward(here)
        here = here + miss
        if not np.nanmax(np.abs(miss), initial=0.0) > _ENOUGH_DEG:
            break
    return here


def _offset(xy: Array) -> Array:
    """Give the GCJ-02 shift at WGS-84 degrees; outside the box that of its border, so that nothing overflows."""
    west, east, south, north = _BOX
    lon, lat = np.clip(xy[:, 0], west, east), np.clip(xy[:, 1], south, north)
    x, y = lon - 105.0, lat - 35.0
    phi = np.radians(lat)
    magic = 1.0 - _E2 * np.sin(phi) ** 2
    east_m = _wave_east(x, y)
    north_m = _wave_north(x, y)
    per_degree_north = _A * (1.0 - _E2) / (magic * np.sqrt(magic)) * np.pi / 180.0
    per_degree_east = _A / np.sqrt(magic) * np.cos(phi) * np.pi / 180.0
    return np.column_stack((east_m / per_degree_east, north_m / per_degree_north))


def _wave_east(x: Array, y: Array) -> Array:
    """Give the eastward shift in metres."""
    root = np.sqrt(np.abs(x))
    return (
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
        + _short_waves(x)
        + (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
        + (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    )  # fmt: skip


def _wave_north(x: Array, y: Array) -> Array:
    """Give the northward shift in metres."""
    root = np.sqrt(np.abs(x))
    return (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
        + _short_waves(x)
        + (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
        + (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    )  # fmt: skip


def _short_waves(x: Array) -> Array:
    return (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
