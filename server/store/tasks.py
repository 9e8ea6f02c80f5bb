"""Tasks as rows: made from frequency and plans, paid by visits, handed out, given back."""

from __future__ import annotations

import calendar
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, text, update
from sqlalchemy.orm import Session

from grids import tasks as rules
from grids.commands import VisitKind, VisitOutcome
from grids.commands.tasks import Basis
from grids.enterprises import LOOKED_AFTER
from grids.errors import Refusal
from grids.frequency import counts
from grids.plan_policy import PlanPolicy
from grids.policy import local_day
from grids.tasks import HANDED_OUT_BY_RUN, OPEN, WAITING, Share, TaskKind, TaskState
from server.store import frequency, places, plans
from server.store.policy import load_on, plans_on
from server.store.tables import Enterprise, InspectionPlan, PlanObject, TaskRow, VisitRow

OPEN_STATES: Final = sorted(state.value for state in OPEN)
WAITING_STATES: Final = sorted(state.value for state in WAITING)
_SQL: Final = Path(__file__).with_name("sql")
_EVERY: Final = frequency.sooner(frequency.lookup(), frequency.share(untrue="false"))
"""The turns after the next one: a report that was untrue brings only the next one nearer."""
_WANTED: Final = (_SQL / "task_wanted.sql").read_text("utf-8").format(due_on=frequency.DUE_ON, every=_EVERY)
_FLOOR: Final = (_SQL / "task_floor.sql").read_text("utf-8").format(wanted=_WANTED)
_ABLE: Final = (
    "SELECT g.unit_id, g.person_id FROM person_grant g JOIN person p ON p.id = g.person_id AND p.active "
    "JOIN grid_unit u ON u.id = g.unit_id WHERE u.district_id = :district AND g.role = 'officer' "
    "AND g.valid_from <= :at AND (g.valid_to IS NULL OR g.valid_to > :at) "
    "ORDER BY g.unit_id, (g.part IS DISTINCT FROM 'A'), g.person_id"
)
_LOCK: Final = 4_820_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a run of the floor did."""

    added: int
    moved: int
    gone: int


def load(session: Session, task: UUID) -> TaskRow:
    """Find and lock a task, or refuse."""
    row = session.get(TaskRow, task, with_for_update=True, populate_existing=True)
    if row is None:
        raise Refusal("not-found", thing="task")
    return row


def of_day(session: Session, officer: UUID, day: date) -> list[TaskRow]:
    """Return and lock what stands in somebody's day, in its order."""
    theirs = (TaskRow.officer_id == officer) | (TaskRow.second_id == officer)
    rows = session.scalars(
        select(TaskRow).where(theirs, TaskRow.day == day).order_by(TaskRow.place_no, TaskRow.id).with_for_update()
    )
    return list(rows)


def floor(session: Session, district: int, at: datetime, ahead_days: int | None = None) -> Made:
    """Bring the patrols of a district in line with grades, visits and frequency; twice does no more than once."""
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK + district})
    # Right after the first run the table's statistics know nothing of it, and loops over both sides would take hours.
    session.execute(text("SET LOCAL enable_nestloop = off"))
    row = session.execute(text(_FLOOR), {**wanted_binds(session, district, at, ahead_days), "at": at}).one()
    session.execute(text("SET LOCAL enable_nestloop = on"))
    return Made(added=row.added, moved=row.moved, gone=row.gone)


def wanted(session: Session, district: int, at: datetime, ahead_days: int | None = None) -> list[Any]:
    """Say which visits the frequency asks for, and write nothing."""
    return list(session.execute(text(_WANTED), wanted_binds(session, district, at, ahead_days)))


def wanted_binds(session: Session, district: int, at: datetime, ahead_days: int | None = None) -> dict[str, Any]:
    """Give the values that the statements ask for."""
    today = local_day(at)
    policy, given = plans_on(today).tasks, load_on(today).visit_minutes
    minutes = {**given, "none": given["ungraded"]}
    return {
        "district": district, "looked_after": LOOKED_AFTER, "today": today,
        "until": today + timedelta(days=policy.ahead_days if ahead_days is None else ahead_days),
        "minutes": json.dumps(minutes), "open_share": policy.open_share, "open_max": policy.open_days_max,
        **frequency.binds(session, today),
    }  # fmt: skip


def hand_out(session: Session, district: int, at: datetime) -> int:
    """Share the patrols without an officer out among those of their units, evenly; others stay where they are.

    Who no longer looks after a unit is taken off its tasks first, unless a person handed them out. What was handed back
    waits for a person to hand it out.
    """
    able: dict[int, list[UUID]] = defaultdict(list)
    for row in session.execute(text(_ABLE), {"district": district, "at": at}):
        if row.person_id not in able[row.unit_id]:
            able[row.unit_id].append(row.person_id)
    rows = session.execute(
        select(TaskRow.id, TaskRow.unit_id, TaskRow.officer_id, TaskRow.minutes, TaskRow.by_hand).where(
            TaskRow.district_id == district,
            TaskRow.kind == TaskKind.PATROL.value,
            TaskRow.state.in_(state.value for state in HANDED_OUT_BY_RUN),
        )
    ).all()
    load: dict[UUID, int] = defaultdict(int)
    work, free = [], []
    for row in rows:
        own = able.get(row.unit_id, [])
        if row.officer_id is not None and (row.by_hand or row.officer_id in own):
            load[row.officer_id] += row.minutes
            continue
        if row.officer_id is not None:
            free.append(row.id)
        work.append(Share(id=row.id, minutes=row.minutes, able=tuple(own)))
    if free:
        session.execute(
            update(TaskRow).where(TaskRow.id.in_(free)).values(officer_id=None, state="generated", day=None)
        )
    found = rules.shared(work, load, plans_on(local_day(at)).route.day_minutes)
    _write_officers(session, found)
    return len(found)


def _write_officers(session: Session, found: Mapping[UUID, UUID]) -> None:
    session.execute(
        text(
            "UPDATE task t SET officer_id = f.who, state = 'assigned' "
            "FROM unnest(CAST(:ids AS uuid[]), CAST(:who AS uuid[])) AS f(id, who) WHERE t.id = f.id"
        ),
        {"ids": list(found), "who": list(found.values())},
    )


def of_plan(session: Session, plan: InspectionPlan, today: date) -> tuple[int, int]:
    """Make the inspections of a plan, and say how many the cap left out; made once, they stay."""
    policy = plans_on(today)
    frequencies = frequency.on(session, today)
    taken = {
        own: sum(both) for own, both in plans.used(session, plan.district_id, plan.authority, plan.year, policy).items()
    }
    made, beyond = [], 0
    objects = plans.objects_of(session, plan.id)
    named = Enterprise.id.in_([own.enterprise_id for own in objects])
    standing = session.scalars(select(Enterprise).where(named, Enterprise.status.in_(LOOKED_AFTER)))
    found = {row.id: row for row in standing}
    for each in objects:
        enterprise = found.get(each.enterprise_id)
        if enterprise is None:
            continue
        rule = frequencies.of(plan.district_id, enterprise.supervision_class)[enterprise.grade or "none"]
        if taken.get(enterprise.id, 0) >= rule.cap:
            beyond += 1
            continue
        taken[enterprise.id] = taken.get(enterprise.id, 0) + 1
        made.append(of_object(plan, each, enterprise, policy, today))
    if made:
        session.execute(insert(TaskRow), made)
    return len(made), beyond


def of_object(
    plan: InspectionPlan, each: PlanObject, enterprise: Enterprise, policy: PlanPolicy, today: date
) -> dict[str, Any]:
    """Write the task of one inspection of a plan: to be done within its month."""
    first, last = month_of(plan.year, each.month, today)
    return {
        "enterprise_id": enterprise.id, "kind": TaskKind.INSPECTION.value, "basis": Basis.PLAN.value,
        "authority": plan.authority, "plan_id": plan.id, "plan_turn": each.turn, "grade": enterprise.grade,
        "window_from": first, "due_on": last, "minutes": policy.tasks.inspection_minutes,
        "officer_id": each.officer_id, "second_id": each.second_id, "state": TaskState.ASSIGNED.value,
        "is_demo": plan.is_demo, **places.placed_as(enterprise),
    }  # fmt: skip


def month_of(year: int, month: int, today: date) -> tuple[date, date]:
    """Return first and last day of a month; a month that is over before the plan began is this one."""
    year, month = max((year, month), (today.year, today.month))
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def begin(session: Session, visit: VisitRow) -> None:
    """Let the task that a visit is about to pay be in progress."""
    for row in _paid_by(session, visit):
        if TaskState(row.state) in WAITING:
            row.state = TaskState.IN_PROGRESS.value


def pay(session: Session, visit: VisitRow, outcome: VisitOutcome, at: datetime) -> None:
    """Let a finished visit count, however it ended, for the task of each kind that it pays: one visit, one window."""
    policy = plans_on(local_day(at))
    for row in _paid_by(session, visit):
        kind = TaskKind(row.kind)
        row.state, row.visit_id = rules.after_visit(kind).value, visit.id
        row.finished_on = local_day(visit.started_at)
        row.counted = (
            kind is TaskKind.INSPECTION and counts(row.basis, policy) and outcome.value in policy.counted_outcomes
        )


def _paid_by(session: Session, visit: VisitRow) -> list[TaskRow]:
    """Find the task of each kind that a visit counts for: the one that is due first."""
    day = local_day(visit.started_at)
    rows = session.scalars(
        select(TaskRow).where(TaskRow.enterprise_id == visit.enterprise_id, TaskRow.state.in_(OPEN_STATES))
        .order_by(TaskRow.due_on, TaskRow.id).with_for_update()
    )  # fmt: skip
    found: dict[str, TaskRow] = {}
    for row in rows:
        if rules.pays(TaskKind(row.kind), row.window_from, VisitKind(visit.kind), day):
            found.setdefault(row.kind, row)
    return list(found.values())


def supersede(session: Session, which: ColumnElement[bool]) -> int:
    """Take waiting tasks away, untouched as they are."""
    values = {"state": TaskState.SUPERSEDED.value, "day": None, "place_no": None}
    gone = update(TaskRow).where(which, TaskRow.state.in_(WAITING_STATES)).values(**values).returning(TaskRow.id)
    return len(session.scalars(gone).all())


def give_back(session: Session, enterprise: UUID, person: UUID) -> None:
    """Take somebody off the waiting inspections of an enterprise; the reason stays with who plans."""
    theirs = (TaskRow.officer_id == person) | (TaskRow.second_id == person)
    session.execute(
        update(TaskRow)
        .where(
            TaskRow.enterprise_id == enterprise, theirs, TaskRow.kind == TaskKind.INSPECTION.value,
            TaskRow.state.in_(WAITING_STATES),
        )
        .values(state=TaskState.RETURNED.value, officer_id=None, second_id=None, day=None, place_no=None)
    )  # fmt: skip
