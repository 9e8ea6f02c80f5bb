"""Atoms as a graph: which touch over how many metres, what each holds, and which hang together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from gis import faces
from gis.atoms import Atom

_NONE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Atoms by index: what touches what over how many metres, and what each holds. Units: m, m2, minutes a month.

    `village` and `home` are indices, -1 for none; `home` is the unit (by index) an atom lies in at present.
    """

    near: Sequence[Sequence[int]]
    border_m: Sequence[Sequence[float]]
    load: Sequence[float]
    area_m2: Sequence[float]
    perimeter_m: Sequence[float]
    enterprises: Sequence[int]
    village: Sequence[int]
    home: Sequence[int]

    def __len__(self) -> int:
        """Count the atoms."""
        return len(self.near)

    def some(self, chosen: Sequence[int]) -> Graph:
        """Keep some atoms; border with the others becomes outer border."""
        place = {atom: n for n, atom in enumerate(chosen)}
        kept = [
            [(place[b], m) for b, m in zip(self.near[a], self.border_m[a], strict=True) if b in place] for a in chosen
        ]
        return Graph(
            near=[[b for b, _ in row] for row in kept],
            border_m=[[m for _, m in row] for row in kept],
            load=[self.load[a] for a in chosen],
            area_m2=[self.area_m2[a] for a in chosen],
            perimeter_m=[self.perimeter_m[a] for a in chosen],
            enterprises=[self.enterprises[a] for a in chosen],
            village=[self.village[a] for a in chosen],
            home=[self.home[a] for a in chosen],
        )

    def pieces(self, label: Sequence[int]) -> list[list[int]]:
        """Give the connected sets of atoms of equal label, in order of their first atom."""
        seen = [False] * len(self)
        found = []
        for first in range(len(self)):
            if seen[first]:
                continue
            piece, seen[first] = [first], True
            for atom in piece:
                for other in self.near[atom]:
                    if not seen[other] and label[other] == label[atom]:
                        seen[other] = True
                        piece.append(other)
            found.append(sorted(piece))
        return found


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
