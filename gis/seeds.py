"""First partitions of a town's atoms: by random spanning trees (ReCom), or from the units it has.

The trees and their cuts are GerryChain's; what it leaves to the caller is here: how far off balance a cut may be where
one plant is heavier than a unit, and that each side has as many atoms as it is to have units.
Source: DeFord, Duchin and Solomon 2021, "Recombination"; GerryChain 1.0.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final, cast

import networkx as nx
from gerrychain import Graph as Ground
from gerrychain.tree import bipartition_tree

from gis.contacts import Graph

_SLACK: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5)
"""How far from its share a side may be, as a share of it; the next is taken when no tree has a cut within the last."""
_TREES: Final = 12
_SURCHARGE: Final = 1.5
"""Weight of an edge between villages in a tree: cuts fall there first. Source: ours, tried on two towns."""
_DUST: Final = 1e-3
"""Added to the load of each atom, as a share of the mean, so that empty ground is shared out too."""


def sown(graph: Graph, units: int, chance: random.Random) -> list[int]:
    """Share a connected graph out among so many units by cutting random trees, the village borders first."""
    part = [0] * len(graph)
    _share(_ground(graph), list(range(len(graph))), range(units), part, chance)
    return part


def grown(graph: Graph, part: Sequence[int], units: int, chance: random.Random) -> list[int]:
    """Make so many units from a partition: the heaviest are split, the lightest joined to their lightest neighbour.

    Units of the partition that are in several pieces count as several; what is left is numbered from 0.
    """
    pieces = graph.pieces(part)
    ground = _ground(graph) if len(pieces) < units else None
    while ground is not None and len(pieces) < units:
        heaviest = max(range(len(pieces)), key=lambda n: (len(pieces[n]) > 1, _load(graph, pieces[n]), -n))
        whole = pieces[heaviest]
        halves = [0] * len(graph)
        _share(ground, whole, range(2), halves, chance)
        pieces[heaviest] = [atom for atom in whole if halves[atom] == 0]
        pieces.append([atom for atom in whole if halves[atom] == 1])
    while len(pieces) > units:
        _join_lightest(graph, pieces)
    found = [0] * len(graph)
    for n, piece in enumerate(pieces):
        for atom in piece:
            found[atom] = n
    return found


def _ground(graph: Graph) -> Ground:
    drawn = nx.Graph()
    dust = _DUST * (sum(graph.load) / len(graph) or 1.0)
    for atom, load in enumerate(graph.load):
        drawn.add_node(atom, load=load + dust, village=graph.village[atom])
    drawn.add_edges_from((a, b) for a, near in enumerate(graph.near) for b in near if a < b)
    return Ground.from_networkx(drawn).convert_from_nx_to_rx()


def _share(ground: Ground, atoms: Sequence[int], units: range, part: list[int], chance: random.Random) -> None:
    """Give each atom of a connected set its unit: cut the set in two by the number of units, and again."""
    if len(units) == 1:
        for atom in atoms:
            part[atom] = units[0]
        return
    one, count = _side(ground, atoms, len(units), chance)
    _share(ground, sorted(one), units[:count], part, chance)
    _share(ground, [atom for atom in atoms if atom not in one], units[count:], part, chance)


def _side(ground: Ground, atoms: Sequence[int], units: int, chance: random.Random) -> tuple[set[int], int]:
    """Take a connected part for half of the units that holds its share of the load; both sides have an atom a unit.

    Where no tree has such a cut, one atom is taken off for one unit: that always leaves the rest in one piece.
    """
    region, half = ground.subgraph(atoms), units // 2
    wanted = half / units * sum(ground.node_data(atom)["load"] for atom in atoms)
    for slack in _SLACK:
        for _ in range(_TREES):
            found = _cut(region, wanted, slack, chance)
            if half <= len(found) <= len(atoms) - (units - half):
                return found, half
    by_load = sorted(atoms, key=lambda atom: -ground.node_data(atom)["load"])
    loose = next(atom for atom in by_load if ground.is_node_set_connected(set(atoms) - {atom}))
    return {loose}, 1


def _cut(region: Ground, wanted: float, slack: float, chance: random.Random) -> set[int]:
    """Cut one random tree; nothing where it has no edge that fits."""
    found = bipartition_tree(
        region, pop_col="load", pop_target=wanted, epsilon=slack, repeat_until_valid=False,
        single_district_cut=True, region_surcharge={"village": _SURCHARGE}, rng=chance,
    )  # fmt: skip
    return cast(set[int], set(found))


def _load(graph: Graph, piece: Sequence[int]) -> float:
    return sum(graph.load[atom] for atom in piece)


def _join_lightest(graph: Graph, pieces: list[list[int]]) -> None:
    """Join the lightest piece that has a neighbour to its lightest neighbour."""
    of = {atom: n for n, piece in enumerate(pieces) for atom in piece}
    weight = [_load(graph, piece) for piece in pieces]
    for light in sorted(range(len(pieces)), key=lambda n: (weight[n], n)):
        beside = {of[other] for atom in pieces[light] for other in graph.near[atom]} - {light}
        if beside:
            into = min(beside, key=lambda n: (weight[n], n))
            pieces[into] = sorted(pieces[into] + pieces[light])
            del pieces[light]
            return
    raise LookupError("no two pieces touch")
