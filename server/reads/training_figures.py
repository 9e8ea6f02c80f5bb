"""The rate of those who came to trainings: in all, by town, class or audience, and the list behind each number.

Unit: person-times, one a session and whoever should come to it; an enterprise counts once a session, whoever it sends.
Source: 武政办发〔2013〕20号 六-3; the formula is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.indicators import Period
from grids.permissions import Person
from grids.policy import HERE
from server.reads import scope as bind
from server.reads import trainings

BY: Final = {"town": "f.town_id", "class": "f.supervision_class", "audience": "f.audience", "topic": "f.topic"}
SIDES: Final = {"of": "TRUE", "counted": "f.came", "rest": "NOT f.came", "passed": "f.came AND f.passed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which days of sessions begun by `at`, which topic, town or class of those who should come, which session.

    A session that is named needs no days, and has those who should come before it begins.
    """

    period: Period | None
    at: datetime
    topic: str | None = None
    town: int | None = None
    supervision_class: str | None = None
    training: str | None = None


def table(session: Session, person: Person, asked: Question, by: str) -> dict[str, Any]:
    """Count came of should-come, and passed of those who came where there was a quiz, in all and by row."""
    statement, values = _facts(person, asked)
    key = BY[by]
    sql = (
        f"WITH f AS ({statement}) SELECT {key} AS key, GROUPING({key}) = 1 AS is_all, max(f.town_name) AS town_name, "
        "count(*) AS d, count(*) FILTER (WHERE f.came) AS n, count(*) FILTER (WHERE f.came AND f.has_quiz) AS quiz_d, "
        "count(*) FILTER (WHERE f.came AND f.passed) AS quiz_n, count(DISTINCT f.training_id) AS sessions "
        f"FROM f GROUP BY GROUPING SETS (({key}), ())"
    )
    rows = [dict(row) for row in session.execute(text(sql), values).mappings()]
    total = next((_told(row) for row in rows if row["is_all"]), _told(_NOTHING))
    items = [
        {"key": None if row["key"] is None else str(row["key"]), "name": _name(row, by), **_told(row)}
        for row in rows if not row["is_all"]
    ]  # fmt: skip
    return {
        "by": by, "period": asked.period and {"from": asked.period.first, "to": asked.period.last}, "total": total,
        "rows": sorted(items, key=lambda row: (row["key"] is None, row["name"])),
    }  # fmt: skip


def listed(
    session: Session,
    person: Person,
    asked: Question,
    side: str,
    key: tuple[str, str | None] | None,
    page: tuple[int, int],
) -> dict[str, Any]:
    """List exactly who a number counts, by session and name. `key`: the row of the table."""
    statement, values = _facts(person, asked)
    where = SIDES[side]
    if key is not None:
        where += f" AND CAST({BY[key[0]]} AS text) IS NOT DISTINCT FROM :key"
        values["key"] = key[1]
    sql = (
        f"WITH f AS ({statement}) SELECT f.*, count(*) OVER () AS total FROM f WHERE {where} "
        "ORDER BY f.starts_at DESC, f.town_name NULLS FIRST, f.name, f.subject OFFSET :skip LIMIT :limit"
    )
    found = session.execute(text(sql), {**values, "skip": page[0], "limit": page[1]}).mappings()
    rows = [dict(row) for row in found]
    items = [{name: value for name, value in row.items() if name not in {"total", "town_id"}} for row in rows]
    return {"total": rows[0]["total"] if rows else 0, "items": items}


_NOTHING: Final[Mapping[str, int]] = {"n": 0, "d": 0, "quiz_n": 0, "quiz_d": 0, "sessions": 0}


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "trained": {"n": row["n"], "d": row["d"]}, "passed": {"n": row["quiz_n"], "d": row["quiz_d"]},
        "sessions": row["sessions"],
    }  # fmt: skip


def _name(row: Mapping[str, Any], by: str) -> str:
    return str((row["town_name"] if by == "town" else row["key"]) or "")


def _facts(person: Person, asked: Question) -> tuple[str, dict[str, Any]]:
    bound = trainings.invited(person)
    parts = {
        "topic": "t.topic = :topic", "town": "i.town_id = :town",
        "supervision_class": "i.supervision_class = :supervision_class", "training": "CAST(t.id AS text) = :training",
    }  # fmt: skip
    chosen = {name: getattr(asked, name) for name in parts if getattr(asked, name) is not None}
    narrowed = "".join(f" AND {parts[name]}" for name in chosen)
    days: dict[str, datetime] = {}
    if asked.period is not None:
        narrowed += " AND t.starts_at >= :from AND t.starts_at < :until"
        days["from"] = datetime.combine(asked.period.first, time.min, tzinfo=HERE)
        days["until"] = min(asked.at, datetime.combine(asked.period.until, time.min, tzinfo=HERE))
    statement = bind.statement("training_facts").format(scope=bound.sql, filter=narrowed)
    return statement, {**bound.values, **chosen, **days}
