"""A tiling of units as a value: what touches what, what an edit changed, and whether the whole still tiles.

All shapes are in one metric system, every vertex on the 1 mm grid. A unit is named by a text id of the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely

from gis.coverage import GRID_M, Shapes
from grids.errors import Refusal

_TOUCH_M: Final = 2 * GRID_M
"""Units this near are neighbours: rounding moves a vertex by less than half of it."""
_ROUNDING_M: Final = GRID_M
"""A sliver of the outer boundary this wide on average is a new node on the grid; a wider one is a boundary that moved.
An allowance by area would let a long boundary creep by centimetres."""
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Edit:
    """What one edit did: the outline of every unit it touched, before and after, as WKB; None: not there.

    Neighbours that only got a vertex on their edge are among them, so that the inverse restores the same bytes.
    """

    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]

    @property
    def inverse(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.after, self.before)


class Tiling:
    """Units that tile an area; an edit gives a new tiling and leaves this one as it is."""

    def __init__(self, shapes: Mapping[str, Any]) -> None:
        """Take valid shapes whose shared edges match vertex by vertex (`gis.repair` makes them so)."""
        self._shapes = dict(shapes)

    @classmethod
    def of_wkb(cls, units: Mapping[str, bytes]) -> Tiling:
        """Read a tiling as it is stored."""
        return cls(dict(zip(units, shapely.from_wkb(list(units.values())).tolist(), strict=True)) if units else {})

    def __contains__(self, unit: object) -> bool:
        """Tell whether there is a unit of this id."""
        return unit in self._shapes

    def __len__(self) -> int:
        """Count the units."""
        return len(self._shapes)

    @property
    def ids(self) -> tuple[str, ...]:
        """All units, in the order they came."""
        return tuple(self._shapes)

    def shape(self, unit: str) -> Any:  # noqa: ANN401 - a geometry
        """Return the outline of a unit. Raises: Refusal `redraw-no-unit`."""
        if unit not in self._shapes:
            raise Refusal("redraw-no-unit", unit=unit)
        return self._shapes[unit]

    def wkb(self, unit: str) -> bytes | None:
        """Return the bytes of a unit's outline, None where there is no such unit."""
        shape = self._shapes.get(unit)
        return None if shape is None else _bytes(shape)

    def beside(self, units: Iterable[str]) -> tuple[str, ...]:
        """Name the units that touch one of these, these left out; by id."""
        wanted = set(units)
        mine = np.array([self._shapes[unit] for unit in wanted if unit in self._shapes], dtype=object)
        if not len(mine):
            return ()
        _, found = self._tree.query(mine, predicate="dwithin", distance=_TOUCH_M)
        names = self.ids
        return tuple(sorted({names[n] for n in found.tolist()} - wanted))

    def at(self, x: float, y: float, within_m: float = _TOUCH_M) -> tuple[str, ...]:
        """Name the units that hold or touch a point; by id."""
        found = self._tree.query(shapely.Point(x, y), predicate="dwithin", distance=within_m)
        names = self.ids
        return tuple(sorted(names[n] for n in found.tolist()))

    def apply(self, edit: Edit) -> Tiling:
        """Return the tiling after an edit.

        Raises: Refusal `redraw-stale` where a unit is no longer as the edit found it; `units` names them.
        """
        stale = [unit for unit, was in edit.before.items() if self.wkb(unit) != was]
        if stale:
            raise Refusal("redraw-stale", units=", ".join(stale))
        shapes = dict(self._shapes)
        for unit, wkb in edit.after.items():
            if wkb is None:
                shapes.pop(unit, None)
            else:
                shapes[unit] = shapely.from_wkb(wkb)
        return Tiling(shapes)

    def edited(self, made: Mapping[str, Any], *, parts_allowed: frozenset[str] = frozenset()) -> Edit:
        """Make an edit of new outlines (None: the unit ends), once it is proved that the area is still tiled.

        Checked: each outline valid and in no more pieces than before (but `parts_allowed`); the ground of all touched
        units together the same; shared edges matched with each other and with the ring of units around.
        Raises: Refusal `redraw-crosses`, `redraw-parts`, `redraw-outer`, `redraw-nothing`.
        """
        after = {unit: None if shape is None else _on_grid(shape) for unit, shape in made.items()}
        changed = {
            unit: shape for unit, shape in after.items() if (None if shape is None else _bytes(shape)) != self.wkb(unit)
        }
        if not changed:
            raise Refusal("redraw-nothing")
        self._check_each(changed, parts_allowed)
        self._check_ground(changed)
        self._check_edges(changed)
        return Edit(
            before={unit: self.wkb(unit) for unit in changed},
            after={unit: None if shape is None else _bytes(shape) for unit, shape in changed.items()},
        )

    def is_whole(self) -> bool:
        """Tell whether all units are valid and tile: no overlap, shared edges vertex by vertex."""
        shapes = np.array(list(self._shapes.values()), dtype=object)
        return bool(shapely.is_valid(shapes).all()) and bool(shapely.coverage_is_valid(shapes))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(list(self._shapes.values()))

    def _check_each(self, made: Mapping[str, Any], parts_allowed: frozenset[str]) -> None:
        for unit, shape in made.items():
            if shape is None:
                continue
            if shapely.is_empty(shape) or not shapely.is_valid(shape) or shapely.get_dimensions(shape) != 2:  # noqa: PLR2004
                raise Refusal("redraw-crosses", units=unit)
            before = int(shapely.get_num_geometries(self._shapes[unit])) if unit in self._shapes else 1
            parts = int(shapely.get_num_geometries(shape))
            if parts > before and unit not in parts_allowed:
                raise Refusal("redraw-parts", unit=unit, parts=parts)

    def _check_ground(self, made: Mapping[str, Any]) -> None:
        """Refuse where the touched units together hold other ground than before: a gap, or the outer boundary moved.

        The first units of an empty tiling make its ground.
        """
        if not self._shapes:
            return
        before = _union([self._shapes[unit] for unit in made if unit in self._shapes])
        after = _union([shape for shape in made.values() if shape is not None])
        if area_m2 := moved_m2(before, after):
            raise Refusal("redraw-outer", area_m2=round(area_m2, 1))

    def _check_edges(self, made: Mapping[str, Any]) -> None:
        ring = self.beside(made)
        local = {unit: self._shapes[unit] for unit in ring} | {u: s for u, s in made.items() if s is not None}
        shapes = np.array(list(local.values()), dtype=object)
        if shapely.coverage_is_valid(shapes):
            return
        wrong = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
        names = [unit for unit, bad in zip(local, wrong.tolist(), strict=True) if bad]
        raise Refusal("redraw-crosses", units=", ".join(names[:_NAMED]))


def is_same(one: Any, other: Any) -> bool:  # noqa: ANN401 - geometries or None
    """Tell whether two outlines have the same vertices, wherever their rings begin, as one part or as a set of one."""
    if one is None or other is None:
        return one is other
    return bool(shapely.equals_exact(*(shapely.normalize(_as_parts(each)) for each in (one, other))))


def _as_parts(shape: Any) -> Any:  # noqa: ANN401 - geometries
    return shapely.multipolygons(shapely.get_parts(shape))


def moved_m2(before: Any, after: Any) -> float:  # noqa: ANN401 - geometries
    """Measure the ground that one outline has and the other has not, new nodes on the grid left out.

    Unit: m2. Error: what is not wider than `_ROUNDING_M` on average counts as nothing.
    """
    slivers = shapely.get_parts(shapely.symmetric_difference(before, after))
    moved = 2 * shapely.area(slivers) > _ROUNDING_M * shapely.length(slivers)
    return float(shapely.area(slivers[moved]).sum())


def cut(shapes: Shapes, lines: Iterable[Any]) -> Shapes:
    """Cut the ground of some units along their own boundaries and along lines; returns the faces.

    Error: new nodes are rounded to the 1 mm grid, so an edge that gets one moves by at most 0.71 mm.
    """
    drawn = [*shapely.boundary(shapes).tolist(), *lines]
    noded = shapely.union_all(np.array(drawn, dtype=object), grid_size=GRID_M)
    faces: Shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return faces


def joined(faces: Iterable[Any]) -> Any:  # noqa: ANN401 - a geometry
    """Join faces that share their edges vertex by vertex into one outline."""
    shapes = np.array(list(faces), dtype=object)
    return shapely.coverage_union_all(shapes)


def _union(shapes: list[Any]) -> Any:  # noqa: ANN401 - a geometry
    return shapely.union_all(np.array(shapes, dtype=object)) if shapes else shapely.Polygon()


def _on_grid(shape: Any) -> Any:  # noqa: ANN401 - a geometry
    """Put a shape on the grid without moving what is there: pointwise, never merging vertices."""
    return shapely.transform(shape, lambda xy: np.round(xy, 3))


def _bytes(shape: Any) -> bytes:  # noqa: ANN401 - a geometry
    """Return a shape's own bytes: ring order and start as they are, so that undoing restores them."""
    return bytes(shapely.to_wkb(shape, byte_order=1, include_srid=False))
