"""Reports upward: who owes one for a period and whether it came in time, and its draft from the figures.

Source: 武政办发〔2013〕20号 五-2 (summaries of departments), 常安〔2016〕21号 三(三) (each quarter); the days are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.circulars import REPORTS, CircularPolicy, due_day, span
from grids.commands import CircularKind
from grids.indicators import Period
from grids.offices import OfficeKind, of_key, offices_of
from grids.permissions import OVERSEES_REPORTS, SEES_FIGURES, Person, scope
from grids.policy import HERE, local_day
from server.catalogue import text as said
from server.messages import day as written
from server.reads import balance, offices
from server.reads.indicator_terms import Question
from server.store.offices import name_on

_ISSUED: Final = text(
    "SELECT DISTINCT ON (c.office) c.office, c.id, c.number, c.title, c.issued_at FROM circular c "
    "WHERE c.kind = :kind AND c.period = :period AND c.withdrawn_at IS NULL AND c.office = ANY(:offices) "
    "ORDER BY c.office, c.issued_at"
)
Count = Callable[[Question], Mapping[str, Mapping[str, Any]]]
"""Counts indicators in all, as `indicators.totals` with its session, rules and columns."""
_TOLD: Final = (
    "visited", "self_checked", "rectified", "major_rectified", "on_time", "reinspected_in_time", "overdue", "graded",
    "frequency_met",
)  # fmt: skip


def due(
    session: Session, person: Person, kind: CircularKind, period: str, at: datetime, policy: CircularPolicy,
    language: str,
) -> dict[str, Any]:  # fmt: skip
    """List who owes the report of a period, and whether it came: in time, late, not yet, missed.

    Unit: n of d offices sent it in time. As of the end of the period: offices are the areas there were and
    the departments that had people then. As of `at`: what the reader may know of, and what came.
    """
    last = due_day(kind, period, policy)
    then = min(at, datetime.combine(span(period).last, time.max, tzinfo=HERE))
    owing = _owing(session, person, kind, at, then)
    asked = {"kind": kind.value, "period": period, "offices": [row["office"] for row in owing]}
    issued = {row["office"]: dict(row) for row in session.execute(_ISSUED, asked).mappings()}
    items = [_item(row, issued.get(row["office"]), last, local_day(at), language) for row in owing]
    return {
        "kind": kind.value, "period": period, "due_on": last, "items": items, "d": len(items),
        "n": sum(item["standing"] == "in_time" for item in items),
    }  # fmt: skip


def draft(
    session: Session, person: Person, office: str, kind: CircularKind, period: str, count: Count, language: str
) -> dict[str, str]:
    """Write a report's first words from the figures of the period, as they stand on the writer's ground (`count`).

    Raises: Refusal `unknown-thing`, `bad-date`.
    """
    days = span(period)
    seen = scope(person.grants, SEES_FIGURES)
    name = name_on(session, of_key(office), days.last, language)
    found = count(Question(scope=seen, period=days, names=frozenset(_TOLD)))
    question = balance.Question(first=days.first, last=days.last, by="town", narrowed={}, without=None)
    total = balance.of_period(session, seen, question)["total"]
    facts = {"office": name, "period": _in_words(days, language), **{part: total[part] for part in balance.PARTS}}
    lines = [said("offices", "draft.opening", language, facts), said("offices", "draft.balance", language, facts)]
    lines += [_line(each, found[each], language) for each in _TOLD]
    lines += [said("offices", f"draft.{part}", language, facts) for part in ("problems", "next")]
    title = said("offices", f"draft.title.{kind.value}", language, facts)
    return {"title": title, "body": "\n\n".join(lines)}


def _line(name: str, share: Mapping[str, Any], language: str) -> str:
    percent = "—" if share["percent"] is None else f"{share['percent']}%"
    facts = {"name": said("figures", f"indicator.{name}", language), "percent": percent, **share}
    return said("offices", "draft.line", language, {**facts, "percent": percent})


def _in_words(days: Period, language: str) -> str:
    return said("offices", "draft.days", language, {
        "first": written(days.first, language), "last": written(days.last, language),
    })  # fmt: skip


def _owing(session: Session, person: Person, kind: CircularKind, at: datetime, then: datetime) -> list[dict[str, Any]]:
    """List offices in reach that owed this report; whoever oversees nobody sees only the own office."""
    rows = offices.rows(session, person, at, local_day(then), then=then)
    owing = [row for row in rows if OfficeKind(row["kind"]) in REPORTS[kind]]
    if person.roles() & OVERSEES_REPORTS:
        return owing
    own = {office.key for office in offices_of(person.grants)}
    return [row for row in owing if row["office"] in own]


def _item(
    row: Mapping[str, Any], sent: Mapping[str, Any] | None, last: date, today: date, language: str
) -> dict[str, Any]:
    if sent is None:
        standing = "waiting" if today <= last else "missed"
    else:
        standing = "in_time" if local_day(sent["issued_at"]) <= last else "late"
    return {
        "office": row["office"], "kind": of_key(row["office"]).kind.value, "name": offices.name_of(row, language),
        "standing": standing, "circular": None if sent is None else sent["id"],
        "number": None if sent is None else sent["number"], "title": None if sent is None else sent["title"],
        "issued_at": None if sent is None else sent["issued_at"],
    }  # fmt: skip
