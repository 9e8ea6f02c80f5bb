"""What a grid officer owes whom, when and why: grade, open hazard, unverified position, return visit.

Source: docs/rules.md 2.7 (frequency by grade), 3.3 (visits); numbers in tables/frequency.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from grids.policy import Policy


class DueReason(StrEnum):
    """Why a visit is due; the earliest date wins, the order here breaks ties."""

    OPEN_HAZARD = "open_hazard"
    REINSPECTION = "reinspection"
    REVISIT = "revisit"
    GRADE = "grade"
    VERIFY_POSITION = "verify_position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an enterprise that decides when it is next visited."""

    grade: str | None
    since: date
    last_visit_on: date | None = None
    revisit_on: date | None = None
    position_verified: bool = True
    oldest_submitted_on: date | None = None
    has_open_hazard: bool = False
    has_open_major: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A visit that is owed."""

    on: date
    reason: DueReason


def dues(standing: Standing, policy: Policy) -> tuple[Due, ...]:
    """List every reason for the next visit with its day, earliest first.

    Unit: calendar day. Error: none, table look-up. Source: tables/frequency.toml.

    """
    last = standing.last_visit_on or standing.since
    interval = policy.visit_interval_days.get(standing.grade or "", policy.ungraded_interval_days)
    found = [Due(on=last + timedelta(days=interval), reason=DueReason.GRADE)]
    if standing.has_open_major or standing.has_open_hazard:
        level = "major" if standing.has_open_major else "general"
        days = policy.open_hazard_follow_days[level]
        found.append(Due(on=last + timedelta(days=days), reason=DueReason.OPEN_HAZARD))
    if standing.oldest_submitted_on is not None:
        day = standing.oldest_submitted_on + timedelta(days=policy.reinspect_days)
        found.append(Due(on=day, reason=DueReason.REINSPECTION))
    if standing.revisit_on is not None:
        found.append(Due(on=standing.revisit_on, reason=DueReason.REVISIT))
    if not standing.position_verified:
        day = last + timedelta(days=policy.position_check_days)
        found.append(Due(on=day, reason=DueReason.VERIFY_POSITION))
    order = list(DueReason)
    return tuple(sorted(found, key=lambda d: (d.on, order.index(d.reason))))
