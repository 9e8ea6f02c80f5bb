"""The demo's plan of the year, drawn and carried out, its tasks and day routes, a frequency, a conflict, a campaign."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from grids.commands.grading import GradeOrNone
from grids.commands.plans import Criteria, StratumShare
from grids.commands.tasks import Basis
from grids.frequency import defaults
from grids.plans import PlanState
from grids.policy import HERE, local_day
from grids.tasks import TaskKind, TaskState
from server.demo.people import People
from server.demo.rounds import DAYS
from server.store import day_routes, frequency, places, plans, tasks
from server.store.policy import plans_on, policy_on
from server.store.tables import (
    Campaign,
    Enterprise,
    FrequencyRow,
    InspectionPlan,
    InspectorConflict,
    PlanObject,
    TaskRow,
    TaskRun,
)

_SPACE: Final = UUID("6d1f0c1e-5a0b-4b8e-9a64-2f3d8a6b7c55")
_AUTHORITY: Final = "示范区应急管理局"
_OTHER: Final = "示范区消防救援大队"
_SHARES: Final[dict[GradeOrNone, float]] = {"A": 0.02, "B": 0.04, "C": 0.1, "D": 1.0, "none": 0.05}
_PAID: Final = (
    "WITH t AS (SELECT id, enterprise_id, row_number() OVER (PARTITION BY enterprise_id ORDER BY due_on) n "
    "FROM task WHERE plan_id = :plan), v AS (SELECT id, enterprise_id, started_at, "
    "row_number() OVER (PARTITION BY enterprise_id ORDER BY started_at) n FROM visit "
    "WHERE kind = 'inspection' AND finished_at IS NOT NULL AND started_at >= :since AND district_id = :district) "
    "UPDATE task SET state = 'done', visit_id = v.id, counted = true, "
    "finished_on = (v.started_at AT TIME ZONE :zone)::date FROM t JOIN v USING (enterprise_id, n) WHERE task.id = t.id"
)
"""The k-th inspection of a year at an enterprise pays the k-th one that is planned there."""


def plan(session: Session, district: tuple[int, int], people: People, until: datetime, seed: int) -> None:
    """Plan the year of the district as its department would have, with what was inspected since."""
    today = local_day(until)
    begun = max(datetime(today.year, 1, 8, 9, tzinfo=HERE), until - timedelta(days=DAYS + 50))
    _publish(session, district, people.department.id, begun)
    inspected = sorted(people.inspectors, key=lambda member: member.username)
    row = _drawn(session, district, people, (inspected[0].id, begun), seed)
    _carried_out(session, row, until)
    _campaign(session, district, people.department.id, today, until)
    tasks.floor(session, district[0], until)
    session.execute(update(TaskRow).values(is_demo=True))
    tasks.hand_out(session, district[0], until)
    run = f"demo-{seed}"
    laid = day_routes.lay(session, district[0], until, run)
    counts = {"added": 0, "handed_out": 0, "days": laid.days, "in_days": laid.tasks, "metres": round(laid.metres)}
    session.add(
        TaskRun(
            id=_id("run"), city_id=district[1], district_id=district[0], seed=run, state="done", at=until,
            finished_at=until, counts=counts,
        )
    )  # fmt: skip


def _publish(session: Session, district: tuple[int, int], by: UUID, at: datetime) -> None:
    """Let the chemical enterprises have their standards and one inspection more; visits stay as everybody's."""
    day = local_day(at)
    held, standards = defaults(policy_on(day), plans_on(day)), ["hazardous-chemicals", "general"]
    grades = [
        {"grade": grade, **frequency.stored(rule), "cap": rule.cap + 1, "checklists": standards}
        for grade, rule in held.items()
    ]
    session.add(
        FrequencyRow(
            id=_id("frequency"), city_id=district[1], district_id=district[0], title="示范区危化企业检查内容与频次",
            supervision_class="hazardous_chemicals", grades=grades, valid_from=day, reason="分类分级监管年度安排",
            by_person=by, at=at, is_demo=True,
        )
    )  # fmt: skip
    session.flush()


def _drawn(
    session: Session, district: tuple[int, int], people: People, conflict: tuple[UUID, datetime], seed: int
) -> InspectionPlan:
    who, begun = conflict
    criteria = Criteria(shares=tuple(StratumShare(grade=grade, share=share) for grade, share in _SHARES.items()))
    day = local_day(begun)
    row = InspectionPlan(
        id=_id("plan"), city_id=district[1], district_id=district[0], authority=_AUTHORITY, classes=[], year=day.year,
        title=f"{day.year}年度安全生产监督检查计划", criteria=plans.CRITERIA.dump_python(criteria, mode="json"),
        state=PlanState.ACTIVE.value, author=people.department.id, created_at=begun, revision=1, draws=1,
        drawn_on_revision=1, submitted_by=people.department.id, submitted_at=begun + timedelta(days=1),
        decided_by=people.district.id, decided_at=begun + timedelta(days=3), opinion="同意",
        number=f"应急备〔{day.year}〕1号",
        filed_on=day + timedelta(days=6), activated_at=begun + timedelta(days=7), is_demo=True,
    )  # fmt: skip
    session.add(row)
    session.flush()
    near = select(Enterprise.id).where(Enterprise.district_id == district[0]).order_by(Enterprise.id).limit(1)
    session.add(
        InspectorConflict(
            id=_id("conflict"), person_id=who, enterprise_id=session.scalars(near).one(), reason="近亲属在该企业任职",
            by_person=who, at=begun,
        )
    )  # fmt: skip
    session.flush()
    frame, why, _ = plans.frame(session, row, frequency.on(session, day), plans_on(day), begun)
    row.draws = 0
    plans.keep_draw(session, row, frame, why, people.department.id, begun, f"demo-{seed}")
    row.draws = 1
    return row


def _carried_out(session: Session, row: InspectionPlan, until: datetime) -> None:
    """Make the plan's tasks as they were made when it began, and let the inspections since pay them."""
    today, first = local_day(until), local_day(row.created_at)
    policy = plans_on(today)
    objects = plans.objects_of(session, row.id)
    wanted = Enterprise.id.in_([each.enterprise_id for each in objects])
    found = {each.id: each for each in session.scalars(select(Enterprise).where(wanted))}
    made = [tasks.of_object(row, each, found[each.enterprise_id], policy, first) for each in objects]
    session.execute(insert(TaskRow), made)
    session.execute(
        text(_PAID), {"plan": row.id, "since": row.created_at, "district": row.district_id, "zone": str(HERE)}
    )
    _beside(session, row, objects, found, today)


def _beside(
    session: Session, row: InspectionPlan, objects: list[PlanObject], found: dict[UUID, Any], today: date
) -> None:
    """Let another authority have set an inspection where one is planned for this month: one visit would do."""
    own = next((each for each in objects if each.month == today.month), None)
    if own is None:
        return
    last = date(today.year, today.month, calendar.monthrange(today.year, today.month)[1])
    enterprise = found[own.enterprise_id]
    session.add(
        TaskRow(
            id=_id("beside"), enterprise_id=enterprise.id, kind=TaskKind.INSPECTION.value,
            basis=Basis.CAMPAIGN.value, authority=_OTHER, grade=enterprise.grade, window_from=today, due_on=last,
            minutes=plans_on(today).tasks.inspection_minutes, officer_id=own.officer_id, second_id=own.second_id,
            by_hand=True, state=TaskState.ASSIGNED.value, reason="冬春火灾防控", by_person=row.author, is_demo=True,
            **places.placed_as(enterprise),
        )
    )  # fmt: skip


def _campaign(session: Session, district: tuple[int, int], by: UUID, today: date, until: datetime) -> None:
    session.add(
        Campaign(
            id=_id("campaign"), city_id=district[1], district_id=district[0], title="粉尘涉爆专项整治",
            first=today - timedelta(days=45), last=today + timedelta(days=45), tags=["涉爆粉尘"], by_person=by,
            at=until - timedelta(days=46), is_demo=True,
        )
    )  # fmt: skip


def _id(name: str) -> UUID:
    return uuid5(_SPACE, name)
