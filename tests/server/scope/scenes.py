"""For each act, a scene in which it is the next step: a hazard of enterprise A that has come that far."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from grids.policy import local_day
from tests.server.scope.world import SOON, World, read_outlines

Command = dict[str, Any]
LATER = (local_day(datetime.now(UTC)) + timedelta(days=20)).isoformat()
TODAY = local_day(datetime.now(UTC)).isoformat()


@dataclass(frozen=True)
class Scene:
    """How a step is prepared for somebody, and who of those whose role and area fit is narrowed out by the rules."""

    prepare: Callable[[World, str], Command]
    narrowed: dict[str, str] = field(default_factory=dict)
    spot: str = "A"
    of_units: bool = False
    """Whether it is about grid units, which a planner sees, and not about enterprises."""


def moment(minutes_ago: float = 0) -> str:
    """Return a moment as a phone writes it."""
    return (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat()


def photo(minutes_ago: float = 0) -> dict[str, Any]:
    """Describe a photo whose bytes are still owed."""
    return {"sha256": hashlib.sha256(uuid4().bytes).hexdigest(), "taken_at": moment(minutes_ago)}


def reported(world: World, _who: str = "") -> Command:
    """A hazard that the grid officer reported."""
    return {"hazard": world.stage.hazard("wang", photos=[photo(5)])}


def opened(world: World, level: str = "general") -> Command:
    """The same, opened by the town."""
    on = reported(world)
    measures = {"interim_measures": "停用"} if level == "major" else {}
    world.stage.does("an", "open-hazard", **on, level=level, due_on=SOON, **measures)
    return on


def noticed(world: World, level: str = "general") -> tuple[Command, str]:
    """The same, on a notice."""
    on, notice = opened(world, level), str(uuid4())
    world.stage.does("an", "issue-notice", **_notice(world, on, notice))
    return on, notice


def rectifying(world: World, level: str = "general") -> Command:
    """The same, signed for by the enterprise."""
    on, notice = noticed(world, level)
    world.stage.does("li", "acknowledge-notice", notice=notice, signed_by="李")
    return on


def submitted(world: World, _who: str = "") -> Command:
    """The same, reported as rectified."""
    on = rectifying(world)
    world.stage.does("li", "submit-rectification", **on, **_rectified())
    return {**on, "passed": True, "opinion": "合格", "inspected_at": moment()}


def offered(world: World, _who: str = "") -> Command:
    """A hazard of the east that was offered to the town in the west."""
    on = reported(world)
    world.stage.does("an", "transfer-hazard", **on, to_area=world.stage.town.towns["湖西镇"], reason="属西镇")
    return on


def closed(world: World, _who: str = "") -> Command:
    """A hazard that was struck off."""
    on = submitted(world)
    world.stage.does("wang", "reinspect-hazard", **on)
    return {"hazard": on["hazard"], "reason": "又堵上了", "due_on": SOON}


def requested(world: World, _who: str = "") -> Command:
    """A hazard whose enterprise asked for more time."""
    on = rectifying(world)
    world.stage.does("li", "request-extension", **on, **_more_time())
    return {**on, "granted": True}


def planned(world: World, _who: str = "") -> Command:
    """A major hazard whose plan waits."""
    on = rectifying(world, "major")
    world.stage.does("li", "submit-plan", **on, **_plan())
    return {**on, "approved": True, "opinion": "可行"}


def found_by(world: World, who: str) -> Command:
    """A hazard that this person found, or the officer where this person may not find any."""
    finder = who if who in {"wang", "qin", "li"} else "wang"
    hazard = world.stage.hazard(finder, photos=[photo(30)])
    return {"hazard": hazard, "photos": [photo()], "done": "已清", "done_by": "张工", "done_at": moment()}


def visited(world: World, who: str) -> Command:
    """A visit that this person began, or the officer."""
    visit = str(uuid4())
    world.stage.does(who if who in {"wang", "an", "qin"} else "wang", "start-visit", **_visit(world, visit))
    return {"visit": visit, "outcome": "closed_door", "finished_at": moment()}


def proposed(world: World, _who: str = "") -> Command:
    """A proposal that waits."""
    change = _change(world)
    world.stage.does("wang", "propose-change", **change)
    return {"change": change["change"], "accepted": True}


def drafted(world: World, _who: str = "") -> Command:
    """A plan of the eastern town's boundaries that was just begun."""
    own = str(uuid4())
    town = world.stage.town
    world.stage.does(
        "chen", "start-redraw", redraw=own, district=town.district, town=town.towns["湖东镇"], title="调整"
    )
    return {"redraw": own}


def drawn(world: World, _who: str = "") -> Command:
    """The same, with a unit renamed."""
    on = drafted(world)
    world.stage.does("chen", "edit-redraw", **on, base_revision=0, op=_renamed())
    return {**on, "base_revision": 1}


def undone(world: World, _who: str = "") -> Command:
    """The same, taken back."""
    on = drawn(world)
    world.stage.does("chen", "undo-redraw", **on)
    return {**on, "base_revision": 2}


def handed_in(world: World, _who: str = "") -> Command:
    """A plan that waits for the district."""
    on = drawn(world)
    world.stage.does("chen", "submit-redraw", **on, effective_on=LATER)
    return {"redraw": on["redraw"]}


def given_up(world: World, _who: str = "") -> Command:
    """A plan that was withdrawn."""
    on = drafted(world)
    world.stage.does("chen", "withdraw-redraw", **on, reason="不再需要")
    return on


def _read(world: World, who: str = "an") -> Command:
    """A file of the eastern town's outlines that somebody had read."""
    return read_outlines(world, who, "成果.geojson")


def brought(world: World, _who: str = "") -> Command:
    """The same, begun with."""
    started = _read(world)
    world.stage.does("an", "start-survey", **started)
    return {"survey": started["survey"], "base_revision": 0}


def _given(world: World, on: Command) -> Command:
    (fault,) = world.stage.get("an", f"/api/v1/surveys/{on['survey']}").json["faults"]
    return {"faults": [fault["id"]], "remedy": "give", "taker": "G-A"}


def _chosen(world: World, _who: str = "") -> Command:
    on = brought(world)
    return {**on, **_given(world, on)}


def _settled(world: World) -> Command:
    on = brought(world)
    world.stage.does("an", "settle-faults", **on, **_given(world, on))
    return {**on, "base_revision": 1}


def _turned(world: World, _who: str = "") -> Command:
    on = _settled(world)
    world.stage.does("an", "undo-survey", **on)
    return {**on, "base_revision": 2}


def _handed(world: World, _who: str = "") -> Command:
    on = {"district": world.stage.town.district, "redraw": str(uuid4()), "title": "整理成果"}
    return {**_settled(world), **on}


def _renamed() -> Command:
    return {"kind": "rename", "unit": "G-A", "name": f"新{uuid4().hex[:4]}网格"}


def _visit(world: World, visit: str) -> Command:
    return {"visit": visit, "enterprise": world.enterprise("A"), "started_at": moment()}


def _change(world: World, _who: str = "") -> Command:
    fields = {"contact": "新人"}
    return {"change": str(uuid4()), "enterprise": world.enterprise("A"), "reason": "换人", "fields": fields}


def _notice(world: World, on: Command, notice: str, kind: str = "reminder") -> Command:
    items = [{**on, "due_on": SOON, "demand": "清理"}]
    return {"notice": notice, "enterprise": world.enterprise("A"), "notice_kind": kind, "items": items}


def _rectified() -> Command:
    return {"done": "已清", "done_on": TODAY, "done_by": "张工", "photos": [photo()]}


def _more_time() -> Command:
    return {"new_due_on": LATER, "reason": "等配件", "interim_measures": "隔离"}


def _plan() -> Command:
    parts = ("causes", "harm", "goals", "methods", "funds", "responsible", "time_limit", "emergency_measures")
    return dict.fromkeys(parts, "已写明")


def _recorded(world: World, _who: str) -> Command:
    return {
        "hazard": str(uuid4()), "enterprise": world.enterprise("A"), "found_at": moment(), "place": "门口",
        "description": "堵塞", "category": "S05", "photos": [photo()],
    }  # fmt: skip


SCENES: dict[str, Scene] = {
    "accept-transfer": Scene(offered, {"bu": "not-receiver"}, spot="D"),
    "archive-redraw": Scene(given_up, of_units=True),
    "decide-redraw": Scene(lambda w, _: {**handed_in(w), "approved": True}, of_units=True),
    "edit-redraw": Scene(lambda w, _: {**drafted(w), "base_revision": 0, "op": _renamed()}, of_units=True),
    "publish-redraw": Scene(lambda w, _: {**handed_in(w), "revision": 1}, of_units=True),
    "rebase-redraw": Scene(drawn, of_units=True),
    "redo-redraw": Scene(undone, of_units=True),
    "start-redraw": Scene(
        lambda w, _: {"redraw": str(uuid4()), "district": w.stage.town.district, "title": "调整"},
        {"an": "area-not-yours"},
        of_units=True,
    ),
    "drop-survey": Scene(lambda w, _: {"survey": brought(w)["survey"], "reason": "图形有误"}, of_units=True),
    "hand-in-survey": Scene(_handed, of_units=True),
    "redo-survey": Scene(_turned, of_units=True),
    "settle-faults": Scene(_chosen, of_units=True),
    "start-survey": Scene(_read, of_units=True),
    "take-suggestions": Scene(lambda w, _: brought(w), of_units=True),
    "undo-survey": Scene(lambda w, _: _settled(w), of_units=True),
    "submit-redraw": Scene(lambda w, _: {**drawn(w), "effective_on": LATER}, of_units=True),
    "undo-redraw": Scene(drawn, of_units=True),
    "withdraw-redraw": Scene(lambda w, _: {**drafted(w), "reason": "不再需要"}, of_units=True),
    "acknowledge-notice": Scene(lambda w, _: {"notice": noticed(w)[1], "signed_by": "李"}),
    "assign-unit": Scene(lambda w, _: {"enterprise": w.enterprise("A"), "unit": w.unit("B"), "reason": "门在东"}),
    "change-level": Scene(lambda w, _: {**opened(w), "level": "major", "reason": "第三条"}),
    "decide-change": Scene(proposed),
    "decide-extension": Scene(requested, {"qin": "not-yours", "bu": "not-yours", "xu": "not-yours"}),
    "finish-visit": Scene(visited),
    "issue-notice": Scene(lambda w, _: _notice(w, opened(w), str(uuid4())), {"qin": "not-yours"}),
    "merge-hazard": Scene(lambda w, _: {**reported(w), "master": reported(w)["hazard"], "reason": "同一处"}),
    "open-hazard": Scene(lambda w, _: {**reported(w), "level": "general", "due_on": SOON}),
    "propose-change": Scene(_change),
    "record-hazard": Scene(_recorded),
    "rectify-on-the-spot": Scene(found_by),
    "reinspect-hazard": Scene(submitted, {"bu": "not-yours", "li": "not-yours"}),
    "reject-hazard": Scene(lambda w, _: {**reported(w), "reason": "查无"}),
    "reopen-hazard": Scene(closed),
    "request-extension": Scene(lambda w, _: {**rectifying(w), **_more_time()}),
    "return-transfer": Scene(lambda w, _: {**offered(w), "reason": "不归我"}, {"bu": "not-receiver"}, spot="D"),
    "review-plan": Scene(planned),
    "revoke-notice-link": Scene(lambda w, _: {"notice": noticed(w)[1], "reason": "发错"}),
    "start-visit": Scene(lambda w, _: _visit(w, str(uuid4()))),
    "submit-plan": Scene(lambda w, _: {**rectifying(w, "major"), **_plan()}),
    "submit-rectification": Scene(lambda w, _: {**rectifying(w), **_rectified()}),
    "transfer-hazard": Scene(lambda w, _: {**reported(w), "to_area": w.stage.town.district, "reason": "属区"}),
    "verify-position": Scene(
        lambda w, _: {
            "enterprise": w.enterprise("A"),
            "verified_at": moment(),
            "fix": {"lon": 119.9, "lat": 31.7, "radius_m": 5},
        }
    ),
    "void-hazard": Scene(lambda w, _: {**opened(w), "reason": "已拆除"}),
}
"""Command kind -> its scene; a new command fails the test until it has one."""
