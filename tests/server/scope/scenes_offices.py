"""Scenes of acts of offices: contact tables, circulars, trainings of the eastern town."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.server.scope import world_offices
from tests.server.scope.world import World

Command = dict[str, Any]
Prepared = dict[str, tuple[Callable[[World, str], Command], dict[str, str]]]
_ABOVE = dict.fromkeys(("bu", "xu", "shi"), "office-not-yours")
"""Their right covers the town; the office is not theirs."""
_OTHERS = {**_ABOVE, "an": "office-not-yours", "zhou": "office-not-yours"}


def written(world: World, _who: str) -> Command:
    """The next version of the town's table."""
    office = world_offices.town_key(world, "east")
    known = world.stage.get("an", f"/api/v1/contacts/{office}").json
    return {
        "table": str(uuid4()), "office": office, "base_version": known["base_version"], "seal_unit": "湖东镇安委办",
        "valid_from": known["latest"]["valid_from"], "contacts": world_offices.contacts("组长乙"),
    }  # fmt: skip


def issued(world: World, _who: str) -> Command:
    """A notice of the town to its enterprises."""
    return {
        "circular": str(uuid4()), "office": world_offices.town_key(world, "east"), "circular_kind": "notice",
        "title": "通知", "body": "请阅", "enterprises": {},
    }  # fmt: skip


def received(world: World, who: str) -> Command:
    """A task that asks for an answer, at the enterprise of A."""
    command = issued(world, who)
    due = {"circular_kind": "task", "wants_answer": True, "due_on": world_offices.tomorrow()}
    world.stage.does("an", "issue-circular", **{**command, **due})
    return {"circular": command["circular"], "addressee": f"enterprise:{world.enterprise('A')}"}


def signed(world: World, who: str) -> Command:
    """The same, signed for."""
    on = received(world, who)
    world.stage.does("li", "sign-circular", **on, signed_by="李")
    return on


def answered(world: World, who: str) -> Command:
    """The same, answered."""
    on = signed(world, who)
    world.stage.does("li", "answer-circular", **on, answer=str(uuid4()), body="已办")
    return on


def planned(world: World, _who: str = "") -> Command:
    """A session of the town for its officers and enterprises, with a quiz."""
    quiz = [{"text": "零报告要列明自查项吗", "choices": ["要", "不要"], "right": 0}]
    return world_offices.session_of(
        world_offices.town_key(world, "east"), "培训", roles=["officer"], enterprises={}, quiz=quiz
    )


def running(world: World) -> tuple[str, str]:
    """The same, running; returns it and its code."""
    command = planned(world)
    world.stage.does("an", "plan-training", **command)
    code = world.stage.get("an", f"/api/v1/trainings/{command['training']}").json["sign_code"]
    return command["training"], code


def subject(world: World, who: str) -> str:
    """As what somebody learns."""
    if who == "li":
        return f"enterprise:{world.enterprise('A')}"
    return f"person:{world.stage.people[who]}"


def at_the_door(world: World, who: str) -> Command:
    """Somebody with the code on the screen before them."""
    training, code = running(world)
    return {"training": training, "subject": subject(world, who), "code": code}


def at_the_quiz(world: World, who: str) -> Command:
    """The same, signed in, with the quiz before them; who may not sign in has not."""
    on = at_the_door(world, who)
    if who in IN_TOWN:
        world.stage.does(who, "sign-in-training", **on)
    return {"training": on["training"], "subject": on["subject"], "answers": [0]}


def on_the_list(world: World, _who: str) -> Command:
    """The organiser's list with one name."""
    training, _ = running(world)
    return {"training": training, "attendees": [{"subject": f"enterprise:{world.enterprise('A')}", "name": "王工"}]}


PREPARE: Prepared = {
    "answer-circular": (lambda w, who: {**signed(w, who), "answer": str(uuid4()), "body": "已办"}, _OTHERS),
    "cancel-training": (lambda w, _: {"training": running(w)[0], "reason": "改期"}, _ABOVE),
    "decide-answer": (lambda w, who: {**answered(w, who), "accepted": True}, _ABOVE),
    "issue-circular": (issued, _ABOVE),
    "list-attendance": (on_the_list, _ABOVE),
    "plan-training": (planned, _ABOVE),
    "read-circular": (received, _OTHERS),
    "sign-circular": (lambda w, who: {**received(w, who), "signed_by": "李"}, _OTHERS),
    "withdraw-circular": (lambda w, who: {"circular": answered(w, who)["circular"], "reason": "重发"}, _ABOVE),
    "write-contacts": (written, _ABOVE),
}
"""Command kind -> how it is prepared, and who is narrowed out though the right covers the place."""
IN_TOWN = frozenset({"wang", "bo", "li", "an", "zhou", "qin", "bu", "xu", "shi", "chen"})
"""Who works in the eastern town or above it."""
_OUTSIDE = dict.fromkeys(("lin", "ma", "xi", "hua", "zou", "zhu", "zan", "zqi", "zxu"), "area-not-yours")
"""Each with a scene of their own: as somebody else they were refused for that."""
LEARNING: Prepared = {"sign-in-training": (at_the_door, _OUTSIDE), "take-quiz": (at_the_quiz, _OUTSIDE)}
