"""Visits owed, paid and overdue by grade: how far the frequency that follows from grades is kept.

Source: docs/rules.md 2.7 (frequency by grade), 4.3 (item 7).
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.enterprises import VISITED
from grids.permissions import Scope
from grids.policy import Policy
from server.reads import scope as bind

SOON_DAYS: Final = 30
"""A visit that falls due within a month is soon. Source: as tables/grid_load.toml, due_within_days."""
_LAST: Final = "coalesce(e.last_visit_on, e.listed_on)"
_FACTOR: Final = (
    "least(CASE WHEN e.key_list THEN (CAST(:intervals AS jsonb) ->> 'key_list')::numeric ELSE 1 END, "
    f"CASE WHEN e.untrue_until >= {_LAST} THEN (CAST(:intervals AS jsonb) ->> 'untrue')::numeric ELSE 1 END)"
)
"""The share of the interval after which who is on the key list or reported untruly is visited (grids/due.py)."""
_PUBLISHED: Final = (
    "(SELECT (g ->> 'visit_days')::int FROM frequency f CROSS JOIN LATERAL jsonb_array_elements(f.grades) g "
    "WHERE f.district_id = e.district_id AND coalesce(f.supervision_class, e.supervision_class) = e.supervision_class "
    "AND f.valid_from <= CAST(:today AS date) AND g ->> 'grade' = coalesce(e.grade, 'none') "
    "ORDER BY f.supervision_class NULLS LAST, f.valid_from DESC, f.at DESC LIMIT 1)"
)
"""What a department or the district published for the class and grade of an enterprise e; binds `:today`."""
_GENERAL: Final = f"coalesce({_PUBLISHED}, (CAST(:intervals AS jsonb) ->> coalesce(e.grade, 'none'))::int)"
_DAYS: Final = f"ceil({_GENERAL} * {_FACTOR})::int"
_DUE_ON: Final = f"{_LAST} + {_DAYS}"
VISITS: Final = {
    "paid": f"(e.last_visit_on + {_DAYS} >= CAST(:today AS date))",
    "soon": f"({_DUE_ON} BETWEEN CAST(:today AS date) AND CAST(:today AS date) + {SOON_DAYS})",
    "overdue": f"({_DUE_ON} < CAST(:today AS date))",
}
"""What can be asked of the visits of an enterprise e; binds `:intervals` and `:today`."""
LOOKED_AFTER: Final = sorted(status.value for status in VISITED)


def intervals(policy: Policy) -> str:
    """Give the days between visits by grade, and the shares for who is visited sooner, as the statements take them."""
    sooner = {"key_list": policy.key_list_factor, "untrue": policy.untrue_factor}
    return json.dumps({**policy.visit_interval_days, "none": policy.ungraded_interval_days, **sooner})


def by_grade(session: Session, scope: Scope, policy: Policy, today: date, town: int | None) -> list[dict[str, Any]]:
    """Count by grade who owes a visit, who had one in time, for whom one falls due soon, and who is overdue."""
    bound = bind.enterprises(scope)
    in_town = "AND e.town_id = :town" if town is not None else ""
    counted = ", ".join(f"count(*) FILTER (WHERE {sql}) AS {name}" for name, sql in VISITS.items())
    sql = text(
        f"SELECT coalesce(e.grade, 'none') AS grade, count(*) AS owed, min({_GENERAL}) AS interval_days, {counted} "
        f"FROM enterprise e WHERE e.status = ANY(:looked_after) AND {bound.sql} {in_town} GROUP BY 1 ORDER BY 1 DESC"
    )
    days = {**policy.visit_interval_days, "none": policy.ungraded_interval_days}
    values = {"intervals": intervals(policy), "today": today, "looked_after": LOOKED_AFTER, "town": town}
    found = {row.grade: row for row in session.execute(sql, {**bound.values, **values})}
    return [
        {"grade": grade, "interval_days": getattr(found.get(grade), "interval_days", days[grade]),
         **{name: getattr(found.get(grade), name, 0) for name in ("owed", *VISITS)}}
        for grade in ("D", "C", "B", "A", "none")
    ]  # fmt: skip
