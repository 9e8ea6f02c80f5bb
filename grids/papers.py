"""Papers that run out: valid, expiring by marks, expired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PaperState(StrEnum):
    """Where a paper is. Source: docs/rules.md 3.10 (permit, certificate, equipment, evaluation)."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """How a paper stands on a day: days left (below 0: since it ran out), and the narrowest mark it has passed."""

    state: PaperState
    days: int
    mark: int | None


def paper(valid_to: date | None, today: date, marks: Sequence[int]) -> Paper | None:
    """Say how a paper stands; one without an end never runs out and has no standing. It holds until the end of its day.

    Unit: calendar days. Source: docs/rules.md 3.10 (90/60/30/7 d), 3.9; marks: tables/completeness.toml.

    >>> paper(date(2026, 12, 1), date(2026, 11, 28), (90, 60, 30, 7))
    Paper(state=<PaperState.EXPIRING: 'expiring'>, days=3, mark=7)
    """
    if valid_to is None:
        return None
    days = (valid_to - today).days
    if days < 0:
        return Paper(state=PaperState.EXPIRED, days=days, mark=None)
    mark = min((mark for mark in marks if days <= mark), default=None)
    return Paper(state=PaperState.VALID if mark is None else PaperState.EXPIRING, days=days, mark=mark)
