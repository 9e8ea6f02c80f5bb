"""Visits owed, paid and overdue by grade: how far the frequency that follows from grades is kept.

Source: docs/rules.md 2.7 (frequency by grade), 4.3 (item 7).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.enterprises import LOOKED_AFTER
from grids.frequency import ALL
from grids.permissions import Scope
from server.reads import scope as bind
from server.store import frequency
from server.store.frequency import DAYS, DUE_ON
from server.store.policy import load_on

VISITS: Final = {
    "paid": f"(e.last_visit_on + {DAYS} >= CAST(:today AS date))",
    "soon": f"({DUE_ON} BETWEEN CAST(:today AS date) AND CAST(:today AS date) + CAST(:soon_days AS int))",
    "overdue": f"({DUE_ON} < CAST(:today AS date))",
}
"""What can be asked of the visits of an enterprise e; binds `values`. A turn that was waived moves what is soon and
overdue, and pays nothing."""


def values(session: Session, today: date) -> dict[str, Any]:
    """Give what `VISITS` binds, and who is looked after."""
    soon = {"today": today, "soon_days": load_on(today).due_within_days}
    return {**frequency.binds(session, today), **soon, "looked_after": LOOKED_AFTER}


def by_grade(session: Session, scope: Scope, today: date, town: int | None) -> list[dict[str, Any]]:
    """Count by grade who owes a visit, who had one in time, for whom one falls due soon, and who is overdue."""
    bound = bind.enterprises(scope)
    in_town = "AND e.town_id = :town" if town is not None else ""
    counted = ", ".join(f"count(*) FILTER (WHERE {sql}) AS {name}" for name, sql in VISITS.items())
    sql = text(
        f"SELECT coalesce(e.grade, 'none') AS grade, count(*) AS owed, min({frequency.lookup()}) AS interval_days, "
        f"{counted} FROM enterprise e WHERE e.status = ANY(:looked_after) AND {bound.sql} {in_town} "
        "GROUP BY 1 ORDER BY 1 DESC"
    )
    default = frequency.on(session, today).default
    found = {row.grade: row for row in session.execute(sql, {**bound.values, **values(session, today), "town": town})}
    return [
        {"grade": grade, "interval_days": getattr(found.get(grade), "interval_days", default[grade].visit_days),
         **{name: getattr(found.get(grade), name, 0) for name in ("owed", *VISITS)}}
        for grade in ALL
    ]  # fmt: skip
