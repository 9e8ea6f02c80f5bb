"""What a grid officer owes whom, when and why: grade, open hazard, unverified position, return visit.

Source: docs/rules.md 2.7 (frequency by grade), 3.3 (visits); numbers in tables/frequency.toml.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from grids.policy import Policy


class DueReason(StrEnum):
    """Why a visit is due; the earliest date wins, the order here breaks ties."""

    OPEN_HAZARD = "open_hazard"
    REINSPECTION = "reinspection"
    REVISIT = "revisit"
    KEY_LIST = "key_list"
    SELF_REPORT = "self_report"
    GRADE = "grade"
    VERIFY_POSITION = "verify_position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an enterprise that decides when it is next visited."""

    interval_days: int
    """What is published for its class and grade, else the table's. Source: grids/frequency.py."""
    since: date
    last_visit_on: date | None = None
    waived_on: date | None = None
    """The due day of the last turn that was waived: the next one counts from it."""
    revisit_on: date | None = None
    position_verified: bool = True
    oldest_submitted_on: date | None = None
    has_open_hazard: bool = False
    has_open_major: bool = False
    key_list: bool = False
    untrue_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A visit that is owed."""

    on: date
    reason: DueReason


_ORDER: Final = {reason: n for n, reason in enumerate(DueReason)}


def dues(standing: Standing, policy: Policy) -> tuple[Due, ...]:
    """List every reason for the next visit with its day, earliest first.

    Unit: calendar day. Error: none, table look-up. Source: tables/frequency.toml.

    """
    found = sorted(_days(standing, policy), key=lambda each: (each[0], _ORDER[each[1]]))
    return tuple(Due(on=day, reason=reason) for day, reason in found)


def due_on(standing: Standing, policy: Policy) -> date:
    """Return the day of the next visit, for who counts many and asks for no reason."""
    return min(day for day, _ in _days(standing, policy))


def _days(standing: Standing, policy: Policy) -> Iterator[tuple[date, DueReason]]:
    last = standing.last_visit_on or standing.since
    turn, interval = max(last, standing.waived_on or last), standing.interval_days
    yield turn + timedelta(days=interval), DueReason.GRADE
    if standing.key_list:
        yield turn + timedelta(days=sooner(interval, policy.key_list_factor)), DueReason.KEY_LIST
    if standing.untrue_until is not None and standing.untrue_until >= last:
        yield turn + timedelta(days=sooner(interval, policy.untrue_factor)), DueReason.SELF_REPORT
    if standing.has_open_major or standing.has_open_hazard:
        level = "major" if standing.has_open_major else "general"
        yield last + timedelta(days=policy.open_hazard_follow_days[level]), DueReason.OPEN_HAZARD
    if standing.oldest_submitted_on is not None:
        yield standing.oldest_submitted_on + timedelta(days=policy.reinspect_days), DueReason.REINSPECTION
    if standing.revisit_on is not None:
        yield standing.revisit_on, DueReason.REVISIT
    if not standing.position_verified:
        yield last + timedelta(days=policy.position_check_days), DueReason.VERIFY_POSITION


def every(interval_days: int, policy: Policy, *, key_list: bool) -> int:
    """Return after how many days visit follows visit, on the key list or not. Unit: days."""
    return sooner(interval_days, policy.key_list_factor) if key_list else interval_days


def sooner(interval_days: int, factor: float) -> int:
    """Return the share of an interval after which a visit is owed, rounded up.

    Unit: days. Source: tables/frequency.toml, key_list_factor and untrue_factor.

    >>> sooner(91, 0.5)
    46
    >>> sooner(100, 0.55)  # as decimals: in binary this is a hair more than 55
    55
    """
    return math.ceil(round(interval_days * factor, 6))
