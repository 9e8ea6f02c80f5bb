"""Scenes of acts on assessments: one of the eastern town, by its district."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.server.scope import world_assessments, world_offices
from tests.server.scope.world import World

Command = dict[str, Any]
_NOT_OWN = {"bu": "office-not-yours"}
"""A department's right covers the town; the sheet is not its own."""


def _opening(world: World, _who: str = "") -> Command:
    return {
        "assessment": str(uuid4()), "title": "考核", "object_kind": "town",
        "objects": [world_offices.town_key(world, "east")], "period_first": "2026-01-01",
        "period_last": "2026-03-31", "pass_percent": 80, "items": [world_assessments.ITEM],
    }  # fmt: skip


def _opened(world: World) -> tuple[str, str]:
    """Open one; returns it and its only sheet."""
    command = _opening(world)
    world.stage.does("xu", "open-assessment", **command)
    (sheet,) = world_assessments.sheets(world, "xu", command["assessment"]).values()
    return command["assessment"], sheet


def _points(world: World, _who: str = "") -> Command:
    return {"sheet": _opened(world)[1], "item": "duty", "entry": str(uuid4()), "points": 8, "reason": "缺一次记录"}


def _appealing(world: World, _who: str = "") -> Command:
    return {"appeal": str(uuid4()), "sheet": _opened(world)[1], "item": "duty", "reason": "记录已补"}


def _appealed(world: World, _who: str = "") -> Command:
    command = _appealing(world)
    world.stage.does("an", "appeal-assessment", **command)
    return {"appeal": command["appeal"], "accepted": False, "reason": "未见记录"}


def _scored(world: World, _who: str = "") -> Command:
    assessment, sheet = _opened(world)
    world.stage.does("xu", "score-assessment", sheet=sheet, item="duty", entry=str(uuid4()), points=10)
    return {"assessment": assessment, "decision": str(uuid4())}


def _decided(world: World, _who: str = "") -> Command:
    command = _scored(world)
    world.stage.does("xu", "decide-assessment", **command)
    return {"assessment": command["assessment"], "reason": "复核"}


PREPARE: dict[str, tuple[Callable[[World, str], Command], dict[str, str]]] = {
    "answer-appeal": (_appealed, {}),
    "appeal-assessment": (_appealing, _NOT_OWN),
    "assess-own-work": (_points, _NOT_OWN),
    "cancel-assessment": (lambda w, _: {"assessment": _opened(w)[0], "reason": "期限写错"}, {}),
    "decide-assessment": (_scored, {}),
    "open-assessment": (_opening, {}),
    "score-assessment": (_points, {}),
    "withdraw-assessment": (_decided, {}),
}
"""Command kind -> how it is prepared, and who is narrowed out though the right covers the place."""
