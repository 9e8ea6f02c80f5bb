"""What changed in a person's scope since a cursor, without ever skipping a slow transaction.

A cursor is `epoch:xid:id`. Only rows of transactions below the oldest running one are handed out, so a transaction
that commits late is read late, not passed over (gis: decision "sync cursor").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Scope
from server.reads import scope as bind

KEEP_DAYS = 35
_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the feed of one database."""

    epoch: str
    xid: int
    id: int

    def __str__(self) -> str:
        """Write it as the device keeps it."""
        return f"{self.epoch}:{self.xid}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What was touched, by kind, and where to go on."""

    cursor: Cursor
    more: bool
    refs: dict[str, list[str]]


def now(session: Session) -> Cursor:
    """Return the cursor of this moment: everything below it is decided."""
    row = session.execute(
        text(
            "SELECT (SELECT value #>> '{}' FROM installation WHERE key = 'epoch') AS epoch, "
            "pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid"
        )
    ).one()
    return Cursor(epoch=row.epoch, xid=row.xid, id=0)


def since(session: Session, scope: Scope, cursor: str, limit: int = _LIMIT) -> Touched:
    """Return what was touched in scope after a cursor.

    Raises: Refusal("cursor-gone") for a cursor of another database, a broken one, or one older than the feed.
    """
    start = _parse(session, cursor)
    bound = bind.feed(scope)
    rows = session.execute(
        text(
            f"SELECT c.kind, c.ref, c.xid::text::bigint AS xid, c.id FROM change_log c WHERE {bound.sql} "
            "AND (c.xid, c.id) > (CAST(CAST(:xid AS text) AS xid8), :id) "
            "AND c.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY c.xid, c.id LIMIT :limit"
        ),
        {**bound.values, "xid": start.xid, "id": start.id, "limit": limit},
    ).all()
    refs: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.ref not in refs[row.kind]:
            refs[row.kind].append(row.ref)
    last = Cursor(epoch=start.epoch, xid=rows[-1].xid, id=rows[-1].id) if rows else start
    return Touched(cursor=last, more=len(rows) == limit, refs=dict(refs))


def head(session: Session, scope: Scope) -> str:
    """Return a version of everything in scope, for ETags: it moves when anything there is touched.

    Two places of the feed: the newest row seen, which moves at once, and the newest decided one, which moves when a
    transaction that began earlier commits later.
    """
    bound = bind.feed(scope)
    newest = (
        f"SELECT c.xid::text || '-' || c.id FROM change_log c WHERE {bound.sql} {{}} "
        "ORDER BY c.xid DESC, c.id DESC LIMIT 1"
    )
    decided = newest.format("AND c.xid < pg_snapshot_xmin(pg_current_snapshot())")
    row = session.execute(
        text(
            "SELECT (SELECT value #>> '{}' FROM installation WHERE key = 'epoch') AS epoch, "
            f"({newest.format('')}) AS newest, ({decided}) AS decided"
        ),
        bound.values,
    ).one()
    return f"{row.epoch}:{row.newest or 0}:{row.decided or 0}"


def uuids(refs: Sequence[str]) -> list[UUID]:
    """Read references that are UUIDs."""
    return [UUID(ref) for ref in refs]


def _parse(session: Session, cursor: str) -> Cursor:
    epoch, _, place = cursor.rpartition(":")[0].partition(":")
    try:
        found = Cursor(epoch=epoch, xid=int(place), id=int(cursor.rpartition(":")[2]))
    except ValueError as problem:
        raise Refusal("cursor-gone") from problem
    row = session.execute(
        text(
            "SELECT (SELECT value #>> '{}' FROM installation WHERE key = 'epoch') AS epoch, "
            "(SELECT (value #>> '{}')::bigint FROM installation WHERE key = 'feed_floor') AS floor"
        )
    ).one()
    if row.epoch != found.epoch or (row.floor is not None and found.xid < row.floor):
        raise Refusal("cursor-gone")
    return found
