"""What is counted of spot checks: every number with the list that it opens.

Source: docs/rules.md 4.3 item 12.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

FLAGS: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "waiting": lambda row: row["state"] == "waiting",
    "unassigned": lambda row: row["state"] == "waiting" and row["checker_id"] is None,
    "overdue": lambda row: row["overdue"],
    "done": lambda row: row["state"] == "done",
    "impossible": lambda row: row["state"] == "impossible",
    "mismatch": lambda row: row["n_not_true"] + row["n_missed"] > 0,
    "match": lambda row: row["state"] == "done" and row["n_not_true"] + row["n_missed"] == 0,
}
"""What a list can be narrowed to: exactly what a number counts, so that it opens its own list."""
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


def figures(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Count a set of targets: how far the checks are, and the rates with n and d.

    Unit: enterprises, items, hazards. Source: docs/rules.md 4.3 item 12: confirmed ÷ items checked; hazards the report
    kept back ÷ all that the check found; closings that were false ÷ closings checked.
    """
    counts = {name: sum(holds(row) for row in rows) for name, holds in FLAGS.items()}
    true, untrue = (sum(row[name] for row in rows) for name in ("n_true", "n_not_true"))
    missed, found = (sum(row[name] for row in rows) for name in ("n_missed", "hazards_true"))
    false, closings = (sum(row[name] for row in rows) for name in ("n_false_closing", "closings"))
    return {
        "sampled": len(rows), **counts,
        "confirmed": {"n": true, "d": true + untrue}, "untrue": {"n": untrue, "d": true + untrue},
        "hidden": {"n": missed, "d": missed + found}, "false_closing": {"n": false, "d": closings},
        "mismatched": {"n": counts["mismatch"], "d": counts["done"]},
    }  # fmt: skip
