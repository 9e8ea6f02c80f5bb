"""Assessments: the points of an item, the sum of a sheet, the ranking, and which step follows from how far it is.

Source: 武政办发〔2013〕20号 四-7 (acceptance against a standard), 四-8 (rewards and accountability), 六-5 (strict
assessment); docs/rules.md 4.3 (0/0 is no number, equal shares share a rank). The straight line between no points and
all, and what an appeal does, are ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from grids.commands import AssessmentItem, Automatic, Criticism, Honour, HonourKind, OpenAssessment
from grids.errors import Refusal
from grids.indicators import Period, Share

_STEP: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)


class AssessmentState(StrEnum):
    """How far an assessment has come; a withdrawn decision makes it open again."""

    OPEN = "open"
    DECIDED = "decided"
    CANCELLED = "cancelled"


class LineState(StrEnum):
    """How an item of a sheet stands."""

    SCORED = "scored"
    WAITING = "waiting"
    NOT_ASSESSABLE = "not_assessable"


class Outcome(StrEnum):
    """What came of a sheet; none where nothing could be assessed."""

    PASSED = "passed"
    FAILED = "failed"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPolicy:
    """The numbers of policy behind assessments, as of one day. Source: tables/assessments.toml."""

    pass_percent: int
    ranked_from_percent: int
    period_max_days: int
    attachments_max: int
    criticism_due_days: int
    full_at_percent: int
    none_at_percent: int

    def ends(self, *, is_good: bool | None) -> dict[str, int]:
        """Propose the shares that give all points and none; where less is better, nothing gives all."""
        return {"full_at": 0 if is_good is False else self.full_at_percent, "none_at": self.none_at_percent}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A standard that ships, to be edited before an assessment is opened. Source: tables/assessments.toml."""

    object_kind: str
    source: str
    items: tuple[AssessmentItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An item on a sheet: its points where it has some, and the share they were counted from."""

    key: str
    most: Decimal
    points: Decimal | None
    counted: Decimal | None = None
    """What the indicator gives, also where an appeal changed it."""
    share: Share | None = None

    @property
    def state(self) -> LineState:
        """Tell how it stands: nothing over nothing is not assessable, and no deduction."""
        if self.points is not None:
            return LineState.SCORED
        return LineState.WAITING if self.share is None else LineState.NOT_ASSESSABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The points of a sheet out of those that could be had, these out of all of the standard, and what still waits."""

    earned: Decimal
    possible: Decimal
    whole: Decimal
    waiting: int
    not_assessable: int

    def percent(self) -> Decimal | None:
        """Return the share of points, two decimals half up; None where nothing could be assessed."""
        return share_of(self.earned, self.possible)

    def outcome(self, pass_percent: int) -> Outcome:
        """Compare with the pass mark, unrounded."""
        if self.possible == 0:
            return Outcome.NONE
        return Outcome.PASSED if _HUNDRED * self.earned >= pass_percent * self.possible else Outcome.FAILED


def share_of(earned: Decimal, possible: Decimal) -> Decimal | None:
    """Return so many of so many points as per cent, two decimals half up; None where there is nothing to divide by.

    >>> share_of(Decimal(2), Decimal(3))
    Decimal('66.67')
    """
    return None if possible == 0 else (_HUNDRED * earned / possible).quantize(_STEP, ROUND_HALF_UP)


def exact(points: float) -> Decimal:
    """Read points as they count: two decimals, half up.

    >>> exact(0.125)
    Decimal('0.13')
    """
    return Decimal(str(points)).quantize(_STEP, ROUND_HALF_UP)


def counted(automatic: Automatic, most: float, share: Share) -> Decimal | None:
    """Return the points an indicator gives: all from one share on, none from the other on, else by the straight line.

    None where there is nothing to divide by. Unit: points, two decimals half up.

    >>> counted(Automatic(indicator="rectified", full_at=100, none_at=60), 10, Share(n=8, d=10))
    Decimal('5.00')
    """
    if share.d == 0:
        return None
    full, none = Decimal(str(automatic.full_at)), Decimal(str(automatic.none_at))
    part = (_HUNDRED * share.n / share.d - none) / (full - none)
    return (exact(most) * min(max(part, Decimal(0)), Decimal(1))).quantize(_STEP, ROUND_HALF_UP)


def lines(
    items: Sequence[AssessmentItem], shares: Mapping[str, Share], scores: Mapping[str, Decimal]
) -> tuple[Line, ...]:
    """Write the lines of a sheet; a score of an item that is counted comes from an accepted appeal and stands."""
    return tuple(_line(item, shares, scores.get(item.key)) for item in items)


def _line(item: AssessmentItem, shares: Mapping[str, Share], score: Decimal | None) -> Line:
    most = exact(item.points)
    if item.automatic is None:
        return Line(key=item.key, most=most, points=score)
    share = shares.get(item.automatic.indicator, Share(n=0, d=0))
    given = counted(item.automatic, item.points, share)
    return Line(key=item.key, most=most, points=given if score is None else score, counted=given, share=share)


def total(sheet: Iterable[Line]) -> Total:
    """Sum a sheet: points of what was scored, out of what these items can give."""
    told = tuple(sheet)
    scored = [line for line in told if line.points is not None]
    return Total(
        earned=sum((line.points for line in scored if line.points is not None), Decimal(0)),
        possible=sum((line.most for line in scored), Decimal(0)),
        whole=sum((line.most for line in told), Decimal(0)),
        waiting=sum(line.state is LineState.WAITING for line in told),
        not_assessable=sum(line.state is LineState.NOT_ASSESSABLE for line in told),
    )


def ranking(totals: Mapping[str, Total], policy: AssessmentPolicy) -> dict[str, int]:
    """Rank sheets by their share of points; equal ones share a rank.

    One of which too little of the standard could be assessed has none. Source: docs/rules.md 4.3 (small base); the
    share is ours.
    """
    judged = {
        key: each
        for key, each in totals.items()
        if each.possible > 0 and _HUNDRED * each.possible >= policy.ranked_from_percent * each.whole
    }
    return {
        key: 1 + sum(other.earned * each.possible > each.earned * other.possible for other in judged.values())
        for key, each in judged.items()
    }


def check_open(
    command: OpenAssessment, known: Mapping[str, bool | None], today: date, policy: AssessmentPolicy
) -> Period:
    """Refuse an assessment that can't be meant; return its period.

    `known`: indicator -> whether more is better, None where neither is.
    Raises: Refusal `assessment-unfit` (`fault`: period, items, key, points, indicator, direction).
    """
    first, last = command.period_first, command.period_last
    if not first <= last < first + timedelta(days=policy.period_max_days):  # both days count
        raise _unfit("period", most=policy.period_max_days)
    if first > today:
        raise _unfit("period", most=policy.period_max_days)
    if not command.items:
        raise _unfit("items")
    twice = [key for key, n in Counter(item.key for item in command.items).items() if n > 1]
    if twice:
        raise _unfit("key", item=twice[0])
    for item in command.items:
        _check_item(item, known)
    return Period(first, last)


def _check_item(item: AssessmentItem, known: Mapping[str, bool | None]) -> None:
    if exact(item.points) == 0:
        raise _unfit("points", item=item.text)
    if item.automatic is None:
        return
    full, none = item.automatic.full_at, item.automatic.none_at
    if item.automatic.indicator not in known:
        raise _unfit("indicator", item=item.text)
    is_good = known[item.automatic.indicator]
    if full == none or (is_good is not None and (full > none) != is_good):
        raise _unfit("direction", item=item.text)


def check_score(state: AssessmentState, item: AssessmentItem, points: float, reason: str, step: str) -> Decimal:
    """Return the points as they count; who deducts says why.

    Raises: Refusal `assessment-state`, `assessment-item`, `assessment-points`, `reason-needed`.
    """
    check_state(state, AssessmentState.OPEN, step)
    if item.automatic is not None:
        raise Refusal("assessment-item", item=item.text)
    given = _within(item, points)
    if given < exact(item.points) and not reason.strip():
        raise Refusal("reason-needed", step=step)
    return given


def check_answer(
    state: AssessmentState, item: AssessmentItem, *, accepted: bool, points: float | None, reason: str
) -> Decimal | None:
    """Return the new points of an accepted appeal; a refused one needs a reason.

    Raises: Refusal `assessment-state`, `assessment-points`, `reason-needed`.
    """
    check_state(state, AssessmentState.OPEN, "answer-appeal")
    if not accepted:
        if not reason.strip():
            raise Refusal("reason-needed", step="answer-appeal")
        return None
    if points is None:
        raise Refusal("assessment-points", item=item.text, most=item.points)
    return _within(item, points)


def check_decision(
    state: AssessmentState, period: Period, today: date, totals: Iterable[Total], appeals: int,
    honours: Sequence[Honour], criticisms: Sequence[Criticism],
) -> None:  # fmt: skip
    """Refuse a decision that comes too early or leaves something open.

    Raises: Refusal `assessment-state`, `assessment-early`, `assessment-waits`, `assessment-unfit`, `bad-date`.
    """
    check_state(state, AssessmentState.OPEN, "decide-assessment")
    if today <= period.last:
        raise Refusal("assessment-early", last=period.last.isoformat())
    waiting = sum(each.waiting for each in totals)
    if waiting or appeals:
        raise Refusal("assessment-waits", items=waiting, appeals=appeals)
    if any(each.honour_kind is HonourKind.PERSON and not each.unit.strip() for each in honours):
        raise _unfit("unit")
    if any(each.due_on < today for each in criticisms):
        raise Refusal("bad-date", earliest=today.isoformat(), latest=None)


def check_state(state: AssessmentState, wanted: AssessmentState, step: str) -> None:
    """Refuse a step that does not follow. Raises: Refusal `assessment-state`."""
    if state is not wanted:
        raise Refusal("assessment-state", state=state.value, step=step)


def _within(item: AssessmentItem, points: float) -> Decimal:
    given = exact(points)
    if given > exact(item.points):
        raise Refusal("assessment-points", item=item.text, most=item.points)
    return given


def _unfit(fault: str, **facts: str | int) -> Refusal:
    return Refusal("assessment-unfit", fault=fault, **facts)
