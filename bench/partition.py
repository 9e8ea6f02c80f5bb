"""Units proposed by the computer against the naive way: each atom to the nearest of as many centres.

Measured: how even, how compact, how many villages in pieces, how many enterprises moved, in how long. Three places: the
fullest town of the demo ground; a generated town of about 200 atoms, 11 villages and 1,500 enterprises, for 20 units;
and, where `WANGGE_TEST_DATA` names the folder of real data, the 3,014 census blocks of Providence with the 15 wards
that people drew.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from shapely.geometry import shape

from bench import partition_plots
from bench.partition_plots import Shown
from gis import crs
from gis.atoms import Atom, Sites, cut_town
from gis.contacts import graph_of
from gis.proposal_figures import measure
from gis.proposal_runs import Best
from gis.proposals import Goal, Proposals, Wish, propose
from server.demo import cells, ground

SEED: Final = 20_240_601
UNITS: Final = 20
ENTERPRISES: Final = 1_500
EVEN: Final = 1.05
COMPACT: Final = 0.5
TOWN_S: Final = 10.0
DISTRICT_S: Final = 120.0
_VILLAGES: Final = 11
_PRESENT: Final = 17
_RADIUS_M: Final = 4_500.0
_ESTATES: Final = 14
_MINUTES: Final = ((10.0, 15.0, 22.5, 60.0), (0.45, 0.35, 0.15, 0.05))
"""Visit minutes a month of an enterprise, and how often."""
_WARDS: Final = Path("partitions") / "Providence_blocks.geojson.gz"

Real = NDArray[np.float64]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What came out of one place: every way to divide it, the naive one first, then how it is at present."""

    atoms: Sequence[Atom]
    found: Proposals
    ways: Sequence[Shown]
    naive_pieces: int
    seconds: float


def run() -> list[Row]:
    """Measure."""
    demo = _measured(_demo(), Wish(goal=Goal.EVEN, seed=SEED))
    town = _measured(_generated(np.random.default_rng(SEED)), Wish(goal=Goal.COUNT, units=UNITS, seed=SEED))
    rows = [*_rows("demo", demo), *_rows("town", town), *_of_town(town)]
    tables = {"The demo's fullest town, evened out": demo.ways, "Generated town, 20 units": town.ways}
    folder = os.environ.get("WANGGE_TEST_DATA")
    if folder:
        blocks = _measured(_blocks(Path(folder) / _WARDS), Wish(goal=Goal.EVEN, seed=SEED))
        rows += [*_rows("providence", blocks), *_of_providence(blocks)]
        tables["Providence, 3,014 blocks, 15 wards"] = blocks.ways
    partition_plots.draw(town.atoms, town.ways, tables)
    return rows


def _of_town(made: Measured) -> list[Row]:
    overall = next(each for each in made.found.alternatives if Best.OVERALL in each.best_at).figures
    return [
        _row("town seconds", made.seconds, "s", most=TOWN_S),
        _row("town overall max/mean", overall.max_over_mean, "x", most=EVEN),
        _row("town overall compactness", overall.mean_polsby_popper, "PP", least=COMPACT),
    ]


def _of_providence(made: Measured) -> list[Row]:
    wards = made.found.present
    compact = wards.mean_polsby_popper or 0.0
    both = [each.figures for each in made.found.alternatives if (each.figures.mean_polsby_popper or 0.0) >= compact]
    evenest = min((figures.max_over_mean or 0.0 for figures in both), default=float("inf"))
    return [
        _row("providence seconds", made.seconds, "s", most=DISTRICT_S),
        _row("providence as compact as the wards", evenest, "x", most=wards.max_over_mean),
    ]


def _measured(atoms: Sequence[Atom], wish: Wish) -> Measured:
    since = time.perf_counter()
    found = propose(atoms, wish)
    spent = time.perf_counter() - since
    naive, graph = _nearest(atoms, found.units), graph_of(atoms)
    number = {unit: n for n, unit in enumerate(sorted(set(naive.values())))}
    present = {atom.id: atom.unit or "" for atom in atoms}
    return Measured(
        atoms=atoms,
        found=found,
        ways=[
            Shown(name="naive", unit_of=naive, figures=measure(atoms, graph, naive)),
            Shown(name="present", unit_of=present, figures=found.present),
            *(Shown(name="+".join(a.best_at), unit_of=a.unit_of, figures=a.figures) for a in found.alternatives),
        ],
        naive_pieces=len(graph.pieces([number[naive[atom.id]] for atom in atoms])),
        seconds=spent,
    )


def _rows(place: str, made: Measured) -> list[Row]:
    rows = [
        _row(f"{place} bound max/mean", made.found.bound.max_over_mean, "x"),
        _row(f"{place} naive pieces", made.naive_pieces, f"of {len(made.ways[0].figures.units)} units"),
    ]
    for name, figures in ((way.name, way.figures) for way in made.ways):
        rows += [
            _row(f"{place} {name} max/mean", figures.max_over_mean, "x"),
            _row(f"{place} {name} min/mean", figures.min_over_mean, "x"),
            _row(f"{place} {name} compactness", figures.mean_polsby_popper, "PP"),
            _row(f"{place} {name} village pieces", figures.pieces, f"of {figures.villages} villages"),
            _row(f"{place} {name} moved", figures.moved, f"of {figures.enterprises}"),
        ]
    return rows


def _nearest(atoms: Sequence[Atom], units: int) -> Mapping[str, str]:
    """Give each atom to the nearest of so many centres, which are spread over the enterprises (k-means)."""
    chance = np.random.default_rng(SEED)
    xy: Real = shapely.get_coordinates(shapely.centroid(np.array([atom.shape for atom in atoms], dtype=object)))
    weight = np.array([max(atom.load, 1e-9) for atom in atoms])
    middles = xy[chance.choice(len(xy), units, replace=False, p=weight / weight.sum())]
    for _ in range(20):
        of = ((xy[:, None] - middles[None]) ** 2).sum(axis=2).argmin(axis=1)
        middles = np.array([
            np.average(xy[of == n], axis=0, weights=weight[of == n]) if (of == n).any() else middles[n]
            for n in range(units)
        ])  # fmt: skip
    return _with_present_names(atoms, of.tolist(), units)


def _with_present_names(atoms: Sequence[Atom], of: Sequence[int], units: int) -> Mapping[str, str]:
    """Call each unit as the present one that it has most enterprises of, for the fairness of counting moves."""
    present = sorted({atom.unit for atom in atoms if atom.unit is not None})
    shared = np.zeros((units, len(present)))
    for n, atom in zip(of, atoms, strict=True):
        if atom.unit is not None:
            shared[n, present.index(atom.unit)] += atom.enterprises
    rows, columns = linear_sum_assignment(shared, maximize=True)
    names = {row: present[column] for row, column in zip(rows.tolist(), columns.tolist(), strict=True)}
    return {atom.id: names.get(n, f"c{n}") for n, atom in zip(of, atoms, strict=True)}


def _demo() -> tuple[Atom, ...]:
    """Cut the demo's fullest town, with as many enterprises as the demo has there."""
    laid = ground.lay(None)
    town = max(laid.towns, key=lambda each: each.weight)
    units = {unit.code: unit.metric for unit in laid.units if unit.town.id == town.id}
    metric = crs.of_epsg(laid.srid)
    villages = {
        each.code: shapely.transform(crs.move(each.shape, crs.WGS84, metric), lambda xy: np.round(xy, 3))
        for each in laid.divisions
        if each.town == town.id and each.shape is not None
    }
    chance = np.random.default_rng(SEED)
    return cut_town(units, villages, _sites(town.metric, 400, chance), len(units), seed=SEED)


def _generated(chance: np.random.Generator) -> tuple[Atom, ...]:
    """Make a town of bent borders whose work lies in estates."""
    turn = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    radius = _RADIUS_M * (1 + 0.12 * np.sin(3 * turn + 1) + 0.08 * np.sin(5 * turn))
    town = shapely.set_precision(
        shapely.Polygon(np.column_stack((radius * np.cos(turn), radius * np.sin(turn)))), 0.001
    )
    villages = cells.roughen(cells.voronoi(town, np.round(_inside(town, _VILLAGES, chance), 3)), chance)
    units = cells.roughen(cells.voronoi(town, np.round(_inside(town, _PRESENT, chance), 3)), chance)
    return cut_town(
        {f"u{n:02}": each for n, each in enumerate(units)},
        {f"v{n:02}": each for n, each in enumerate(villages)},
        _sites(town, ENTERPRISES, chance),
        UNITS,
        seed=SEED,
    )


def _sites(town: Any, count: int, chance: np.random.Generator) -> Sites:  # noqa: ANN401 - a polygon
    middles = _inside(town, _ESTATES, chance)
    xy = middles[chance.integers(0, _ESTATES, count * 8)] + chance.normal(0, 900, (count * 8, 2))
    xy = np.round(xy[shapely.contains_xy(town, xy)][:count], 3)
    return Sites(xy=xy, load=chance.choice(_MINUTES[0], p=_MINUTES[1], size=len(xy)))


def _inside(town: Any, count: int, chance: np.random.Generator) -> Real:  # noqa: ANN401 - a polygon
    west, south, east, north = shapely.bounds(town)
    xy: Real = chance.uniform((west, south), (east, north), (count * 20, 2))
    found: Real = xy[shapely.contains_xy(town, xy)][:count]
    return found


def _blocks(path: Path) -> tuple[Atom, ...]:
    """Read the blocks: inhabitants for load and for enterprises, tracts for villages, wards for present units."""
    rows = json.loads(gzip.decompress(path.read_bytes()))["features"]
    degrees = np.array([shape(row["geometry"]) for row in rows], dtype=object)
    middle = shapely.centroid(degrees[0])
    metric = crs.of_epsg(crs.metric_srid(middle.x, middle.y))
    shapes = shapely.transform(crs.move(degrees, crs.WGS84, metric), lambda xy: np.round(xy, 3))
    return tuple(_block(n, row["properties"], block) for n, (row, block) in enumerate(zip(rows, shapes, strict=True)))


def _block(number: int, told: Mapping[str, Any], block: Any) -> Atom:  # noqa: ANN401 - a polygon
    people = int(told["TOTPOP"])
    return Atom(
        id=str(number), shape=block, load=float(people), enterprises=people,
        village=str(told["TRACTCE10"]), unit=str(told["WARD"]),
    )  # fmt: skip


def _row(name: str, value: float | None, unit: str, *, most: float | None = None, least: float | None = None) -> Row:
    shown = round(value or 0.0, 3)
    ok = (most is None or shown <= most) and (least is None or shown >= least)
    return {"name": name, "value": shown, "unit": unit, "budget": most if least is None else least, "ok": ok}
