"""Scenes of acts on reports by the public: one of the eastern town that has come so far."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from server.store.tables import PublicReport, PublicReporter
from tests.server.scope.world import SOON, World

Command = dict[str, Any]


def told(world: World) -> Command:
    """Words of a report that came by phone."""
    words = {"words": "仓库夜里有人焊接", "place": "后院", "channel": "phone"}
    return {"report": str(uuid4()), "area": world.stage.town.towns["湖东镇"], **words}


def received(world: World, _who: str = "") -> Command:
    """A report that nobody has looked at."""
    command = told(world)
    world.stage.does("an", "take-report", **command)
    return {"report": command["report"]}


def accepted(world: World) -> Command:
    """The same, being checked."""
    on = received(world)
    world.stage.does("an", "accept-report", **on)
    return on


def found(world: World) -> Command:
    """An answer with the hazard."""
    hazard = {
        "hazard": str(uuid4()), "enterprise": world.enterprise("A"), "place": "仓库", "description": "动火无人看护",
        "category": "S05", "due_on": SOON,
    }  # fmt: skip
    return {"finding": "true", "reason": "属实", "feedback": "谢谢", "found": hazard}


def settled(world: World) -> Command:
    """The same, found true."""
    on = accepted(world)
    world.stage.does("an", "settle-report", **on, **found(world))
    return on


def named(world: World) -> Command:
    """A report with a name to it."""
    on = received(world)
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        session.get_one(PublicReport, UUID(on["report"])).is_named = True
        session.add(PublicReporter(report_id=UUID(on["report"]), name="某人", contact=""))
    return {**on, "reason": "核实位置"}


PREPARE: dict[str, Callable[[World, str], Command]] = {
    "accept-report": received,
    "discard-report": lambda w, _: {**received(w), "reason": "无关", "feedback": "不属安全生产"},
    "open-reporter": lambda w, _: named(w),
    "reward-report": lambda w, _: {**settled(w), "reward": "money", "amount_yuan": 300, "decision": "奖励"},
    "settle-report": lambda w, _: {**accepted(w), **found(w)},
    "take-report": lambda w, _: told(w),
    "transfer-report": lambda w, _: {**received(w), "to_area": w.stage.town.towns["湖西镇"], "reason": "不在本镇"},
}
