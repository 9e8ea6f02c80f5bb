"""The list-and-close ledger: what was on the list, what came, what went, what is on it, for any period.

A hazard's time on the list is cut into stays: one for each place, class and level it was in. Every count is of stays,
 so opening + new - closed - void = open holds for any choice of them. Source: docs/rules.md 4.3 item 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from grids.hazards import ENDED, State


class In(StrEnum):
    """How a stay began."""

    NEW = "new"
    REOPENED = "reopened"
    MOVED = "moved"


class Out(StrEnum):
    """How a stay ended."""

    CLOSED = "closed"
    INVALID = "invalid"
    MERGED = "merged"
    VOID = "void"
    MOVED = "moved"


VOID: Final = frozenset({Out.INVALID, Out.MERGED, Out.VOID})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A time on the list, from included, to excluded; open without an end."""

    from_at: datetime
    came: In
    to_at: datetime | None = None
    went: Out | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the chain says of one moment: the state before and after it."""

    at: datetime
    before: State | None
    after: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The figures of one period."""

    opening: int
    new: int
    reopened: int
    moved_in: int
    closed: int
    void: int
    moved_out: int
    open: int

    @property
    def adds_up(self) -> bool:
        """Tell whether what was there and what came, less what went, is what is there."""
        came = self.new + self.reopened + self.moved_in
        return self.opening + came - self.closed - self.void - self.moved_out == self.open


def stays(changes: Iterable[Change]) -> list[Stay]:
    """Cut a hazard's chain into its stays on the list; closed at once is a stay without length."""
    found: list[Stay] = []
    for change in changes:
        was, is_ = change.before is not None and change.before not in ENDED, change.after not in ENDED
        came = In.NEW if change.before is None else In.REOPENED
        if not was and (is_ or change.before is None):
            found.append(Stay(from_at=change.at, came=came))
        if not is_ and (was or change.before is None):
            begun = found.pop()
            found.append(Stay(from_at=begun.from_at, came=begun.came, to_at=change.at, went=Out(change.after.value)))
    return found


def balance(listed: Iterable[Stay], first: datetime, until: datetime) -> Balance:
    """Count stays over a period, `first` included, `until` excluded.

    Unit: hazards, once for each time they came. Error: none. Source: docs/rules.md 4.3 item 4.
    """
    all_ = list(listed)
    came = [s for s in all_ if first <= s.from_at < until]
    went = [s for s in all_ if s.to_at is not None and first <= s.to_at < until]
    return Balance(
        opening=sum(s.from_at < first and (s.to_at is None or s.to_at >= first) for s in all_),
        new=sum(s.came is In.NEW for s in came),
        reopened=sum(s.came is In.REOPENED for s in came),
        moved_in=sum(s.came is In.MOVED for s in came),
        closed=sum(s.went is Out.CLOSED for s in went),
        void=sum(s.went in VOID for s in went),
        moved_out=sum(s.went is Out.MOVED for s in went),
        open=sum(s.from_at < until and (s.to_at is None or s.to_at >= until) for s in all_),
    )
