"""Scenes of plans, tasks, campaigns and conflicts: a task at A, a plan of the chemical enterprise B."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from grids.policy import local_day
from server.store import places
from server.store.tables import Enterprise, TaskRow
from tests.server.scope import world_plans

Command = dict[str, Any]
Prepare = Callable[[Any, str], Command]
_DAY = local_day(datetime.now(UTC))
TODAY = _DAY.isoformat()
AUTHORITY = "消防大队"


def _task(world: Any, officer: str | None, **more: Any) -> Command:
    own = uuid4()
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        enterprise = session.get_one(Enterprise, UUID(world.enterprise("A")))
        values = {"kind": "patrol", "basis": "floor", "state": "assigned", **more}
        session.add(
            TaskRow(
                id=own, enterprise_id=enterprise.id, window_from=_DAY, due_on=_DAY, minutes=30,
                made_at=datetime.now(UTC), officer_id=officer and world.stage.people[officer],
                **values, **places.placed_as(enterprise),
            )
        )  # fmt: skip
    return {"task": str(own)}


def _inspection(world: Any, **more: Any) -> Command:
    people = world.stage.people
    pair = {"kind": "inspection", "basis": "plan", "authority": AUTHORITY, "second_id": people["ren"]}
    return _task(world, "qin", **{**pair, **more})


def _merged(world: Any, _who: str) -> Command:
    return {**_inspection(world), "others": [_inspection(world, authority="市场监管局")["task"]]}


def _pair(world: Any) -> Command:
    return {"officer": str(world.stage.people["qin"]), "second": str(world.stage.people["ren"])}


def _set(world: Any, _who: str) -> Command:
    return {
        "task": str(uuid4()), "enterprise": world.enterprise("A"), "authority": AUTHORITY, "basis": "report",
        "reason": "举报", "due_on": TODAY, **_pair(world),
    }  # fmt: skip


def _run(world: Any, _who: str) -> Command:
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(text("UPDATE task_run SET state = 'done' WHERE state = 'waiting'"))
    return {"run": str(uuid4()), "district": world.stage.town.district}


def _new_plan(world: Any, _who: str = "") -> Command:
    return {
        "plan": str(uuid4()), "district": world.stage.town.district, "authority": AUTHORITY, "classes": ["chemical"],
        "year": _DAY.year, "title": "危化品检查计划", "criteria": world_plans.criteria(),
    }  # fmt: skip


def _written(world: Any, _who: str = "") -> Command:
    plan = _new_plan(world)
    world.stage.does("bu", "write-inspection-plan", **plan)
    return {"plan": plan["plan"], "base_revision": 1}


def _drawn(world: Any, _who: str = "") -> Command:
    plan = _written(world)
    world.stage.does("bu", "draw-inspection-plan", **plan)
    return plan


def _submitted(world: Any, _who: str = "") -> Command:
    plan = _drawn(world)
    world.stage.does("bu", "submit-inspection-plan", **plan)
    return {"plan": plan["plan"], "approved": True}


def _approved(world: Any, _who: str = "") -> Command:
    plan = _submitted(world)
    world.stage.does("xu", "decide-inspection-plan", **plan)
    return {"plan": plan["plan"], "number": "备2号", "filed_on": TODAY}


def _filed(world: Any, _who: str = "") -> Command:
    plan = _approved(world)
    world.stage.does("bu", "file-inspection-plan", **plan)
    return {"plan": plan["plan"]}


def _active(world: Any, _who: str = "") -> Command:
    plan = _filed(world)
    world.stage.does("bu", "activate-inspection-plan", **plan)
    return plan


def _change(world: Any, _who: str = "") -> Command:
    plan = _active(world)["plan"]
    return {
        "change": str(uuid4()), "plan": plan, "op": "drop", "turn": 1, "reason": "搬迁",
        "enterprise": world.enterprise("B"),
    }  # fmt: skip


def _asked(world: Any, _who: str) -> Command:
    change = _change(world)
    world.stage.does("bu", "propose-plan-change", **change)
    return {"change": change["change"], "approved": True}


def _frequency(world: Any, _who: str) -> Command:
    return {
        "frequency": str(uuid4()), "district": world.stage.town.district, "supervision_class": "chemical",
        "title": "危化品频次", "grades": world_plans.grades(), "valid_from": TODAY, "reason": "年度",
    }  # fmt: skip


def _campaign(world: Any, _who: str = "") -> Command:
    return {
        "campaign": str(uuid4()), "district": world.stage.town.district, "title": "危化品专项", "first": TODAY,
        "last": TODAY, "classes": ["chemical"],
    }  # fmt: skip


def _started(world: Any, _who: str) -> Command:
    campaign = _campaign(world)
    world.stage.does("bu", "start-campaign", **campaign)
    return {"campaign": campaign["campaign"], "reason": "提前完成"}


def _conflict(world: Any, _who: str = "") -> Command:
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(
            text("UPDATE inspector_conflict SET ended_at = now() WHERE enterprise_id = :a"),
            {"a": world.enterprise("A")},
        )
    return {
        "conflict": str(uuid4()), "inspector": str(world.stage.people["qin"]), "enterprise": world.enterprise("A"),
        "reason": "亲属任职",
    }  # fmt: skip


def _declared(world: Any, _who: str) -> Command:
    conflict = _conflict(world)
    world.stage.does("xu", "declare-conflict", **conflict)
    return {"conflict": conflict["conflict"], "reason": "已离职"}


PREPARE: dict[str, tuple[str, Prepare, dict[str, str]]] = {
    "accept-task": ("A", _task, {}),
    "activate-inspection-plan": ("B", _filed, {}),
    "assign-task": (
        "A",
        lambda w, _: {**_task(w, None, state="generated"), "officer": str(w.stage.people["wang"])},
        {},
    ),
    "close-inspection-plan": ("B", lambda w, _: {**_active(w), "summary": "年度结束"}, {}),
    "decide-inspection-plan": ("B", _submitted, {"bu": "plan-own"}),
    "decide-plan-change": ("B", _asked, {"bu": "plan-own"}),
    "declare-conflict": ("A", _conflict, {}),
    "draw-inspection-plan": ("B", _written, {}),
    "end-campaign": ("B", _started, {}),
    "end-conflict": ("A", _declared, {}),
    "file-inspection-plan": ("B", _approved, {}),
    "merge-tasks": ("A", _merged, {}),
    "order-day": ("A", lambda w, who: {"day": TODAY, "tasks": [_task(w, who)["task"]]}, {}),
    "order-inspection": ("A", _set, {}),
    "order-tasks": ("A", _run, {}),
    "propose-plan-change": ("B", _change, {}),
    "publish-frequency": ("B", _frequency, {}),
    "return-task": ("A", lambda w, who: {**_task(w, who), "reason": "休假"}, {}),
    "review-task": ("A", lambda w, _: {**_inspection(w, state="submitted"), "accepted": True}, {}),
    "start-campaign": ("B", _campaign, {}),
    "submit-inspection-plan": ("B", _drawn, {}),
    "waive-task": ("A", lambda w, _: {**_task(w, "wang"), "reason": "停产"}, {}),
    "write-inspection-plan": ("B", _new_plan, {}),
}
"""Command kind -> where it is, how it is prepared, and who is narrowed out by the rules."""
