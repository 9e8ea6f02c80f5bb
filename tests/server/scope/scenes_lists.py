"""For each act on spot checks and lists, what makes it the next step; about enterprise A."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from grids.policy import local_day
from tests.server.scope.world import World

Command = dict[str, Any]
Prepare = Callable[[World, str], Command]


def _moment(minutes_ago: float = 0) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat()


def ordered(world: World, _who: str = "") -> Command:
    """An order of a spot check, as it is to be given."""
    stratum = {"size": 3, "town": world.stage.town.towns["湖东镇"]}
    return {"spot_check": str(uuid4()), "district": world.stage.town.district, "title": "抽查", "period": world.period,
            "due_on": (local_day(datetime.now(UTC)) + timedelta(days=9)).isoformat(), "strata": [stratum]}  # fmt: skip


def waiting(world: World, _who: str = "") -> Command:
    """An order that was given."""
    order = ordered(world)
    world.stage.does("xu", "order-spot-check", **order)
    return {"spot_check": order["spot_check"], "seed": "7 12 33"}


def assigned(world: World, who: str) -> Command:
    """A drawn sample that is to be given to two inspectors, or to the department."""
    on = waiting(world)
    world.stage.does("xu", "draw-spot-check", **on)
    (target,) = world.stage.get("xu", "/api/v1/spot-targets", spot_check=on["spot_check"]).json["items"]
    people = world.stage.people
    pair = {"checker": str(people["qin"]), "second": str(people["ren"])}
    checker = {"checker": str(people["bu"])} if who == "bu" else pair
    return {"spot_check": on["spot_check"], "targets": [target["id"]], **checker}


def checked(world: World, who: str) -> Command:
    """What this person found at an enterprise that was theirs to check."""
    on = assigned(world, who)
    world.stage.does("xu", "assign-spot-check", **on)
    target = on["targets"][0]
    items = world.stage.get("xu", f"/api/v1/spot-targets/{target}").json["listed"]
    second = {} if who == "bu" else {"second_inspector": str(world.stage.people["ren"])}
    return {"target": target, "started_at": _moment(20), "finished_at": _moment(), **second,
            "results": [{"item": item["item"], "verdict": "true"} for item in items]}  # fmt: skip


def listed(world: World, _who: str = "") -> Command:
    """A department's list that is to be drafted."""
    return {"list": str(uuid4()), "district": world.stage.town.district, "department": f"部门{uuid4().hex[:6]}",
            "classes": ["industry"]}  # fmt: skip


def drafted(world: World, _who: str = "") -> Command:
    """A draft."""
    command = listed(world)
    world.stage.does("xu", "draft-list", **command)
    return {"list": command["list"]}


def keyed(world: World, _who: str = "") -> Command:
    """A proposal for the key list, after every entry before it has ended."""
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(text("UPDATE key_entry SET state = 'exited' WHERE state NOT IN ('refused', 'exited')"))
    return {"entry": str(uuid4()), "enterprise": world.enterprise("A"), "reason": "多次未整改"}


def proposed(world: World, _who: str = "") -> Command:
    """An entry that waits."""
    command = keyed(world)
    world.stage.does("an", "propose-key-entry", **command)
    return {"entry": command["entry"], "approved": True, "opinion": "同意", "conditions": "全部销号"}


def entered(world: World, _who: str = "") -> Command:
    """An entry in force."""
    on = proposed(world)
    world.stage.does("xu", "decide-key-entry", **on)
    return {"entry": on["entry"], "reason": "已全部销号"}


def leaving(world: World, _who: str = "") -> Command:
    """An entry whose enterprise asks to leave."""
    on = entered(world)
    world.stage.does("li", "apply-key-exit", **on)
    return {"entry": on["entry"], "approved": True, "opinion": "同意移出"}


def begun(world: World, _who: str = "") -> Command:
    """A cohort that is to be begun."""
    return {"cohort": str(uuid4()), "district": world.stage.town.district, "title": "培育企业", "year": 2026}


def choosing(world: World, _who: str = "") -> Command:
    """An enterprise that is to be chosen."""
    command = begun(world)
    world.stage.does("xu", "start-cohort", **command)
    return {
        "cohort": command["cohort"],
        "enterprise": world.enterprise("A"),
        "department": "应急管理局",
        "reason": "好",
    }


def chosen(world: World, _who: str = "") -> Command:
    """An enterprise that is in a cohort."""
    command = choosing(world)
    world.stage.does("xu", "choose-model", **command)
    return {"cohort": command["cohort"], "enterprise": command["enterprise"], "reason": "发生事故"}


def shown(world: World, who: str) -> Command:
    """A member of a cohort whose story is up."""
    member = telling(world, who)
    world.stage.does("xu", "publish-model", **member)
    return {"cohort": member["cohort"], "enterprise": member["enterprise"], "reason": "正在核实"}


def telling(world: World, who: str) -> Command:
    """A member of a cohort, and its story that is to be published."""
    member = chosen(world, who)
    named = {"cohort": member["cohort"], "enterprise": member["enterprise"]}
    return {**named, "title": "班前十分钟", "body": "每班开工前逐项确认。"}


def settled(world: World, _who: str = "") -> Command:
    """The officer, who is to be named for the ground."""
    return {"enterprise": world.enterprise("A"), "side": "territorial", "reason": "属地",
            "person": str(world.stage.people["wang"])}  # fmt: skip


PREPARE: dict[str, Prepare] = {
    "apply-key-exit": entered,
    "assign-spot-check": assigned,
    "choose-model": choosing,
    "decide-key-entry": proposed,
    "decide-key-exit": leaving,
    "draft-list": listed,
    "draw-spot-check": waiting,
    "move-listed": lambda w, _: {**drafted(w), "base_revision": 1, "enterprise": w.enterprise("A"),
                                 "list_kind": "serve", "reason": "帮扶"},
    "order-spot-check": ordered,
    "propose-key-entry": keyed,
    "publish-list": lambda w, _: {**drafted(w), "base_revision": 1},
    "publish-model": telling,
    "record-spot-check": checked,
    "remove-model": chosen,
    "settle-supervisor": settled,
    "start-cohort": begun,
    "withdraw-list": lambda w, _: {**drafted(w), "reason": "有误"},
    "withdraw-model": shown,
}  # fmt: skip
"""Kind -> what makes it the next step for somebody."""
