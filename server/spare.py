"""Connections for whoever asks one statement (gis/straight.py): taking one costs no more than a list does.

SQLAlchemy's pool does more with each than such a statement takes: locks, events, a rollback. These are made by it and
then belong to nobody else; those that rested for a moment are asked whether they live before they are given again.
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
            if time.monotonic() - used <= _RESTED_S or _lives(taken.inner):
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

    def close(self) -> None:
        """Close those that wait."""
        while self.waiting:
            self.waiting.pop()[1].inner.close()


def _lives(connection: psycopg.Connection[Any]) -> bool:
    return connection.pgconn.exec_(b"SELECT 1").status == ExecStatus.TUPLES_OK
