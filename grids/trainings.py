"""Trainings: what may be planned, who signs in when, how a quiz is marked, and the rate of those who came.

Source: 武政办发〔2013〕20号 六-3 (three topics; several forms, channels, levels), 五-2 (producers, traders, users).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from grids.commands import PlanTraining, Question
from grids.errors import Refusal
from grids.permissions import LEARNS, Role

AUDIENCES: Final = LEARNS - {Role.ENTERPRISE}
"""Roles whose people are invited by name; enterprises are invited as such, and send somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPolicy:
    """The numbers of policy behind trainings, as of one day. Source: tables/trainings.toml."""

    sign_in_before_min: int
    sign_in_after_min: int
    list_days: int
    quiz_days: int
    quiz_tries: int
    longest_h: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as the rules see it."""

    starts_at: datetime
    ends_at: datetime
    code: str
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one try at a quiz gave: so many right of so many."""

    correct: int
    questions: int
    passed: bool


def check_plan(command: PlanTraining, policy: TrainingPolicy, most_files: int) -> None:
    """Refuse a session that can't be meant.

    Raises: Refusal `training-unfit` (`fault`: time, audience, role, quiz, attachments).
    """
    faults = {
        "time": not timedelta() < command.ends_at - command.starts_at <= timedelta(hours=policy.longest_h),
        "audience": not command.roles and command.enterprises is None,
        "role": not set(command.roles) <= {role.value for role in AUDIENCES},
        "quiz": any(each.right >= len(each.choices) for each in command.quiz),
        "attachments": len(command.materials) > most_files,
    }
    fault = next((name for name, is_so in faults.items() if is_so), None)
    if fault is not None:
        raise Refusal("training-unfit", fault=fault, most=most_files, hours=policy.longest_h)


def check_sign_in(now: Session, code: str, at: datetime, policy: TrainingPolicy) -> None:
    """Refuse a sign-in that does not come from the spot: another code, or outside its hours.

    Raises: Refusal `training-cancelled`, `training-code`, `training-time`.
    """
    _check_stands(now)
    if code.strip() != now.code:
        raise Refusal("training-code")
    first = now.starts_at - timedelta(minutes=policy.sign_in_before_min)
    last = now.ends_at + timedelta(minutes=policy.sign_in_after_min)
    if not first <= at <= last:
        raise Refusal("training-time", first=first.isoformat(), last=last.isoformat())


def check_list(now: Session, at: datetime, policy: TrainingPolicy) -> None:
    """Refuse a list before the session or long after it. Raises: Refusal `training-cancelled`, `training-time`."""
    _check_stands(now)
    last = now.ends_at + timedelta(days=policy.list_days)
    if not now.starts_at <= at <= last:
        raise Refusal("training-time", first=now.starts_at.isoformat(), last=last.isoformat())


def check_quiz(now: Session, at: datetime, policy: TrainingPolicy, *, came: bool, tries: int) -> None:
    """Refuse a try of somebody who was not there, too early, too late, or once too often.

    Raises: Refusal `training-cancelled`, `quiz-absent`, `training-time`, `quiz-tries`.
    """
    _check_stands(now)
    if not came:
        raise Refusal("quiz-absent")
    last = now.ends_at + timedelta(days=policy.quiz_days)
    if not now.starts_at <= at <= last:
        raise Refusal("training-time", first=now.starts_at.isoformat(), last=last.isoformat())
    if tries >= policy.quiz_tries:
        raise Refusal("quiz-tries", tries=policy.quiz_tries)


def mark(quiz: Sequence[Question], answers: Sequence[int], pass_percent: int) -> Mark:
    """Mark a try. Unit: per cent of the questions, no rounding. Raises: Refusal `training-unfit` (`fault`: answers).

    >>> from grids.commands import Question
    >>> mark([Question(text="?", choices=("a", "b"), right=1)], [1], 60).passed
    True
    """
    if not quiz or len(answers) != len(quiz):
        raise Refusal("training-unfit", fault="answers")
    correct = sum(given == each.right for given, each in zip(answers, quiz, strict=True))
    return Mark(correct=correct, questions=len(quiz), passed=100 * correct >= pass_percent * len(quiz))


def _check_stands(now: Session) -> None:
    if now.cancelled:
        raise Refusal("training-cancelled")
