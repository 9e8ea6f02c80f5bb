"""Circulars: who may send which to whom, how far one has come, when it is overdue, which reports are due.

Source: 常安〔2016〕21号 二(二) (report upward, instruction, receipt, feedback), 三(三) (each quarter), 题 (documents);
武政办发〔2013〕20号 五-2, 六-2 (summaries, briefings). Signing before answering, and who is below whom, are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from grids.commands import CircularKind, IssueCircular
from grids.errors import Refusal
from grids.indicators import Period
from grids.levels import Place
from grids.offices import Office, OfficeKind

UPWARD: Final = frozenset({CircularKind.SUMMARY, CircularKind.QUARTER_REPORT, CircularKind.BRIEFING})
BELOW: Final = {
    OfficeKind.CITY: frozenset({OfficeKind.DISTRICT, OfficeKind.DEPARTMENT, OfficeKind.TOWN}),
    OfficeKind.DISTRICT: frozenset({OfficeKind.DEPARTMENT, OfficeKind.TOWN}),
    OfficeKind.DEPARTMENT: frozenset({OfficeKind.TOWN}),
    OfficeKind.TOWN: frozenset(),
}
"""Office -> those it instructs; enterprises of its ground and classes besides."""
ABOVE: Final = {
    OfficeKind.CITY: frozenset(),
    OfficeKind.DISTRICT: frozenset({OfficeKind.CITY}),
    OfficeKind.DEPARTMENT: frozenset({OfficeKind.DISTRICT}),
    OfficeKind.TOWN: frozenset({OfficeKind.DISTRICT, OfficeKind.DEPARTMENT}),
}
"""Office -> those it reports to."""
REPORTS: Final = {
    CircularKind.SUMMARY: frozenset({OfficeKind.DEPARTMENT, OfficeKind.TOWN}),
    CircularKind.QUARTER_REPORT: frozenset({OfficeKind.DISTRICT, OfficeKind.DEPARTMENT, OfficeKind.TOWN}),
}
"""Kind of report -> who owes one for every period. Source: 武政办发〔2013〕20号 五-2; 常安〔2016〕21号 三(三)."""
_MONTHS: Final = 12
_QUARTER: Final = 3


class AddresseeState(StrEnum):
    """How far a circular has come with one addressee; overdue is a flag beside it."""

    SENT = "sent"
    READ = "read"
    SIGNED = "signed"
    ANSWERED = "answered"
    RETURNED = "returned"
    DONE = "done"


UNSIGNED: Final = frozenset({AddresseeState.SENT, AddresseeState.READ})
UNANSWERED: Final = UNSIGNED | {AddresseeState.SIGNED, AddresseeState.RETURNED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularPolicy:
    """The numbers of policy behind circulars, as of one day. Source: tables/circulars.toml."""

    attachment_max_mb: int
    attachments_max: int
    due_max_days: int
    summary_due_days: int
    quarter_due_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A circular with one addressee, as the rules see it."""

    state: AddresseeState
    wants_answer: bool
    withdrawn: bool = False
    due_on: date | None = None

    def is_overdue(self, on: date) -> bool:
        """Tell whether the day has passed before what was asked for was done."""
        waiting = UNANSWERED if self.wants_answer else UNSIGNED
        return not self.withdrawn and self.due_on is not None and on > self.due_on and self.state in waiting


def check_issue(command: IssueCircular, today: date, policy: CircularPolicy) -> None:
    """Refuse a circular that can't be meant.

    Raises: Refusal `circular-unfit` (`fault`: addressee, upward, answer, due, period, attachments), `bad-date`.
    """
    up = command.circular_kind in UPWARD
    faults = {
        "addressee": not command.offices and command.enterprises is None,
        "upward": up and command.enterprises is not None,
        "answer": up and command.wants_answer,
        "due": command.wants_answer and command.due_on is None,
        "period": (command.circular_kind in REPORTS) != bool(command.period),
        "attachments": len(command.attachments) > policy.attachments_max,
    }
    fault = next((name for name, is_so in faults.items() if is_so), None)
    if fault is not None:
        raise Refusal("circular-unfit", fault=fault, most=policy.attachments_max)
    if command.period:
        check_period(command.circular_kind, command.period, today)
    latest = today + timedelta(days=policy.due_max_days)
    if command.due_on is not None and not today <= command.due_on <= latest:
        raise Refusal("bad-date", earliest=today.isoformat(), latest=latest.isoformat())


def check_address(kind: CircularKind, one: Office, here: Place, other: Office, there: Place) -> None:
    """Refuse an addressee that stands neither below, nor for a report above. Raises: Refusal `circular-address`."""
    able = (ABOVE if kind in UPWARD else BELOW)[one.kind]
    same = here.city == there.city if OfficeKind.CITY in {one.kind, other.kind} else here.district == there.district
    if other.kind not in able or not same:
        raise Refusal("circular-address", office=other.key)


def read(now: Receipt) -> Receipt:
    """Note the first opening; later ones change nothing."""
    return replace(now, state=AddresseeState.READ) if now.state is AddresseeState.SENT else now


def sign(now: Receipt) -> Receipt:
    """Sign for it; without a wanted answer that is all. Raises: Refusal `circular-withdrawn`, `already-done`."""
    _check_stands(now)
    if now.state not in UNSIGNED:
        raise Refusal("already-done", step="sign-circular")
    return replace(now, state=AddresseeState.SIGNED if now.wants_answer else AddresseeState.DONE)


def answer(now: Receipt) -> Receipt:
    """Take an answer. Raises: Refusal `circular-withdrawn`, `circular-state`."""
    _check_stands(now)
    if not now.wants_answer or now.state not in {
        AddresseeState.SIGNED, AddresseeState.RETURNED, AddresseeState.ANSWERED,
    }:  # fmt: skip
        raise Refusal("circular-state", state=now.state.value, step="answer-circular")
    return replace(now, state=AddresseeState.ANSWERED)


def decide(now: Receipt, *, accepted: bool, opinion: str, new_due_on: date | None, today: date) -> Receipt:
    """Take the answer, or give it back with a reason and a day.

    Raises: Refusal `circular-withdrawn`, `circular-state`, `reason-needed`, `bad-date`.
    """
    _check_stands(now)
    if now.state is not AddresseeState.ANSWERED:
        raise Refusal("circular-state", state=now.state.value, step="decide-answer")
    if accepted:
        return replace(now, state=AddresseeState.DONE)
    if not opinion.strip():
        raise Refusal("reason-needed", step="decide-answer")
    due = new_due_on or now.due_on
    if due is None or due < today:
        raise Refusal("bad-date", earliest=today.isoformat(), latest=None)
    return replace(now, state=AddresseeState.RETURNED, due_on=due)


def span(code: str) -> Period:
    """Read a period: a month `2026-11` or a quarter `2026Q4`. Raises: Refusal `bad-date`.

    >>> span("2026Q4").last
    datetime.date(2026, 12, 31)
    """
    year, sign_, part = code[:4], code[4:5], code[5:]
    if not (code.isascii() and year.isdigit() and part.isdigit() and 1949 <= int(year) <= 2999):  # noqa: PLR2004
        raise Refusal("bad-date", earliest=None, latest=None)
    months = {"-": 1, "Q": _QUARTER}.get(sign_, 0)
    number = int(part)
    if not months or not 1 <= number <= _MONTHS // months or len(part) != (2 if sign_ == "-" else 1):
        raise Refusal("bad-date", earliest=None, latest=None)
    first = date(int(year), months * (number - 1) + 1, 1)
    ends = months * number
    until = date(first.year + ends // _MONTHS, ends % _MONTHS + 1, 1)
    return Period(first, until - timedelta(days=1))


def code_of(kind: CircularKind, day: date) -> str:
    """Name the period of a kind of report in which a day lies."""
    if kind is CircularKind.SUMMARY:
        return f"{day:%Y-%m}"
    return f"{day.year}Q{(day.month - 1) // _QUARTER + 1}"


def due_day(kind: CircularKind, code: str, policy: CircularPolicy) -> date:
    """Return the last day on which the report of a period is in time. Unit: calendar days after the period."""
    days = policy.summary_due_days if kind is CircularKind.SUMMARY else policy.quarter_due_days
    return span(code).last + timedelta(days=days)


def check_period(kind: CircularKind, code: str, today: date) -> None:
    """Refuse a period that is not of the kind, or has not begun. Raises: Refusal `bad-date`."""
    found = span(code)
    if code_of(kind, found.first) != code or found.first > today:
        raise Refusal("bad-date", earliest=None, latest=today.isoformat())


def number(kind: OfficeKind, area: str, year: int, serial: int, *, up: bool) -> str:
    """Write the number of a circular.

    >>> number(OfficeKind.DISTRICT, "武进区", 2026, 3, up=False)
    '(武进区)安传〔2026〕区0003号'
    """
    word = {OfficeKind.CITY: "市", OfficeKind.DISTRICT: "区", OfficeKind.DEPARTMENT: "部", OfficeKind.TOWN: "镇"}[kind]
    return f"({area})安{'报' if up else '传'}〔{year}〕{word}{serial:04d}号"


def _check_stands(now: Receipt) -> None:
    if now.withdrawn:
        raise Refusal("circular-withdrawn")
