"""The quality of files: the score of an area and of each place, what each rule counts, the files a rule finds.

Source: docs/rules.md 4.5, 4.3 item 13. A rule's conditions are written over the facts of gis/quality.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis import cql, references
from gis.cql_read import read_text
from gis.quality import FACTS, SOURCE
from gis.references import CRS84
from grids.permissions import Scope
from grids.policy import HERE
from grids.quality import Found, Rule, score
from server.reads import scope as bind
from server.store.file_tables import topics

BY: Final = {"town": "town_id", "village": "village_id", "unit": "unit_id", "class": "supervision_class"}
_OVERSEER: Final = (
    "overseer AS (SELECT g.area_id, g.classes FROM person_grant g WHERE g.role = 'department' "
    "AND g.area_id IS NOT NULL AND g.valid_from <= now() AND (g.valid_to IS NULL OR g.valid_to > now()))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose files, by which rules, as of which day; `town` narrows within the scope."""

    scope: Scope
    rules: Sequence[Rule]
    today: date
    town: int | None = None


def table(session: Session, question: Question, by: str) -> dict[str, Any]:
    """Count every rule in all and by place or class: {n, d}, and the weighted score."""
    head, values = _facts(question)
    counts, bound = _counts(question.rules)
    sql = (
        f"{head} SELECT f.{BY[by]} AS key, GROUPING(f.{BY[by]}) = 1 AS is_all, count(*) AS files, {counts} "
        f"FROM f GROUP BY GROUPING SETS ((f.{BY[by]}), ())"
    )
    found = list(session.execute(text(sql), {**values, **bound}).mappings())
    names = _names(session, by, [row["key"] for row in found])
    rows = [
        {"key": row["key"], "name": names.get(row["key"], str(row["key"] or "")), **_told(row, question.rules)}
        for row in found
        if not row["is_all"]
    ]
    total = next(row for row in found if row["is_all"])
    ordered = sorted(rows, key=lambda row: (row["key"] is None, str(row["name"]), str(row["key"])))
    return {"total": _told(total, question.rules), "rows": ordered}


def files(
    session: Session, question: Question, rule: Rule, *, after: tuple[str, UUID] | None, limit: int
) -> dict[str, Any]:
    """List the files to which a rule applies and for which it does not hold, by name."""
    head, values = _facts(question)
    writer = _writer()
    applies, holds = (cql.write(writer, read_text(each)) for each in (rule.applies, rule.holds))
    wanted = f"{applies} AND {holds} IS NOT TRUE"
    values |= writer.values
    total = session.scalar(text(f"{head} SELECT count(*) FROM f WHERE {wanted}"), values)
    if after is not None:
        wanted += " AND (f.enterprise, f.id) > (:after_name, :after_id)"
        values |= {"after_name": after[0], "after_id": after[1]}
    found = session.execute(
        text(
            f"{head} SELECT f.id, f.enterprise AS name, a.name AS town, u.name AS unit FROM f "
            "LEFT JOIN area a ON a.id = f.town_id LEFT JOIN grid_unit u ON u.id = f.unit_id "
            f"WHERE {wanted} ORDER BY f.enterprise, f.id LIMIT :limit"
        ),
        {**values, "limit": limit},
    )
    return {"total": total, "items": [dict(row._mapping) for row in found]}  # noqa: SLF001


def of_file(session: Session, question: Question, enterprise: UUID) -> list[dict[str, Any]]:
    """Return what each rule says of one file: does it apply, does it hold. Empty where the file is not in scope."""
    head, values = _facts(question, "AND e.id = :enterprise")
    writer = _writer()
    said = [
        f"({cql.write(writer, read_text(rule.applies))}) IS TRUE AS a{n}, "
        f"({cql.write(writer, read_text(rule.holds))}) IS TRUE AS h{n}"
        for n, rule in enumerate(question.rules)
    ]
    sql = f"{head} SELECT {', '.join(said)} FROM f"
    row = session.execute(text(sql), {**values, **writer.values, "enterprise": enterprise}).mappings().one_or_none()
    if row is None:
        return []
    return [{"rule": rule.id, "holds": row[f"h{n}"]} for n, rule in enumerate(question.rules) if row[f"a{n}"]]


def keep_day(session: Session, rules: Sequence[Rule], today: date) -> None:
    """Write what each rule counts today, by town and class; a district's own rule counts its own files."""
    values = {"today": today, "zone": str(HERE), "tags": _tags(), "day": today}
    for rule in rules:
        writer = _writer()
        applies, holds = (cql.write(writer, read_text(each)) for each in (rule.applies, rule.holds))
        own = "AND e.district_id = (SELECT district_id FROM quality_rule WHERE id::text = :rule)" if rule.name else ""
        facts = f"{_OVERSEER}, f AS ({SOURCE} {own})"
        sql = bind.statement("quality_day").format(facts=facts, applies=applies, holds=holds)
        session.execute(text(sql), {**values, **writer.values, "rule": rule.id, "weight": rule.weight})


def trend(session: Session, scope: Scope, today: date, days: int, town: int | None) -> list[dict[str, Any]]:
    """Return the score day by day as it was counted then: weighted points held, and asked."""
    bound = bind.quality_days(scope)
    sql = (
        "SELECT q.day, sum(q.n * q.weight)::bigint AS n, sum(q.d * q.weight)::bigint AS d FROM quality_day q "
        f"WHERE {bound.sql} AND q.day >= :first {'AND q.town_id = :town' if town is not None else ''} "
        "GROUP BY q.day ORDER BY q.day"
    )
    values = {**bound.values, "first": today - timedelta(days=days), "town": town}
    return [dict(row._mapping) for row in session.execute(text(sql), values)]  # noqa: SLF001


def districts_of(session: Session, scope: Scope) -> list[int]:
    """Return the districts whose own rules hold for what is in scope."""
    held = sorted(scope.cities | scope.districts | scope.towns | scope.villages)
    sql = (
        "SELECT DISTINCT coalesce(a.district_id, a.id) FROM area a WHERE a.level IN ('district', 'town', 'village') "
        "AND (a.id = ANY(:held) OR a.city_id = ANY(:cities)) "
        "UNION SELECT district_id FROM grid_unit WHERE id = ANY(:units)"
    )
    values = {"held": held, "cities": sorted(scope.cities), "units": sorted(scope.units)}
    return [row[0] for row in session.execute(text(sql), values) if row[0] is not None]


def _facts(question: Question, narrow: str = "") -> tuple[str, dict[str, Any]]:
    bound = bind.enterprises(question.scope)
    town = " AND e.town_id = :town" if question.town is not None else ""
    head = f"WITH {_OVERSEER}, f AS ({SOURCE} AND {bound.sql}{town} {narrow})"
    values = {**bound.values, "today": question.today, "zone": str(HERE), "tags": _tags()}
    return head, values | ({"town": question.town} if town else {})


def _tags() -> str:
    return json.dumps({topic.id: topic.tag for topic in topics().values() if topic.tag is not None})


def _counts(rules: Sequence[Rule]) -> tuple[str, dict[str, Any]]:
    writer = _writer()
    parts = []
    for n, rule in enumerate(rules):
        applies, holds = (cql.write(writer, read_text(each)) for each in (rule.applies, rule.holds))
        parts.append(
            f"count(*) FILTER (WHERE {applies}) AS d{n}, count(*) FILTER (WHERE {applies} AND {holds}) AS n{n}"
        )
    return ", ".join(parts), writer.values


def _writer() -> cql.Writer:
    return cql.Writer(layer=FACTS, reference=references.named(CRS84))


def _told(row: Any, rules: Sequence[Rule]) -> dict[str, Any]:  # noqa: ANN401 - a row by names
    found = {rule.id: Found(n=row[f"n{n}"], d=row[f"d{n}"]) for n, rule in enumerate(rules)}
    held, asked = score(found, {rule.id: rule.weight for rule in rules})
    shares = {name: {"n": share.n, "d": share.d} for name, share in found.items()}
    return {"files": row["files"], "score": {"n": held, "d": asked}, "rules": shares}


def _names(session: Session, by: str, keys: Sequence[Any]) -> dict[Any, str]:
    named = {"town": "area", "village": "area", "unit": "grid_unit"}.get(by)
    if named is None:
        return {}
    ids = [key for key in keys if isinstance(key, int)]
    return {
        row.id: row.name
        for row in session.execute(text(f"SELECT id, name FROM {named} WHERE id = ANY(:ids)"), {"ids": ids})
    }
