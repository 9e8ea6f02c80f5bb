"""Figures of grid units: counts with their formula, and shares with numerator and denominator."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import Scope
from server.catalogue import LANGUAGES
from server.catalogue import text as sentence
from server.reads import scope as bind

_COUNTED: Final = (
    "count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review', 'submitted')) AS open, "
    "count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) AS overdue, "
    "count(*) FILTER (WHERE h.state IN ('reported', 'transfer_pending')) AS waiting, "
    "count(*) FILTER (WHERE h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void') "
    "AND h.found_at >= :from AND h.found_at < :until) AS found, "
    "count(*) FILTER (WHERE h.state = 'closed' AND h.found_at >= :from AND h.found_at < :until "
    "AND h.closed_at < :until) AS closed"
)
FORMULAS: Final = ("open", "overdue", "waiting", "closed_share")


def of_units(session: Session, scope: Scope, period: tuple[Any, Any], today: date, town: int | None) -> dict[str, Any]:
    """Count hazards by grid unit and in all; a hazard outside any unit counts in `unit_id` null.

    Source: docs/rules.md 4.3 (items 4, 9). Period: half-open in time.
    """
    hazards, units = bind.hazards(scope), bind.units(scope)
    in_town = "AND h.town_id = :town" if town is not None else ""
    unit_in_town = "AND u.town_id = :town" if town is not None else ""
    sql = text(
        f"SELECT coalesce(f.unit_id, u.id) AS unit_id, u.code, u.name, u.town_id, coalesce(f.open, 0) AS open, "
        "coalesce(f.overdue, 0) AS overdue, coalesce(f.waiting, 0) AS waiting, coalesce(f.found, 0) AS found, "
        "coalesce(f.closed, 0) AS closed "
        f"FROM (SELECT u.id, u.code, u.name, u.town_id FROM grid_unit u WHERE u.valid_to IS NULL AND {units.sql} "
        f"{unit_in_town}) u FULL JOIN "
        f"(SELECT h.unit_id, {_COUNTED} FROM hazard h WHERE {hazards.sql} {in_town} GROUP BY h.unit_id) f "
        "ON f.unit_id = u.id ORDER BY u.code NULLS LAST"
    )
    values = {"today": today, "from": period[0], "until": period[1], "town": town}
    rows = [dict(row._mapping) for row in session.execute(sql, {**hazards.values, **units.values, **values})]  # noqa: SLF001
    listed = [{**row, "closed_share": {"n": row["closed"], "d": row["found"]}} for row in rows]
    total = {name: sum(row[name] for row in rows) for name in ("open", "overdue", "waiting", "found", "closed")}
    return {
        "units": listed,
        "total": {**total, "closed_share": {"n": total["closed"], "d": total["found"]}},
        "formulas": {name: {lang: formula(name, lang) for lang in LANGUAGES} for name in FORMULAS},
    }


def formula(name: str, language: str) -> str:
    """Say how a figure is made."""
    return sentence("figures", f"{name}.formula", language)
