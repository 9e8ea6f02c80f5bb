"""Self-inspection and self-report: who checks itself how often, what a report needs, when it is late or missed.

Source: 安监总局令第16号 (statistics each quarter and year, signed by the principal); 武政办发〔2013〕20号 五-3;
docs/rules.md 3.4, 4.3 (2, 3); numbers in tables/self_check.toml.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final

from grids import commands as c
from grids.commands import AnswerResult
from grids.enterprises import is_high_risk
from grids.errors import Refusal
from grids.policy import local_day

_PERIOD: Final = re.compile(r"(\d{4})(?:Q([1-4]))?")
_QUARTER: Final = 3
_DECEMBER: Final = 12


class Rhythm(StrEnum):
    """How often an enterprise checks itself in a quarter; the year is reported once more as a whole."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class PeriodState(StrEnum):
    """Where an enterprise stands in a period. Late, missed and corrected are flags, never states."""

    DUE = "due"
    STARTED = "started"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Decision(StrEnum):
    """What the office said of a signed report."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCheckPolicy:
    """The numbers of self-inspection that hold on a day. Source: tables/self_check.toml."""

    quarter_due_day: int
    year_due_month: int
    year_due_day: int
    remind_days: Sequence[int]
    monthly_grades: Collection[str]
    monthly_classes: Collection[str]
    monthly_tags: Collection[str]
    owing_employees_min: int
    zero_checked_share: float
    zero_not_applicable_share: float
    zero_seconds_an_item: float
    zero_photos_min: int
    zero_streak_warning: int
    identical_streak_warning: int
    small_base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A quarter or a year of the calendar."""

    code: str
    first: date
    last: date

    @property
    def is_year(self) -> bool:
        """Tell whether this is a whole year."""
        return "Q" not in self.code

    def due_on(self, policy: SelfCheckPolicy) -> date:
        """Return the last day on which its report is on time.

        Source: 安监总局令第16号 (the 15th of the month after the quarter; 31 January for the year).
        """
        if self.is_year:
            return date(self.last.year + 1, policy.year_due_month, policy.year_due_day)
        after = self.last + timedelta(days=1)
        return after.replace(day=policy.quarter_due_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What decides how often an enterprise checks itself."""

    grade: str | None
    risk_colour: str | None
    key_list: bool
    supervision_class: str
    tags: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One enterprise in one period, as the rules see it."""

    period: Period
    due_on: date
    state: PeriodState
    waived: bool = False
    first_signed_at: datetime | None = None
    corrections: int = 0

    def is_late(self) -> bool:
        """Tell whether the first signed report came after its day; a later correction does not mend that."""
        return self.first_signed_at is not None and local_day(self.first_signed_at) > self.due_on

    def is_missed(self, on: date) -> bool:
        """Tell whether the day has passed without any signed report."""
        return not self.waived and self.first_signed_at is None and on > self.due_on


def period(code: str) -> Period:
    """Read a period.

    >>> period("2026Q4").last, period("2026").first
    (datetime.date(2026, 12, 31), datetime.date(2026, 1, 1))

    Raises: Refusal `unknown-thing`.
    """
    match = _PERIOD.fullmatch(code)
    if match is None:
        raise Refusal("unknown-thing", thing="period")
    year = int(match[1])
    if match[2] is None:
        return Period(code=code, first=date(year, 1, 1), last=date(year, _DECEMBER, 31))
    month = _QUARTER * int(match[2])
    following = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return Period(code=code, first=date(year, month - 2, 1), last=following - timedelta(days=1))


def quarter_of(day: date) -> Period:
    """Return the quarter of a day."""
    return period(f"{day.year}Q{(day.month - 1) // _QUARTER + 1}")


def year_of(day: date) -> Period:
    """Return the year of a day."""
    return period(str(day.year))


def month_of(day: date) -> str:
    """Name the month of a day as `2026-11`."""
    return f"{day.year}-{day.month:02d}"


def before(of: Period) -> Period:
    """Return the period of the same length just before."""
    return (year_of if of.is_year else quarter_of)(of.first - timedelta(days=1))


def rhythm(kind: Kind, policy: SelfCheckPolicy) -> Rhythm:
    """Say how often an enterprise checks itself, by class, grade and what it handles.

    Source: docs/rules.md 3.4 (monthly for high-risk); tables/self_check.toml.
    """
    monthly = (
        is_high_risk(kind.grade, kind.risk_colour, is_key=kind.key_list)
        or kind.grade in policy.monthly_grades
        or kind.supervision_class in policy.monthly_classes
        or bool(set(kind.tags) & set(policy.monthly_tags))
    )
    return Rhythm.MONTHLY if monthly else Rhythm.QUARTERLY


def owes(kind: Kind, employees: int | None, policy: SelfCheckPolicy) -> bool:
    """Tell whether an enterprise owes self-checks in this phase: those above the size, and all that are high-risk.

    An unknown size counts as large enough: what is unknown is never let off.
    Source: 武政办发〔2013〕20号 二 (phases); docs/rules.md 3.6 (micro units are served by the grid officer).
    """
    large = employees is None or employees >= policy.owing_employees_min
    return large or rhythm(kind, policy) is Rhythm.MONTHLY


def checks_owed(how_often: Rhythm) -> int:
    """Return how many self-checks a period asks for, in as many months."""
    return {Rhythm.MONTHLY: _QUARTER, Rhythm.QUARTERLY: 1, Rhythm.YEARLY: 0}[how_often]


def after_check(now: PeriodState, how_often: Rhythm, months: int) -> PeriodState:
    """Say where a period stands when self-checks of so many of its months are in."""
    if now not in {PeriodState.DUE, PeriodState.STARTED}:
        return now
    return PeriodState.SUBMITTED if months >= checks_owed(how_often) else PeriodState.STARTED


def check(command: c.SubmitSelfCheck, items: Collection[str], at: datetime, policy: SelfCheckPolicy) -> None:
    """Refuse a self-check that names items its list does not have, of a time that cannot be, or that shows too little.

    A check without a hazard is a zero report: it names what was looked at, takes its time and shows photos.
    Raises: Refusal `unknown-thing`, `bad-date`, `self-check-short`, `self-check-quick`, `photo-needed`.
    Source: docs/rules.md 0.6, 3.4 (zero report needs the list of items checked, not one click).
    """
    names = [answer.item for answer in command.answers]
    if len(set(names)) != len(names) or not set(names) <= set(items):
        raise Refusal("unknown-thing", thing="check_item")
    if not command.started_at <= command.finished_at or local_day(command.finished_at) > local_day(at):
        raise Refusal("bad-date", earliest=local_day(command.started_at).isoformat(), latest=local_day(at).isoformat())
    if any(answer.result is AnswerResult.HAZARD and answer.hazard is None for answer in command.answers):
        raise Refusal("unknown-thing", thing="hazard")
    if not any(answer.result is AnswerResult.HAZARD for answer in command.answers):
        _check_zero(command, len(items), policy)


def _check_zero(command: c.SubmitSelfCheck, of: int, policy: SelfCheckPolicy) -> None:
    seen = [answer for answer in command.answers if answer.result is not AnswerResult.NOT_CHECKED]
    outside = sum(answer.result is AnswerResult.NOT_APPLICABLE for answer in seen)
    if len(seen) < policy.zero_checked_share * of or outside > policy.zero_not_applicable_share * of:
        raise Refusal("self-check-short", n=len(seen) - outside, of=of)
    seconds = (command.finished_at - command.started_at).total_seconds()
    least = policy.zero_seconds_an_item * (len(seen) - outside)
    if seconds < least:
        raise Refusal("self-check-quick", seconds=round(seconds), least=round(least))
    if len(command.photos) < policy.zero_photos_min:
        raise Refusal("photo-needed", step=command.kind)


def sign(now: Standing, command: c.SignSelfReport, figures: c.SelfFigures, at: datetime) -> Standing:
    """Hand a report in, or refuse: what was signed must be what the records say, after the period, and not empty.

    A second report of a period is a correction and needs its reason; the first one stays, and so does its lateness.
    Raises: Refusal `self-report-early`, `self-report-empty`, `self-report-moved`, `reason-needed`.
    """
    if local_day(at) <= now.period.last:
        raise Refusal("self-report-early", last_on=now.period.last.isoformat())
    if figures.checks == 0:
        raise Refusal("self-report-empty", period=now.period.code)
    if command.figures != figures:
        raise Refusal("self-report-moved", period=now.period.code)
    again = now.first_signed_at is not None
    if again and not command.reason.strip():
        raise Refusal("reason-needed", step=command.kind)
    return Standing(
        period=now.period, due_on=now.due_on, state=PeriodState.SIGNED, waived=now.waived,
        first_signed_at=now.first_signed_at or at, corrections=now.corrections + int(again),
    )  # fmt: skip


def decide(now: PeriodState, command: c.DecideSelfReport) -> PeriodState:
    """Accept a signed report or send it back with a reason.

    Raises: Refusal `self-report-state`, `reason-needed`.
    """
    if now is not PeriodState.SIGNED:
        raise Refusal("self-report-state", standing=now.value)
    if command.accepted:
        return PeriodState.ACCEPTED
    if not command.opinion.strip():
        raise Refusal("reason-needed", step=command.kind)
    return PeriodState.RETURNED


def reminder(due_on: date, on: date, policy: SelfCheckPolicy) -> int | None:
    """Return which reminder falls on this day, as days from the due day; none on most days."""
    days = (on - due_on).days
    return days if days in policy.remind_days else None


def zero_streak(newest_first: Sequence[bool | None]) -> int:
    """Count how many reported periods in a row, the newest first, had no hazard; one without a report ends it.

    >>> zero_streak([True, True, False, True]), zero_streak([None, True])
    (2, 0)
    """
    return sum(1 for _ in takewhile(lambda zero: zero is True, newest_first))


def identical_streak(newest_first: Sequence[str]) -> int:
    """Count how many self-checks in a row, the newest first, have the very same answers; one alone is no streak.

    >>> identical_streak(["a", "a", "b"]), identical_streak(["a"]), identical_streak([])
    (2, 0, 0)
    """
    streak = sum(1 for _ in takewhile(lambda mark: mark == newest_first[0], newest_first))
    return streak if streak > 1 else 0
