"""Figures of grid units: counts with their formula, and shares with numerator and denominator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.enterprises import LOOKED_AFTER
from grids.grading import GRADES, unit_grade
from grids.permissions import Scope
from server.catalogue import LANGUAGES
from server.catalogue import text as sentence
from server.reads import scope as bind

_NOW: Final = (
    "count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review', 'submitted')) AS open, "
    "count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) AS overdue, "
    "count(*) FILTER (WHERE h.state IN ('reported', 'transfer_pending')) AS waiting, 0 AS found, 0 AS closed"
)
_THEN: Final = (
    "0 AS open, 0 AS overdue, 0 AS waiting, "
    "count(*) FILTER (WHERE h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void')) AS found, "
    "count(*) FILTER (WHERE h.state = 'closed' AND h.closed_at < :until) AS closed"
)
_SHOWN: Final = ("open", "overdue", "waiting", "found", "closed")
_BY_UNIT: Final = ", ".join(f"sum({name})::int AS {name}" for name in _SHOWN)
_WAS_IN: Final = (
    "LEFT JOIN (SELECT enterprise_id, unit_id, valid_to, coalesce(lag(valid_to) OVER (PARTITION BY enterprise_id "
    "ORDER BY valid_from), '-infinity') AS since FROM enterprise_unit WHERE valid_to IS NOT NULL) m "
    "ON m.enterprise_id = h.enterprise_id AND m.since <= h.found_at AND h.found_at < m.valid_to"
)
"""The unit that the enterprise was in when the hazard was found, where it has been moved since; what was found before
it came on file (imported history) counts in its first."""
FORMULAS: Final = ("open", "overdue", "waiting", "closed_share")


def of_units(session: Session, scope: Scope, period: tuple[Any, Any], today: date, town: int | None) -> dict[str, Any]:
    """Count hazards by grid unit and in all; a hazard outside any unit counts in `unit_id` null.

    What stands open counts where its enterprise is now, what was found in the period where it was then: a boundary
    that moved changes no past figure.
    Source: docs/rules.md 4.3 (items 4, 9). Period: half-open in time.
    """
    hazards, units, then = bind.hazards(scope), bind.units(scope), bind.units(scope, "x")
    in_town = "AND h.town_id = :town" if town is not None else ""
    unit_in_town = "AND u.town_id = :town" if town is not None else ""
    sql = text(
        "SELECT coalesce(f.unit_id, u.id) AS unit_id, "
        + "".join(f"coalesce(u.{name}, x.{name}) AS {name}, " for name in ("code", "name", "town_id"))
        + ", ".join(f"coalesce(f.{name}, 0) AS {name} " for name in _SHOWN)
        + f"FROM (SELECT u.id, u.code, u.name, u.town_id FROM grid_unit u WHERE u.valid_to IS NULL AND {units.sql} "
        f"{unit_in_town}) u FULL JOIN (SELECT unit_id, {_BY_UNIT} FROM ("
        f"SELECT h.unit_id, {_NOW} FROM hazard h WHERE {hazards.sql} {in_town} GROUP BY 1 UNION ALL "
        f"SELECT coalesce(x.id, h.unit_id), {_THEN} FROM hazard h {_WAS_IN} "
        f"LEFT JOIN grid_unit x ON x.id = m.unit_id AND {then.sql} "
        f"WHERE {hazards.sql} {in_town} AND h.found_at >= :from AND h.found_at < :until GROUP BY 1"
        f") c GROUP BY unit_id) f ON f.unit_id = u.id LEFT JOIN grid_unit x ON x.id = f.unit_id AND {then.sql} "
        "WHERE u.id IS NOT NULL OR f.open + f.overdue + f.waiting + f.found + f.closed > 0 OR f.unit_id IS NULL "
        "ORDER BY 2 NULLS LAST"
    )
    values = {"today": today, "from": period[0], "until": period[1], "town": town}
    rows = [dict(row._mapping) for row in session.execute(sql, {**hazards.values, **units.values, **values})]  # noqa: SLF001
    listed = [{**row, "closed_share": {"n": row["closed"], "d": row["found"]}} for row in rows]
    total = {name: sum(row[name] for row in rows) for name in _SHOWN}
    return {
        "units": listed,
        "total": {**total, "closed_share": {"n": total["closed"], "d": total["found"]}},
        "formulas": {name: {lang: formula(name, lang) for lang in LANGUAGES} for name in FORMULAS},
    }


def grades(session: Session, scope: Scope, shares: Mapping[str, float], town: int | None) -> list[dict[str, Any]]:
    """Count the enterprises that are looked after by grade in every grid unit in scope; `none` is not graded.

    `grade` is the one whose colour the unit has on the four-colour map.

    Source: docs/rules.md 4.3 (item 14).
    """
    bound, units = bind.enterprises(scope), bind.units(scope, "u")
    in_town = "AND e.town_id = :town" if town is not None else ""
    counted = ", ".join(f"count(*) FILTER (WHERE e.grade = '{grade}') AS \"{grade}\"" for grade in GRADES)
    sql = text(
        f"SELECT e.unit_id, coalesce(u.name, '') AS name, {counted}, count(*) FILTER (WHERE e.grade IS NULL) AS none "
        f"FROM enterprise e LEFT JOIN grid_unit u ON u.id = e.unit_id AND u.valid_to IS NULL AND {units.sql} "
        f"WHERE e.status = ANY(:looked_after) AND {bound.sql} {in_town} GROUP BY 1, 2 ORDER BY 2"
    )
    values = {"looked_after": LOOKED_AFTER, "town": town}
    rows = [dict(row._mapping) for row in session.execute(sql, {**bound.values, **units.values, **values})]  # noqa: SLF001
    return [{**row, "grade": unit_grade(row, shares)} for row in rows]


def formula(name: str, language: str) -> str:
    """Say how a figure is made."""
    return sentence("figures", f"{name}.formula", language)
