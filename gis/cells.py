"""Counted cells: which are kept ready, and how to add up what a reader may see and wants of them.

Cells are 32 across a tile. Rows of zooms 8 to 10 know only the district, those of 11 to 13 the unit too; zoom 0 has
the units' figures. A reader of whole districts is answered from the first, everybody else from the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grids.commands import HazardLevel
from grids.hazards import State

DEEPER: Final = 5
"""Zooms by which cells are finer than their tile: 32 across."""
FIRST: Final = 8
"""Zoom of the coarsest cells kept; tiles further out add them up."""
FIRST_FINE: Final = 11
"""Zoom of the coarsest cells that know their unit."""
LAST: Final = 13
"""Zoom of the finest cells kept; a crowd further in is counted in these, or as it lies."""
LAST_DRAWN: Final = 15
"""Deepest zoom where they are drawn, eight across."""
SHOWN: Final = (
    State.REPORTED, State.TRANSFER_PENDING, State.OPEN, State.RECTIFYING, State.PLAN_REVIEW, State.SUBMITTED,
    State.CLOSED,
)  # fmt: skip
"""States that are drawn; the others were no hazard, or are drawn as another one."""
UNRESOLVED: Final = (State.OPEN, State.RECTIFYING, State.PLAN_REVIEW, State.SUBMITTED)
RUNNING: Final = (State.OPEN, State.RECTIFYING, State.PLAN_REVIEW)
"""States in which a deadline runs."""
_LATE: Final = "late_"
HAZARD_COUNTERS: Final = (
    *(f"{state}_{level}" for state in SHOWN for level in HazardLevel),
    *(f"{_LATE}{state}_{level}" for state in RUNNING for level in HazardLevel),
)
ENTERPRISE_COUNTERS: Final = ("n", "vague", "grade_a", "grade_b", "grade_c", "grade_d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What a reader may see and wants, as far as cells kept ready can tell.

    `scope` binds the reader's areas on the alias c of cells and `area` the same on h of hazards; `beyond` binds on h
    what is seen outside them.
    """

    scope: str
    area: str
    whole_districts: bool
    beyond: str = "FALSE"
    states: tuple[State, ...] = SHOWN
    levels: tuple[HazardLevel, ...] = tuple(HazardLevel)

    def zoom(self, z: int) -> int:
        """Choose the cells to add up for a tile of a zoom."""
        return min(max(z, FIRST if self.whole_districts else FIRST_FINE), LAST)

    def sum_of(self, states: Sequence[State], *, late: bool = False) -> str:
        """Write the count of hazards in some of these states, as SQL over the rows of a group."""
        names = [
            f"{_LATE if late else ''}{state}_{level}"
            for state in states if state in self.states
            for level in self.levels
        ]  # fmt: skip
        return _added(names)


def _added(names: Sequence[str]) -> str:
    return "(" + " + ".join(f"coalesce(sum(c.{name}), 0)" for name in names) + ")" if names else "0"
