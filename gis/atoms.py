"""A town cut into atoms, the pieces a proposal puts together: villages by units, finer where work is dense.

All shapes are in one metric system on the 1 mm grid. Atoms tile the ground of the units exactly: they are faces of one
noding (`gis.tiling.cut`), so what is assembled of them (`assembly.py`) needs no mending.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis import faces
from gis.coverage import GRID_M, Shapes
from gis.tiling import cut, joined

ATOMS_PER_UNIT: Final = 10
"""So many pieces a wanted unit: fewer leave no choice, more make borders ragged. Source: ours, tried on three towns."""
MOST_ATOMS: Final = 5_000
"""However many units are asked for: a district of 3,000 takes half a minute."""
_BY_AREA: Final = 0.3
"""How much of the number of atoms goes by area; the rest goes by load."""
_SLIVER_M: Final = 5.0
"""Ground narrower than this on average, such as between two surveys of one border, is no place of its own."""
_SAMPLES: Final = 36
_MOST_SAMPLES: Final = 20_000
"""Places of the ground that stand for its area, for each atom and at most."""
_SETTLE: Final = 8
_NONE: Final = -1

Real = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A piece of ground that a proposal leaves whole. Unit: `load` in minutes a month.

    `unit` is the one it lies in at present; what is locked stays there.
    """

    id: str
    shape: Any
    load: float
    enterprises: int
    village: str | None = None
    unit: str | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Where work is: place and load of each enterprise. Unit: m, minutes a month."""

    xy: Real
    load: Real


def cut_town(
    units: Mapping[str, Any],
    villages: Mapping[str, Any],
    sites: Sites,
    wanted: int,
    *,
    locked: frozenset[str] = frozenset(),
    seed: int = 0,
) -> tuple[Atom, ...]:
    """Cut the ground of units into about ten atoms for each wanted unit; locked units are cut along villages only.

    Every site on the ground is in exactly one atom; sites elsewhere are in none.
    Error: vertices move to the 1 mm grid, so by at most 0.71 mm.
    """
    rough = _Rough.of(units, villages)
    parts = _counts(rough, sites, min(wanted * ATOMS_PER_UNIT, MOST_ATOMS), locked)
    seeds = _seeds(rough, sites, parts, np.random.default_rng(seed))
    fine = cut(rough.shapes, [_between(seeds[n], shape) for n, shape in enumerate(rough.shapes) if len(seeds[n]) > 1])
    xy = shapely.get_coordinates(shapely.point_on_surface(fine))
    piece = first_at(rough.shapes, xy)
    fine, xy, piece = fine[piece != _NONE], xy[piece != _NONE], piece[piece != _NONE]
    cell = [(n, _nearest(at, seeds[n])) for n, at in zip(piece.tolist(), xy, strict=True)]
    regions = _regions(fine, cell, piece.tolist(), strays=True)
    shapes = array([joined(fine[region]) for region in regions])
    holds = first_at(shapes, sites.xy)
    placed = holds != _NONE
    load = np.bincount(holds[placed], sites.load[placed], minlength=len(shapes)).tolist()
    count = np.bincount(holds[placed], minlength=len(shapes)).tolist()
    within = [int(piece[region[0]]) for region in regions]
    return tuple(
        Atom(
            id=f"a{n}", shape=shape, load=load[n], enterprises=count[n],
            village=rough.villages[within[n]], unit=rough.units[within[n]], locked=rough.units[within[n]] in locked,
        )
        for n, shape in enumerate(shapes)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rough:
    """The pieces that units and villages make together, each in one piece."""

    shapes: Shapes
    units: tuple[str, ...]
    villages: tuple[str | None, ...]

    @classmethod
    def of(cls, units: Mapping[str, Any], villages: Mapping[str, Any]) -> _Rough:
        ground, named = array(units.values()), array(villages.values())
        town = shapely.union_all(ground)
        borders = [shapely.intersection(line, town) for line in shapely.boundary(named)]
        found = cut(ground, [line for line in borders if not shapely.is_empty(line)])
        xy = shapely.get_coordinates(shapely.point_on_surface(found))
        unit = first_at(ground, xy)
        found, xy, unit = found[unit != _NONE], xy[unit != _NONE], unit[unit != _NONE]
        village = first_at(named, xy)
        regions = _regions(found, list(zip(unit.tolist(), village.tolist(), strict=True)), unit.tolist(), strays=False)
        keys, names = list(units), list(villages)
        largest = [int(region[np.argmax(shapely.area(found[region]))]) for region in regions]
        return cls(
            array([joined(found[region]) for region in regions]),
            tuple(keys[unit[n]] for n in largest),
            tuple(None if village[n] == _NONE else names[village[n]] for n in largest),
        )


def _regions(shapes: Shapes, label: Sequence[Hashable], inside: Sequence[Hashable], *, strays: bool) -> list[Index]:
    """Give the connected sets of equal label; slivers join the neighbour across their longest border inside `inside`.

    `strays`: of several sets of one label only the largest stands, the others join a neighbour too.
    """
    ground = faces.plain(shapes)
    names: list[Hashable] = list(label)
    while True:
        regions = faces.groups(ground, lambda n: names[n])
        loose = _loose(ground, regions, names, strays=strays)
        owner = np.full(len(shapes), _NONE, dtype=np.intp)
        for n, region in enumerate(regions):
            if n not in loose:
                owner[region] = n
        moved = False
        for n in sorted(loose):
            held = faces.borders(ground, regions[n], owner)
            near = {g: m for g, m in held.items() if inside[regions[g][0]] == inside[regions[n][0]]}
            if near:
                to = max(near, key=lambda g: (near[g], -g))
                for face in regions[n].tolist():
                    names[face] = names[int(regions[to][0])]
                moved = True
        if not moved:
            return regions


def _loose(ground: faces.Faces, regions: Sequence[Index], names: Sequence[Hashable], *, strays: bool) -> set[int]:
    area = [float(ground.areas_m2[region].sum()) for region in regions]
    around = [float(shapely.length(joined(ground.shapes[region]))) for region in regions]
    loose = {n for n in range(len(regions)) if 2 * area[n] < _SLIVER_M * around[n]}
    if strays:
        largest: dict[Hashable, int] = {}
        for n, region in enumerate(regions):
            first = largest.setdefault(names[int(region[0])], n)
            if area[n] > area[first]:
                largest[names[int(region[0])]] = n
        loose |= set(range(len(regions))) - set(largest.values())
    return loose


def _counts(rough: _Rough, sites: Sites, atoms: int, locked: frozenset[str]) -> list[int]:
    """Tell into how many parts each piece is split: by its share of load and of area."""
    free = np.array([unit not in locked for unit in rough.units])
    area = np.where(free, shapely.area(rough.shapes), 0.0)
    holds = first_at(rough.shapes, sites.xy)
    placed = holds != _NONE
    load = np.where(free, np.bincount(holds[placed], sites.load[placed], minlength=len(free)), 0.0)
    share = _BY_AREA * area / (area.sum() or 1.0) + (1 - _BY_AREA) * load / (load.sum() or 1.0)
    return [max(1, round(each * atoms)) for each in share.tolist()]


def _seeds(rough: _Rough, sites: Sites, parts: Sequence[int], chance: np.random.Generator) -> list[Real]:
    """Find the middles of the parts of each piece: k-means over its sites, by load, and over samples of its ground."""
    holds = first_at(rough.shapes, sites.xy)
    mean = float(sites.load.mean()) if len(sites.load) else 1.0
    found = []
    for n, shape in enumerate(rough.shapes):
        if parts[n] == 1:
            found.append(np.zeros((1, 2)))
            continue
        west, south, east, north = shapely.bounds(shape)
        ground = chance.uniform((west, south), (east, north), (min(_SAMPLES * parts[n], _MOST_SAMPLES), 2))
        ground = ground[shapely.contains_xy(shape, ground)]
        here = holds == n
        weight = np.concatenate((sites.load[here] + mean / 100, np.full(len(ground), mean * _BY_AREA)))
        found.append(_middles(np.concatenate((sites.xy[here], ground)), weight, parts[n], chance))
    return found


def _middles(xy: Real, weight: Real, parts: int, chance: np.random.Generator) -> Real:
    """Return up to so many middles of weighted places, on whole millimetres, no two the same (Lloyd, k-means++)."""
    picked = [int(chance.choice(len(xy), p=weight / weight.sum()))]
    gap = ((xy - xy[picked[0]]) ** 2).sum(axis=1)
    while len(picked) < parts and (gap * weight).sum() > 0:
        picked.append(int(chance.choice(len(xy), p=gap * weight / (gap * weight).sum())))
        gap = np.minimum(gap, ((xy - xy[picked[-1]]) ** 2).sum(axis=1))
    middles = xy[picked]
    points = shapely.points(xy)
    for _ in range(_SETTLE):
        of = shapely.STRtree(shapely.points(middles)).nearest(points)
        held = np.bincount(of, weight, minlength=len(middles))
        sums = np.column_stack([np.bincount(of, weight * xy[:, axis], minlength=len(middles)) for axis in (0, 1)])
        middles = np.where(held[:, None] > 0, sums / np.where(held > 0, held, 1.0)[:, None], middles)
    return np.unique(np.round(middles, 3), axis=0)


def _between(seeds: Real, shape: Any) -> Any:  # noqa: ANN401 - lines
    """Return the lines inside a shape that are as far from one seed as from another."""
    lines = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=shape, only_edges=True)
    return shapely.intersection(lines, shape, grid_size=GRID_M)


def _nearest(at: Real, seeds: Real) -> int:
    return int(((seeds - at) ** 2).sum(axis=1).argmin())


def first_at(shapes: Shapes, xy: Real) -> Index:
    """Return the first shape that holds or touches each point, so that a point on a border is in exactly one."""
    found = np.full(len(xy), len(shapes), dtype=np.intp)
    if len(shapes) and len(xy):
        point, shape = shapely.STRtree(shapes).query(shapely.points(xy), predicate="intersects")
        np.minimum.at(found, point, shape)
    return np.where(found == len(shapes), _NONE, found)


def array(shapes: Iterable[Any]) -> Shapes:
    """Put geometries into an array as they are, also a single one."""
    listed = list(shapes)
    found = np.empty(len(listed), dtype=object)
    found[:] = listed
    return found
