"""The ground cut into faces by every boundary at once: who claims each face, and which faces touch.

This is the map a repair works on: after noding on the 1 mm grid neighbouring faces share their
vertices exactly, so a shared edge is a pair of equal vertices and needs no tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage import GRID_M, Shapes

Index = NDArray[np.intp]
_NONE: Shapes = np.empty(0, dtype=object)


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces, the units that claim each (by index), whether each is a lid, and the edges between.

    Edges stand twice, once from each side, in the order of the face they start from:
    those of face n are `start[n]:start[n + 1]`.
    """

    shapes: Shapes
    areas_m2: NDArray[np.float64]
    claims: tuple[tuple[int, ...], ...]
    lids: tuple[bool, ...]
    start: Index
    beyond: Index
    length_m: NDArray[np.float64]

    def across(self, region: Index) -> Index:
        """Give the positions of all edges that start from the faces of a region."""
        return np.concatenate([np.arange(self.start[n], self.start[n + 1]) for n in region.tolist()])


def cut(units: Shapes, lids: Shapes, outlines: Shapes = _NONE) -> Faces:
    """Cut the ground along all boundaries of the units, of lids laid over inlets, and of outlines that nobody claims.

    Error: vertices move to the 1 mm grid, so by at most 0.71 mm.
    """
    lines = np.concatenate((shapely.boundary(units), shapely.boundary(lids), shapely.boundary(outlines)))
    noded = shapely.union_all(lines, grid_size=GRID_M)
    shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    in_lid = tuple(bool(c) for c in _claims(shapes, lids))
    return Faces(shapes, shapely.area(shapes), _claims(shapes, units), in_lid, *_edges(shapes))


def plain(shapes: Shapes) -> Faces:
    """Take shapes that share their edges vertex by vertex as faces that nobody claims."""
    nobody: tuple[tuple[int, ...], ...] = ((),) * len(shapes)
    return Faces(shapes, shapely.area(shapes), nobody, (False,) * len(shapes), *_edges(shapes))


def groups(faces: Faces, label: Callable[[int], Hashable]) -> list[Index]:
    """Give the connected sets of faces of equal label, in order of their first face; None is no label."""
    labels = [label(n) for n in range(len(faces.shapes))]
    root = list(range(len(labels)))

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    here = np.repeat(np.arange(len(labels)), np.diff(faces.start))
    for a, b in zip(here.tolist(), faces.beyond.tolist(), strict=True):
        if a < b and labels[a] == labels[b]:
            root[find(a)] = find(b)
    members: dict[int, list[int]] = {}
    for n, name in enumerate(labels):
        if name is not None:
            members.setdefault(find(n), []).append(n)
    return [np.array(m) for m in members.values()]


def borders(faces: Faces, region: Index, owner: Index) -> dict[int, float]:
    """Measure how much border a region shares with each unit; `owner` names the unit of each face or -1.

    Unit: m. Error: none beyond the grid.
    """
    edges = faces.across(region)
    edges = edges[~np.isin(faces.beyond[edges], region)]
    found: dict[int, float] = {}
    units = owner[faces.beyond[edges]].tolist()
    for unit, length in zip(units, faces.length_m[edges].tolist(), strict=True):
        if unit >= 0:
            found[unit] = found.get(unit, 0.0) + length
    return found


def _claims(shapes: Shapes, units: Shapes) -> tuple[tuple[int, ...], ...]:
    points = shapely.point_on_surface(shapes)
    face, unit = shapely.STRtree(units).query(points, predicate="intersects")
    claims: list[list[int]] = [[] for _ in shapes]
    for f, u in zip(face.tolist(), unit.tolist(), strict=True):
        claims[f].append(u)
    return tuple(tuple(sorted(c)) for c in claims)


def _edges(shapes: Shapes) -> tuple[Index, Index, NDArray[np.float64]]:
    """Pair the faces on both sides of each segment; sorted, two equal segments stand together."""
    rings, face_of_ring = shapely.get_rings(shapes, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    grid = np.round(xy / GRID_M).astype(np.int64)
    same = ring[:-1] == ring[1:]
    start, end, face = grid[:-1][same], grid[1:][same], face_of_ring[ring[:-1][same]]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    start, end = np.where(swap[:, None], end, start), np.where(swap[:, None], start, end)
    key = np.column_stack((start, end))
    order = np.lexsort(key.T)
    key, face = key[order], face[order]
    pair = np.flatnonzero((key[1:] == key[:-1]).all(axis=1))
    step = (key[pair, 2:] - key[pair, :2]).astype(np.float64) * GRID_M
    here = np.concatenate((face[pair], face[pair + 1]))
    beyond = np.concatenate((face[pair + 1], face[pair]))
    length = np.tile(np.hypot(step[:, 0], step[:, 1]), 2)
    order = np.argsort(here, kind="stable")
    begin = np.searchsorted(here[order], np.arange(len(shapes) + 1))
    return begin, beyond[order], length[order]
