"""What is counted of spot checks: every number with the list that it opens.

Source: docs/rules.md 4.3 item 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from grids.permissions import Scope
from server.reads import scope as bind

FLAGS: Final[Mapping[str, str]] = {
    "waiting": "t.state = 'waiting'",
    "unassigned": "t.state = 'waiting' AND t.checker_id IS NULL",
    "overdue": "t.state = 'waiting' AND c.due_on < :today",
    "done": "t.state = 'done'",
    "impossible": "t.state = 'impossible'",
    "mismatch": "t.n_not_true + t.n_missed > 0",
    "match": "t.state = 'done' AND t.n_not_true + t.n_missed = 0",
}
"""What a list can be narrowed to: exactly what a number counts, so that it opens its own list."""
_SUMS: Final[Mapping[str, str]] = {
    "true": "t.n_true", "not_true": "t.n_not_true", "missed": "t.n_missed", "false": "t.n_false_closing",
    "closings": "r.closings", "found": "r.found",
}  # fmt: skip
_COUNTED: Final = ", ".join(
    ["count(*)::int AS sampled"]
    + [f"(count(*) FILTER (WHERE {sql}))::int AS {name}" for name, sql in FLAGS.items()]
    + [f"coalesce(sum({column}), 0)::int AS n_{name}" for name, column in _SUMS.items()]
)
_FROM: Final = (
    "FROM spot_target t JOIN spot_check c ON c.id = t.spot_check_id CROSS JOIN LATERAL ("
    "SELECT count(*) FILTER (WHERE r.kind = 'closing') AS closings, "
    "count(*) FILTER (WHERE r.kind = 'hazard' AND r.verdict = 'true') AS found "
    "FROM spot_result r WHERE r.target_id = t.id) r LEFT JOIN area a ON a.id = t.town_id"
)
RESULTS: Final[Mapping[str, str]] = {
    "checked": "r.kind <> 'missed'",
    "true": "r.verdict = 'true'",
    "not_true": "r.verdict = 'not_true'",
    "missed": "r.verdict = 'missed'",
    "found": "(r.verdict = 'missed' OR (r.kind = 'hazard' AND r.verdict = 'true'))",
    "closings": "r.kind = 'closing'",
    "false_closings": "r.kind = 'closing' AND r.verdict = 'not_true'",
}
"""The lists behind the rates."""


def counted(
    session: Session, seen: Scope, today: date, filter_: str, values: Mapping[str, Any], by: str
) -> dict[Any, Row[Any]]:
    """Count the targets in scope by a column of theirs; `name` is the town's."""
    bound = bind.self_checks(seen, "t")
    sql = text(f"SELECT {by} AS key, min(a.name) AS name, {_COUNTED} {_FROM} WHERE {bound.sql} {filter_} GROUP BY {by}")
    rows = session.execute(sql, {**bound.values, **values, "today": today})
    return {row.key: row for row in rows}


def figures(*rows: Row[Any]) -> dict[str, Any]:
    """Say how far the checks are, and the rates with n and d, over all that was counted.

    Unit: enterprises, items, hazards. Source: docs/rules.md 4.3 item 12: confirmed ÷ items checked; hazards the report
    kept back ÷ all that the check found; closings that were false ÷ closings checked.
    """
    counts = {name: sum(getattr(row, name) for row in rows) for name in ("sampled", *FLAGS)}
    n = {name: sum(getattr(row, f"n_{name}") for row in rows) for name in _SUMS}
    items = n["true"] + n["not_true"]
    return {
        **counts, "confirmed": {"n": n["true"], "d": items}, "untrue": {"n": n["not_true"], "d": items},
        "hidden": {"n": n["missed"], "d": n["missed"] + n["found"]},
        "false_closing": {"n": n["false"], "d": n["closings"]},
        "mismatched": {"n": counts["mismatch"], "d": counts["done"]},
    }  # fmt: skip
