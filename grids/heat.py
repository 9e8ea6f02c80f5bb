"""What heat measures, what it counts, and with which numbers of policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from grids.commands import HazardLevel, VisitOutcome
from grids.hazards import Source, State


class Measure(StrEnum):
    """What stands under the hazards."""

    COUNT = "count"
    PER_ENTERPRISE = "per_enterprise"
    PER_VISIT = "per_visit"


class Verdict(StrEnum):
    """What may be said of a place: a value, too little to say, or that nobody has looked."""

    CERTAIN = "certain"
    SMALL = "small"
    UNVISITED = "unvisited"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatPolicy:
    """The numbers of policy behind a heat map, as of one day.

    Unit: bandwidths in metres; `significance` a share; weights without unit.
    Source: tables/heat.toml.
    """

    denominator_min: int
    significance: float
    weights: Mapping[str, int]
    bandwidth_m: Mapping[str, int]

    def weigh(self, count: int, major: int) -> int:
        """Weigh hazards by their level."""
        return self.weights[HazardLevel.GENERAL] * (count - major) + self.weights[HazardLevel.MAJOR] * major


BANDWIDTHS_M: Final = (250, 500, 1000, 2000)
FOUND: Final = frozenset({State.OPEN, State.RECTIFYING, State.PLAN_REVIEW, State.SUBMITTED, State.CLOSED})
"""Hazards that were judged and are true. Source: docs/rules.md 4.3 item 4, without void, merged and waiting."""
BY_VISIT: Final = frozenset({Source.GRID, Source.INSPECTION, Source.TOWN, Source.DEPARTMENT})
"""What an authority's visit finds. An enterprise's own check is no visit, and counting it would punish honesty."""
EFFECTIVE: Final = frozenset({VisitOutcome.INSPECTED})
"""Visits where somebody looked. Source: docs/rules.md 4.3 item 8."""


def sources_of(measure: Measure) -> frozenset[Source]:
    """Return whose findings a measure counts: what is divided by visits was found by visits."""
    return BY_VISIT if measure is Measure.PER_VISIT else frozenset(Source)


def verdict(measure: Measure, *, enterprises: float, visits: float, denominator: float, least: int) -> Verdict:
    """Say what a place's value is worth.

    A place with enterprises and without visits is unvisited, never safe.
    """
    if enterprises > 0 and visits <= 0:
        return Verdict.UNVISITED
    if measure is Measure.COUNT:
        return Verdict.CERTAIN if enterprises > 0 or visits > 0 else Verdict.EMPTY
    if denominator <= 0:
        return Verdict.EMPTY
    return Verdict.SMALL if denominator < least else Verdict.CERTAIN
