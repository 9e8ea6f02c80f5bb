"""The runs of a proposal: from the present units and from nothing, each after something else, all from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gis import seeds
from gis.flips import Parts, Tick, Weights, anneal, settle
from gis.proposal_ground import Ground

_NONE: Final = -1
_NEW: Final = "new-"
_SOWN: Final = 2
"""First partitions made from nothing, besides the one from the present units."""
_STEPS: Final = (250, 700)
"""Steps for each atom and run, least and most."""
_STEPS_TOGETHER: Final = 150_000
_CLOSER: Final = 4.0
"""After each run loads count so much more in a second finish: what unevenness is left is traded for the rest."""
_WARM: Final = 0.5
_GENTLE: Final = 0.02
"""First temperature as a share of what a flip changes; a gentle start leaves what is there but for clear gains."""


class Best(StrEnum):
    """What an alternative is best at, of those offered."""

    OVERALL = "overall"
    EVEN = "even"
    COMPACT = "compact"
    VILLAGES = "villages"
    MOVES = "moves"


_WEIGHTS: Final[Mapping[Best, Weights]] = {
    Best.OVERALL: Weights(load=3.0, compact=1.0, villages=0.5, moves=0.5),
    Best.EVEN: Weights(load=8.0, compact=1.2, villages=0.3, moves=0.2),
    Best.COMPACT: Weights(load=2.5, compact=3.0, villages=0.2, moves=0.1),
    Best.VILLAGES: Weights(load=3.0, compact=0.5, villages=1.5, moves=0.2),
    Best.MOVES: Weights(load=1.5, compact=1.5, villages=0.1, moves=6.0),
}
"""Source: ours, tried on generated towns, the demo's towns and Providence (bench/partition.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Where a run starts (none: from the present units) and what it is after."""

    sown: int | None
    after: Best


def results(ground: Ground, seed: int, tick: Tick) -> Iterator[Mapping[str, str]]:
    """Give the unit of each atom by id, two for each run; `tick` hears the share that is done and may stop it."""
    runs = _runs(present=bool(ground.keys))
    starts: dict[int | None, list[int]] = {}
    for n, run in enumerate(runs):

        def told(share: float, n: int = n) -> None:
            tick((n + share) / len(runs))

        told(0.0)
        if run.sown not in starts:
            starts[run.sown] = _start(ground, run.sown, seed)
        for part in _improved(ground, starts[run.sown], run, np.random.default_rng([seed, n]), told):
            yield _unit_of(ground, part)


def _runs(*, present: bool) -> list[_Run]:
    """List the runs; to move little is no aim for those that start from nothing."""
    aims = [best for best in Best if best is not Best.MOVES]
    runs = [_Run(sown=None, after=best) for best in Best] if present else []
    return runs + [_Run(sown=n, after=best) for n in range(_SOWN + (not present)) for best in aims]


def _start(ground: Ground, sown: int | None, seed: int) -> list[int]:
    """Give each free atom its first unit, island by island."""
    chance = random.Random(f"{seed}/{sown}")  # noqa: S311 - not for secrets: the seed makes the answer repeat
    present = {key: n for n, key in enumerate(ground.keys)}
    part = [0] * len(ground.free)
    first = 0
    for island in ground.islands:
        own = ground.free.some(island.atoms)
        units = [ground.atoms[ground.places[n]].unit for n in island.atoms]
        now = [_NONE if unit is None else present[unit] for unit in units]
        made = seeds.grown(own, now, island.units, chance) if sown is None else seeds.sown(own, island.units, chance)
        for atom, unit in zip(island.atoms, made, strict=True):
            part[atom] = first + unit
        first += island.units
    return part


def _improved(
    ground: Ground, start: Sequence[int], run: _Run, chance: np.random.Generator, tick: Tick
) -> Iterator[list[int]]:
    """Anneal a partition and finish it, then finish it once more with loads foremost."""
    keys = _keys(ground, start)
    unit_of = {key: unit for unit, key in keys.items()}
    homes = [unit_of.get(ground.atoms[place].unit or "", _NONE) for place in ground.places]
    graph = replace(ground.free, home=homes)
    weights = _WEIGHTS[run.after]
    parts = Parts(graph, start, ground.free_units, weights)
    each = min(_STEPS[1], max(_STEPS[0], _STEPS_TOGETHER // len(graph)))
    anneal(parts, each * len(graph), _GENTLE if run.after is Best.MOVES else _WARM, chance, _from(tick, 0.0, 0.8))
    settle(parts, _from(tick, 0.8, 0.9))
    yield parts.part
    closer = Parts(graph, parts.part, ground.free_units, replace(weights, load=weights.load * _CLOSER))
    settle(closer, _from(tick, 0.9, 1.0))
    yield closer.part


def _from(tick: Tick, low: float, high: float) -> Tick:
    """Tell the share of one stage as a share of the run."""
    return lambda share: tick(low + (high - low) * share)


def _keys(ground: Ground, part: Sequence[int]) -> dict[int, str]:
    """Match units to present ones, so that most enterprises, then most ground, keep their unit: unit -> id."""
    column = {key: n for n, key in enumerate(ground.keys)}
    if not column:
        return {}
    shared: NDArray[np.float64] = np.zeros((ground.free_units, len(column)))
    area = sum(ground.free.area_m2) or 1.0
    for n, place in enumerate(ground.places):
        unit = ground.atoms[place].unit
        if unit is not None:
            shared[part[n], column[unit]] += ground.free.enterprises[n] + ground.free.area_m2[n] / area
    rows, columns = linear_sum_assignment(shared, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {row: ground.keys[key] for row, key in pairs if shared[row, key] > 0}


def _unit_of(ground: Ground, part: Sequence[int]) -> dict[str, str]:
    """Name the unit of every atom: as matched, new ones by number in the order of their first atom."""
    names = _keys(ground, part)
    taken = {*ground.keys, *ground.locked.values()}
    spare = (name for n in range(1, ground.units + len(taken) + 1) if (name := f"{_NEW}{n}") not in taken)
    found = dict(ground.locked)
    for n, place in enumerate(ground.places):
        if part[n] not in names:
            names[part[n]] = next(spare)
        found[ground.atoms[place].id] = names[part[n]]
    return found
