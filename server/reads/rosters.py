"""Lists that were compared with the register: what is left of each, and their rows."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Scope
from server.reads import scope as bind
from server.reads.counted import counted
from server.store.tables import Roster

_LISTED: Final = 100


def listed(session: Session, seen: Scope) -> dict[str, Any]:
    """List the compared lists of one's area, newest first; `total` says how many there are."""
    items, total = _listed(session, seen, None)
    return {"items": items, "total": total}


def _listed(session: Session, seen: Scope, roster: UUID | None) -> tuple[list[dict[str, Any]], int]:
    bound, rows = bind.rosters(seen), bind.roster_rows(seen)
    sql = text(bind.statement("rosters").format(scope=bound.sql, rows=rows.sql))
    found = session.execute(sql, {**bound.values, **rows.values, "id": roster, "limit": _LISTED}).mappings()
    return counted(found)


def one(session: Session, seen: Scope, roster: UUID) -> dict[str, Any]:
    """Return one list, or refuse."""
    found, _ = _listed(session, seen, roster)
    if not found:
        raise Refusal("not-found", thing="roster")
    return found[0]


def rows(
    session: Session, seen: Scope, roster: UUID, *, kind: str | None, is_open: bool, after: int, limit: int | None
) -> list[dict[str, Any]]:
    """Give the rows of a list in their order; without a limit all of them."""
    bound = bind.roster_rows(seen)
    sql = text(bind.statement("roster_rows").format(scope=bound.sql))
    values = {**bound.values, "roster": roster, "kind": kind, "open": is_open, "after": after, "limit": limit}
    return [dict(row) for row in session.execute(sql, values).mappings()]


def refused(session: Session, seen: Scope, roster: UUID) -> str:
    """Return the rows that could not be read as a file, or refuse where there is none."""
    one(session, seen, roster)
    found = session.scalar(select(Roster.refused_csv).where(Roster.id == roster))
    if found is None:
        raise Refusal("not-found", thing="file")
    return found
