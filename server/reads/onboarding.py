"""Onboarding: the table of stages by town or class, the list behind each number, the curve of going live.

One set of facts and one condition a number, so that a number and its list never differ; as of the end of a day.
Source: docs/rules.md R03, R04, R20, R21; the columns are those by which a district's promotion is judged.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.onboarding import OnboardingPolicy, Phase, lacking
from grids.permissions import Scope
from grids.policy import HERE
from server.reads import scope as bind
from server.store.onboarding import phases

_IN: Final = "f.scope = 'in'"
COUNTS: Final = {
    "regulated": "TRUE",
    "target": _IN,
    "unknown": "f.scope = 'unknown'",
    "registered": f"{_IN} AND f.stage >= 1",
    "filed": f"{_IN} AND f.stage >= 2",
    "running": f"{_IN} AND f.stage >= 3",
    "trial": "f.trial",
}
"""What the table counts."""
LISTS: Final = {
    **COUNTS,
    "unregistered": f"{_IN} AND f.stage < 1",
    "unfiled": f"{_IN} AND f.stage < 2",
    "not_running": f"{_IN} AND f.stage < 3",
}
"""What a list holds: exactly the enterprises that a number counts, or those that it lacks."""
BY: Final = {"town": "town_id", "village": "village_id", "unit": "unit_id", "class": "supervision_class"}
_LIVE: Final = (
    "CASE WHEN f.registered_at IS NOT NULL AND f.filed_at IS NOT NULL AND f.reported_at IS NOT NULL "
    "THEN (greatest(f.registered_at, f.filed_at, f.reported_at) AT TIME ZONE CAST(:zone AS text))::date END"
)
_POINTS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose enterprises, of which phase, as of the end of which day; `town` narrows within the scope."""

    scope: Scope
    policy: OnboardingPolicy
    day: date
    phase: int = 1
    town: int | None = None
    supervision_class: str | None = None


def table(session: Session, question: Question, by: str) -> dict[str, Any]:
    """Count every stage, in all and by place or class."""
    head, values = _facts(session, question)
    counts = ", ".join(f"count(*) FILTER (WHERE {condition}) AS {name}" for name, condition in COUNTS.items())
    sql = (
        f"{head} SELECT f.{BY[by]} AS key, GROUPING(f.{BY[by]}) = 1 AS is_all, {counts} "
        f"FROM f GROUP BY GROUPING SETS ((f.{BY[by]}), ())"
    )
    found = list(session.execute(text(sql), values).mappings())
    names = _names(session, by, [row["key"] for row in found])
    rows = [
        {"key": row["key"], "name": names.get(row["key"], str(row["key"] or "")), **_told(row)}
        for row in found
        if not row["is_all"]
    ]
    total = next(row for row in found if row["is_all"])
    ordered = sorted(rows, key=lambda row: (row["key"] is None, str(row["name"]), str(row["key"])))
    return {"total": _told(total), "rows": ordered}


def listed(
    session: Session,
    question: Question,
    what: str,
    *,
    row: tuple[str, str | None] | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> dict[str, Any]:
    """List the enterprises of one number by name, with how far each has come and what its file still lacks.

    `row` is a row of the table: by what, and its key; a key of None is the row of those without a place.
    """
    head, values = _facts(session, question)
    wanted = LISTS[what]
    if row is not None:
        wanted += f" AND f.{BY[row[0]]}::text IS NOT DISTINCT FROM CAST(:key AS text)"
        values["key"] = row[1]
    total = session.scalar(text(f"{head} SELECT count(*) FROM f WHERE {wanted}"), values)
    if after is not None:
        wanted += " AND (f.name, f.id) > (:after_name, :after_id)"
        values |= {"after_name": after[0], "after_id": after[1]}
    found = session.execute(
        text(
            f"{head} SELECT f.id, f.name, f.supervision_class, f.scope, f.stage, f.trial, f.registered_at, f.filled, "
            f"{_LIVE} AS live_on, a.name AS town, u.name AS unit FROM f "
            "LEFT JOIN area a ON a.id = f.town_id LEFT JOIN grid_unit u ON u.id = f.unit_id "
            f"WHERE {wanted} ORDER BY f.name, f.id LIMIT :limit"
        ),
        {**values, "limit": limit},
    )
    items = [
        {
            **{name: value for name, value in row._mapping.items() if name != "filled"},  # noqa: SLF001
            "lacks": list(lacking(row.filled or (), question.policy)),
        }
        for row in found
    ]
    return {"total": total, "items": items}


def curve(session: Session, question: Question) -> dict[str, Any]:
    """Tell how many of those whom the phase asks had gone live by each day, in all and by town.

    The target is that of the day asked for; who went live and lapsed since stays on the curve.
    """
    head, values = _facts(session, question)
    sql = (
        f"{head} SELECT f.town_id, (f.registered_at AT TIME ZONE CAST(:zone AS text))::date AS registered, "
        f"{_LIVE} AS live, count(*) AS n FROM f WHERE {_IN} GROUP BY 1, 2, 3"
    )
    found = session.execute(text(sql), values).all()
    towns = _names(session, "town", [row.town_id for row in found])
    target, registered, live = Counter[Any](), Counter[tuple[Any, date]](), Counter[tuple[Any, date]]()
    for row in found:
        target[row.town_id] += row.n
        if row.registered is not None:
            registered[row.town_id, row.registered] += row.n
        if row.live is not None:
            live[row.town_id, row.live] += row.n
    known = [day for _, day in (*registered, *live)]
    days = steps(min(known, default=question.day), question.day)
    every = [town for town, _ in sorted(target.items(), key=lambda each: str(towns.get(each[0], "")))]
    return {
        "days": [day.isoformat() for day in days],
        "target": sum(target.values()),
        "registered": _rising(registered, every, days),
        "live": _rising(live, every, days),
        "towns": [
            {"id": town, "name": towns.get(town, ""), "target": target[town], "live": _rising(live, [town], days)}
            for town in every
        ],
    }  # fmt: skip


def steps(first: date, last: date) -> list[date]:
    """Give evenly spaced days from the first to the last, both among them, no more than sixty.

    >>> [day.isoformat() for day in steps(date(2026, 1, 1), date(2026, 1, 3))]
    ['2026-01-01', '2026-01-02', '2026-01-03']
    """
    width = max(1, -(-(last - first).days // _POINTS))
    back = range(0, (last - first).days + 1, width)
    return sorted({first, *(last - timedelta(days=days) for days in back)})


def _rising(counted: Counter[tuple[Any, date]], towns: Sequence[Any], days: Sequence[date]) -> list[int]:
    of = [(day, n) for (town, day), n in counted.items() if town in towns]
    return [sum(n for day, n in of if day <= until) for until in days]


def _facts(session: Session, question: Question) -> tuple[str, dict[str, Any]]:
    """Bind the facts as of the end of the day to the reader's scope."""
    bound = bind.visits(question.scope, "p")
    where, values = [bound.sql], dict(bound.values)
    if question.town is not None:
        where.append("p.town_id = :town")
        values["town"] = question.town
    if question.supervision_class is not None:
        where.append("p.supervision_class = :class")
        values["class"] = question.supervision_class
    inner = bind.statement("onboarding_facts")
    head = f"WITH f AS (SELECT p.* FROM ({inner}) p WHERE {' AND '.join(where)})"
    until = datetime.combine(question.day + timedelta(days=1), time.min, tzinfo=HERE)
    return head, values | {
        "until": until, "day": question.day, "zone": str(HERE), "required": list(question.policy.filed),
        "screening_days": question.policy.screening_days, "phases": _phases(session, question),
    }  # fmt: skip


def _phases(session: Session, question: Question) -> str:
    """Write out the asked phase of every district in reach, as of the day."""
    reach = phases(session, districts(session), question.day)
    return json.dumps([
        {
            "district_id": district, "everyone": phase.everyone, "classes": sorted(phase.classes),
            "tags": sorted(phase.tags), "min_output_yuan": phase.min_output_yuan,
        }
        for district, numbered in reach.items()
        for phase in numbered
        if phase.number == question.phase
    ], ensure_ascii=False)  # fmt: skip


def districts(session: Session) -> list[int]:
    """Return every district's id; what a phase asks is no secret."""
    return list(session.scalars(text("SELECT id FROM area WHERE level = 'district'")))


def shown(phase: Phase, lang: str) -> dict[str, Any]:
    """Write a phase for the wire."""
    return {
        "number": phase.number, "name": phase.name_en if lang == "en" else phase.name,
        "starts_on": phase.starts_on.isoformat(), "target_on": phase.target_on.isoformat(),
        "min_output_yuan": phase.min_output_yuan, "classes": sorted(phase.classes), "tags": sorted(phase.tags),
        "everyone": phase.everyone,
    }  # fmt: skip


def _told(row: Any) -> dict[str, int]:  # noqa: ANN401 - a row by names
    return {name: row[name] for name in COUNTS}


def _names(session: Session, by: str, keys: Sequence[Any]) -> dict[Any, str]:
    named = {"town": "area", "village": "area", "unit": "grid_unit"}.get(by)
    if named is None:
        return {}
    ids = [key for key in keys if isinstance(key, int)]
    sql = text(f"SELECT id, name FROM {named} WHERE id = ANY(:ids)")
    return {row.id: row.name for row in session.execute(sql, {"ids": ids})}
