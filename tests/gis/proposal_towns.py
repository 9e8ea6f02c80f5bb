"""Towns to divide: boards of squares with work on them, and a recount of what a proposal says of itself."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
import pytest
import shapely

from gis.atoms import Atom
from gis.proposal_figures import Figures

SIDE_M = 400.0


def board(across: int, down: int, units: int, seed: int = 0, locked: frozenset[str] = frozenset()) -> list[Atom]:
    """Squares in villages of two columns and present units of whole rows, with up to five enterprises on each."""
    chance = Random(seed)  # noqa: S311 - a generated town
    atoms = []
    for x in range(across):
        for y in range(down):
            count = chance.randint(0, 5)
            unit = f"u{y * units // down}"
            atoms.append(
                Atom(
                    id=f"a{x}-{y}", shape=square(x, y), load=count * chance.choice([10.0, 15.0, 22.5]),
                    enterprises=count, village=f"v{x // 2}", unit=unit, locked=unit in locked,
                )
            )  # fmt: skip
    return atoms


def row(loads: Sequence[float], unit: str | None = None) -> list[Atom]:
    """Squares side by side."""
    return [
        Atom(id=f"a{n}", shape=square(n, 0), load=load, enterprises=1, village=None, unit=unit)
        for n, load in enumerate(loads)
    ]


def square(x: float, y: float) -> Any:
    return shapely.box(x * SIDE_M, y * SIDE_M, (x + 1) * SIDE_M, (y + 1) * SIDE_M)


def joined(atoms: Sequence[Atom], unit_of: Mapping[str, str]) -> dict[str, Any]:
    """Join the atoms by unit, without the code that is tested."""
    shapes = defaultdict(list)
    for atom in atoms:
        shapes[unit_of[atom.id]].append(atom.shape)
    return {unit: shapely.union_all(np.array(parts, dtype=object)) for unit, parts in shapes.items()}


def assert_true_of(figures: Figures, atoms: Sequence[Atom], unit_of: Mapping[str, str]) -> None:
    """Count everything again from shapes and atoms."""
    shapes = joined(atoms, unit_of)
    assert [unit.unit for unit in figures.units] == sorted(shapes)
    for unit in figures.units:
        mine = [atom for atom in atoms if unit_of[atom.id] == unit.unit]
        assert unit.load == pytest.approx(sum(atom.load for atom in mine))
        assert unit.enterprises == sum(atom.enterprises for atom in mine)
        assert unit.area_m2 == pytest.approx(shapes[unit.unit].area)
        assert unit.perimeter_m == pytest.approx(shapes[unit.unit].length)
        assert unit.villages == len({atom.village for atom in mine if atom.village})
        assert unit.locked == any(atom.locked for atom in mine)
    loads = [sum(atom.load for atom in atoms if unit_of[atom.id] == unit) for unit in shapes]
    mean = sum(loads) / len(loads)
    if mean:
        assert figures.mean_load == pytest.approx(mean)
        assert figures.max_over_mean == pytest.approx(max(loads) / mean)
        assert figures.min_over_mean == pytest.approx(min(loads) / mean)
    else:
        assert figures.max_over_mean is figures.min_over_mean is None
    round_ = [4 * math.pi * shape.area / shape.length**2 for shape in shapes.values()]
    assert figures.mean_polsby_popper == pytest.approx(sum(round_) / len(round_))
    assert figures.pieces == len({(atom.village, unit_of[atom.id]) for atom in atoms if atom.village})
    assert figures.villages == len({atom.village for atom in atoms if atom.village})
    assert figures.moved == sum(a.enterprises for a in atoms if a.unit and a.unit != unit_of[a.id])
    assert figures.enterprises == sum(atom.enterprises for atom in atoms)
