"""What a monthly report says of an area: figures with numerator and denominator, worst places, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.commands import HazardLevel
from grids.permissions import Scope
from grids.policy import HERE, local_day
from server.reads import figures
from server.reads import scope as bind
from server.store.policy import heat_on

WORST: Final = 10
OVERDUE: Final = 40
PINS: Final = 200
HEAT_MONTHS: Final = 12
_BIN_DEG: Final = 0.002
"""About 190 m by 220 m: what a phone's error and a reader's eye make of a place."""
_JUDGED: Final = "h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void')"
_LATE: Final = "h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly:
    """Everything a report shows; rows are as the database gives them."""

    first: date
    last: date
    figures: dict[str, Any]
    worst: list[dict[str, Any]]
    overdue: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    levels: dict[str, int]
    heat: list[dict[str, Any]]
    pins: list[dict[str, Any]]
    units: list[dict[str, Any]]
    water: list[bytes]
    towns: list[dict[str, Any]]


def gather(session: Session, scope: Scope, month: str, town: int | None, at: datetime) -> Monthly:
    """Read a month of an area. Unit: days where deadlines count; the running month ends today."""
    first = date.fromisoformat(f"{month}-01")
    last = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), max(local_day(at), first))
    today = local_day(at)
    bound = bind.hazards(scope)
    sql = bound.sql + (" AND h.town_id = :town" if town is not None else "")
    heat_from = _month_before(first, HEAT_MONTHS - 1)
    weights = heat_on(today).weights
    values = {
        **bound.values, "town": town, "today": today, "from": _midnight(first),
        "until": _midnight(last + timedelta(days=1)), "heat_from": _midnight(heat_from), "bin": _BIN_DEG,
        "zone": str(HERE), "major": weights[HazardLevel.MAJOR], "general": weights[HazardLevel.GENERAL],
    }  # fmt: skip

    def rows(statement: str) -> list[dict[str, Any]]:
        return [dict(row._mapping) for row in session.execute(text(statement), values)]  # noqa: SLF001

    return Monthly(
        first=first,
        last=last,
        figures=figures.of_units(session, scope, (values["from"], values["until"]), today, town),
        worst=rows(_WORST_SQL.format(scope=sql)),
        overdue=rows(_OVERDUE_SQL.format(scope=sql)),
        categories=rows(_CATEGORY_SQL.format(scope=sql)),
        levels={row["level"]: row["n"] for row in rows(_LEVEL_SQL.format(scope=sql))},
        heat=rows(_HEAT_SQL.format(scope=sql)),
        pins=rows(_PINS_SQL.format(scope=sql)),
        units=_units(session, scope, town),
        water=[bytes(row[0]) for row in session.execute(text(_WATER_SQL))],
        towns=[dict(row._mapping) for row in session.execute(text(_TOWNS_SQL))],  # noqa: SLF001
    )


_FOUND: Final = f"{_JUDGED} AND h.found_at >= :from AND h.found_at < :until"
_WORST_SQL: Final = f"""
SELECT e.name, e.address, u.name AS unit_name, count(*) FILTER (WHERE {_LATE}) AS overdue,
  count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review', 'submitted')) AS open,
  count(*) FILTER (WHERE {_FOUND}) AS found, count(*) FILTER (WHERE h.level = 'major' AND h.state <> 'closed') AS major
FROM hazard h JOIN enterprise e ON e.id = h.enterprise_id LEFT JOIN grid_unit u ON u.id = e.unit_id
WHERE {{scope}} AND {_JUDGED}
GROUP BY e.id, u.name HAVING count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review', 'submitted')) > 0
ORDER BY major DESC, overdue DESC, open DESC, found DESC, e.name LIMIT {WORST}
"""
_OVERDUE_SQL: Final = f"""
SELECT h.ledger_no, e.name AS enterprise_name, h.place, h.description, h.level, h.due_on, :today - h.due_on AS days
FROM hazard h JOIN enterprise e ON e.id = h.enterprise_id
WHERE {{scope}} AND {_LATE} ORDER BY h.level = 'major' DESC, h.due_on, h.id LIMIT {OVERDUE}
"""
_CATEGORY_SQL: Final = f"""
SELECT h.category, count(*) AS n, count(*) FILTER (WHERE h.state = 'closed' AND h.closed_at < :until) AS closed
FROM hazard h WHERE {{scope}} AND {_FOUND} GROUP BY h.category ORDER BY n DESC, h.category LIMIT 8
"""
_LEVEL_SQL: Final = f"SELECT h.level, count(*) AS n FROM hazard h WHERE {{scope}} AND {_FOUND} GROUP BY h.level"
_HEAT_SQL: Final = f"""
SELECT to_char(h.found_at AT TIME ZONE CAST(:zone AS text), 'YYYY-MM') AS month,
  (floor(ST_X(h.point) / :bin) + 0.5) * :bin AS lon, (floor(ST_Y(h.point) / :bin) + 0.5) * :bin AS lat,
  sum(CASE h.level WHEN 'major' THEN CAST(:major AS int) ELSE CAST(:general AS int) END) AS weight
FROM hazard h WHERE {{scope}} AND {_JUDGED} AND h.point IS NOT NULL AND h.found_at >= :heat_from AND h.found_at < :until
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_PINS_SQL: Final = f"""
SELECT h.id, h.ledger_no, e.name AS enterprise_name, h.place, h.description, h.state, h.level, h.found_at, h.due_on,
  {_LATE} AS overdue, ST_X(h.point) AS lon, ST_Y(h.point) AS lat,
  (SELECT v.sha256 FROM evidence v JOIN photo p ON p.sha256 = v.sha256 WHERE v.hazard_id = h.id AND v.role = 'before'
    ORDER BY v.id LIMIT 1) AS photo
FROM hazard h JOIN enterprise e ON e.id = h.enterprise_id
WHERE {{scope}} AND h.point IS NOT NULL AND {_JUDGED} AND (({_FOUND}) OR ({_LATE}))
ORDER BY h.level = 'major' DESC, ({_LATE}) DESC NULLS LAST, h.found_at DESC, h.id LIMIT {PINS}
"""
_WATER_SQL: Final = "SELECT ST_AsBinary(geom) FROM basemap_feature WHERE kind = 'water' ORDER BY id LIMIT 400"
_TOWNS_SQL: Final = (
    "SELECT name, level, ST_AsBinary(ST_SimplifyPreserveTopology(geom, 0.0003)) AS shape FROM area "
    "WHERE geom IS NOT NULL AND level IN ('district', 'town') AND valid_to IS NULL ORDER BY level, id"
)


def _units(session: Session, scope: Scope, town: int | None) -> list[dict[str, Any]]:
    bound = bind.units(scope)
    in_town = "AND u.town_id = :town" if town is not None else ""
    sql = (
        "SELECT u.id, u.name, ST_AsBinary(u.geom) AS shape FROM grid_unit u "
        f"WHERE u.valid_to IS NULL AND {bound.sql} {in_town} ORDER BY u.id"
    )
    found = session.execute(text(sql), {**bound.values, "town": town})
    return [dict(row._mapping) for row in found]  # noqa: SLF001


def _month_before(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)
