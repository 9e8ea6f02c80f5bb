"""The life of a redraw: draft, submitted, approved, published, archived; and what is checked before.

Source: docs/rules.md 3.5. Who may do which step where is in permissions.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids import commands as c
from grids.errors import Conflict, Fact, Refusal

_MONTH_DAYS: Final = 365.2425 / 12


class RedrawState(StrEnum):
    """Where a plan is in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class EditState(StrEnum):
    """Whether an edit counts: done, taken back, or taken back and overtaken by another; none is ever deleted."""

    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"


_EDITABLE: Final = frozenset({RedrawState.DRAFT, RedrawState.RETURNED})
BEFORE: Final[Mapping[str, frozenset[RedrawState]]] = {
    "edit-redraw": _EDITABLE,
    "undo-redraw": _EDITABLE,
    "redo-redraw": _EDITABLE,
    "rebase-redraw": _EDITABLE,
    "submit-redraw": _EDITABLE,
    "decide-redraw": frozenset({RedrawState.SUBMITTED}),
    "withdraw-redraw": _EDITABLE | {RedrawState.SUBMITTED, RedrawState.APPROVED},
    "publish-redraw": frozenset({RedrawState.APPROVED}),
    "archive-redraw": frozenset({RedrawState.PUBLISHED, RedrawState.WITHDRAWN}),
}
"""Step -> the states it follows from; publishing is the calendar's or comes with approving, and no person's step."""


class Severity(StrEnum):
    """An error stops submitting, a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something found wrong or doubtful in a plan, at a unit or at none."""

    code: str
    severity: Severity
    unit: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


class LoadVerdict(StrEnum):
    """Whether a unit is too much or too little for its officers."""

    FITS = "fits"
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPolicy:
    """How much an officer can look after, and in which time boundaries change. Source: tables/grid_load.toml."""

    objects_min: int
    objects_max: int
    decided_ahead_days: int
    released_after_days: int
    due_within_days: int
    visit_minutes: Mapping[str, int]
    round: Mapping[str, float]

    def round_m(self, tree_m: float, stops: int) -> float:
        """Estimate the way of one round over stops from the shortest tree that joins them.

        Unit: m. Error: a tenth where stops are spread, up to a quarter too short where they stand in clusters; the way
        there and back is not in it. Source: tables/grid_load.toml; a round is never shorter than the tree nor longer
        than twice the tree.
        """
        per_tree = self.round["per_tree"] + self.round["few"] / (stops + 1)
        return tree_m * min(per_tree, 2.0) * self.round["detour"]

    def minutes_a_month(self, grade: str | None, every_days: int) -> float:
        """Return the visit time that one enterprise takes which is visited after so many days.

        Unit: minutes a month of 30.4 days. Error: visits for hazards, re-inspections and reports that were untrue are
        not in it. Source: tables/grid_load.toml; the days come from grids/frequency.py and due.every.
        """
        minutes = self.visit_minutes.get(grade or "", self.visit_minutes["ungraded"])
        return minutes * _MONTH_DAYS / every_days

    def each(self, objects: int, officers: int) -> float:
        """Return the objects an officer looks after; with nobody bound, one would."""
        return objects / max(1, officers)

    def weigh(self, objects: int, officers: int) -> LoadVerdict:
        """Tell whether that is too little or too much.

        Source: docs/rules.md 3.5.
        """
        each = self.each(objects, officers)
        if self.objects_min <= each <= self.objects_max:
            return LoadVerdict.FITS
        return LoadVerdict.LOW if each < self.objects_min else LoadVerdict.HIGH

    def judge(self, unit: str, objects: int, officers: int) -> Finding | None:
        """Warn of a unit with too little or too much for its officers."""
        verdict = self.weigh(objects, officers)
        if verdict is LoadVerdict.FITS:
            return None
        facts: dict[str, Fact] = {
            "objects": objects, "officers": officers, "min": self.objects_min, "max": self.objects_max,
        }  # fmt: skip
        return Finding(code=f"load-{verdict}", severity=Severity.WARNING, unit=unit, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redraw:
    """A plan as the rules see it."""

    id: UUID
    state: RedrawState
    author: UUID
    revision: int = 0
    submitted_by: UUID | None = None
    effective_on: date | None = None


def check_step(now: Redraw, step: str) -> None:
    """Refuse a step that does not follow from the state.

    Raises: Refusal `redraw-state`.
    """
    if now.state not in BEFORE[step]:
        raise Refusal("redraw-state", step=step, state=now.state.value)


def check_revision(now: Redraw, base_revision: int, by: str, at: str) -> None:
    """Refuse what was drawn on another revision than the plan has; `by` and `at` tell who changed it last.

    Raises: Conflict `redraw-behind`.
    """
    if now.revision != base_revision:
        raise Conflict("redraw-behind", person=by, at=at, revision=now.revision)


def submit(
    now: Redraw, command: c.SubmitRedraw, by: UUID, today: date, findings: Iterable[Finding], policy: LoadPolicy
) -> Redraw:
    """Hand a plan in, or refuse: nothing wrong may be in it, and the day is today or later.

    Raises: Refusal `redraw-state`, `redraw-faults`, `bad-date`.
    """
    check_step(now, command.kind)
    _check_day(command.effective_on, today, policy)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise Refusal("redraw-faults", n=len(errors), unit=errors[0].unit, fault=errors[0].code)
    return replace(now, state=RedrawState.SUBMITTED, submitted_by=by, effective_on=command.effective_on)


def decide(now: Redraw, command: c.DecideRedraw, by: UUID, today: date, policy: LoadPolicy) -> Redraw:
    """Approve a plan or send it back; nobody approves what they drew or handed in themselves.

    A day that has passed while the plan waited becomes today.
    Raises: Refusal `redraw-state`, `redraw-own`, `reason-needed`, `bad-date`.
    """
    check_step(now, command.kind)
    if not command.approved:
        if not command.opinion.strip():
            raise Refusal("reason-needed", step=command.kind)
        return replace(now, state=RedrawState.RETURNED)
    if by in {now.author, now.submitted_by}:
        raise Refusal("redraw-own")
    day = command.effective_on or max(now.effective_on or today, today)
    _check_day(day, today, policy)
    return replace(now, state=RedrawState.APPROVED, effective_on=day)


def withdraw(now: Redraw, command: c.WithdrawRedraw) -> Redraw:
    """Give a plan up."""
    check_step(now, command.kind)
    return replace(now, state=RedrawState.WITHDRAWN)


def publish(now: Redraw, today: date) -> Redraw:
    """Say that an approved plan holds from now on, once its day has come.

    Raises: Refusal `redraw-state`, `bad-date`.
    """
    check_step(now, "publish-redraw")
    if now.effective_on is None or now.effective_on > today:
        raise Refusal("bad-date", earliest=today.isoformat(), latest=today.isoformat())
    return replace(now, state=RedrawState.PUBLISHED)


def give_back(now: Redraw) -> Redraw:
    """Send an approved plan back that could not be published: what it drew on has changed."""
    check_step(now, "publish-redraw")
    return replace(now, state=RedrawState.RETURNED)


def archive(now: Redraw, command: c.ArchiveRedraw) -> Redraw:
    """Put a plan away."""
    check_step(now, command.kind)
    return replace(now, state=RedrawState.ARCHIVED)


def fresh_code(like: str, taken: Iterable[str]) -> str:
    """Make the code of a unit that is split off another.

    >>> fresh_code("G-7", {"G-7", "G-7-2"})
    'G-7-3'
    """
    used, n = set(taken), 2
    while f"{like}-{n}" in used:
        n += 1
    return f"{like}-{n}"


def _check_day(day: date, today: date, policy: LoadPolicy) -> None:
    latest = today + timedelta(days=policy.decided_ahead_days)
    if not today <= day <= latest:
        raise Refusal("bad-date", earliest=today.isoformat(), latest=latest.isoformat())
