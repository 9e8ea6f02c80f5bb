"""Grading an enterprise by a method: points by factor, what is not known, vetoes, the grade; and the life of a method.

What is unknown stays unknown: a grade is given only where nothing that is missing could change it.
Source: docs/rules.md 2.9 (R08, R09).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, assert_never

from grids.errors import Refusal
from grids.grading_methods import Each, Factor, Group, Measure, Method, Steps, Topic, Unknown, Words

NONE: Final = "none"
"""A measure that is known to have nothing to measure: there is no ammonia here."""
GRADES: Final = ("A", "B", "C", "D")
WORST: Final = GRADES[-1]
_TOP: Final = 100.0

Value = float | str | None
"""What a measure gave: a number, a word, `NONE`, or None where nobody knows."""


class MethodState(StrEnum):
    """Where a version of a method is in its life; published ones hold from their day until the next one's."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class GradeState(StrEnum):
    """Where a result is: proposed by a run, approved by the department, or overtaken by a later result."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingPolicy:
    """What holds of grading on a day beside the methods. Source: tables/grading.toml."""

    colours: Mapping[str, str]
    unit_shares: Mapping[str, float]
    topics: Mapping[str, Topic]
    default: Method
    source: str
    published_ahead_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorScore:
    """A factor with what was measured and the points it may be worth: both ends are equal where it is known."""

    id: str
    value: Value
    low: float
    high: float
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupScore:
    """A group of factors after its cap."""

    id: str
    low: float
    high: float
    factors: tuple[FactorScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoCheck:
    """A veto with what was measured, and whether it strikes."""

    id: str
    value: Value
    strikes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a method says of an enterprise; `grade` None is "not graded", `missing` is what it would take."""

    low: float
    high: float
    grade: str | None
    groups: tuple[GroupScore, ...]
    checks: tuple[VetoCheck, ...]
    missing: tuple[str, ...]

    @property
    def vetoes(self) -> tuple[str, ...]:
        """Name the vetoes that strike."""
        return tuple(check.id for check in self.checks if check.strikes)


class Grader:
    """Grades enterprises from rows of measured values; equal rows, and equal parts of rows, are judged once."""

    def __init__(self, method: Method, measures: Sequence[Measure] | None = None) -> None:
        """Take a method, and which measure stands in which column of the rows."""
        columns = {measure: n for n, measure in enumerate(measures or method.measures())}
        self.method = method
        self._groups = [(group, tuple(columns[f.measure] for f in group.factors)) for group in method.groups]
        self._scores: list[dict[tuple[Value, ...], GroupScore]] = [{} for _ in method.groups]
        self._vetoes = [(veto, columns[veto.measure]) for veto in method.vetoes]
        self._known: dict[tuple[Value, ...], Result] = {}

    def grade(self, row: tuple[Value, ...]) -> Result:
        """Judge one enterprise.

        Unit: points, 0 to 100, higher is worse. Error: `low` to `high`, by what is not known.
        Source: docs/rules.md 2.9.
        """
        found = self._known.get(row)
        if found is None:
            found = self._known[row] = self._judge(row)
        return found

    def _judge(self, row: tuple[Value, ...]) -> Result:
        groups = tuple(self._score(n, row) for n in range(len(self._groups)))
        low = min(_TOP, max(0.0, sum(group.low for group in groups)))
        high = min(_TOP, max(0.0, sum(group.high for group in groups)))
        checks = tuple(
            VetoCheck(id=veto.id, value=row[n], strikes=reaches(row[n], veto.at_least)) for veto, n in self._vetoes
        )
        is_struck = any(check.strikes for check in checks)
        open_vetoes = tuple(check.id for check in checks if check.value is None)
        best, worst = self._band(low), WORST if open_vetoes else self._band(high)
        grade = WORST if is_struck else best if best == worst else None
        unknown = tuple(f.id for group in groups for f in group.factors if not f.is_known and f.low != f.high)
        missing = () if is_struck else unknown + open_vetoes
        return Result(low=low, high=high, grade=grade, groups=groups, checks=checks, missing=missing)

    def _score(self, n: int, row: tuple[Value, ...]) -> GroupScore:
        group, columns = self._groups[n]
        values = tuple(row[column] for column in columns)
        found = self._scores[n].get(values)
        if found is None:
            found = self._scores[n][values] = _of_group(group, values)
        return found

    def _band(self, score: float) -> str:
        bands = self.method.bands
        return GRADES[sum(score >= edge for edge in (bands.b, bands.c, bands.d))]


def unit_grade(counts: Mapping[str, int], shares: Mapping[str, float]) -> str | None:
    """Return the grade whose colour a grid unit has on the four-colour map; None where nobody is graded.

    The worst grade that, with those worse than it, makes up its share of the graded enterprises.
    Source: tables/grading.toml, unit_shares.

    >>> unit_grade({"A": 70, "B": 10, "C": 16, "D": 4}, {"D": 0.1, "C": 0.2, "B": 0.5})
    'C'
    """
    graded = sum(counts.get(grade, 0) for grade in GRADES)
    if not graded:
        return None
    for n in range(len(GRADES) - 1, 0, -1):
        if sum(counts.get(grade, 0) for grade in GRADES[n:]) >= shares[GRADES[n]] * graded:
            return GRADES[n]
    return GRADES[0]


def reaches(value: Value, at_least: float) -> bool:
    """Tell whether a measured number is at least so much.

    >>> reaches(2.0, 1), reaches("none", 1), reaches(None, 1)
    (True, False, False)
    """
    return isinstance(value, (int, float)) and value >= at_least


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last of that month.

    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def check_draft(state: MethodState) -> None:
    """Refuse to write or publish what is no draft.

    Raises: Refusal `grading-state`.
    """
    if state is not MethodState.DRAFT:
        raise Refusal("grading-state", state=state.value)


def check_from(day: date, today: date, latest: date | None, policy: GradingPolicy) -> None:
    """Refuse a day from which a method can't begin to hold: past, too far, or not after the version before it.

    Raises: Refusal `bad-date`.
    """
    earliest = today if latest is None else max(today, latest + timedelta(days=1))
    last = today + timedelta(days=policy.published_ahead_days)
    if not earliest <= day <= last:
        raise Refusal("bad-date", earliest=earliest.isoformat(), latest=last.isoformat())


def _of_group(group: Group, values: Sequence[Value]) -> GroupScore:
    scores = tuple(_of_factor(factor, value) for factor, value in zip(group.factors, values, strict=True))
    low, high = (_combined(group, [getattr(s, end) for s in scores]) for end in ("low", "high"))
    return GroupScore(id=group.id, low=low, high=high, factors=scores)


def _combined(group: Group, points: Sequence[float]) -> float:
    """Put the points of a group together. Source: docs/rules.md 2.9, the greatest and 20 % of the others, capped."""
    total = sum(points)
    if group.combine == "max_plus":
        most = max(points)
        total = most + group.share * (total - most)
    return round(total if group.cap is None else min(group.cap, total), 4)


def _of_factor(factor: Factor, value: Value) -> FactorScore:
    points = None if value is None else _points(factor, value)
    low, high = _ends(factor) if points is None else (points, points)
    return FactorScore(id=factor.id, value=value, low=low, high=high, is_known=points is not None)


def _ends(factor: Factor) -> tuple[float, float]:
    """Return the least and the most points that an unknown factor may be worth."""
    low, high = _reach(factor)
    match factor.unknown:
        case Unknown.ZERO:
            return 0.0, 0.0
        case Unknown.WORST:
            return high, high
        case Unknown.RANGE:
            return low, high
        case _:
            assert_never(factor.unknown)


def _reach(factor: Factor) -> tuple[float, float]:
    match factor.scale:
        case Steps(steps=steps):
            points = [step.points for step in steps]
        case Words(words=words):
            points = [each.points for each in words]
        case Each(most=most):
            points = [most]
        case _:
            assert_never(factor.scale)
    return min(0.0, *points), max(0.0, *points)


def _points(factor: Factor, value: float | str) -> float | None:
    """Return what a value is worth; a word that the method does not list says nothing."""
    if value == NONE:
        return 0.0
    match factor.scale:
        case Words(words=words):
            said = value if isinstance(value, str) else f"{value:g}"
            return next((each.points for each in words if each.word == said), None)
        case _ if isinstance(value, str):
            return None
        case Steps(steps=steps):
            return next((step.points for step in reversed(steps) if value >= step.at_least), 0.0)
        case Each(points=points, most=most):
            given = points * value
            return min(most, given) if most >= 0 else max(most, given)
        case _:
            assert_never(factor.scale)
