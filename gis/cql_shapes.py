"""Geometries that a filter writes out: read, judged and moved to WGS-84 before the database sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape as of_geojson
from shapely.validation import explain_validity

from gis.references import Reference
from grids.errors import Refusal

FUNCTIONS: Final[Mapping[str, str]] = {
    "s_intersects": "ST_Intersects",
    "s_disjoint": "ST_Disjoint",
    "s_within": "ST_Within",
    "s_contains": "ST_Contains",
    "s_crosses": "ST_Crosses",
    "s_touches": "ST_Touches",
    "s_overlaps": "ST_Overlaps",
    "s_equals": "ST_Equals",
}
MOST_VERTICES: Final = 10_000
_TYPES: Final = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
_BOX: Final = {4: (0, 1, 2, 3), 6: (0, 1, 3, 4)}
"""How many numbers a box has, and which of them lie in the plane."""


def read(node: object, reference: Reference, op: str) -> Any:  # noqa: ANN401 - shapely has no types
    """Read a GeoJSON geometry or a box of a filter, as WGS-84.

    Raises: Refusal("bad-query") for what is no geometry, crosses itself or lies outside the world;
    Refusal("too-large") for more vertices than the limit.
    """
    if isinstance(node, Mapping) and isinstance(node.get("bbox"), list):
        return reference.to_wgs84(shapely.box(*plane(node["bbox"])))
    if not isinstance(node, Mapping) or node.get("type") not in _TYPES:
        raise Refusal("bad-query", cause="filter-geometry-needed", op=op)
    _check_count(node.get("coordinates"))
    try:
        made = shapely.force_2d(of_geojson(node))
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, ShapelyError) as wrong:
        raise Refusal("bad-query", cause="geometry", what=str(wrong)[:120]) from wrong
    return check(reference.to_wgs84(made))


def check(shape: Any) -> Any:  # noqa: ANN401 - shapely has no types
    """Refuse a shape that no spatial test is defined for."""
    if shape.is_empty or not shape.is_valid:
        reason = "empty" if shape.is_empty else explain_validity(shape)
        raise Refusal("bad-query", cause="geometry", what=reason[:120])
    return shape


def plane(numbers: Sequence[object]) -> tuple[float, float, float, float]:
    """Take the plane's four numbers of a box, which may carry heights; refuse what is no box."""
    if len(numbers) not in _BOX or not all(type(each) in {int, float} for each in numbers):
        raise Refusal("bad-query", cause="bbox")
    west, south, east, north = (float(str(numbers[at])) for at in _BOX[len(numbers)])
    if not (south <= north and west <= east):
        raise Refusal("bad-query", cause="bbox")
    return west, south, east, north


def _check_count(coordinates: object) -> None:
    """Count vertices without building anything of them."""
    if not isinstance(coordinates, list):
        raise Refusal("bad-query", cause="geometry", what="coordinates")
    level: list[object] = [coordinates]
    for _ in range(5):
        level = [child for each in level if isinstance(each, list) for child in each]
        if len(level) > 3 * MOST_VERTICES:
            raise Refusal("too-large", limit=f"{MOST_VERTICES} vertices")
