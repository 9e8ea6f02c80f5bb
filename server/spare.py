"""Connections for whoever asks one statement (gis/straight.py): taking one costs no more than a list does.

SQLAlchemy's pool does more with each than such a statement takes: locks, events, a rollback. These are made by it and
then belong to nobody else. What rested for a moment is asked whether it lives before it is given again; what rested
for a minute is closed, so that a quiet installation holds none of them.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final, cast

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine

from gis import straight

_RESTED_S: Final = 1.0
_FORGOTTEN_S: Final = 60.0
_RECYCLE_S: Final = 1_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A connection of the driver, and when it was made."""

    inner: psycopg.Connection[Any]
    made: float


@dataclass(slots=True, kw_only=True)
class Spare:
    """Those of one engine, no more than `most` of them waiting. Threads share it."""

    engine: Engine
    most: int
    waiting: deque[tuple[float, Taken]] = field(default_factory=deque)

    def take(self) -> Taken:
        """Give the one used last, else a new one."""
        while self.waiting:
            try:
                used, taken = self.waiting.pop()
            except IndexError:  # another thread was quicker
                break
            rested = time.monotonic() - used
            if rested <= _RESTED_S or (rested <= _FORGOTTEN_S and _lives(taken.inner)):
                return taken
            taken.inner.close()
        pooled = self.engine.raw_connection()
        inner = cast("psycopg.Connection[Any]", pooled.driver_connection)
        pooled.detach()
        straight.claim(inner)
        return Taken(inner=inner, made=time.monotonic())

    def give(self, taken: Taken) -> None:
        """Take one back; one that is not as it was, is old, or is too many, is closed."""
        now = time.monotonic()
        is_well = taken.inner.pgconn.transaction_status == TransactionStatus.IDLE
        if is_well and now - taken.made <= _RECYCLE_S and len(self.waiting) < self.most:
            self.waiting.append((now, taken))
        else:
            taken.inner.close()
        self._forget(now - _FORGOTTEN_S)

    def spoilt(self, taken: Taken) -> None:
        """Close one that failed, and those that wait with it: they may have been lost by the same."""
        taken.inner.close()
        self.close()

    def close(self) -> None:
        """Close those that wait."""
        self._forget(float("inf"))

    def _forget(self, before: float) -> None:
        """Close those that were used last before a moment, the longest forgotten first."""
        while self.waiting:
            try:
                used, taken = self.waiting.popleft()
            except IndexError:
                return
            if used >= before:
                self.waiting.appendleft((used, taken))
                return
            taken.inner.close()


def _lives(connection: psycopg.Connection[Any]) -> bool:
    try:
        return connection.pgconn.exec_(b"SELECT 1").status == ExecStatus.TUPLES_OK
    except psycopg.Error:
        return False
