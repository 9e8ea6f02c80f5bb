"""Content and frequency by class and grade: the floor of visits, the cap of inspections, the checklists.

Source: 武政办发〔2013〕20号 三-2 (both differ by class and grade); 国办发〔2024〕54号 (a published cap a year);
docs/rules.md 2.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from grids.commands.plans import GradeFrequency, PublishFrequency
from grids.commands.tasks import Basis
from grids.errors import Refusal
from grids.plan_policy import PlanPolicy
from grids.policy import Policy

WORST_FIRST: Final = ("D", "C", "B", "A")
ALL: Final = (*WORST_FIRST, "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRule:
    """What one grade is owed."""

    visit_days: int
    inspection_days: int
    cap: int
    checklists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """What holds on a day: published by (district, class), by (district, None), and the default of all others."""

    default: Mapping[str, GradeRule]
    published: Mapping[tuple[int, str | None], Mapping[str, GradeRule]] = field(default_factory=dict)

    def of(self, district: int, supervision_class: str | None) -> Mapping[str, GradeRule]:
        """Return the rules of a class in a district: its own, else the district's (None), else the default."""
        own = self.published.get((district, supervision_class)) or self.published.get((district, None))
        return own or self.default

    def visit_days(self, district: int, supervision_class: str, grade: str | None) -> int:
        """Return after how many days the next visit is owed; a grade that nobody knows counts as not graded."""
        rules = self.of(district, supervision_class)
        return rules.get(grade or "none", rules["none"]).visit_days


def defaults(policy: Policy, plan: PlanPolicy) -> dict[str, GradeRule]:
    """Return what holds where nobody published anything. Source: tables/frequency.toml, tables/plans.toml."""
    visits = {**policy.visit_interval_days, "none": policy.ungraded_interval_days}
    return {
        grade: GradeRule(
            visit_days=visits[grade], inspection_days=plan.inspection_days[grade], cap=plan.cap_a_year[grade]
        )
        for grade in ALL
    }


def check(command: PublishFrequency, today: date) -> None:
    """Refuse rules that forget a grade, treat a worse grade more kindly, or hold from a day that is over.

    A grade that is worse is never visited or inspected less often, and who is not graded never less than the best.
    Raises: Refusal `frequency-grades`, `frequency-order`, `bad-date`.
    """
    of: dict[str, GradeFrequency] = {rule.grade: rule for rule in command.grades}
    if set(of) != set(ALL):
        raise Refusal("frequency-grades")
    for worse, better in (*pairwise(WORST_FIRST), ("none", "A")):
        if not _at_least_as_often(of[worse], of[better]):
            raise Refusal("frequency-order", worse=worse, better=better)
    if command.valid_from < today:
        raise Refusal("bad-date", earliest=today.isoformat(), latest=None)


def _at_least_as_often(worse: GradeFrequency, better: GradeFrequency) -> bool:
    return worse.visit_days <= better.visit_days and worse.inspection_days <= better.inspection_days


def counts(basis: str, plan: PlanPolicy) -> bool:
    """Tell whether an inspection for this reason is within the cap. Source: 国办发〔2024〕54号; tables/plans.toml."""
    return basis not in plan.uncounted


def check_cap(basis: Basis, done: int, waiting: int, cap: int, plan: PlanPolicy) -> None:
    """Refuse one more inspection of an authority at an enterprise within a year when the cap is used up.

    `done` counts the year's inspections that took place, `waiting` those that are set. What the law does not count
    (a report, an accident, a re-inspection, an order from above) passes. Raises: Refusal `inspection-cap`.
    """
    if counts(basis, plan) and done + waiting >= cap:
        raise Refusal("inspection-cap", cap=cap, done=done, waiting=waiting)


def turns_a_year(rule: GradeRule, year_days: int = 365) -> int:
    """Return how many inspections a key object is planned for in a year: by frequency, at least one, within the cap.

    >>> turns_a_year(GradeRule(visit_days=30, inspection_days=182, cap=4))
    2
    """
    return min(rule.cap, max(1, year_days // rule.inspection_days))


def in_force(
    rows: Iterable[tuple[int, str | None, date, Mapping[str, GradeRule]]], on: date
) -> dict[tuple[int, str | None], Mapping[str, GradeRule]]:
    """Choose from (district, class, valid from, rules) what holds on a day: the last that is not after it."""
    found: dict[tuple[int, str | None], Mapping[str, GradeRule]] = {}
    for district, supervision_class, start, rules in sorted(rows, key=lambda row: row[2]):
        if start <= on:
            found[district, supervision_class] = rules
    return found
