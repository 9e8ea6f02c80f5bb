"""Atoms put together into units, and the units put into a tiling in the place of the town's present ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely

from gis.atoms import Atom, array, first_at
from gis.coverage import GRID_M, Shapes
from gis.tiling import Edit, Tiling, cut, is_same, joined

_THROUGH: Final = 2
"""A vertex with two others beside it: one border passes through, none ends."""

_Key = tuple[int, int]


def outlines(atoms: Iterable[Atom], unit_of: Mapping[str, str]) -> dict[str, Any]:
    """Join the atoms by the unit that each is given, by id: unit -> outline in metres, with all nodes of the atoms."""
    parts: dict[str, list[Any]] = {}
    for atom in atoms:
        parts.setdefault(unit_of[atom.id], []).append(atom.shape)
    return {
        unit: joined(part for shape in shapes for part in shapely.get_parts(shape)) for unit, shapes in parts.items()
    }


def replaced(tiling: Tiling, atoms: Sequence[Atom], unit_of: Mapping[str, str]) -> Edit:
    """Put the units of a proposal in the place of the town's present ones; units around get the new corners.

    Old borders that stay are as they were to the vertex, but for corners where new borders end on them. The caller
    names new units: one that the tiling has elsewhere is refused.
    Raises: those of `Tiling.edited`, as when the tiling is no longer the one that was cut.
    """
    present = sorted({atom.unit for atom in atoms if atom.unit is not None})
    around = tiling.beside(present)
    old = array(tiling.shape(unit) for unit in (*present, *around))
    made = _thinned(outlines(atoms, unit_of), old)
    names = [*made, *around]
    shapes = array([*made.values(), *(tiling.shape(unit) for unit in around)])
    found = cut(shapes, [])
    owner = first_at(shapes, shapely.get_coordinates(shapely.point_on_surface(found)))
    noded = {name: joined(found[owner == n]) for n, name in enumerate(names)}
    gone = {unit: None for unit in present if unit not in made}
    several = frozenset(unit for unit in made if shapely.get_num_geometries(noded[unit]) > 1)
    own = {unit: tiling.shape(unit) for unit in noded if unit in tiling}
    kept = {unit: shape for unit, shape in noded.items() if not is_same(own.get(unit), shape)}
    return tiling.edited({**gone, **kept}, parts_allowed=several)


def _thinned(made: Mapping[str, Any], old: Shapes) -> dict[str, Any]:
    """Leave out the nodes that only atoms needed: on an old border, no vertex of it, and no new border ends there."""
    known = {_key(xy) for xy in shapely.get_coordinates(old).tolist()}
    beside: dict[_Key, set[_Key]] = {}
    for shape in made.values():
        for ring in shapely.get_rings(shape):
            keys = [_key(xy) for xy in shapely.get_coordinates(ring).tolist()]
            for one, other in pairwise(keys):
                beside.setdefault(one, set()).add(other)
                beside.setdefault(other, set()).add(one)
    idle = [key for key, others in beside.items() if len(others) == _THROUGH and key not in known]
    points = shapely.points(np.array(idle, dtype=np.float64).reshape(-1, 2) * GRID_M)
    on, _ = shapely.STRtree(shapely.boundary(old)).query(points, predicate="dwithin", distance=GRID_M)
    gone = {idle[n] for n in on.tolist()}
    return {unit: _without(shape, gone) for unit, shape in made.items()} if gone else dict(made)


def _without(shape: Any, gone: set[_Key]) -> Any:  # noqa: ANN401 - a geometry
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = [shapely.get_coordinates(ring).tolist()[:-1] for ring in shapely.get_rings(polygon)]
        kept = [shapely.LinearRing([xy for xy in ring if _key(xy) not in gone]) for ring in rings]
        polygons.append(shapely.Polygon(kept[0], kept[1:]))
    return polygons[0] if shape.geom_type == "Polygon" else shapely.MultiPolygon(polygons)


def _key(xy: Sequence[float]) -> _Key:
    """Name a place of the grid by whole millimetres."""
    return round(xy[0] / GRID_M), round(xy[1] / GRID_M)
