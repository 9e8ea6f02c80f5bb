"""The ground of a generated city: outline, grid units as one coverage on a 1 mm grid, and the divisions above them.

Everything follows from the recipe and its seed; nothing here is a real place. Divisions are grown over the graph of
units that share an edge, so that each is one piece by construction.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from gis import crs

Array = npt.NDArray[Any]
Graph = Mapping[int, Mapping[int, float]]
MILLIMETRE: Final = 0.001
_HECTARES_2: Final = 20_000.0
_HARMONICS: Final = (2, 3, 5, 7)
_BENDS: Final = 4
_AMPLITUDE: Final = 0.12
_LLOYD: Final = 3
_SETTLE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What the city is made of. Lengths are metres; `scale` shrinks area and numbers alike, so density stays."""

    scale: float = 1.0
    seed: int = 20_240_601
    lon: float = 119.9
    lat: float = 31.7
    area_km2: float = 4_400
    districts: int = 7
    towns: int = 62
    villages: int = 1_000
    units: int = 3_000
    enterprises: int = 200_000
    hazards: int = 1_000_000
    visits: int = 300_000
    years: int = 3
    papers: bool = False
    """Whether hazards come with their visits, events and notices, and enterprises with grades and self-checks."""

    def some(self, number: int, least: int = 2) -> int:
        """Scale a number."""
        return max(least, round(number * self.scale))


DISTRICT: Final = Recipe(
    area_km2=1_000, districts=1, towns=18, villages=250, units=700, enterprises=50_000, hazards=2_000_000,
    visits=1_500_000, years=5, papers=True,
)  # fmt: skip
"""One district over five years, with everything its page of figures counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Polygons in metres by index of unit, and of each unit the index of its village, and so on upwards."""

    srid: int
    units: Array
    village_of: Array
    town_of: Array
    district_of: Array

    def degrees(self, shapes: Array) -> Array:
        """Give shapes in WGS-84."""
        moved: Array = crs.move(shapes, crs.of_epsg(self.srid), crs.WGS84)
        return moved

    def joined(self, group_of: Array) -> Array:
        """Give the shape of every group of units, derived and without gaps."""
        return np.array([
            shapely.coverage_union_all(self.units[group_of == group]) for group in range(int(group_of.max()) + 1)
        ])  # fmt: skip


def lay(recipe: Recipe, chance: np.random.Generator) -> Ground:
    """Make the ground.

    CRS: the metric system of the recipe's longitude. Error: vertices lie on the 1 mm grid.
    """
    srid = crs.metric_srid(recipe.lon, recipe.lat)
    outline = _outline(recipe, chance, srid)
    units = _coverage(outline, _seeds(recipe, outline, chance), chance)
    near = sharing(units)
    centres = shapely.get_coordinates(shapely.centroid(units))
    village_of = _divide(near, centres, recipe.some(recipe.villages), chance)
    town_of = _above(near, centres, village_of, recipe.some(recipe.towns), chance)
    district_of = _above(near, centres, town_of, recipe.some(recipe.districts), chance)
    return Ground(srid=srid, units=units, village_of=village_of, town_of=town_of, district_of=district_of)


def sharing(units: Array) -> Graph:
    """Tell which units share an edge, and how long it is.

    Unit: metres. Error: none for a coverage, whose shared edges have equal vertices.
    """
    rings, owner = shapely.get_rings(units, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.rint(np.column_stack((xy[:-1], xy[1:])) / MILLIMETRE).astype(np.int64)[ring[:-1] == ring[1:]]
    whose = owner[ring[:-1][ring[:-1] == ring[1:]]]
    backwards = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[backwards] = ends[backwards][:, [2, 3, 0, 1]]
    order = np.lexsort(ends.T)
    ends, whose = ends[order], whose[order]
    length = np.hypot(*(ends[:, 2:] - ends[:, :2]).T) * MILLIMETRE
    near: dict[int, dict[int, float]] = {unit: {} for unit in range(len(units))}
    for at in np.flatnonzero((ends[:-1] == ends[1:]).all(axis=1)):
        one, other = int(whose[at]), int(whose[at + 1])
        for here, there in ((one, other), (other, one)):
            near[here][there] = near[here].get(there, 0.0) + float(length[at])
    return near


def _outline(recipe: Recipe, chance: np.random.Generator, srid: int) -> Any:  # noqa: ANN401 - a geometry
    """Draw a round-ish city of exactly the area asked for."""
    turn = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    radius = np.ones_like(turn)
    for waves in _HARMONICS:
        radius += 0.3 / waves * np.cos(waves * turn + chance.uniform(0, 2 * np.pi))
    radius += chance.normal(0, 0.006, len(turn))
    rough = shapely.Polygon(np.column_stack((radius * np.cos(turn), radius * np.sin(turn)))).buffer(0)
    grown = np.sqrt(recipe.area_km2 * recipe.scale * 1e6 / rough.area)
    centre = crs.from_wgs84(crs.of_epsg(srid), np.array([[recipe.lon, recipe.lat]]))[0]
    return shapely.set_precision(shapely.transform(rough, lambda xy: xy * grown + centre), MILLIMETRE)


def _seeds(recipe: Recipe, outline: Any, chance: np.random.Generator) -> Array:  # noqa: ANN401 - a geometry
    """Sow towns, villages half of them near towns, units near villages; then even them out."""
    towns = scattered(outline, recipe.some(recipe.towns), chance)
    lone = scattered(outline, recipe.some(recipe.villages) // 2, chance)
    close = towns[chance.integers(0, len(towns), len(lone))] + chance.normal(0, 2_500, lone.shape)
    villages = np.vstack((lone, close))
    seeds = villages[chance.integers(0, len(villages), recipe.some(recipe.units, 12))]
    seeds = seeds + chance.normal(0, 900, seeds.shape)
    outside = ~shapely.contains_xy(outline, seeds)
    seeds[outside] = scattered(outline, int(outside.sum()), chance)
    for _ in range(_LLOYD):
        cells = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline)
        inside = shapely.intersection(np.array(shapely.get_parts(cells)), outline)
        seeds = shapely.get_coordinates(shapely.centroid(inside[~shapely.is_empty(inside)]))
    return seeds


def scattered(outline: Any, number: int, chance: np.random.Generator) -> Array:  # noqa: ANN401 - a geometry
    """Draw points anywhere inside."""
    west, south, east, north = outline.bounds
    shapely.prepare(outline)
    found = np.empty((0, 2))
    while len(found) < number:
        tried = chance.uniform((west, south), (east, north), (2 * number + 8, 2))
        found = np.vstack((found, tried[shapely.contains_xy(outline, tried)]))
    return found[:number]


def _coverage(outline: Any, seeds: Array, chance: np.random.Generator) -> Array:  # noqa: ANN401 - a geometry
    """Cut the outline into cells with crooked shared edges; crumbs go to the neighbour with the longest edge."""
    edges = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline, only_edges=True)
    crooked = [_bent(edge, chance) for edge in shapely.get_parts(edges)]
    noded = shapely.union_all([*crooked, outline.boundary], grid_size=MILLIMETRE)
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))
    shapely.prepare(outline)
    faces = faces[shapely.contains(outline, shapely.point_on_surface(faces))]
    return _without_crumbs(faces)


def _bent(edge: Any, chance: np.random.Generator) -> Any:  # noqa: ANN401 - geometries
    """Displace midpoints across the line, halves again and again."""
    xy = shapely.get_coordinates(edge)
    for _ in range(_BENDS):
        step = np.diff(xy, axis=0)
        across = np.column_stack((-step[:, 1], step[:, 0])) * chance.uniform(-_AMPLITUDE, _AMPLITUDE, (len(step), 1))
        bent = np.empty((2 * len(xy) - 1, 2))
        bent[::2], bent[1::2] = xy, xy[:-1] + step / 2 + across
        xy = bent
    return shapely.LineString(xy)


def _without_crumbs(faces: Array) -> Array:
    while True:
        small = np.flatnonzero(shapely.area(faces) < _HECTARES_2)
        if not len(small):
            return faces
        near, taken = sharing(faces), set[int]()
        for crumb in map(int, small):
            into = max(near[crumb], key=lambda other: near[crumb][other])
            if crumb in taken or into in taken:
                continue
            faces[into] = shapely.coverage_union_all([faces[into], faces[crumb]])
            taken |= {crumb, into}
            faces[crumb] = None
        faces = faces[~shapely.is_missing(faces)]


def _divide(near: Graph, centres: Array, number: int, chance: np.random.Generator) -> Array:
    """Grow regions from chosen nodes along shared edges; the middle of each becomes the next choice."""
    seeds = sorted(map(int, chance.choice(len(centres), min(number, len(centres)), replace=False)))
    region = _grown(near, centres, seeds)
    for _ in range(_SETTLE):
        seeds = [_middle(centres, np.flatnonzero(region == each)) for each in range(len(seeds))]
        region = _grown(near, centres, seeds)
    return region


def _above(near: Graph, centres: Array, group_of: Array, number: int, chance: np.random.Generator) -> Array:
    """Divide groups of units instead of units, and tell the result by unit."""
    size = int(group_of.max()) + 1
    edges: dict[int, dict[int, float]] = {group: defaultdict(float) for group in range(size)}
    for one, others in near.items():
        for other, length in others.items():
            if group_of[one] != group_of[other]:
                edges[int(group_of[one])][int(group_of[other])] += length
    middles = np.array([centres[group_of == group].mean(axis=0) for group in range(size)])
    return _divide(edges, middles, number, chance)[group_of]


def _middle(centres: Array, members: Array) -> int:
    away = np.hypot(*(centres[members] - centres[members].mean(axis=0)).T)
    return int(members[np.argmin(away)])


def _grown(near: Graph, centres: Array, seeds: Sequence[int]) -> Array:
    """Give every node the seed with the shortest way over neighbours (Dijkstra), so that regions are connected."""
    region = np.full(len(centres), -1)
    queue = [(0.0, seed, at) for at, seed in enumerate(seeds)]
    while queue:
        way, node, of = heapq.heappop(queue)
        if region[node] >= 0:
            continue
        region[node] = of
        for other in near[node]:
            if region[other] < 0:
                heapq.heappush(queue, (way + float(np.hypot(*(centres[other] - centres[node]))), other, of))
    return region
