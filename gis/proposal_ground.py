"""What a proposal has to work with: the atoms as a graph, those free to move, the islands they make, the best possible.

A wish that the ground does not allow is refused here, before anything is tried.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from gis.atoms import Atom
from gis.contacts import Graph, graph_of
from gis.proposal_figures import Bound, Limit
from grids.errors import Refusal


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
    whole = _with_ferries(graph_of(atoms), atoms)
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


def _with_ferries(graph: Graph, atoms: Sequence[Atom]) -> Graph:
    """Let ground that touches nothing hang together where a present unit spans the gap, at its nearest atoms.

    An islet without work stays with a unit so, as a planner once said; the link has no length.
    """
    island = {n: k for k, piece in enumerate(graph.pieces([0] * len(graph))) for n in piece}
    near, border = [list(row) for row in graph.near], [list(row) for row in graph.border_m]
    for unit in sorted({atom.unit for atom in atoms if atom.unit is not None}):
        parts: dict[int, list[int]] = {}
        for n, atom in enumerate(atoms):
            if atom.unit == unit:
                parts.setdefault(island[n], []).append(n)
        main, *others = sorted(parts.values(), key=len, reverse=True)
        for part in others:
            for one, other in (_nearest(atoms, part, main), _nearest(atoms, part, main)[::-1]):
                near[one].append(other)
                border[one].append(0.0)
    return replace(graph, near=near, border_m=border)


def _nearest(atoms: Sequence[Atom], part: Sequence[int], main: Sequence[int]) -> tuple[int, int]:
    gaps = [
        (float(shapely.distance(atoms[one].shape, atoms[other].shape)), one, other) for one in part for other in main
    ]
    _, one, other = min(gaps)
    return one, other


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
