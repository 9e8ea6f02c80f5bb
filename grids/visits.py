"""A visit: where the officer stood, how it ended, and what that says about the file.

Source: docs/rules.md 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids import commands as c
from grids.commands import VisitKind, VisitOutcome
from grids.errors import Refusal
from grids.permissions import Person

QUESTIONS_FILE: Final = frozenset(VisitOutcome) - {VisitOutcome.INSPECTED, VisitOutcome.SUSPENDED}
"""Outcomes that open a request to change the enterprise's file."""

CALLS_FOR_REVISIT: Final = frozenset({VisitOutcome.CLOSED_DOOR, VisitOutcome.REFUSED})
"""Outcomes after which the officer comes back within a week."""

STATUS_PROPOSED: Final[dict[VisitOutcome, str]] = {
    VisitOutcome.MOVED: "moved_out",
    VisitOutcome.NOT_FOUND: "not_found",
    VisitOutcome.SUSPENDED: "suspended",
}
"""What an outcome proposes as the enterprise's status."""


class Presence(StrEnum):
    """How sure it is that the officer stood at the site; a badge, never a wall."""

    AT_SITE = "at_site"
    NEAR = "near"
    AWAY = "away"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit as the rules see it."""

    id: UUID
    enterprise: UUID
    kind: VisitKind
    officer: UUID
    started_at: datetime
    finished: bool = False


def presence(distance_m: float | None, radius_m: float, limit_m: float, *, position_known: bool) -> Presence:
    """Grade presence from the distance to the site minus the error of the fix.

    Unit: metres. Error: `radius_m` is the device's own 68 % figure. Source: docs/rules.md 3.3 (80 m or the accuracy).

    >>> presence(100, 30, 80, position_known=True).value
    'at_site'
    >>> presence(None, 0, 80, position_known=True).value
    'unknown'
    """
    if distance_m is None or not position_known:
        return Presence.UNKNOWN
    beyond = max(0.0, distance_m - radius_m)
    if beyond <= limit_m:
        return Presence.AT_SITE
    return Presence.NEAR if beyond <= 5 * limit_m else Presence.AWAY


def finish(now: Visit, command: c.FinishVisit, person: Person, second: Person | None) -> Visit:
    """Say that the visit ends so, or refuse.

    An inspection has two licensed inspectors; a finished visit is never finished again.
    """
    if now.officer != person.id:
        raise Refusal("not-yours", step=command.kind)
    if now.finished:
        raise Refusal("already-done", step=command.kind)
    if now.kind is not VisitKind.PATROL:
        licensed = person.licence_no and second is not None and second.licence_no
        if not licensed or (second and second.id == person.id):
            raise Refusal("second-inspector-needed")
    if command.outcome is VisitOutcome.INSPECTED and command.checklist_version is None:
        raise Refusal("unknown-thing", thing="checklist_version")
    return Visit(
        id=now.id, enterprise=now.enterprise, kind=now.kind, officer=now.officer,
        started_at=now.started_at, finished=True,
    )  # fmt: skip


def revisit_on(outcome: VisitOutcome, visited_on: date, days: int = 7) -> date | None:
    """Return the day to come back, where the outcome asks for it."""
    return visited_on + timedelta(days=days) if outcome in CALLS_FOR_REVISIT else None
