"""Ground cut into cells: Voronoi cells of centre points, split, joined and given natural edges.

Everything is in metres on the 1 mm grid of boundaries, and every result is a clean coverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage import GRID_M, Shapes

_TOUCH_M: Final = 1.0
"""Neighbours share at least this much border; less is a corner."""
_FINEST_M: Final = 160.0
_WANDER: Final = 0.12
_RELAXED: Final = 12
_SAMPLES: Final = 240

Points = NDArray[np.float64]
Rng = np.random.Generator


def voronoi(ground: Any, seeds: Points) -> Shapes:  # noqa: ANN401 - a polygon
    """Give each seed the ground nearest to it, each in one piece.

    Unit: metres. Error: vertices move to the 1 mm grid. Source: ours.
    """
    edges = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=ground, only_edges=True)
    noded = shapely.union_all([edges, shapely.boundary(ground)], grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    faces = faces[shapely.covers(ground, shapely.point_on_surface(faces))]
    nearest = shapely.STRtree(shapely.points(seeds)).nearest(shapely.point_on_surface(faces))
    return _gather(faces, nearest.tolist(), len(seeds))


def matched(shapes: Shapes) -> Shapes:
    """Give neighbours the same vertices along their borders, as a coverage needs.

    Error: vertices move to the 1 mm grid.
    """
    noded = shapely.union_all(shapely.boundary(shapes), grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    face, owner = shapely.STRtree(shapes).query(shapely.point_on_surface(faces), predicate="within")
    return _gather(faces[face], owner.tolist(), len(shapes))


def settle(shapes: Shapes, owners: Sequence[Any]) -> list[Any]:
    """Give what lies apart from an owner's largest piece to the owner across its longest border."""
    owners = list(owners)
    while True:
        loose = [n for owner in dict.fromkeys(owners) for n in _loose(shapes, owners, owner)]
        if not loose:
            return owners
        for n in loose:
            owners[n] = _best_neighbour(shapes, owners, n)


def split(ground: Any, land: Any, parts: int, rng: Rng) -> Shapes:  # noqa: ANN401 - polygons
    """Split ground into parts that hold about equally much of the land on it."""
    if parts == 1:
        return as_array([ground])
    west, south, east, north = shapely.bounds(land)
    xy = rng.uniform((west, south), (east, north), (_SAMPLES * parts, 2))
    xy = xy[shapely.contains_xy(land, xy)]
    seeds = xy[:parts]
    for _ in range(_RELAXED):
        nearest = np.argmin(((xy[:, None] - seeds[None]) ** 2).sum(axis=2), axis=1)
        middles = np.array([xy[nearest == n].mean(axis=0) for n in range(parts)])
        seeds = xy[np.argmin(((xy[:, None] - middles[None]) ** 2).sum(axis=2), axis=0)]
    return voronoi(ground, np.round(seeds, 3))


def join_smallest(shapes: Shapes, sizes: Sequence[float], wanted: int) -> list[int]:
    """Join neighbours, smallest first, until so many groups are left; return each shape's group."""
    groups = list(range(len(shapes)))
    while len(set(groups)) > wanted:
        heavy = {g: sum(size for size, own in zip(sizes, groups, strict=True) if own == g) for g in set(groups)}
        pair = _lightest_pair(shapes, groups, heavy)
        if pair is None:
            break
        groups = [pair[1] if g == pair[0] else g for g in groups]
    return groups


def roughen(shapes: Shapes, rng: Rng) -> Shapes:
    """Bend the straight inner edges of a coverage, as brooks and lanes would; the outer line stays.

    Each shared edge is bent once, for both sides; what bent edges cut off where they cross joins a neighbour.
    Error: areas change by about a per cent.
    """
    outer = shapely.boundary(shapely.coverage_union_all(shapes))
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=GRID_M)
    inner = shapely.get_parts(shapely.line_merge(shapely.difference(lines, outer, grid_size=GRID_M)))
    bent = [shapely.linestrings(_bend(shapely.get_coordinates(line), rng)) for line in inner]
    net = shapely.union_all([*bent, outer], grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    face, shape = shapely.STRtree(shapes).query(faces, predicate="intersects")
    shared = shapely.area(shapely.intersection(faces[face], shapes[shape]))
    order = np.lexsort((shape, -shared, face))
    first = order[np.unique(face[order], return_index=True)[1]]
    return _gather(faces, shape[first].tolist(), len(shapes))


def as_array(shapes: Sequence[Any]) -> Shapes:
    """Put geometries into an array, also when there is only one."""
    found = np.empty(len(shapes), dtype=object)
    found[:] = list(shapes)
    return found


def _gather(faces: Shapes, owners: list[int], count: int) -> Shapes:
    owner = np.array(settle(faces, owners))
    joined = [shapely.coverage_union_all(faces[owner == n]) for n in range(count)]
    return as_array([shapely.get_geometry(shape, 0) for shape in joined])


def _bend(line: Points, rng: Rng) -> Points:
    """Move midpoints sideways, again and again, until steps are short."""
    while True:
        step = np.diff(line, axis=0)
        length = np.hypot(step[:, 0], step[:, 1])
        long = np.flatnonzero(length > _FINEST_M)
        if not len(long):
            return line
        aside = np.column_stack((-step[long, 1], step[long, 0])) * rng.uniform(-_WANDER, _WANDER, (len(long), 1))
        line = np.insert(line, long + 1, (line[long] + line[long + 1]) / 2 + aside, axis=0)


def _loose(shapes: Shapes, owners: list[Any], owner: object) -> list[int]:
    """List the shapes of an owner that do not hang together with its largest piece."""
    own = [n for n, name in enumerate(owners) if name == owner]
    pieces = shapely.get_parts(shapely.coverage_union_all(shapes[own]))
    main = pieces[np.argmax(shapely.area(pieces))]
    return [n for n in own if not shapely.covers(main, shapely.point_on_surface(shapes[n]))]


def _best_neighbour(shapes: Shapes, owners: list[Any], n: int) -> Any:  # noqa: ANN401 - a name
    shared: dict[Any, float] = {}
    for other in shapely.STRtree(shapes).query(shapes[n], predicate="touches").tolist():
        if owners[other] != owners[n]:
            shared[owners[other]] = shared.get(owners[other], 0.0) + _border_m(shapes[n], shapes[other])
    return max(shared, key=lambda owner: shared[owner])


def _lightest_pair(shapes: Shapes, groups: list[int], heavy: dict[int, float]) -> tuple[int, int] | None:
    """Find the lightest group that has a neighbour, and its lightest neighbour."""
    whole = {g: shapely.coverage_union_all(shapes[[own == g for own in groups]]) for g in heavy}
    for light in sorted(heavy, key=lambda g: (heavy[g], g)):
        near = [g for g in heavy if g != light and _border_m(whole[g], whole[light]) > _TOUCH_M]
        if near:
            return light, min(near, key=lambda g: (heavy[g], g))
    return None


def _border_m(one: Any, other: Any) -> float:  # noqa: ANN401 - polygons
    return float(shapely.length(shapely.intersection(one, other)))
