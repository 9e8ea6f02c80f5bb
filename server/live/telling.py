"""Tell every open map what changed where, within what its reader may know now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from grids.permissions import Scope
from server.db import Database
from server.live.standing import Standing
from server.live.streams import Stream, Streams
from server.reads import scope as bind
from server.reads import touched
from server.reads.touched import Watch


@dataclass(slots=True)
class Telling:
    """The one reader of the feed that stands for all open maps."""

    database: Database
    streams: Streams
    watch: Watch
    standing: Standing = field(default_factory=Standing)

    @classmethod
    def start(cls, database: Database, streams: Streams) -> Telling:
        """Begin with what comes from now on."""
        with database.session() as session:
            return cls(database=database, streams=streams, watch=Watch.start(session))

    def round(self, at: datetime) -> int:
        """End the streams of those who may no longer listen, greet the new ones, tell all others; count the told.

        Raises: SQLAlchemyError when the database is away; the next round then tells what this one would have.
        """
        with self.database.session() as session:
            self._admit(session, at)
            fresh = self.watch.fresh(session)
            return self._tell(session, fresh) if fresh else 0

    def _admit(self, session: Session, at: datetime) -> None:
        tokens = [stream.handed.session_sha256 for stream in self.streams.open]
        scopes = self.standing.scopes(session, tokens, at) if tokens else {}
        for stream in list(self.streams.open):
            now = scopes.get(stream.handed.session_sha256)
            if now is None:
                self.streams.end(stream, "signed-out")
            elif not stream.is_known:
                stream.scope, stream.is_known = now, True
                self._greet(session, stream)
            elif now != stream.scope:
                stream.scope = now
                self.streams.send(stream, "all", {}, self.watch.cursor(now))

    def _greet(self, session: Session, stream: Stream) -> None:
        """Tell a stream that came again what it missed, and a new one where it begins."""
        cursor, since = self.watch.cursor(stream.scope), stream.handed.since
        self.streams.send(stream, "ready", {}, cursor)
        if since is None:
            return
        missed = self.watch.since(session, stream.scope, since)
        told = None if missed is None or len(missed) > touched.MANY else touched.changes(session, stream.scope, missed)
        self._send(stream, told, cursor)

    def _tell(self, session: Session, fresh: Sequence[Row[Any]]) -> int:
        """Ask once for each scope that may be concerned, not for each map."""
        alike: dict[str, list[Stream]] = defaultdict(list)
        for stream in self.streams.open:
            alike[bind.fingerprint(stream.scope)].append(stream)
        count = 0
        for group in alike.values():
            scope: Scope = group[0].scope
            ids = [row.id for row in fresh if touched.concerns(row, scope)]
            if not ids:
                continue
            told, cursor = touched.changes(session, scope, ids), self.watch.cursor(scope)
            for stream in group:
                count += self._send(stream, told, cursor)
        return count + self._tell_own(fresh)

    def _tell_own(self, fresh: Sequence[Row[Any]]) -> int:
        """Tell each reader of messages to them alone."""
        told = touched.messages(fresh)
        own = [stream for stream in self.streams.open if stream.is_known and stream.handed.person_id in told]
        return sum(self._send(each, told[each.handed.person_id], self.watch.cursor(each.scope)) for each in own)

    def _send(self, stream: Stream, told: touched.Changes | None, cursor: str) -> int:
        if told is None:
            self.streams.send(stream, "all", {}, cursor)
        elif told:
            self.streams.send(stream, "touched", {"changes": told}, cursor)
        return int(told is None or bool(told))
