"""The yearly inspection plan of an authority: its life, whom it must inspect, and what its inspectors can do.

Source: 安全生产法 第六十二条 (annual plan by class and grade); docs/rules.md 3.3 (life of a plan), 2.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids.commands.plans import Criteria
from grids.errors import Refusal
from grids.plan_policy import PlanPolicy
from grids.policy import Policy


class PlanState(StrEnum):
    """Where a plan stands. Source: docs/rules.md 3.3."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    FILED = "filed"
    ACTIVE = "active"
    CLOSED = "closed"


BEFORE: Final[Mapping[str, PlanState]] = {
    "write-inspection-plan": PlanState.DRAFT,
    "draw-inspection-plan": PlanState.DRAFT,
    "submit-inspection-plan": PlanState.DRAFT,
    "decide-inspection-plan": PlanState.SUBMITTED,
    "file-inspection-plan": PlanState.APPROVED,
    "activate-inspection-plan": PlanState.FILED,
    "close-inspection-plan": PlanState.ACTIVE,
}
"""Step -> the state it follows from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan as the rules see it."""

    state: PlanState
    author: UUID
    revision: int
    year: int
    draws: int = 0
    drawn_on_revision: int | None = None
    submitted_by: UUID | None = None


def check_step(now: Plan, step: str) -> None:
    """Refuse a step that does not follow from the state. Raises: Refusal `plan-state`."""
    if now.state is not BEFORE[step]:
        raise Refusal("plan-state", step=step, state=now.state.value)


def check_year(year: int, today: date) -> None:
    """Refuse the plan of a year that is over, or of one after next. Raises: Refusal `plan-year`."""
    if not today.year <= year <= today.year + 1:
        raise Refusal("plan-year", first=today.year, last=today.year + 1)


def draw(now: Plan, policy: PlanPolicy) -> Plan:
    """Count a draw. Raises: Refusal `plan-state`, `plan-draws` when it was drawn as often as may be."""
    check_step(now, "draw-inspection-plan")
    if now.draws >= policy.redraws_max:
        raise Refusal("plan-draws", most=policy.redraws_max)
    return replace(now, draws=now.draws + 1, drawn_on_revision=now.revision)


def submit(now: Plan, objects: int, by: UUID) -> Plan:
    """Hand a plan in. Raises: Refusal `plan-state`, `plan-undrawn` when it was changed since it was drawn."""
    check_step(now, "submit-inspection-plan")
    if now.drawn_on_revision != now.revision or not objects:
        raise Refusal("plan-undrawn")
    return replace(now, state=PlanState.SUBMITTED, submitted_by=by)


def decide(now: Plan, by: UUID, opinion: str, *, approved: bool) -> Plan:
    """Approve or give back. Raises: Refusal `plan-state`, `plan-own`, `reason-needed`."""
    check_step(now, "decide-inspection-plan")
    if by in {now.author, now.submitted_by}:
        raise Refusal("plan-own")
    if not approved and not opinion.strip():
        raise Refusal("reason-needed", step="decide-inspection-plan")
    return replace(now, state=PlanState.APPROVED if approved else PlanState.DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An enterprise as far as a plan looks at it."""

    grade: str | None
    key_list: bool
    affiliation: str | None


def reasons(candidate: Candidate, criteria: Criteria) -> tuple[str, ...]:
    """Say why an enterprise is a key object; nothing when it is not. Source: docs/rules.md 2.7 (重点检查); R48."""
    found = []
    if (candidate.grade or "none") in criteria.key_grades:
        found.append("grade")
    if criteria.key_list and candidate.key_list:
        found.append("key_list")
    if candidate.affiliation is not None and candidate.affiliation in criteria.affiliations:
        found.append("affiliation")
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a number of inspectors can do in a year."""

    inspectors: int
    pairs: int
    working_days: int
    inspections: int


def capacity(inspectors: int, working_days: int, policy: PlanPolicy) -> Capacity:
    """Compute what pairs can inspect: pairs x working days x the share for planned inspections x inspections a day.

    Unit: inspections. Error: an estimate. Source: 安全生产法 第六十二条; tables/plans.toml.
    """
    pairs = inspectors // policy.officers_a_pair
    days = pairs * working_days * policy.share_of_days
    return Capacity(
        inspectors=inspectors, pairs=pairs, working_days=working_days,
        inspections=int(round(days * policy.visits_a_pair_day, 6)),
    )  # fmt: skip


def working_days(year: int, policy: Policy, since: date | None = None) -> dict[int, int]:
    """Count the working days of each month by the holiday table, from a day on.

    >>> sum({1: 20, 2: 18}.values())
    38
    """
    day = max(date(year, 1, 1), since or date(year, 1, 1))
    found: dict[int, int] = dict.fromkeys(range(1, 13), 0)
    while day.year == year:
        found[day.month] += policy.is_working(day)
        day += timedelta(days=1)
    return found
