"""Grading as lists and papers: methods, runs, proposals, who is due, and why an enterprise has its grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.enterprises import LOOKED_AFTER
from grids.errors import Refusal
from grids.grading import MethodState, Result
from grids.grading_methods import Course, Group, Measure, Method, RecordMeasure
from grids.levels import Place
from grids.permissions import GRADES_ENTERPRISES, MAY, Person, Scope, scope
from server.reads import documents, lists
from server.reads import scope as bind
from server.reads.lists import Order, Page
from server.reads.searching import conditions
from server.store import grading, grading_due
from server.store.grading import Held
from server.store.policy import METHOD, grading_on
from server.store.tables import Enterprise, Grading, PersonRow

DEFAULT: Final = "default"
_BY_NAME: Final = Order(column="e.name", kind="text")
_RUNS: Final = 50
_FIELDS: Final = (
    "scale", "employees", "annual_output_yuan", "revenue_yuan", "assets_yuan", "supervision_class", "key_list",
)  # fmt: skip
_WANTED: Final[Mapping[str, str]] = {
    "run": "g.run_id = :run",
    "grade": "coalesce(g.grade, 'none') = :grade",
    "was": "coalesce(g.was, 'none') = :was",
    "moved": "(g.grade IS DISTINCT FROM g.was) = :moved",
    "town": "e.town_id = :town",
    "class": "e.supervision_class = :class",
    "q": "e.name ILIKE '%' || :q || '%'",
    "missing": ":missing = ANY(g.missing)",
    "reason": ":reason = ANY(w.reasons)",
}


def methods(session: Session, person: Person, today: date) -> list[dict[str, Any]]:
    """List the versions of the reader's districts, drafts first, then the newest; the default last."""
    rows = _method_rows(session, person, "", {})
    return [*(_with_may(person, row) for row in rows), _default(today)]


def method(session: Session, person: Person, wanted: str, today: date) -> dict[str, Any]:
    """Return one version whole, with what the reader may do with it, or refuse."""
    if wanted == DEFAULT:
        return {**_default(today), "body": METHOD.dump_python(grading_on(today).default, mode="json")}
    try:
        own = UUID(wanted)
    except ValueError as problem:
        raise Refusal("not-found", thing="method") from problem
    found = _method_rows(session, person, "AND m.id = :wanted", {"wanted": own}, body=", m.body")
    if not found:
        raise Refusal("not-found", thing="method")
    return _with_may(person, found[0])


def vocabulary(today: date) -> dict[str, Any]:
    """Say what a method may be made of."""
    policy = grading_on(today)
    return {
        "topics": [
            {"id": name, "kind": topic.kind, "tag": topic.tag, "fields": dict(topic.fields)}
            for name, topic in policy.topics.items()
        ],
        "fields": list(_FIELDS),
        "courses": [course.value for course in Course],
        "colours": dict(policy.colours),
        "source": policy.source,
    }  # fmt: skip


def runs(session: Session, person: Person, seen: Scope, run: UUID | None = None) -> list[dict[str, Any]]:
    """List runs of the reader's districts with their counts from grade to grade; nothing for who decides on none."""
    if not person.roles() & GRADES_ENTERPRISES:
        return []
    areas, bound = bind.areas(seen).apart("area_"), bind.enterprises(seen)
    filter_ = "" if run is None else "AND r.id = :run"
    sql = bind.statement("grading_runs").format(areas=areas.sql, scope=bound.sql, filter=filter_)
    rows = session.execute(text(sql), {**areas.values, **bound.values, "run": run, "limit": _RUNS})
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]  # noqa: SLF001


def proposals(session: Session, seen: Scope, wanted: Mapping[str, Any], page: Page) -> str:
    """Return a page of proposed grades in scope by name, as JSON text."""
    filter_, values = conditions(wanted, _WANTED)
    bound = bind.enterprises(seen)
    table = "grading g JOIN enterprise e ON e.id = g.enterprise_id"
    counted = documents.Filter(sql=f"AND g.state = 'proposed' {filter_}", values=values)
    total = documents.count(session, table, bound, counted)
    sql = bind.statement("gradings")
    return _paged(session, sql, {"scope": bound.sql, "filter": filter_}, {**bound.values, **values}, page, total)


def due(session: Session, seen: Scope, today: date, wanted: Mapping[str, Any], page: Page) -> str:
    """Return a page of enterprises in scope that are to be graded again, with the reasons, as JSON text."""
    filter_, values = conditions(wanted, _WANTED)
    bound = bind.enterprises(seen)
    values |= {"today": today, "review_days": grading_on(today).default.review_days, "looked_after": LOOKED_AFTER}
    table = f"enterprise e {grading_due.JOINS} CROSS JOIN LATERAL (SELECT {grading_due.WHY} AS reasons) w"
    found = documents.Filter(sql=f"AND e.status = ANY(:looked_after) AND w.reasons <> '{{}}' {filter_}", values=values)
    total = documents.count(session, table, bound, found)
    parts = {"scope": bound.sql, "filter": filter_, "joins": grading_due.JOINS, "why": grading_due.WHY}
    return _paged(session, bind.statement("grading_due"), parts, {**bound.values, **values}, page, total)


def of_enterprise(session: Session, person: Person, seen: Scope, enterprise: UUID, today: date) -> dict[str, Any]:
    """Say why an enterprise has its grade, what the method says today, and which grades it had; or refuse."""
    bound = bind.enterprises(seen)
    found = session.scalar(
        text(f"SELECT e.id FROM enterprise e WHERE e.id = :wanted AND {bound.sql}"),
        {"wanted": enterprise, **bound.values},
    )
    row = None if found is None else session.get(Enterprise, enterprise)
    if row is None:
        raise Refusal("not-found", thing="enterprise")
    place = Place(
        enterprise=row.id, unit=row.unit_id, village=row.village_id, town=row.town_id, district=row.district_id,
        city=row.city_id, supervision_class=row.supervision_class,
    )  # fmt: skip
    decides = bool(person.roles(place) & GRADES_ENTERPRISES)
    judged = grading.judged_now(session, row, today)
    history = _history(session, row.id, proposed=decides)
    return {
        "id": str(row.id),
        "grade": row.grade,
        "risk_colour": row.risk_colour,
        "graded_on": None if row.graded_on is None else row.graded_on.isoformat(),
        "as_of": today.isoformat(),
        "now": {"method": _named(judged.held), **explained(judged.held.method, judged.result)},
        "history": history,
        "due": _reasons(session, row.id, today) if decides else [],
        "may": [step for step in ("approve-grades", "change-grade") if MAY[step] & person.roles(place)],
    }


def explained(method: Method, result: Result) -> dict[str, Any]:
    """Write a result out: every factor with its value, its points, its most, and where the value comes from."""
    facts, points = grading.facts_of(result), grading.points_of(result)
    return {
        "grade": result.grade,
        "low": result.low,
        "high": result.high,
        "vetoes": list(result.vetoes),
        "missing": list(result.missing),
        **_written_out(method, facts, points),
    }


def _written_out(method: Method, facts: Mapping[str, Any], points: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "bands": asdict(method.bands),
        "groups": [_group(group, facts, points) for group in method.groups],
        "checks": [
            {"id": veto.id, "title": veto.title, "value": facts.get(veto.id), "at_least": veto.at_least,
             "source": _source(veto.measure)}
            for veto in method.vetoes
        ],
    }  # fmt: skip


def _group(group: Group, facts: Mapping[str, Any], points: Mapping[str, Any]) -> dict[str, Any]:
    low, high = points.get(group.id, [0, 0])
    return {
        "id": group.id, "title": group.title, "low": low, "high": high, "cap": group.cap, "combine": group.combine,
        "share": group.share,
        "factors": [
            {
                "id": factor.id, "title": factor.title, "value": facts.get(factor.id),
                "low": points.get(factor.id, [0, 0])[0], "high": points.get(factor.id, [0, 0])[1],
                "source": _source(factor.measure),
            }
            for factor in group.factors
        ],
    }  # fmt: skip


def _source(measure: Measure) -> dict[str, Any]:
    """Say where a value comes from: the file's basic facts, its records of a topic, or the course of so many months."""
    months = getattr(measure, "months", None)
    what = getattr(measure, "field", None) or getattr(measure, "what", None) or getattr(measure, "tag", None)
    topic = measure.topic if isinstance(measure, RecordMeasure) else None
    take = measure.take if isinstance(measure, RecordMeasure) else None
    return {"of": measure.of, "what": what, "topic": topic, "take": take, "months": months}


def _history(session: Session, enterprise: UUID, *, proposed: bool) -> list[dict[str, Any]]:
    """List what was approved, newest first, and for who decides what is proposed; each with its own working."""
    states = ["approved", "proposed"] if proposed else ["approved"]
    rows = session.scalars(
        text(
            "SELECT id FROM grading WHERE enterprise_id = :id AND state = ANY(:states) "
            "ORDER BY (state = 'proposed') DESC, valid_from DESC, id DESC LIMIT 30"
        ),
        {"id": enterprise, "states": states},
    )
    return [_told(session, session.get_one(Grading, own)) for own in list(rows)]


def _told(session: Session, row: Grading) -> dict[str, Any]:
    held = grading.of_version(session, row.method_id, row.as_of)
    by = None if row.decided_by is None else session.get_one(PersonRow, row.decided_by).name
    return {
        "id": row.id, "run_id": row.run_id and str(row.run_id), "state": row.state, "source": row.source,
        "grade": row.grade, "was": row.was, "low": row.low, "high": row.high, "as_of": row.as_of.isoformat(),
        "vetoes": row.vetoes, "missing": row.missing, "reason": row.reason, "decided_by_name": by,
        "decided_at": row.decided_at and row.decided_at.isoformat(),
        "valid_from": row.valid_from and row.valid_from.isoformat(),
        "valid_to": row.valid_to and row.valid_to.isoformat(), "method": _named(held),
        **_written_out(held.method, row.facts, row.points),
    }  # fmt: skip


def _named(held: Held) -> dict[str, Any]:
    return {
        "id": held.id and str(held.id), "title": held.title, "supervision_class": held.supervision_class,
        "valid_from": held.valid_from and held.valid_from.isoformat(),
    }  # fmt: skip


def _reasons(session: Session, enterprise: UUID, today: date) -> list[str]:
    sql = f"SELECT {grading_due.WHY} FROM enterprise e {grading_due.JOINS} WHERE e.id = :id"
    values = {"id": enterprise, "today": today, "review_days": grading_on(today).default.review_days}
    return list(session.scalar(text(sql), values) or [])


def _method_rows(
    session: Session, person: Person, filter_: str, values: Mapping[str, Any], body: str = ""
) -> list[dict[str, Any]]:
    areas = bind.areas(scope(person.grants))
    drafts = "" if person.roles() & GRADES_ENTERPRISES else "AND m.state = 'published'"
    sql = bind.statement("grading_methods").format(areas=areas.sql, filter=f"{filter_} {drafts}", body=body)
    rows = session.execute(text(sql), {**areas.values, **values})
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]  # noqa: SLF001


def _with_may(person: Person, row: dict[str, Any]) -> dict[str, Any]:
    place = Place(district=row["district_id"], city=row["city_id"], supervision_class=row["supervision_class"])
    steps = ("publish-grading-method", "withdraw-grading-method", "write-grading-method")
    is_draft = row["state"] == MethodState.DRAFT.value
    return {**row, "may": [step for step in steps if is_draft and MAY[step] & person.roles(place)]}


def _default(today: date) -> dict[str, Any]:
    """Describe the method of those who have published none."""
    nothing = dict.fromkeys((
        "district_id", "district", "city_id", "supervision_class", "valid_from", "valid_to", "touched_at",
        "published_at", "author_name", "published_by_name",
    ))  # fmt: skip
    source = grading_on(today).source
    own = {"id": DEFAULT, "title": "", "state": "default", "revision": 0, "reason": source}
    return {**nothing, **own, "is_demo": False, "may": []}


def _paged(session: Session, sql: str, parts: Mapping[str, str], values: dict[str, Any], page: Page, total: int) -> str:
    after = lists.after(_BY_NAME, "e.id", page, values)
    filled = sql.format(**{**parts, "filter": parts["filter"] + after, "order": "e.name, e.id"})
    docs = list(session.scalars(text(filled), {**values, "limit": page.limit}))
    return lists.page_of(docs, total, page, "name")


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column of any type
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
