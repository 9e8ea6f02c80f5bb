"""Enterprises to grid units: the product's statement against the bare set-based one, and after one edited boundary.

Both find the unit of every enterprise whose place is known, in the whole city; one in twenty was unplaced before,
so that rows are really written. Each runs in a transaction that is rolled back.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench import city, plots

ROUNDS: Final = 3
EDITS: Final = 15
BUDGET: Final = 1.2
EDIT_MS: Final = 20.0
_PRODUCT: Final = Path(__file__).parents[1] / "server" / "imports" / "sql" / "reassign.sql"
_BARE: Final = """
UPDATE enterprise e SET unit_id = u.id, unit_source = 'point', village_id = u.village_id, town_id = u.town_id,
  version = e.version + 1, updated_at = :at
FROM grid_unit u
WHERE u.valid_to IS NULL AND ST_Intersects(u.geom, e.point) AND e.position_quality IN ('site', 'address')
  AND e.unit_source <> 'manual' AND e.status <> 'merged' AND e.unit_id IS DISTINCT FROM u.id
"""
_MISPLACE: Final = "UPDATE enterprise SET unit_id = NULL WHERE unit_source = 'point' AND hashtext(id::text) % 20 = 0"
_AFTER_EDIT: Final = """
UPDATE enterprise e SET unit_id = u.id, version = e.version + 1, updated_at = :at
FROM grid_unit u
WHERE u.id = ANY(:units) AND ST_Intersects(u.geom, e.point) AND e.position_quality IN ('site', 'address')
  AND e.unit_source <> 'manual' AND e.status <> 'merged' AND e.unit_id IS DISTINCT FROM u.id
"""


def run(scale: float) -> list[dict[str, Any]]:
    """Measure."""
    times: dict[str, list[float]] = {"bare": [], "product": [], "one edit": []}
    with city.loaded(scale) as place, place.database.session() as session:
        districts = list(session.scalars(text("SELECT id FROM area WHERE level = 'district'")))
        for _ in range(ROUNDS):
            times["bare"].append(_seconds(session, _BARE, {}))
            times["product"].append(_seconds(session, _PRODUCT.read_text("utf-8"), {"districts": districts}))
        for pair in _neighbours(session):
            times["one edit"].append(_seconds(session, _AFTER_EDIT, {"units": pair}, misplaced=False))
    plots.of_assign(times, scale)
    ratio = statistics.median(own / bare for own, bare in zip(times["product"], times["bare"], strict=True))
    edit = statistics.median(times["one edit"]) * 1000
    return [
        _row("assign bare", statistics.median(times["bare"]), "s", None),
        _row("assign", statistics.median(times["product"]), "s", None),
        _row("assign ratio", ratio, "x", BUDGET),
        _row("assign after one edit", edit, "ms", EDIT_MS),
    ]


def _neighbours(session: Session) -> list[list[int]]:
    """Take the fullest units, each with a neighbour: a boundary between them is what gets edited."""
    pairs = session.execute(
        text(
            "SELECT u.id, (SELECT n.id FROM grid_unit n WHERE n.id <> u.id AND n.geom && u.geom "
            "AND ST_Touches(n.geom, u.geom) ORDER BY n.id LIMIT 1) FROM (SELECT unit_id FROM enterprise "
            "WHERE unit_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT :n) f "
            "JOIN grid_unit u ON u.id = f.unit_id"
        ),
        {"n": EDITS},
    )
    return [list(pair) for pair in pairs]


def _seconds(session: Session, sql: str, binds: dict[str, Any], *, misplaced: bool = True) -> float:
    if misplaced:
        session.execute(text(_MISPLACE))
    since = time.perf_counter()
    session.execute(text(sql), {**binds, "at": datetime.now(UTC)})
    spent = time.perf_counter() - since
    session.rollback()
    return spent


def _row(name: str, value: float, unit: str, most: float | None) -> dict[str, Any]:
    shown = round(value, 3)
    return {"name": name, "value": shown, "unit": unit, "budget": most, "ok": most is None or shown <= most}
