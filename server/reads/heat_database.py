"""Count for a heat map in the database: the same groups and conditions as the columns, in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.enterprises import POINTS, VISITED
from grids.heat import EFFECTIVE
from grids.policy import HERE
from server.reads import scope as bind
from server.reads.heat_question import Areas, Cells, Question, size_of

_CELL: Final = (
    "CASE WHEN {known} AND {x} >= :x0 AND {y} >= :y0 AND ({x} - :x0) / :side < :nx AND ({y} - :y0) / :side < :ny "
    "THEN ({y} - :y0) / :side * :nx + ({x} - :x0) / :side END"
)
_PRECISE: Final = "e.point IS NOT NULL AND e.position_quality = ANY(:precise)"
_SCOPES: Final = {"hazard": bind.lying, "visit": bind.visits, "enterprise": bind.enterprises}


def count(session: Session, question: Question, by: Cells | Areas) -> dict[str, NDArray[np.int64]]:
    """Return the numbers by name, the last of each for what lies in no group."""
    hazards, majors = _table(session, "hazard", question, by)
    visits, _ = _table(session, "visit", question, by)
    enterprises, visited = _table(session, "enterprise", question, by)
    return {
        "hazards": hazards, "majors": majors, "enterprises": enterprises, "visited": visited, "visits": visits,
    }  # fmt: skip


def by_enterprise(session: Session, question: Question, most: int) -> list[dict[str, Any]]:
    """Count by single enterprise, the most found first: the bottom of the tree."""
    bound, (where, values) = bind.enterprises(question.scope), _conditions("e", question)
    found, more = _conditions("h", question)
    sql = bind.statement("heat_enterprises").format(
        scope=bound.sql, filter=where, found=found, hazards=bind.lying(question.scope).sql
    )
    binds = {**bound.values, **bind.lying(question.scope).values, **values, **more, **_common(question), "limit": most}
    rows = session.execute(text(sql), binds)
    return [dict(row) for row in rows.mappings()]


def _table(
    session: Session, table: str, question: Question, by: Cells | Areas
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    alias = table[0]
    bound = _SCOPES[table](question.scope)
    where, values = _conditions(alias, question)
    key, more = _key(alias, by)
    sql = bind.statement(f"heat_{table}").format(key=key, scope=bound.sql, filter=where)
    size = size_of(by)
    ids = {each: n for n, each in enumerate(by.ids)} if isinstance(by, Areas) else None
    n, of_them = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
    for row in session.execute(text(sql), {**bound.values, **values, **more, **_common(question)}):
        at = size if row.key is None else row.key if ids is None else ids.get(row.key, size)
        n[at] += row.n
        of_them[at] += row.of_them
    return n, of_them


def _key(alias: str, by: Cells | Areas) -> tuple[str, dict[str, Any]]:
    if isinstance(by, Areas):
        return f"{alias}.{by.level}_id", {}
    at = "h" if alias == "h" and not by.at_enterprise else "e"
    x, y = (f"round(ST_{axis}({at}.point_3857) * 100)::bigint" for axis in "XY")
    on = by.raster
    known = _PRECISE if at == "e" else "h.point IS NOT NULL"
    binds = {"x0": on.x0, "y0": on.y0, "side": on.side, "nx": on.nx, "ny": on.ny}
    return _CELL.format(known=known, x=x, y=y), binds if at == "h" else {**binds, "precise": sorted(POINTS)}


def _conditions(alias: str, question: Question) -> tuple[str, dict[str, Any]]:
    """Write what the question asks beyond days, states and sources; grade and industry are the enterprise's."""
    wanted: dict[str, tuple[str, Any]] = {
        f"{alias}.supervision_class = ANY(:q_classes)": ("q_classes", sorted(question.classes)),
        "e.industry = :q_industry": ("q_industry", question.industry),
        "e.grade IS NOT DISTINCT FROM nullif(:q_grade, 'none')": ("q_grade", question.grade),
    }
    if question.area is not None:
        wanted[f"{alias}.{question.area[0]}_id = :q_area"] = ("q_area", question.area[1])
    if alias == "h":
        wanted["h.level = :q_level"] = ("q_level", question.level)
        wanted["h.category LIKE :q_category || '%'"] = ("q_category", question.category)
    used = {sql: pair for sql, pair in wanted.items() if pair[1] not in (None, "", [])}
    return "".join(f" AND {sql}" for sql in used), dict(used.values())


def _common(question: Question) -> dict[str, Any]:
    return {
        "states": sorted(question.states), "sources": sorted(question.sources), "outcomes": sorted(EFFECTIVE),
        "statuses": sorted(VISITED), "from": _midnight(question.first),
        "until": _midnight(question.last + timedelta(days=1)),
    }  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)


def industries(session: Session, question: Question) -> list[str]:
    """Name the industries of the enterprises that are looked after in the area."""
    bound, (where, values) = (
        bind.enterprises(question.scope),
        _conditions("e", replace(question, industry=None, grade=None)),
    )
    sql = text(
        f"SELECT DISTINCT e.industry FROM enterprise e WHERE {bound.sql} AND e.status = ANY(:statuses) "
        f"AND e.industry <> '' {where}"
    )
    return sorted(session.scalars(sql, {**bound.values, **values, "statuses": sorted(VISITED)}))
