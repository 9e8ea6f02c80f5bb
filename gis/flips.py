"""Atoms of a town put into units, and improved one atom at a time: the state, the annealing, the last greedy steps.

Chance comes from a generator with a stored seed and steps are counted, never seconds: the same input gives the same
answer, bit for bit on the same library versions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gis.contacts import Graph

_NOTHING: Final = 1e-9
"""Costs nearer than this are equal: sums of floats differ by their order."""
_STAGES: Final = 120
_COOLING: Final = 3e-4
"""How cold the last stage is, as a share of the first."""
_SAMPLES: Final = 200
_ROUNDS: Final = 12
OVERLOAD: Final = 20.0
UNEVEN: Final = 4.0
"""Weights of the squares of what a unit has above the mean, and of how far it is from it. Source: ours."""

Tick = Callable[[float], None]
"""Told the share that is done; raises where the work is called off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What matters how much: loads (1 is the formula), 1 - Polsby-Popper by unit, village pieces, enterprises moved.

    Moves are counted in units: `moves` is the price of as many enterprises as a unit has on average.
    """

    load: float = 1.0
    compact: float = 1.0
    villages: float = 0.6
    moves: float = 1.0


class Parts:
    """Which unit each atom is in, with the sums that tell what a flip would cost; every unit stays in one piece."""

    def __init__(self, graph: Graph, part: Sequence[int], units: int, weights: Weights) -> None:
        """Take a partition whose units 0 to `units` - 1 are each one piece."""
        self.graph = graph
        self.part = list(part)
        self.weights = weights
        # A border counts twice where both sides are in one unit, so it is kept doubled.
        self._beside = [
            [(other, 2 * length) for other, length in zip(*row, strict=True)]
            for row in zip(graph.near, graph.border_m, strict=True)
        ]
        move = weights.moves * units / (sum(graph.enterprises) or 1)
        self._atoms = [
            (load, area, edge, village, home, move * count)
            for load, area, edge, village, home, count in zip(
                graph.load, graph.area_m2, graph.perimeter_m, graph.village, graph.home, graph.enterprises, strict=True
            )
        ]
        self._per_target = units / (sum(graph.load) or 1.0)
        self._under = weights.load * UNEVEN
        self._over = weights.load * (OVERLOAD + UNEVEN)
        self._round = weights.compact * 4.0 * math.pi
        self._village = [[0] * units for _ in range(max(graph.village, default=-1) + 1)]
        self.size = [0] * units
        self._load = [0.0] * units
        self._area = [0.0] * units
        self._edge = [0.0] * units
        for atom, unit in enumerate(self.part):
            self.size[unit] += 1
            self._load[unit] += graph.load[atom]
            self._area[unit] += graph.area_m2[atom]
            inner = sum(length for other, length in self._beside[atom] if self.part[other] == unit)
            self._edge[unit] += graph.perimeter_m[atom] - inner / 2
            if graph.village[atom] >= 0:
                self._village[graph.village[atom]][unit] += 1
        self._cost = [self._price(*sums) for sums in zip(self._load, self._area, self._edge, strict=True)]

    def gain(self, atom: int, to: int) -> float:
        """Tell how the cost changes when an atom goes to another unit; below zero is better."""
        part, cost = self.part, self._cost
        unit, (load, area, edge, village, home, move) = part[atom], self._atoms[atom]
        left, got = -edge, edge
        for other, length in self._beside[atom]:  # every step of the search comes here: no calls, no copies
            mine = part[other]
            if mine == unit:
                left += length
            elif mine == to:
                got -= length
        change = (
            self._price(self._load[unit] - load, self._area[unit] - area, self._edge[unit] + left)
            + self._price(self._load[to] + load, self._area[to] + area, self._edge[to] + got)
            - cost[unit]
            - cost[to]
        )
        if village >= 0:
            held = self._village[village]
            change += self.weights.villages * ((held[to] == 0) - (held[unit] == 1))
        if home == unit:
            change += move
        elif home == to:
            change -= move
        return change

    def leaves_whole(self, atom: int) -> bool:
        """Tell whether the unit of an atom stays one piece, and stays at all, without it."""
        part, near, unit = self.part, self.graph.near, self.part[atom]
        if self.size[unit] == 1:
            return False
        wanted = {other for other in near[atom] if part[other] == unit}
        reached = [wanted.pop()]
        seen = {atom, reached[0]}
        for here in reached:
            if not wanted:
                return True
            for other in near[here]:
                if part[other] == unit and other not in seen:
                    seen.add(other)
                    wanted.discard(other)
                    reached.append(other)
        return not wanted

    def flip(self, atom: int, to: int) -> None:
        """Put an atom into another unit."""
        unit, (load, area, edge, village, _, _) = self.part[atom], self._atoms[atom]
        left, got = -edge, edge
        for other, length in self._beside[atom]:
            if self.part[other] == unit:
                left += length
            elif self.part[other] == to:
                got -= length
        for n, sign, change in ((unit, -1, left), (to, 1, got)):
            self.size[n] += sign
            self._load[n] += sign * load
            self._area[n] += sign * area
            self._edge[n] += change
            self._cost[n] = self._price(self._load[n], self._area[n], self._edge[n])
        if village >= 0:
            self._village[village][unit] -= 1
            self._village[village][to] += 1
        self.part[atom] = to

    def _price(self, load: float, area: float, edge: float) -> float:
        off = load * self._per_target - 1.0
        uneven = self._over * off * off if off > 0 else self._under * off * off
        return uneven - self._round * area / (edge * edge) if edge > 0 else uneven


def anneal(parts: Parts, steps: int, warm: float, chance: np.random.Generator, tick: Tick) -> None:
    """Try so many flips over borders, at first also for the worse, ever less so, at last only for the better.

    The first temperature is `warm` times the median change of a flip here, so it fits any weights.
    """
    ends = [(a, b) for a, near in enumerate(parts.graph.near) for b in near]
    if not ends:
        return
    hot = warm * _median_change(parts, ends, chance)
    for stage in range(_STAGES):
        tick(stage / _STAGES)
        heat = hot * _COOLING ** (stage / (_STAGES - 1)) if stage < _STAGES - 1 else 0.0
        _stage(parts, ends, max(1, steps // _STAGES), heat, chance)


def settle(parts: Parts, tick: Tick) -> None:
    """Flip and swap over borders as long as it gets better."""
    for n in range(_ROUNDS):
        tick(n / _ROUNDS)
        while _flips(parts):
            tick(n / _ROUNDS)
        if not _swaps(parts):
            return


def _stage(parts: Parts, ends: Sequence[tuple[int, int]], steps: int, heat: float, chance: np.random.Generator) -> None:
    part, size = parts.part, parts.size
    picks = chance.integers(0, len(ends), steps).tolist()
    luck = (-heat * np.log(1.0 - chance.random(steps))).tolist()
    for pick, most in zip(picks, luck, strict=True):
        atom, other = ends[pick]
        to = part[other]
        if to != part[atom] and size[part[atom]] > 1 and parts.gain(atom, to) <= most and parts.leaves_whole(atom):
            parts.flip(atom, to)


def _median_change(parts: Parts, ends: Sequence[tuple[int, int]], chance: np.random.Generator) -> float:
    across = [(a, b) for a, b in ends if parts.part[a] != parts.part[b]]
    if not across:
        return 0.0
    picks = chance.integers(0, len(across), _SAMPLES).tolist()
    return float(np.median([abs(parts.gain(across[n][0], parts.part[across[n][1]])) for n in picks]))


def _flips(parts: Parts) -> bool:
    """Take every flip that is better, once round."""
    better = False
    for atom in range(len(parts.graph)):
        goals = dict.fromkeys(parts.part[other] for other in parts.graph.near[atom])
        goals.pop(parts.part[atom], None)
        gains = [(parts.gain(atom, to), to) for to in goals]
        if gains and min(gains)[0] < -_NOTHING and parts.leaves_whole(atom):
            parts.flip(atom, min(gains)[1])
            better = True
    return better


def _swaps(parts: Parts) -> bool:
    """Take every exchange of two atoms over a border that is better, once round."""
    better = False
    for (one, other), pair in _borders(parts).items():
        for atom in pair[one]:
            if parts.part[atom] == one and any(_swap(parts, atom, back) for back in pair[other]):
                better = True
    return better


def _swap(parts: Parts, atom: int, back: int) -> bool:
    """Exchange two atoms of neighbouring units if that is better."""
    unit, to = parts.part[atom], parts.part[back]
    if unit == to or not _touches(parts, atom, to) or not parts.leaves_whole(atom):
        return False
    first = parts.gain(atom, to)
    parts.flip(atom, to)
    if _touches(parts, back, unit) and first + parts.gain(back, unit) < -_NOTHING and parts.leaves_whole(back):
        parts.flip(back, unit)
        return True
    parts.flip(atom, unit)
    return False


def _touches(parts: Parts, atom: int, unit: int) -> bool:
    return any(parts.part[other] == unit for other in parts.graph.near[atom])


def _borders(parts: Parts) -> dict[tuple[int, int], dict[int, list[int]]]:
    """List for each pair of neighbouring units the atoms of each that touch the other."""
    found: dict[tuple[int, int], dict[int, list[int]]] = {}
    for atom in range(len(parts.graph)):
        mine = parts.part[atom]
        for unit in dict.fromkeys(parts.part[other] for other in parts.graph.near[atom]):
            if unit != mine:
                pair = (min(mine, unit), max(mine, unit))
                found.setdefault(pair, {pair[0]: [], pair[1]: []})[mine].append(atom)
    return found
