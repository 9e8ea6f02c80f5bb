"""Scenes of inspections at A: a case of 执法秦 and 执法任, as far as each step needs it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.server import inspecting

Command = dict[str, Any]
Prepare = Callable[[Any, str], Command]


def running(world: Any, _who: str = "") -> Command:
    """Give a case that has leave."""
    return {"inspection": inspecting.approved(world.stage)}


def recorded(world: Any, _who: str = "") -> Command:
    """Give a case with its record."""
    case = running(world)
    inspecting.written(world.stage, case["inspection"], "record", inspecting.recorded())
    return case


def entered(world: Any, _who: str = "") -> Command:
    """Give a case that somebody went into."""
    case = running(world)
    world.stage.does("qin", "enter-inspection", **case, entered_at=inspecting.now(-30), method="position")
    return case


def document(world: Any) -> str:
    """Return an issued record."""
    case = recorded(world)["inspection"]
    found = (each for each in inspecting.whole(world.stage, case)["documents"] if each["kind"] == "record")
    return str(next(found)["id"])


def form(world: Any, _who: str = "") -> Command:
    """Write a record."""
    return {**running(world), "document": str(uuid4()), "document_kind": "record", "said": inspecting.recorded()}


PREPARE: dict[str, Prepare] = {
    "close-inspection": recorded,
    "decide-inspection": lambda w, _: {"inspection": inspecting.opened(w.stage), "approved": True},
    "enter-inspection": lambda w, _: {**running(w), "entered_at": inspecting.now(), "method": "position"},
    "issue-document": form,
    "leave-inspection": lambda w, _: {**entered(w), "left_at": inspecting.now()},
    "open-inspection": lambda w, _: inspecting.request(w.stage),
    "save-document": form,
    "sign-document": lambda w, _: {"document": document(w), "signed_by": "李厂长"},
    "void-document": lambda w, _: {"document": document(w), "reason": "地点写错"},
}
"""Act -> how it becomes the next step; nobody whose role and area fit is narrowed out."""
