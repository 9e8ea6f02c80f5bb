"""What is asked of a heat map: whose hazards of which days and kinds, and by what they are grouped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from gis.heat import Raster
from grids.commands import HazardLevel
from grids.hazards import Source, State
from grids.permissions import Scope

LEVELS: Final = ("unit", "village", "town", "district", "city")
"""Lowest first; below a unit stand its enterprises, in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose hazards, visits and enterprises, of which days and kinds. Days are both included."""

    scope: Scope
    first: date
    last: date
    states: frozenset[State]
    sources: frozenset[Source]
    level: HazardLevel | None = None
    category: str | None = None
    classes: frozenset[str] = frozenset()
    industry: str | None = None
    grade: str | None = None
    area: tuple[str, int] | None = None
    """One area of the tree, by level and id, inside the scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """By square cell. `at_enterprise`: hazards where their enterprise is, as its visits are, so that one divides."""

    raster: Raster
    at_enterprise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """By area of a level, in the order of these ids."""

    level: str
    ids: tuple[int, ...]


def size_of(by: Cells | Areas) -> int:
    """Return how many groups there are."""
    return len(by.ids) if isinstance(by, Areas) else by.raster.cells
