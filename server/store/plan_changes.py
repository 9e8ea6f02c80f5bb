"""Changes of a plan as rows: an inspection more, one less, or one in another month."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from grids import draws
from grids import frequency as frequency_rules
from grids import plan_changes as rules
from grids import plans as plan_rules
from grids import tasks as task_rules
from grids.commands.tasks import Basis
from grids.draws import Frame
from grids.errors import Refusal
from grids.policy import local_day
from grids.tasks import TaskState
from server.store import frequency, places, plans, tasks
from server.store.policy import plans_on
from server.store.tables import InspectionPlan, PlanChange, PlanDraw, PlanObject, TaskRow


def has(session: Session, plan: UUID, enterprise: UUID, turn: int) -> bool:
    """Tell whether a plan has this inspection."""
    return session.get(PlanObject, (plan, enterprise, turn)) is not None


def carry_out(session: Session, plan: InspectionPlan, change: PlanChange, at: datetime) -> None:
    """Do what a change asks for. Raises: Refusal `inspection-cap`, `draw-inspectors`, `task-state`, `plan-change`."""
    today = local_day(at)
    now = plans.value(plan)
    if now.state is not plan_rules.PlanState.ACTIVE:
        raise Refusal("plan-state", step="decide-plan-change", state=now.state.value)
    rules.check_month(plan.year, change.month, today)
    if change.op == "add":
        _add(session, plan, change, at)
        return
    own = session.get_one(PlanObject, (plan.id, change.enterprise_id, change.turn))
    task = session.scalar(
        select(TaskRow).where(
            TaskRow.plan_id == plan.id, TaskRow.enterprise_id == own.enterprise_id, TaskRow.plan_turn == own.turn
        ).with_for_update()
    )  # fmt: skip
    if task is None:
        raise Refusal("plan-change-object")
    task_rules.check_step(TaskState(task.state), "waive-task")
    task.day = task.place_no = None
    if change.op == "drop":
        task.state, task.reason, task.by_person = TaskState.WAIVED.value, change.reason, change.by_person
        return
    own.month = change.month or own.month
    task.window_from, task.due_on = tasks.month_of(plan.year, own.month, today)


def _add(session: Session, plan: InspectionPlan, change: PlanChange, at: datetime) -> None:
    """Add an inspection within the cap; the pair comes from the plan's last seed, the least busy first."""
    today = local_day(at)
    policy = plans_on(today)
    enterprise = places.enterprise(session, change.enterprise_id, lock=True)
    rule = frequency.on(session, today).of(plan.district_id, enterprise.supervision_class)[enterprise.grade or "none"]
    used = plans.used(session, plan.district_id, plan.authority, plan.year, policy, enterprise.id)
    frequency_rules.check_cap(Basis.PLAN, *used.get(enterprise.id, (0, 0)), rule.cap, policy)
    turn = session.scalar(
        select(func.coalesce(func.max(PlanObject.turn), 0)).where(
            PlanObject.plan_id == plan.id, PlanObject.enterprise_id == enterprise.id
        )
    )
    pair = _pair(session, plan, enterprise.id, at)
    own = PlanObject(
        plan_id=plan.id, enterprise_id=enterprise.id, turn=(turn or 0) + 1, how="added", why=["change"],
        stratum=enterprise.grade or "none", month=change.month or today.month, officer_id=pair[0], second_id=pair[1],
    )  # fmt: skip
    session.add(own)
    session.execute(insert(TaskRow), [tasks.of_object(plan, own, enterprise, policy, today)])


def _pair(session: Session, plan: InspectionPlan, enterprise: UUID, at: datetime) -> tuple[UUID, UUID]:
    people = sorted(str(one.id) for one in plans.inspectors(session, plan, at))
    load = Counter(dict.fromkeys(people, 0))
    for own in plans.objects_of(session, plan.id):
        load.update(str(who) for who in (own.officer_id, own.second_id))
    frame = Frame(objects={}, key={}, inspectors=tuple(people), conflicts=plans.conflicts(session, people))
    seed = session.scalar(
        select(PlanDraw.seed).where(PlanDraw.plan_id == plan.id).order_by(PlanDraw.number.desc()).limit(1)
    )
    first, second = draws.pair(frame, seed or "", str(enterprise), load)
    return UUID(first), UUID(second)
