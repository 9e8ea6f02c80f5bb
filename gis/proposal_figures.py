"""The figures of a way to divide a town: each as numerator and denominator, with the units it is made of.

Counted from the atoms, not taken from the search, so that what is shown is what was drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gis.atoms import Atom
from gis.contacts import Graph

_ROUND: Final = 4 * math.pi


class Limit(StrEnum):
    """What keeps the fullest unit from being no fuller than the mean."""

    NOTHING = "nothing"
    ATOM = "atom"
    LOCKED = "locked"
    ISLAND = "island"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures:
    """One unit. Unit: minutes a month, m2, m (outer border and that of holes)."""

    unit: str
    load: float
    enterprises: int
    area_m2: float
    perimeter_m: float
    villages: int
    locked: bool

    @property
    def polsby_popper(self) -> float | None:
        """4 pi area / perimeter squared: 1 for a circle. Source: Polsby and Popper 1991."""
        return _ROUND * self.area_m2 / self.perimeter_m**2 if self.perimeter_m else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A whole division. `pieces` counts pairs of village and unit; the fewest possible is `villages`.

    `moved` counts enterprises whose unit is another than at present, of `enterprises`.
    """

    units: tuple[UnitFigures, ...]
    load: float
    villages: int
    pieces: int
    moved: int
    enterprises: int

    @property
    def mean_load(self) -> float | None:
        """Load of all units over their number. Unit: minutes a month."""
        return self.load / len(self.units) if self.units else None

    @property
    def max_over_mean(self) -> float | None:
        """Load of the fullest unit over the mean; none where there is no load."""
        return self._over_mean(max((unit.load for unit in self.units), default=0.0))

    @property
    def min_over_mean(self) -> float | None:
        """Load of the emptiest unit over the mean; none where there is no load."""
        return self._over_mean(min((unit.load for unit in self.units), default=0.0))

    @property
    def mean_polsby_popper(self) -> float | None:
        """Sum of the units' Polsby-Popper over their number."""
        found = [unit.polsby_popper for unit in self.units if unit.polsby_popper is not None]
        return sum(found) / len(found) if found else None

    def _over_mean(self, load: float) -> float | None:
        return load / self.mean_load if self.mean_load else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """No division has a fuller fullest unit than this: `load` over `mean_load`, and what it is that weighs so much.

    Unit: minutes a month. `name` is an atom, a locked unit, or the first atom of an island; none: nothing weighs more
    than the mean.
    """

    limit: Limit
    name: str | None
    load: float
    mean_load: float

    @property
    def max_over_mean(self) -> float | None:
        """The best possible maximum over mean; none where there is no load."""
        return self.load / self.mean_load if self.mean_load else None


def measure(atoms: Sequence[Atom], ground: Graph, unit_of: Mapping[str, str]) -> Figures:
    """Measure a division: unit of each atom by its id. `ground` is the graph of the same atoms, in the same order."""
    members: dict[str, list[int]] = {}
    for n, atom in enumerate(atoms):
        members.setdefault(unit_of[atom.id], []).append(n)
    villages = {atom.village for atom in atoms if atom.village is not None}
    pairs = {(atom.village, unit_of[atom.id]) for atom in atoms if atom.village is not None}
    moved = [atom.enterprises for atom in atoms if atom.unit is not None and unit_of[atom.id] != atom.unit]
    return Figures(
        units=tuple(_unit(atoms, ground, unit, members[unit]) for unit in sorted(members)),
        load=math.fsum(atom.load for atom in atoms),
        villages=len(villages),
        pieces=len(pairs),
        moved=sum(moved),
        enterprises=sum(atom.enterprises for atom in atoms),
    )


def _unit(atoms: Sequence[Atom], ground: Graph, unit: str, members: Sequence[int]) -> UnitFigures:
    own = set(members)
    inner = math.fsum(
        length
        for n in members
        for other, length in zip(ground.near[n], ground.border_m[n], strict=True)
        if other in own
    )
    return UnitFigures(
        unit=unit,
        load=math.fsum(atoms[n].load for n in members),
        enterprises=sum(atoms[n].enterprises for n in members),
        area_m2=math.fsum(ground.area_m2[n] for n in members),
        perimeter_m=math.fsum(ground.perimeter_m[n] for n in members) - inner,
        villages=len({atoms[n].village for n in members} - {None}),
        locked=any(atoms[n].locked for n in members),
    )
