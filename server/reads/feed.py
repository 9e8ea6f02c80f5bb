"""What changed in a person's scope since a cursor, without ever skipping a slow transaction.

A cursor is `epoch.scope@day:xid:id`. Only rows of transactions below the oldest running one are handed out, so a
transaction that commits late is read late, not passed over (gis: decision "sync cursor"). A cursor of another scope is
refused: what came into the area without changing would never be told, so the device takes a new pack. The day is there
where a phone holds less than its scope: what only the passing of days lets go is told once a day (reads/fieldwork.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Scope
from server.reads import scope as bind

KEEP_DAYS = 35
_LIMIT = 500
_ENDLESS = 2**63
_EPOCH = "(SELECT value #>> '{}' FROM installation WHERE key = 'epoch')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the feed of one database, as one scope sees it."""

    epoch: str
    xid: int
    id: int
    day: date | None = None

    def __str__(self) -> str:
        """Write it as the device keeps it."""
        day = f"@{self.day.isoformat()}" if self.day else ""
        return f"{self.epoch}{day}:{self.xid}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What was touched, by kind, and where to go on."""

    start: Cursor
    cursor: Cursor
    more: bool
    refs: dict[str, list[str]]


def now(session: Session, scope: Scope, mark: str = "", day: date | None = None) -> Cursor:
    """Return the cursor of this moment: everything below it is decided. `mark` names a part of the scope."""
    row = session.execute(
        text(f"SELECT {_EPOCH} AS epoch, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid")
    ).one()
    return Cursor(epoch=f"{row.epoch}.{bind.fingerprint(scope)}{mark}", xid=row.xid, id=0, day=day)


def since(
    session: Session, scope: Scope, cursor: str, limit: int = _LIMIT, *, mark: str = "", me: UUID | None = None
) -> Touched:
    """Return what was touched in scope after a cursor, and with `me` also what concerns that person alone.

    Raises: Refusal("cursor-gone") for a cursor of another database or scope, a broken one, or one that the feed does
    not reach, before or after.
    """
    start = _parse(session, scope, mark, cursor)
    bound = bind.feed(scope)
    rows = session.execute(
        text(
            "SELECT c.kind, c.ref, c.xid::text::bigint AS xid, c.id FROM change_log c "
            f"WHERE ({bound.sql} OR c.person_id = :me) "
            "AND (c.xid, c.id) > (CAST(CAST(:xid AS text) AS xid8), :id) "
            "AND c.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY c.xid, c.id LIMIT :limit"
        ),
        {**bound.values, "me": me, "xid": start.xid, "id": start.id, "limit": limit},
    ).all()
    refs: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.ref not in refs[row.kind]:
            refs[row.kind].append(row.ref)
    last = replace(start, xid=rows[-1].xid, id=rows[-1].id) if rows else start
    return Touched(start=start, cursor=last, more=len(rows) == limit, refs=dict(refs))


def head(session: Session, scope: Scope) -> str:
    """Return a version of everything in scope, for ETags: it moves with every commit that touches anything there.

    The newest decided row, and how many rows of undecided transactions are seen: a commit adds to the second, and
    what leaves the second moves the first.
    """
    bound = bind.feed(scope)
    row = session.execute(
        text(
            f"SELECT {_EPOCH} AS epoch, "
            f"(SELECT c.xid::text || '-' || c.id FROM change_log c WHERE {bound.sql} "
            "AND c.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY c.xid DESC, c.id DESC LIMIT 1) AS decided, "
            f"(SELECT count(*) FROM change_log c WHERE {bound.sql} "
            "AND c.xid >= pg_snapshot_xmin(pg_current_snapshot())) AS undecided"
        ),
        bound.values,
    ).one()
    return f"{row.epoch}:{row.decided or 0}:{row.undecided}"


def uuids(refs: Sequence[str]) -> list[UUID]:
    """Read references that are UUIDs."""
    return [UUID(ref) for ref in refs]


def _parse(session: Session, scope: Scope, mark: str, cursor: str) -> Cursor:
    head, _, place = cursor.rpartition(":")[0].partition(":")
    epoch, _, day = head.partition("@")
    try:
        told = date.fromisoformat(day) if mark else None
        found = Cursor(epoch=epoch, xid=int(place), id=int(cursor.rpartition(":")[2]), day=told)
    except ValueError as problem:
        raise Refusal("cursor-gone") from problem
    row = session.execute(
        text(
            f"SELECT {_EPOCH} AS epoch, pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS ceiling, "
            "(SELECT (value #>> '{}')::bigint FROM installation WHERE key = 'feed_floor') AS floor"
        )
    ).one()
    own = found.epoch == f"{row.epoch}.{bind.fingerprint(scope)}{mark}"
    # a cursor from the future comes from a database that was put back to an earlier state
    if not own or not (row.floor or 0) <= found.xid <= row.ceiling or not 0 <= found.id < _ENDLESS:
        raise Refusal("cursor-gone")
    return found
