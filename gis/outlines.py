"""Outlines of grid units for far zooms: one coverage simplified at once, so that neighbours still share every edge."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

Array = npt.NDArray[Any]
NEAR_ZOOM: Final = 11
"""Deepest zoom drawn from simplified outlines."""
FAR_ZOOM: Final = 9
"""Deepest zoom drawn from the coarser ones."""
NEAR_M: Final = 80.0
FAR_M: Final = 320.0


def simplified(units: Array, tolerance_m: float) -> Array:
    """Drop vertices of a valid coverage; its outer line stays, so that the next district fits too.

    Unit: tolerance in metres of the coverage's own system, the root of the area an edge may move over.
    Error: as the tolerance; none in topology: no gap, no overlap. Source: Visvalingam and Whyatt 1993, GEOS 3.12.
    """
    drawn = shapely.coverage_simplify(units, tolerance_m, simplify_boundary=False)
    lost = shapely.is_empty(drawn)
    return np.where(lost, units, drawn)
