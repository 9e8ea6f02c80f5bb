"""Where reads go: to a streaming replica that shows everything the primary has confirmed, else to the primary.

A read first asks the primary how far its confirmed writes reach, then waits a moment until the replica has replayed
as far. So nobody reads less from the replica than the primary would have shown when the request came: not the writer
of a moment ago, not a map that was told to look again. A replica that is away, too slow, promoted or of another
installation is left alone for a while.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.exc import SQLAlchemyError

from server.config import Settings
from server.db import Database

REST_S: Final = 5.0
"""How long a replica that failed a read is left alone. Source: ours."""
_STEP_S: Final = 0.004
_CONFIRMED: Final = text(
    "SELECT pg_current_wal_flush_lsn()::text AS place, current_setting('synchronous_commit') <> 'off' AS confirms, "
    "value #>> '{}' AS epoch FROM installation WHERE key = 'epoch'"
)
_WAL_PAGE: Final = 8_192
_FINISH_PAGE: Final = text("SELECT pg_logical_emit_message(true, 'wangge', '')")
_REPLAYED: Final = text(
    "SELECT pg_is_in_recovery() AS follows, pg_last_wal_replay_lsn() >= CAST(CAST(:place AS text) AS pg_lsn) AS there, "
    "extract(epoch FROM now() - pg_last_xact_replay_timestamp()) AS behind_s, value #>> '{}' AS epoch "
    "FROM installation WHERE key = 'epoch'"
)


@dataclass(slots=True, kw_only=True)
class Reading:
    """The primary and its replica as the role that can only read, and whether the replica may be asked."""

    primary: Database
    replica: Database | None = None
    patience_s: float = 0.2
    clock: Callable[[], float] = time.monotonic
    _rests_until: float = 0.0

    @classmethod
    def of(cls, settings: Settings, database: Database) -> Reading:
        """Describe the reads of an installation; nothing is connected yet."""
        url = settings.read_database_url
        return cls(
            primary=database.reader(),
            replica=None if url is None else database.reader(url),
            patience_s=settings.read_patience_ms / 1000,
        )

    def choose(self) -> Database:
        """Return the replica if it shows now what the primary has confirmed until now, else the primary."""
        if self.replica is None or self.clock() < self._rests_until:
            return self.primary
        found = self.state()
        if found == "ok":
            return self.replica
        self.rest()
        return self.primary

    def rest(self) -> None:
        """Leave the replica alone for a while: it failed a read."""
        self._rests_until = self.clock() + REST_S

    def state(self) -> str:
        """Say in a word how the replica is: none, ok, behind, unreachable, not a replica, of another installation."""
        if self.replica is None:
            return "none"
        with self.primary.session() as session:
            confirmed = session.execute(_CONFIRMED).one()
        if not confirmed.confirms:  # what is acknowledged before it is written has no place to wait for
            return "primary confirms too early"
        try:
            return self._wait(self.replica, confirmed)
        except SQLAlchemyError:
            return "unreachable"

    def _wait(self, replica: Database, confirmed: Row[Any]) -> str:
        until = self.clock() + self.patience_s
        is_first = True
        while True:
            with replica.session() as session:
                found = session.execute(_REPLAYED, {"place": confirmed.place}).one()
            if not found.follows:
                return "not a replica"
            if found.epoch != confirmed.epoch:
                return "of another installation"
            if found.there:
                return "ok"
            if self.clock() >= until:
                return f"behind {found.behind_s or 0:.1f} s"
            if is_first:
                self._finish_page(confirmed.place)
            is_first = False
            time.sleep(_STEP_S)

    def _finish_page(self, place: str) -> None:
        """Let the primary flush past a place that no replica can reach.

        Its log writer flushes whole pages, also in the middle of a record, and what stands there is replayed only with
        the record's rest, which on a quiet primary may be long in coming. A commit brings it.
        """
        if int(place.rpartition("/")[2], 16) % _WAL_PAGE == 0:
            with self.primary.transaction() as session:
                session.execute(_FINISH_PAGE)
