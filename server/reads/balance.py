"""The list-and-close ledger of a period: its balance by place or class, and the list behind each number.

What counts is when the system took a step, and the place, class and level the hazard had then (hazard_stay); so nothing
that happens later moves a period that is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from grids.balance import Balance
from grids.permissions import Scope
from grids.policy import HERE
from server.reads import scope as bind
from server.reads.counted import counted

PARTS: Final[Mapping[str, str]] = {
    "opening": "f.from_at < :first",
    "new": "f.from_at >= :first AND f.came = 'new'",
    "reopened": "f.from_at >= :first AND f.came = 'reopened'",
    "moved_in": "f.from_at >= :first AND f.came = 'moved' AND b.hazard_id IS NULL",
    "closed": "f.to_at < :until AND f.went = 'closed'",
    "void": "f.to_at < :until AND f.went IN ('invalid', 'merged', 'void')",
    "moved_out": "f.to_at < :until AND f.went = 'moved' AND a.hazard_id IS NULL",
    "open": "(f.to_at IS NULL OR f.to_at >= :until)",
}
"""Number of the ledger -> the stays it counts; the same conditions are in sql/balance.sql."""
GROUPS: Final[Mapping[str, str]] = {
    "district": "s.district_id",
    "town": "s.town_id",
    "village": "s.village_id",
    "unit": "s.unit_id",
    "class": "s.supervision_class",
    "level": "s.level",
}
_FILTERS: Final[Mapping[str, str]] = {
    "city": "s.city_id = :city",
    "district": "s.district_id = :district",
    "town": "s.town_id = :town",
    "village": "s.village_id = :village",
    "unit": "s.unit_id = :unit",
    "class": "s.supervision_class = :class",
    "level": "s.level = :level",
}
_NAMES: Final = {"unit": "SELECT CAST(id AS text) AS id, name FROM grid_unit WHERE grid_unit.id = ANY(:ids)"}
_AREA: Final = "SELECT CAST(id AS text) AS id, name FROM area WHERE area.id = ANY(:ids)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which period, grouped by what, of which places, class and level. Days are both included."""

    first: date
    last: date
    by: str
    narrowed: Mapping[str, Any]
    without: str | None = None
    """A level of the tree at which the hazard is in no area."""

    @property
    def binds(self) -> dict[str, datetime]:
        """Return the half-open period in the zone of the deployment."""
        return {"first": _midnight(self.first), "until": _midnight(self.last + timedelta(days=1))}


def of_period(session: Session, scope: Scope, asked: Question) -> dict[str, Any]:
    """Return the balance by group and in all; every row adds up by itself.

    Unit: hazards, once for each time they came on the list. Source: docs/rules.md 4.3 item 4; grids/balance.py.
    """
    rows = _counted(session, scope, asked, GROUPS[asked.by])
    total = _counted(session, scope, asked, "NULL")
    names = _names(session, asked.by, [row["key"] for row in rows])
    return {
        "first": asked.first, "last": asked.last, "by": asked.by,
        "rows": [{**row, "name": names.get(row["key"] or "")} for row in rows],
        "total": total[0] if total else {"key": None, **dict.fromkeys(PARTS, 0)},
    }  # fmt: skip


def items(session: Session, scope: Scope, asked: Question, part: str, page: tuple[int, int]) -> dict[str, Any]:
    """List the hazards that one number counts, a page of them: how many to skip, how many to give."""
    sql, values = _narrowed(scope, asked)
    statement = bind.statement("balance_items").format(**sql, part=PARTS[part])
    skip, limit = page
    rows, total = counted(session.execute(text(statement), {**values, "skip": skip, "limit": limit}).mappings())
    return {"total": total, "items": rows}


def as_balance(row: Mapping[str, Any]) -> Balance:
    """Read the figures of a row as the rule's value."""
    return Balance(**{name: row[name] for name in PARTS})


def _counted(session: Session, scope: Scope, asked: Question, key: str) -> list[dict[str, Any]]:
    sql, values = _narrowed(scope, asked)
    statement = bind.statement("balance").format(**sql, key=key)
    return [dict(row._mapping) for row in session.execute(text(statement), values)]  # noqa: SLF001


def _narrowed(scope: Scope, asked: Question) -> tuple[dict[str, str], dict[str, Any]]:
    bound = bind.stays(scope)
    chosen = {name: value for name, value in asked.narrowed.items() if value not in (None, "")}
    parts = [_FILTERS[name] for name in chosen]
    parts += [f"{GROUPS[asked.without]} IS NULL"] if asked.without else []
    sql = {"scope": bound.sql, "filter": "".join(f" AND {part}" for part in parts)}
    return sql, {**bound.values, **chosen, **asked.binds}


def _names(session: Session, by: str, keys: Sequence[str | None]) -> dict[str, str]:
    """Name areas and units; classes and levels are named where they are shown."""
    ids = [int(key) for key in keys if key is not None and key.isdecimal()]
    if by in {"class", "level"} or not ids:
        return {}
    found = session.execute(text(_NAMES.get(by, _AREA)), {"ids": ids})
    return {row.id: row.name for row in found}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)


def all_items(session: Session, scope: Scope, asked: Question, most: int) -> list[RowMapping]:
    """List every stay that touches the period."""
    sql, values = _narrowed(scope, asked)
    statement = bind.statement("balance_items").format(**sql, part="true")
    rows = session.execute(text(statement), {**values, "skip": 0, "limit": most})
    return [row._mapping for row in rows]  # noqa: SLF001
