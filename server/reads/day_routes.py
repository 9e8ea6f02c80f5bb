"""The order of days: an officer's own for the phone, anybody's in scope for the desk, and how even they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import Scope
from server.reads import scope as bind

_OWN_DAYS: Final = 14


def own(session: Session, me: UUID, today: date) -> list[dict[str, Any]]:
    """Return an officer's own days ahead, as small as can be: ids in their order, the way, the minutes."""
    found: dict[date, dict[str, Any]] = {}
    values = {"me": me, "today": today, "until": today + timedelta(days=_OWN_DAYS)}
    for row in session.execute(text(bind.statement("route_own")), values):
        day = found.setdefault(
            row.day,
            {"day": row.day.isoformat(), "metres": round(row.metres), "minutes": round(row.minutes),
             "own_order": row.own_order, "tasks": []},
        )  # fmt: skip
        day["tasks"].append(
            {"id": str(row.id), "enterprise_id": str(row.enterprise_id), "kind": row.kind,
             "due_on": row.due_on.isoformat(), "state": row.state}
        )  # fmt: skip
    return list(found.values())


def carried(session: Session, me: UUID, today: date) -> list[dict[str, Any]]:
    """Return the own days as the phone carries them: the enterprises in their order, nothing that it has otherwise."""
    return [
        {"day": each["day"], "metres": each["metres"], "stops": [task["enterprise_id"] for task in each["tasks"]]}
        for each in own(session, me, today)
    ]


def officers(session: Session, seen: Scope, first: date, last: date) -> list[dict[str, Any]]:
    """Say how much each officer in scope has in the days of a period: days, visits, way, least and most of a day."""
    bound = bind.tasks(seen)
    sql = text(bind.statement("route_officers").format(scope=bound.sql))
    rows = session.execute(sql, {**bound.values, "first": first, "last": last})
    return [dict(row) for row in rows.mappings()]
