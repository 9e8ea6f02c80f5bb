"""The numbers of inspections, plans, tasks and routes, as of one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPolicy:
    """How far ahead tasks stand, when a visit counts for one, how long making them may take.

    Source: tables/plans.toml, [rule.tasks].
    """

    ahead_days: int
    open_share: float
    open_days_max: int
    inspection_minutes: int
    run_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePolicy:
    """What a day of visits may take. Unit: as the names say. Source: tables/plans.toml, [rule.route]."""

    days: int
    begins_hour: int
    day_minutes: int
    detour: float
    metres_a_minute: float
    way_minutes: int
    early_m: float
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPolicy:
    """What holds of plans on a day. Source: tables/plans.toml."""

    uncounted: frozenset[str]
    counted_outcomes: frozenset[str]
    combined_days: int
    redraws_max: int
    officers_a_pair: int
    visits_a_pair_day: float
    share_of_days: float
    inspection_days: Mapping[str, int]
    cap_a_year: Mapping[str, int]
    random_share: Mapping[str, float]
    tasks: TaskPolicy
    route: RoutePolicy
