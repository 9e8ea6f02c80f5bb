"""Methods that hold on a day, the grading of many enterprises at once, and approving what was proposed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from psycopg import sql
from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from grids.enterprises import LOOKED_AFTER
from grids.errors import Refusal
from grids.grading import Grader, GradeState, GradingPolicy, Result, Value
from grids.grading_methods import Method
from server.store import grading_facts
from server.store.grading_facts import Of
from server.store.policy import METHOD, grading_on
from server.store.tables import Enterprise, Grading, GradingMethod, GradingRun

_COLUMNS: Final = (
    "enterprise_id", "run_id", "method_id", "source", "as_of", "at", "grade", "was", "low", "high", "facts", "points",
    "vetoes", "missing", "state",
)  # fmt: skip
_TELL_EACH: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A method that holds: of a class or of all, by its version in the database, or the default."""

    id: UUID | None
    supervision_class: str | None
    title: str
    valid_from: date | None
    method: Method


def held_on(session: Session, district: int, day: date) -> list[Held]:
    """List the methods that hold in a district on a day: one a class that has its own, one for all others last."""
    rows = session.execute(
        text(
            "SELECT DISTINCT ON (supervision_class) id, supervision_class, title, valid_from, body FROM grading_method "
            "WHERE district_id = :district AND state = 'published' AND valid_from <= :day "
            "ORDER BY supervision_class, valid_from DESC, published_at DESC"
        ),
        {"district": district, "day": day},
    )
    found = [
        Held(
            id=row.id, supervision_class=row.supervision_class, title=row.title, valid_from=row.valid_from,
            method=METHOD.validate_json(json.dumps(row.body)),
        )
        for row in rows
    ]  # fmt: skip
    of_classes = [held for held in found if held.supervision_class is not None]
    of_all = [held for held in found if held.supervision_class is None]
    return of_classes + (of_all or [default_on(day)])


def default_on(day: date) -> Held:
    """Return the method of those who have published none. Source: grids/tables/grading.toml."""
    return Held(id=None, supervision_class=None, title="", valid_from=None, method=grading_on(day).default)


def held_for(session: Session, district: int, supervision_class: str, day: date) -> Held:
    """Return the method that an enterprise is graded by on a day."""
    held = held_on(session, district, day)
    return next((each for each in held if each.supervision_class == supervision_class), held[-1])


def of_version(session: Session, method_id: UUID | None, day: date) -> Held:
    """Return a version by its id; the default of a day without one."""
    if method_id is None:
        return default_on(day)
    row = session.get(GradingMethod, method_id)
    if row is None:
        raise Refusal("not-found", thing="method")
    return Held(
        id=row.id, supervision_class=row.supervision_class, title=row.title, valid_from=row.valid_from,
        method=METHOD.validate_json(json.dumps(row.body)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One enterprise, the grade it has, what a method says of it, and from which values."""

    enterprise: UUID
    grade: str | None
    held: Held
    row: tuple[Value, ...]
    result: Result


def judge(session: Session, of: Of, held: Held, policy: GradingPolicy, day: date) -> Iterator[Judged]:
    """Grade a set of enterprises by one method."""
    measures = held.method.measures()
    grader = Grader(held.method, measures)
    found = grading_facts.gather(session, of, measures, policy.topics, held.method.filled_by, day)
    for measured in found:
        result = grader.grade(measured.row)
        yield Judged(enterprise=measured.enterprise, grade=measured.grade, held=held, row=measured.row, result=result)


def sets(session: Session, run: GradingRun, more: str = "") -> Iterator[tuple[Held, Of]]:
    """Divide the enterprises of a run by the method that holds for each; `more` narrows them further."""
    held = held_on(session, run.district_id, run.as_of)
    own = [each.supervision_class for each in held if each.supervision_class is not None]
    for each in held:
        if run.supervision_class is not None:
            own_method = next((m for m in held if m.supervision_class == run.supervision_class), held[-1])
            if each is not own_method:
                continue
            narrowed: str = "AND e.supervision_class = :class"
            values: dict[str, Any] = {"class": run.supervision_class}
        elif each.supervision_class is not None:
            narrowed, values = "AND e.supervision_class = :class", {"class": each.supervision_class}
        else:
            narrowed, values = "AND NOT (e.supervision_class = ANY(:own))", {"own": own}
        yield (
            each,
            of_district(
                run.district_id,
                f"{narrowed} {more}",
                {**values, "today": run.as_of, "review_days": grading_on(run.as_of).default.review_days},
            ),
        )


def of_district(district: int, narrowed: str, values: Mapping[str, Any]) -> Of:
    """Take the enterprises of a district that are still looked after."""
    return Of(
        sql=f"e.district_id = :district AND e.status = ANY(:looked_after) {narrowed}",
        values={"district": district, "looked_after": LOOKED_AFTER, **values},
        beside="{t}.district_id = :district",
    )


def propose(
    session: Session, run: GradingRun, judged: Sequence[Judged], told: Callable[[int], None] = lambda _: None
) -> None:
    """Write the results of a run as proposals; what an earlier run proposed for the same enterprises is overtaken."""
    supersede(session, [each.enterprise for each in judged])
    statement = sql.SQL("COPY grading ({}) FROM STDIN").format(sql.SQL(", ").join(map(sql.Identifier, _COLUMNS)))
    written: dict[int, tuple[Any, ...]] = {}
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        for done, each in enumerate(judged, start=1):
            result = each.result
            same = written.get(id(result))
            if same is None:
                same = written[id(result)] = _written(result)
            head = (each.enterprise, run.id, each.held.id, "method", run.as_of, run.at, result.grade, each.grade)
            into.write_row((*head, *same, GradeState.PROPOSED.value))
            if done % _TELL_EACH == 0:
                told(done)


def supersede(session: Session, enterprises: Sequence[UUID]) -> None:
    """Let what is still proposed for these enterprises be overtaken."""
    if enterprises:
        session.execute(
            text("UPDATE grading SET state = 'superseded' WHERE state = 'proposed' AND enterprise_id = ANY(:ids)"),
            {"ids": list(enterprises)},
        )


def facts_of(result: Result) -> dict[str, Any]:
    """Write what was measured, by factor and veto."""
    measured = {factor.id: factor.value for group in result.groups for factor in group.factors}
    return measured | {check.id: check.value for check in result.checks}


def points_of(result: Result) -> dict[str, list[float]]:
    """Write the least and most points of every factor and group."""
    groups = {group.id: [group.low, group.high] for group in result.groups}
    return groups | {factor.id: [factor.low, factor.high] for group in result.groups for factor in group.factors}


def _written(result: Result) -> tuple[Any, ...]:
    return (
        result.low, result.high, json.dumps(facts_of(result), ensure_ascii=False), json.dumps(points_of(result)),
        list(result.vetoes), list(result.missing),
    )  # fmt: skip


_CHOSEN: Final = "SELECT g.id FROM grading g JOIN enterprise e ON e.id = g.enterprise_id WHERE g.state = 'proposed'"
_CLOSE: Final = (
    "UPDATE grading o SET valid_to = :today FROM grading g WHERE g.id = ANY(:ids) "
    "AND o.enterprise_id = g.enterprise_id AND o.state = 'approved' AND o.valid_to IS NULL"
)
_APPROVE: Final = (
    "UPDATE grading SET state = 'approved', decided_by = :by, decided_at = :at, valid_from = :today "
    "WHERE id = ANY(:ids)"
)
_FOLLOW: Final = (
    "UPDATE enterprise e SET grade = g.grade, graded_on = CASE WHEN g.grade IS NOT NULL THEN g.as_of END, "
    "risk_colour = CAST(:colours AS jsonb) ->> g.grade, version = e.version + 1, updated_at = :at "
    "FROM grading g WHERE g.id = ANY(:ids) AND e.id = g.enterprise_id"
)


def chosen(
    session: Session, run: UUID, grades: Sequence[str], enterprises: Sequence[UUID], classes: frozenset[str] | None
) -> list[int]:
    """Find proposals of a run and lock them with their enterprises: all, or these grades, enterprises, classes."""
    wanted = {
        "AND coalesce(g.grade, 'none') = ANY(:grades)": ("grades", list(grades)),
        "AND g.enterprise_id = ANY(:enterprises)": ("enterprises", list(enterprises)),
        "AND e.supervision_class = ANY(:classes)": ("classes", None if classes is None else sorted(classes)),
    }
    used = {sql_: pair for sql_, pair in wanted.items() if pair[1]}
    query = f"{_CHOSEN} AND g.run_id = :run {' '.join(used)} ORDER BY g.enterprise_id FOR UPDATE OF e, g"
    return list(session.scalars(text(query), {"run": run, **dict(used.values())}))


def approve(session: Session, ids: Sequence[int], by: UUID, at: datetime, today: date) -> None:
    """Let proposals become the grades of their enterprises from today on; the map, lists and frequency follow."""
    values = {"ids": list(ids), "today": today, "by": by, "at": at}
    colours = json.dumps(dict(grading_on(today).colours))
    session.execute(text(_CLOSE), values)
    session.execute(text(_APPROVE), values)
    session.execute(text(_FOLLOW).bindparams(bindparam("colours", colours)), values)


def run_of(session: Session, run_id: UUID, *, lock: bool = False) -> GradingRun:
    """Find a run or refuse."""
    found = session.get(GradingRun, run_id, with_for_update=lock)
    if found is None:
        raise Refusal("not-found", thing="run")
    return found


def method_of(session: Session, method_id: UUID) -> GradingMethod:
    """Find a version of a method and lock it, or refuse."""
    found = session.get(GradingMethod, method_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise Refusal("not-found", thing="method")
    return found


def judged_now(session: Session, row: Enterprise, day: date) -> Judged:
    """Grade one enterprise by the method that holds for it on a day; nothing is written."""
    held = held_for(session, row.district_id, row.supervision_class, day)
    one = Of(sql="e.id = :one", values={"one": row.id}, beside="{t}.enterprise_id = :one")
    return list(judge(session, one, held, grading_on(day), day))[0]  # noqa: RUF015 - the cursor is read to its end


def current(session: Session, enterprise: UUID) -> Grading | None:
    """Return the grade an enterprise has now, by a method or by hand."""
    query = text("SELECT id FROM grading WHERE enterprise_id = :id AND state = 'approved' AND valid_to IS NULL")
    found = session.scalar(query, {"id": enterprise})
    return None if found is None else session.get(Grading, found)
