"""What is wrong with a set of polygons that should tile an area; nothing is changed here.

All shapes are in a metric system. A unit is named by a text id of the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

GRID_M: Final = 0.001
"""Vertices lie on this grid; it is a tenth of what survey-grade positioning can tell."""
_NOISE_M2: Final = 0.01
"""Overlaps and holes below this are rounding, not findings."""
_MOST_LISTED: Final = 1000
"""Findings of one kind beyond this many, largest first, are counted but not described."""
_FINE_ENOUGH: Final = 1.01

Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class InvalidRing:
    """A polygon that crosses or touches itself; x and y say where."""

    unit: str
    reason: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Ground claimed by two units: in all, at the widest place, and a point inside the largest piece."""

    units: tuple[str, str]
    area_m2: float
    width_m: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Hole:
    """Ground enclosed by units and claimed by none: a sliver between neighbours, or a lake."""

    neighbours: tuple[str, ...]
    area_m2: float
    width_m: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Multipart:
    """A unit in several pieces, largest first."""

    unit: str
    parts_m2: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything found wrong with a set of units; overlaps and holes: the largest 1000, and counts."""

    invalid: tuple[InvalidRing, ...]
    duplicates: tuple[tuple[str, str], ...]
    overlaps: tuple[Overlap, ...]
    holes: tuple[Hole, ...]
    multipart: tuple[Multipart, ...]
    overlap_count: int
    hole_count: int
    claimed_m2: float
    covered_m2: float
    edges_match: bool

    @property
    def is_coverage(self) -> bool:
        """Say whether the units tile their area: valid, no overlap, shared edges vertex by vertex."""
        return self.edges_match and not self.invalid and not self.overlap_count


def diagnose(units: Mapping[str, Any]) -> Diagnosis:
    """Name every invalid ring, duplicate, overlap, hole and unit in several pieces.

    Unit: m and m2. Error: areas to 1 cm2; widths as `width_m`; findings below 0.01 m2 are
    left out as rounding.
    """
    ids, stated = list(units), np.array(list(units.values()), dtype=object)
    shapes = polygonal(stated)
    whole = shapely.union_all(shapes) if ids else shapely.Polygon()
    overlaps, overlap_count = _overlaps(ids, shapes)
    holes, hole_count = _holes(ids, shapes, whole)
    return Diagnosis(
        invalid=invalid_rings(ids, stated),
        duplicates=_duplicates(ids, shapes),
        overlaps=overlaps,
        holes=holes,
        multipart=_multipart(ids, shapes),
        overlap_count=overlap_count,
        hole_count=hole_count,
        claimed_m2=float(shapely.area(shapes).sum()),
        covered_m2=float(shapely.area(whole)),
        edges_match=bool(shapely.is_valid(stated).all()) and bool(shapely.coverage_is_valid(stated)),
    )


def polygonal(shapes: Shapes) -> Shapes:
    """Make shapes valid and keep only their areas, as Polygon or MultiPolygon (empty if none)."""
    valid: Shapes = shapely.make_valid(shapes)
    mixed = shapely.get_type_id(valid) == shapely.GeometryType.GEOMETRYCOLLECTION
    lines = shapely.get_dimensions(valid) < 2  # noqa: PLR2004 - an area has two dimensions
    for at in np.flatnonzero(mixed | lines).tolist():
        parts = shapely.get_parts(shapely.get_parts(valid[at]))
        valid[at] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])  # noqa: PLR2004
    return valid


def width_m(shape: Any) -> float:  # noqa: ANN401 - a geometry
    """Measure how wide a shape is at its widest: the diameter of the largest circle that fits.

    Unit: m. Error: 1 %. An inward buffer of half the width leaves nothing; the search starts between
    2 A / P (Bonnesen) and the circle of equal area. GEOS's own inscribed circle takes 50 ms on a
    sliver of a millimetre, this less than one.
    """
    if shapely.is_empty(shape):
        return 0.0
    area = float(shapely.area(shape))
    low, high = 2 * area / float(shapely.length(shape)), width_bound_m(area)
    while high > low * _FINE_ENOUGH:
        middle = float(np.sqrt(low * high))
        if shapely.is_empty(shapely.buffer(shape, -middle / 2, quad_segs=4)):
            high = middle
        else:
            low = middle
    return high


def width_bound_m(area_m2: float) -> float:
    """Give the greatest width a shape of this area can have: that of a circle."""
    return 2 * float(np.sqrt(area_m2 / np.pi))


def point_inside(shape: Any) -> tuple[float, float]:  # noqa: ANN401 - a geometry
    """Give a point that lies in a shape, to say where it is."""
    point = shapely.point_on_surface(shape)
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def invalid_rings(ids: list[str], stated: Shapes) -> tuple[InvalidRing, ...]:
    """Name the polygons that cross or touch themselves, and where."""
    found = []
    for at in np.flatnonzero(~shapely.is_valid(stated)).tolist():
        reason, _, place = shapely.is_valid_reason(stated[at]).partition("[")
        x, _, y = place.rstrip("]").partition(" ")
        found.append(InvalidRing(ids[at], reason, float(x or "nan"), float(y or "nan")))
    return tuple(found)


def _duplicates(ids: list[str], shapes: Shapes) -> tuple[tuple[str, str], ...]:
    normal = shapely.to_wkb(shapely.normalize(shapely.set_precision(shapes, GRID_M)))
    first: dict[bytes, str] = {}
    found = []
    for unit, wkb in zip(ids, normal, strict=True):
        if wkb in first:
            found.append((first[wkb], unit))
        first.setdefault(wkb, unit)
    return tuple(found)


def _overlaps(ids: list[str], shapes: Shapes) -> tuple[tuple[Overlap, ...], int]:
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    left, right = left[left < right], right[left < right]
    shared = polygonal(shapely.intersection(shapes[left], shapes[right]))
    areas = shapely.area(shared)
    worth = _worth_naming(areas)
    found = []
    for at in worth[:_MOST_LISTED]:
        units = (ids[left[at]], ids[right[at]])
        largest = _largest(shared[at])
        x, y = point_inside(largest)
        found.append(Overlap(units, float(areas[at]), width_m(largest), x, y))
    return tuple(found), len(worth)


def _holes(ids: list[str], shapes: Shapes, whole: Any) -> tuple[tuple[Hole, ...], int]:  # noqa: ANN401
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    holes = shapely.polygons(rings) if rings else np.empty(0, dtype=object)
    areas = shapely.area(holes)
    worth = _worth_naming(areas)
    tree = shapely.STRtree(shapes)
    found = []
    for at in worth[:_MOST_LISTED]:
        near = tree.query(holes[at], predicate="dwithin", distance=GRID_M)
        names = tuple(sorted(ids[n] for n in near))
        x, y = point_inside(holes[at])
        found.append(Hole(names, float(areas[at]), width_m(holes[at]), x, y))
    return tuple(found), len(worth)


def _worth_naming(areas: NDArray[np.float64]) -> list[int]:
    """Give the positions of areas above rounding, largest first."""
    order: list[int] = np.argsort(-areas, kind="stable").tolist()
    return order[: int((areas >= _NOISE_M2).sum())]


def _multipart(ids: list[str], shapes: Shapes) -> tuple[Multipart, ...]:
    found = []
    for at in np.flatnonzero(shapely.get_num_geometries(shapes) > 1).tolist():
        areas = sorted((float(a) for a in shapely.area(shapely.get_parts(shapes[at]))), reverse=True)
        found.append(Multipart(ids[at], tuple(areas)))
    return tuple(found)


def _largest(shape: Any) -> Any:  # noqa: ANN401
    parts = shapely.get_parts(shape)
    return parts[np.argmax(shapely.area(parts))]
