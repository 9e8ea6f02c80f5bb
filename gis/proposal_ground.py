"""What a proposal has to work with: the atoms as a graph, those free to move, the islands they make, the best possible.

A wish that the ground does not allow is refused here, before anything is tried.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from gis import faces
from gis.atoms import Atom
from gis.flips import Graph
from gis.proposal_figures import Bound, Limit
from grids.errors import Refusal

_NONE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Island:
    """Free atoms (by their place among the free) that hang together, and how many units they are to make."""

    atoms: tuple[int, ...]
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The atoms of a town for a number of units. `whole` is the graph of all atoms, `free` that of those at `places`.

    `keys` are the present units that are free, by id; `locked` gives the unit of each atom that stays.
    """

    atoms: tuple[Atom, ...]
    whole: Graph
    places: tuple[int, ...]
    free: Graph
    keys: tuple[str, ...]
    locked: Mapping[str, str]
    islands: tuple[Island, ...]
    units: int
    bound: Bound

    @property
    def free_units(self) -> int:
        """How many units the free atoms make."""
        return sum(island.units for island in self.islands)


def lay(atoms: Sequence[Atom], units: int) -> Ground:
    """Check that a town can have so many units, and share them out among its islands.

    A unit is locked where one of its atoms is.
    Raises: Refusal `proposal-locked`, `proposal-atoms`, `proposal-islands`.
    """
    closed = {atom.unit for atom in atoms if atom.locked and atom.unit is not None}
    places = tuple(n for n, atom in enumerate(atoms) if atom.unit not in closed)
    wanted = units - len(closed)
    if not places or wanted < 1:
        raise Refusal("proposal-locked", units=units, locked=len(closed))
    if wanted > len(places):
        raise Refusal("proposal-atoms", units=wanted, atoms=len(places))
    whole = graph_of(atoms)
    free = whole.some(places)
    pieces = free.pieces([0] * len(places))
    if wanted < len(pieces):
        raise Refusal("proposal-islands", units=wanted, islands=len(pieces))
    islands = _shared_out(free, pieces, wanted)
    return Ground(
        atoms=tuple(atoms),
        whole=whole,
        places=places,
        free=free,
        keys=tuple(sorted({atom.unit for atom in atoms if atom.unit is not None} - closed)),
        locked={atom.id: atom.unit for atom in atoms if atom.unit is not None and atom.unit in closed},
        islands=islands,
        units=units,
        bound=_bound(atoms, places, islands, units),
    )


def graph_of(atoms: Sequence[Atom]) -> Graph:
    """Find which atoms touch, and over how many metres; their present units are not in it (`home` is -1)."""
    shapes = np.empty(len(atoms), dtype=object)
    shapes[:] = [atom.shape for atom in atoms]
    ground = faces.plain(shapes)
    held: list[dict[int, float]] = [{} for _ in atoms]
    here = np.repeat(np.arange(len(atoms)), np.diff(ground.start)).tolist()
    for one, other, length in zip(here, ground.beyond.tolist(), ground.length_m.tolist(), strict=True):
        if one != other:
            held[one][other] = held[one].get(other, 0.0) + length
    villages = _numbered(atom.village for atom in atoms)
    return Graph(
        near=[sorted(row) for row in held],
        border_m=[[row[other] for other in sorted(row)] for row in held],
        load=[atom.load for atom in atoms],
        area_m2=ground.areas_m2.tolist(),
        perimeter_m=shapely.length(shapes).tolist(),
        enterprises=[atom.enterprises for atom in atoms],
        village=[_NONE if atom.village is None else villages[atom.village] for atom in atoms],
        home=[_NONE] * len(atoms),
    )


def _numbered(names: Iterable[str | None]) -> dict[str, int]:
    return {name: n for n, name in enumerate(sorted({name for name in names if name is not None}))}


def _shared_out(free: Graph, pieces: Sequence[Sequence[int]], units: int) -> tuple[Island, ...]:
    """Give each island one unit, and each further unit to the island whose units would be fullest without it."""
    load = [math.fsum(free.load[n] for n in piece) for piece in pieces]
    shares = [1] * len(pieces)
    for _ in range(units - len(pieces)):
        open_ = [n for n, piece in enumerate(pieces) if shares[n] < len(piece)]
        shares[max(open_, key=lambda n: (load[n] / shares[n], -n))] += 1
    return tuple(Island(atoms=tuple(piece), units=share) for piece, share in zip(pieces, shares, strict=True))


def _bound(atoms: Sequence[Atom], places: Sequence[int], islands: Sequence[Island], units: int) -> Bound:
    """Find what weighs most of what no proposal divides: an atom, a locked unit, an island over its units."""
    mean = math.fsum(atom.load for atom in atoms) / units
    free = set(places)
    found = [(atoms[n].load, Limit.ATOM, atoms[n].id) for n in places]
    closed: dict[str, list[float]] = {}
    for n, atom in enumerate(atoms):
        if n not in free and atom.unit is not None:
            closed.setdefault(atom.unit, []).append(atom.load)
    found += [(math.fsum(loads), Limit.LOCKED, unit) for unit, loads in closed.items()]
    for island in islands:
        own = [places[n] for n in island.atoms]
        found.append((math.fsum(atoms[n].load for n in own) / island.units, Limit.ISLAND, atoms[own[0]].id))
    load, limit, name = max(found, key=lambda each: each[0])
    if load <= mean * (1 + 1e-12):
        return Bound(limit=Limit.NOTHING, name=None, load=mean, mean_load=mean)
    return Bound(limit=limit, name=name, load=load, mean_load=mean)
