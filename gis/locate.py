"""Which unit a point lies in, and how far a position fix is from a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis import crs
from gis.gcj02 import Array

NOWHERE: Final = -1


def precedence(kind: str) -> int:
    """Rank the kinds of units over one point, lowest first: a park or mall with a unit of its own is dealt with there.

    Of equal rank the lowest id has the point. The same order in SQL is `unit_precedence` (migration 0006).
    Source: docs/rules.md 3.8 (专属网格, dedicated grid unit).

    >>> precedence("dedicated") < precedence("general")
    True
    """
    return 0 if kind == "dedicated" else 1


class Locator:
    """Units ready to be asked; build once, ask for many points.

    Units and points are in one coordinate system, whichever it is.
    """

    def __init__(self, units: Mapping[int, Any], kinds: Mapping[int, str] | None = None) -> None:
        """Index the units; ids are positive, and a unit whose kind is not told is a general one."""
        told = kinds or {}
        order = sorted(units, key=lambda unit: (precedence(told.get(unit, "general")), unit))
        self._ids = np.array(order, dtype=np.int64)
        self._tree = shapely.STRtree([units[unit] for unit in self._ids.tolist()])

    def units_of(self, xy: Array) -> NDArray[np.int64]:
        """Give the unit of each point, `NOWHERE` outside all; of several, the first by `precedence`, then by id.

        Error: none beyond the boundary's own; a point on a shared edge belongs to exactly one unit.
        Source: ours (half-open rule), the same as the import's SQL.
        """
        none = len(self._ids)
        found = np.full(len(xy), none, dtype=np.int64)
        point, unit = self._tree.query(shapely.points(xy), predicate="intersects")
        np.minimum.at(found, point, unit)
        return np.append(self._ids, NOWHERE)[found]


def distance_beyond_error_m(
    fix: tuple[float, float],
    error_m: float,
    site: Any,  # noqa: ANN401 - point or polygon
) -> float:
    """Measure how far off a fix is for certain: its distance less its error, never below zero.

    `fix` and `site` (a point or polygon) are in WGS-84 degrees.
    Unit: m. Error: as `distance_m`.
    """
    return max(0.0, distance_m(fix, site) - error_m)


def distance_m(fix: tuple[float, float], site: Any) -> float:  # noqa: ANN401 - point or polygon
    """Measure the distance from a fix to a site, zero inside a polygon; both in WGS-84 degrees.

    Unit: m. Error: 0.4 per mille of the distance (the scale of the metric system).
    """
    metric = crs.of_epsg(crs.metric_srid(*fix))
    here = crs.move(shapely.Point(fix), crs.WGS84, metric)
    return float(shapely.distance(here, crs.move(site, crs.WGS84, metric)))
