"""Major hazards: the report and the plan with their parts, the five in place, and what is late.

Source: 安监总局令第16号 (three parts, six parts); docs/rules.md 3.1 rows 9, 10, 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from grids import commands as c
from grids.commands import HazardLevel
from grids.errors import Refusal
from grids.hazards import Hazard, HazardEvent, Outcome, State, followed
from grids.policy import Policy, Treatment, local_day

REPORT: Final = ("causes", "harm")
"""Parts one and two of the report; the third is the plan."""
PLAN: Final[Mapping[str, tuple[str, ...]]] = {
    "goals": ("goals",),
    "methods": ("methods",),
    "funds": ("funds", "funds_yuan"),
    "responsible": ("responsible", "responsible_person"),
    "time_limit": ("time_limit", "milestones"),
    "emergency": ("emergency_measures",),
}
"""Part of the plan -> the fields it is made of; every one must be filled."""


class Place(StrEnum):
    """What must be in place for a treatment: the five in place (五到位). Source: docs/rules.md 3.1."""

    RESPONSIBILITY = "responsibility"
    MEASURES = "measures"
    FUNDS = "funds"
    TIME = "time"
    EMERGENCY = "emergency"


_FIVE: Final[Mapping[Place, tuple[str, ...]]] = {
    Place.RESPONSIBILITY: ("responsible", "responsible_person"),
    Place.MEASURES: ("methods", "interim_measures"),
    Place.FUNDS: ("funds_yuan",),
    Place.TIME: ("time_limit", "milestones"),
    Place.EMERGENCY: ("emergency_measures",),
}


def missing(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the fields of report, plan and interim measures that say nothing."""
    needed = (*REPORT, *(name for fields in PLAN.values() for name in fields), "interim_measures")
    return tuple(name for name in needed if not _said(plan.get(name)))


def five_in_place(plan: Mapping[str, Any] | None) -> Mapping[Place, bool]:
    """Tell which of the five a plan has in place; without a plan none is.

    >>> sum(five_in_place(None).values())
    0
    """
    told = plan or {}
    return {place: all(_said(told.get(name)) for name in fields) for place, fields in _FIVE.items()}


def plan(now: Hazard, command: c.SubmitPlan, today: date) -> Outcome:
    """Take the report and the plan in, whole, for the department's review (row 9).

    Raises: Refusal `wrong-state`, `plan-parts-missing` with the names of the fields, `bad-date`.
    """
    if now.level is not HazardLevel.MAJOR:
        raise Refusal("major-only", step=command.kind)
    lacking = missing({name: getattr(command, name) for name in command.__slots__})
    if lacking:
        raise Refusal("plan-parts-missing", parts=",".join(lacking), n=len(lacking))
    if any(each.due_on < today for each in command.milestones):
        raise Refusal("bad-date", earliest=today.isoformat(), latest=None)
    return followed(
        now, HazardEvent.PLAN_SUBMITTED, state=State.PLAN_REVIEW, plan_approved=False,
        interim_measures=command.interim_measures,
    )  # fmt: skip


def not_listed(now: Hazard, step: str) -> None:
    """Refuse to end or lower a hazard that a level supervises by name: it is delisted first."""
    if now.listed is not None:
        raise Refusal("listing-in-force", step=step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeliness:
    """When a major hazard was reported and planned, against the target. Unit: whole minutes; days."""

    reported_at: datetime
    report_minutes: int
    report_late: bool
    plan_due_on: date
    plan_at: datetime | None
    plan_late: bool
    review_due_on: date | None
    reviewed_at: datetime | None
    review_late: bool


def timeliness(
    known: tuple[datetime, datetime], plan_at: datetime | None, reviewed_at: datetime | None, now: datetime,
    policy: Policy,
) -> Timeliness:  # fmt: skip
    """Say how timely report, plan and review are. `known`: when it was known to be major, and when it was reported.

    Unit: days in the zone of the deployment. Source: tables/treatment.toml.
    """
    rule: Treatment = policy.treatment
    found_at, reported_at = known
    waited = reported_at - found_at
    plan_due = policy.add_working_days(local_day(reported_at), rule.plan_working_days)
    review_due = None if plan_at is None else policy.add_working_days(local_day(plan_at), rule.plan_review_working_days)
    return Timeliness(
        reported_at=reported_at,
        report_minutes=max(0, int(waited / timedelta(minutes=1))),
        report_late=waited > timedelta(hours=rule.report_hours),
        plan_due_on=plan_due,
        plan_at=plan_at,
        plan_late=local_day(plan_at or now) > plan_due,
        review_due_on=review_due,
        reviewed_at=reviewed_at,
        review_late=review_due is not None and local_day(reviewed_at or now) > review_due,
    )


def _said(value: Any) -> bool:  # noqa: ANN401 - text, number or list
    return bool(value.strip()) if isinstance(value, str) else value not in (None, (), [])
