"""Tasks as figures and lists: due, done and overdue by grade, class, officer, town, month; each number opens its list.

Source: docs/rules.md 4.3 (7 plan done and frequency kept, 8 effective visits of those due). A task is due in a period
when its due day lies in it; what was waived, merged into another visit or taken away is counted beside, never in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids import tasks as rules
from grids.errors import Refusal
from grids.permissions import MAY, Person, Scope
from grids.plan_policy import PlanPolicy
from grids.tasks import OPEN, OWED, PAID, TaskState
from server.reads import campaigns
from server.reads import scope as bind
from server.reads.searching import conditions
from server.store import places, task_runs
from server.store.tables import TaskRow
from server.store.tables.base import UNFINISHED_RUN

BY: Final[Mapping[str, tuple[str, str]]] = {
    "grade": ("coalesce(t.grade, 'none')", "coalesce(t.grade, 'none')"),
    "class": ("t.supervision_class", "t.supervision_class"),
    "officer": ("w.id::text", "(SELECT name FROM person WHERE id = w.id)"),
    "town": ("t.town_id::text", "(SELECT name FROM area WHERE id = t.town_id)"),
    "month": ("to_char(t.due_on, 'YYYY-MM')", "to_char(t.due_on, 'YYYY-MM')"),
    "authority": ("t.authority", "t.authority"),
}
_OF: Final[Mapping[str, frozenset[TaskState]]] = {"due": OWED, "done": PAID, "waiting": OPEN}


def _in(states: frozenset[TaskState]) -> str:
    return "t.state IN ({})".format(", ".join(f"'{state.value}'" for state in sorted(states)))


FLAGS: Final[Mapping[str, str]] = {
    **{name: _in(states) for name, states in _OF.items()},
    "in_time": f"({_in(PAID)} AND t.finished_on <= t.due_on)",
    "late": f"({_in(PAID)} AND t.finished_on > t.due_on)",
    "overdue": f"({_in(OPEN)} AND t.due_on < CAST(:today AS date))",
    "unassigned": f"({_in(OPEN)} AND (t.officer_id IS NULL OR t.state = 'returned'))",
    "review": "t.state = 'submitted'",
    "waived": "t.state = 'waived'",
    "merged": "t.state = 'merged'",
}
"""What a number counts, and what its list is narrowed to: the same condition."""
_WANTED: Final[Mapping[str, str]] = {
    "kind": "t.kind = :kind",
    "basis": "t.basis = :basis",
    "grade": "coalesce(t.grade, 'none') = :grade",
    "supervision_class": "t.supervision_class = :supervision_class",
    "officer": "(t.officer_id = :officer OR t.second_id = :officer)",
    "town": "t.town_id = :town",
    "plan": "t.plan_id = :plan",
    "enterprise": "t.enterprise_id = :enterprise",
    "authority": "t.authority = :authority",
    "first": "t.due_on >= :first",
    "last": "t.due_on <= :last",
    "day": "t.day = :day",
    "q": "e.name ILIKE '%' || :q || '%'",
}
_FROM: Final = "task t JOIN enterprise e ON e.id = t.enterprise_id"
_WHO: Final = (
    "CROSS JOIN LATERAL (SELECT t.officer_id AS id UNION ALL SELECT t.second_id WHERE t.second_id IS NOT NULL) w"
)
"""Each who does a task: an inspection is in the row of both of its pair, and once in the total."""


def figures(session: Session, seen: Scope, wanted: Mapping[str, Any], by: str, today: date) -> dict[str, Any]:
    """Count the tasks that are due in a period, in all and by row."""
    bound, filter_, values = _asked(session, seen, wanted)
    key, name = BY[by]
    counted = ", ".join(f"count(*) FILTER (WHERE {sql}) AS {flag}" for flag, sql in FLAGS.items())
    minutes = f"coalesce(sum(t.minutes) FILTER (WHERE {FLAGS['waiting']}), 0) AS minutes"
    where = f"WHERE {bound.sql} {filter_} AND t.state <> 'superseded'"
    binds = {**bound.values, **values, "today": today}
    each = _WHO if by == "officer" else ""
    rows = session.execute(
        text(
            f"SELECT {key} AS key, min({name}) AS name, {counted}, {minutes} FROM {_FROM} {each} {where} "
            f"GROUP BY {key} ORDER BY 1"
        ),
        binds,
    )
    total = session.execute(text(f"SELECT {counted}, {minutes} FROM {_FROM} {where}"), binds)
    return {
        "by": by, "today": today.isoformat(), "total": dict(total.mappings().one()),
        "rows": [dict(row) for row in rows.mappings()],
    }  # fmt: skip


def listed(
    session: Session, person: Person, seen: Scope, wanted: Mapping[str, Any], flag: str | None, page: tuple[int, int],
    today: date,
) -> dict[str, Any]:  # fmt: skip
    """List tasks by due day, narrowed; `page` is offset and limit."""
    bound, filter_, values = _asked(session, seen, wanted)
    filter_ += " AND t.state <> 'superseded'" if flag is None else f" AND {FLAGS[flag]}"
    binds = {**bound.values, **values, "today": today}
    total = session.scalar(text(f"SELECT count(*) FROM {_FROM} WHERE {bound.sql} {filter_}"), binds)
    order = "t.place_no, t.id" if wanted.get("day") else "t.due_on, t.id"
    sql = bind.statement("tasks").format(scope=bound.sql, filter=filter_, order=order)
    docs = session.scalars(text(sql), {**binds, "offset": page[0], "limit": page[1]})
    items = [json.loads(doc) for doc in docs]
    named = session.scalars(select(TaskRow).where(TaskRow.id.in_([UUID(item["id"]) for item in items])))
    rows = {str(row.id): row for row in named}
    return {"items": [_with_may(person, rows[item["id"]], item) for item in items], "total": total}


def _with_may(person: Person, row: TaskRow, doc: dict[str, Any]) -> dict[str, Any]:
    """Say which steps the reader may take on a task."""
    roles = person.roles(places.place_of(row))
    own = person.id in {row.officer_id, row.second_id}
    steps = [
        step
        for step, before in rules.BEFORE.items()
        if TaskState(row.state) in before and MAY[step] & roles and (own or step not in {"accept-task", "return-task"})
    ]
    if row.kind != rules.TaskKind.INSPECTION.value:
        steps = [step for step in steps if step != "merge-tasks"]
    return {**doc, "may": sorted(steps)}


def able(session: Session, seen: Scope, task: UUID, at: datetime) -> list[dict[str, Any]]:
    """List who may do a task, who has least to do first, or refuse when the task is not in scope."""
    bound = bind.tasks(seen)
    sql = text(f"SELECT 1 FROM task t WHERE {bound.sql} AND t.id = :task")
    if session.scalar(sql, {**bound.values, "task": task}) is None:
        raise Refusal("not-found", thing="task")
    found = session.execute(
        text(bind.statement("task_able").format(scope=bound.sql)), {**bound.values, "task": task, "at": at}
    )
    return [dict(row) for row in found.mappings()]


def combined(session: Session, seen: Scope, policy: PlanPolicy) -> list[dict[str, Any]]:
    """Propose inspections of several authorities at one enterprise that one visit would do for."""
    bound = bind.tasks(seen)
    sql = text(
        "SELECT t.id, t.enterprise_id, t.authority, t.due_on, e.name AS enterprise, o.name AS officer "
        f"FROM {_FROM} LEFT JOIN person o ON o.id = t.officer_id WHERE {bound.sql} AND t.kind = 'inspection' "
        "AND t.state IN ('generated', 'assigned', 'accepted', 'returned')"
    )
    rows = {row.id: row for row in session.execute(sql, bound.values)}
    groups = rules.combined(
        [(row.id, row.enterprise_id, row.authority, row.due_on) for row in rows.values()], policy.combined_days
    )
    return [
        {
            "enterprise_id": str(rows[group[0]].enterprise_id), "enterprise": rows[group[0]].enterprise,
            "tasks": [
                {"id": str(own), "authority": rows[own].authority, "due_on": rows[own].due_on.isoformat(),
                 "officer": rows[own].officer}
                for own in group
            ],
        }
        for group in groups
    ]  # fmt: skip


def runs(session: Session, seen: Scope, at: datetime, limit: int = 5) -> list[dict[str, Any]]:
    """List the last runs that made tasks in the reader's districts; one that died is told as failed."""
    areas = bind.areas(seen)
    sql = text(
        "SELECT r.id, r.district_id, a.name AS district, CASE WHEN r.state = ANY(:unfinished) AND r.at < :dead "
        "THEN 'failed' ELSE r.state END AS state, r.seed, r.at, r.finished_at, r.counts "
        f"FROM task_run r JOIN area a ON a.id = r.district_id WHERE {areas.sql} ORDER BY r.at DESC LIMIT :limit"
    )
    values = {"unfinished": list(UNFINISHED_RUN), "dead": task_runs.dead_since(at), "limit": limit}
    return [dict(row) for row in session.execute(sql, {**areas.values, **values}).mappings()]


def _asked(session: Session, seen: Scope, wanted: Mapping[str, Any]) -> tuple[bind.Bound, str, dict[str, Any]]:
    """Bind scope, filters, and the filter of a campaign."""
    sql, chosen = conditions({name: value for name, value in wanted.items() if name != "campaign"}, _WANTED)
    if wanted.get("campaign") is not None:
        more, values = campaigns.of_tasks(campaigns.load(session, seen, wanted["campaign"]))
        sql, chosen = sql + more, {**chosen, **values}
    return bind.tasks(seen), sql, chosen
