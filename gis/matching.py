"""Outlines that come back from another program: laid onto the vertices they left with, fitted to their neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely

from gis.coverage import polygonal
from gis.gcj02 import Array
from gis.repair import Limits, repair
from gis.tiling import is_same
from grids.errors import Refusal

SAME_M: Final = 0.005
"""A vertex this near to one that was there is that one: files in degrees round by a millimetre, shapefiles by more."""
_FITTED: Final = Limits(overlap_m=0.5, gap_m=0.5, inlet_m=0)
"""Strips up to half a metre between what was drawn and its neighbours were not meant. Source: ours."""
_NAMED: Final = 3


def onto_known(shape: Any, vertices: shapely.STRtree, xy: Array) -> Any:  # noqa: ANN401 - a geometry
    """Move vertices that lie within `SAME_M` of a known one onto it; the others go onto the 1 mm grid.

    `vertices` is the tree of the points `xy`. Unit: m.
    """

    def laid(own: Array) -> Array:
        mine, known = vertices.query_nearest(shapely.points(own), max_distance=SAME_M, all_matches=False)
        found = np.round(own, 3)
        found[mine] = xy[known]
        return found

    return shapely.remove_repeated_points(shapely.transform(shape, laid), 0)


def fitted(known: Mapping[str, Any], made: Mapping[str, Any | None]) -> dict[str, Any]:
    """Fit outlines (none: the unit ends) among their neighbours, and return every unit that differs from what is known.

    Error: what is stated moves by at most 0.71 mm, but for strips up to half a metre between two units.
    Raises: Refusal `redraw-crosses` where units claim the same ground, wider than that.
    """
    whole = {unit: shape for unit, shape in {**known, **made}.items() if shape is not None}
    shapes = np.array(list(whole.values()), dtype=object)
    if not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
        mended = repair(dict(zip(whole, polygonal(shapes), strict=True)), _FITTED)
        if mended.contests:
            raise Refusal("redraw-crosses", units=", ".join(sorted(mended.contested)[:_NAMED]))
        whole = mended.units
    return {unit: shape for unit, shape in whole.items() if not is_same(shape, known.get(unit))}
