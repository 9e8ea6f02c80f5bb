"""For each act, a scene in which it is the next step: a hazard of enterprise A that has come that far."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text

from grids import self_checks as self_rules
from grids.policy import local_day
from server.jobs import grading
from server.store.policy import METHOD, grading_on
from server.store.tables import HazardRow, SampleDraw, SampleItem, SelfCheck
from tests.server.scope import (
    scenes_accidents,
    scenes_assessments,
    scenes_inspections,
    scenes_lists,
    scenes_offices,
    scenes_onboarding,
    scenes_plans,
    scenes_public_reports,
)
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
    inside: frozenset[str] | None = None
    """Who belongs to the place, where that follows neither from enterprises nor from units."""


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


def method(world: World, _who: str = "") -> Command:
    """What a method of a class that nobody grades otherwise says."""
    body = METHOD.dump_python(grading_on(local_day(datetime.now(UTC))).default, mode="json")
    town = world.stage.town
    return {"method": str(uuid4()), "district": town.district, "supervision_class": f"类{uuid4().hex[:6]}",
            "title": "评级办法", "body": body}  # fmt: skip


def written(world: World, _who: str = "") -> Command:
    """The same as a draft."""
    on = method(world)
    world.stage.does("xu", "write-grading-method", **on)
    return {"method": on["method"], "base_revision": 1, "valid_from": TODAY}


def ordered(world: World, _who: str = "") -> Command:
    """An order to grade, after every run before it has ended."""
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(text("UPDATE grading_run SET state = 'done' WHERE state IN ('waiting', 'running')"))
    return {"run": str(uuid4()), "district": world.stage.town.district, "supervision_class": "industry"}


def graded(world: World, _who: str = "") -> Command:
    """A run whose proposals wait."""
    on = ordered(world)
    world.stage.does("xu", "order-grading", **on)
    grading.grade(world.stage.app.extensions["wangge.database"], UUID(on["run"]))
    return {"run": on["run"], "enterprises": [world.enterprise("A")]}


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
    parts = (
        "causes", "harm", "goals", "methods", "funds", "responsible", "responsible_person", "time_limit",
        "interim_measures", "emergency_measures",
    )  # fmt: skip
    milestones = [{"what": "停用并清理", "due_on": SOON}]
    return {**dict.fromkeys(parts, "已写明"), "funds_yuan": 80_000, "milestones": milestones}


def _evaluation() -> Command:
    return {"by": "agency", "evaluator": "某评价公司", "conclusion": "符合要求", "evaluated_on": TODAY}


def treated(world: World, _who: str = "") -> Command:
    """A major hazard that is stopped, treated by its plan, and reported done."""
    on = planned(world)
    only = {"hazard": on["hazard"]}
    world.stage.does("bu", "review-plan", **on)
    world.stage.does("bu", "order-measure", **only, **_stopped())
    world.stage.does("li", "submit-rectification", **only, **_rectified(), evaluation=_evaluation())
    return only


def asked(world: World, _who: str = "") -> Command:
    """The same, asking to resume."""
    on = treated(world)
    world.stage.does("li", "apply-resume", **on, reason="已治理", evaluation=_evaluation())
    return {**on, "consented": True, "opinion": "同意", "examined_at": moment()}


def proposed_listing(world: World, level: str = "district") -> Command:
    """A case that waits to be decided."""
    own = str(uuid4())
    on = opened(world, "major")
    world.stage.does("bu", "propose-listing", listing=own, hazard=on["hazard"], level=level, reason="重大")
    return {"listing": own}


def listed(world: World, _who: str = "") -> Command:
    """A listed case."""
    on = proposed_listing(world)
    world.stage.does("xu", "decide-listing", **on, **_orders())
    return on


def applied(world: World, _who: str = "") -> Command:
    """A listed case whose enterprise asks for acceptance."""
    hazard, own = treated(world)["hazard"], str(uuid4())
    world.stage.does("bu", "propose-listing", listing=own, hazard=hazard, level="district", reason="重大")
    world.stage.does("xu", "decide-listing", listing=own, **_orders())
    world.stage.does("li", "apply-delisting", listing=own, **_delisting())
    return {"listing": own, "outcome": "returned", "opinion": "未清理", "inspected_at": moment()}


def treated_and_listed(world: World, _who: str = "") -> Command:
    """A listed case whose work is done."""
    hazard, own = treated(world)["hazard"], str(uuid4())
    world.stage.does("bu", "propose-listing", listing=own, hazard=hazard, level="district", reason="重大")
    world.stage.does("xu", "decide-listing", listing=own, **_orders())
    return {"listing": own, **_delisting()}


def sampled(world: World, _who: str = "") -> Command:
    """A closed hazard that was drawn to be looked at again."""
    hazard = closed(world)["hazard"]
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        row = session.get_one(HazardRow, UUID(hazard))
        found = select(SampleDraw.id).where(SampleDraw.district_id == row.district_id, SampleDraw.month == "2026-01")
        draw = session.scalar(found)
        if draw is None:
            made = SampleDraw(district_id=row.district_id, month="2026-01", seed="s", share=0.1, closings=1,
                              drawn_at=datetime.now(UTC))  # fmt: skip
            session.add(made)
            session.flush()
            draw = made.id
        session.add(SampleItem(draw_id=draw, hazard_id=row.id, enterprise_id=row.enterprise_id, chosen="order"))
    return {"hazard": hazard, "confirmed": True, "opinion": "已整改", "checked_at": moment()}


def overdue(world: World, _who: str = "") -> Command:
    """A hazard whose term passed long ago."""
    hazard = rectifying(world)["hazard"]
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        row = session.get_one(HazardRow, UUID(hazard))
        row.due_on = local_day(datetime.now(UTC)) - timedelta(days=16)
    return {"hazard": hazard, "decision": "case", "reason": "逾期", "case_no": "〔2026〕1号"}


def _stopped() -> Command:
    return {"measure": "partial", "stopped": "打磨工段", "basis": "安全生产法第六十五条", "ordered_at": moment()}


def _orders() -> Command:
    return {
        "approved": True, "leader": "副区长", "responsible_unit": "湖东镇", "responsible_person": "安",
        "responsible_phone": "1000", "deadline": LATER,
    }  # fmt: skip


def _delisting() -> Command:
    return {"summary": "已治理", "funds_yuan": 80_000, "evaluation": _evaluation()}


def _recorded(world: World, _who: str) -> Command:
    return {
        "hazard": str(uuid4()), "enterprise": world.enterprise("A"), "found_at": moment(), "place": "门口",
        "description": "堵塞", "category": "S05", "photos": [photo()],
    }  # fmt: skip


def quality_rule(world: World) -> dict[str, Any]:
    return {
        "rule": str(uuid4()), "district": world.stage.town.district, "name": "有专职安全员", "advice": "配备",
        "aspect": "completeness", "owner": "town", "weight": 1, "applies": "employees > 9", "holds": "scale <> ''",
        "valid_from": SOON,
    }  # fmt: skip


def ruled(world: World, _: str) -> dict[str, Any]:
    rule = quality_rule(world)
    world.stage.does("xu", "write-quality-rule", **rule)
    return {"rule": rule["rule"], "reason": "不再适用"}


def _added(world: World, _who: str = "") -> Command:
    """A record that is to be added."""
    fields = {"name": "冲压车间", "person": "张工"}
    return {"record": str(uuid4()), "enterprise": world.enterprise("A"), "topic": "area", "fields": fields}


def recorded(world: World, _who: str = "") -> Command:
    """A record that the town added."""
    command = _added(world)
    world.stage.does("an", "add-record", **command)
    return {"record": command["record"]}


def merged(world: World, _who: str = "") -> Command:
    """An entry that was merged into another, and that comes back."""
    command = {"enterprise": world.enterprise("A"), "reason": "不是同一家"}
    if world.stage.get("an", f"/api/v1/enterprises/{command['enterprise']}").json["status"] != "merged":
        world.stage.does("an", "merge-enterprises", merge=str(uuid4()), master=world.enterprise("B"), **command)
    return command


_HEADER: Command = {"name": "冷链", "classes": ["industry"]}
_NARROWED = {"hua": "area-not-yours"}
"""`hua` keeps to the chemical ones: the standard is for another class."""


def _standard(world: World, *, saved: int = 0) -> Command:
    """A standard that was begun, and saved so often with a sound item."""
    own = str(uuid4())
    start = {"standard": own, "district": world.stage.town.district, "code": f"s{own[:8]}", "header": _HEADER}
    world.stage.does("bu", "start-standard", **start)
    item = {
        "code": f"S{own[:6]}",
        "category": "S05",
        "title": "出口",
        "do": "清理",
        "how": "查看",
        "law": "消防法 第二十八条",
    }
    for revision in range(saved):
        saving = {"standard": own, "base_revision": revision, "header": _HEADER, "items": [item]}
        world.stage.does("bu", "save-standard", **saving)
    return {"standard": own}


def _begun(world: World, _who: str = "") -> Command:
    own = str(uuid4())
    return {"standard": own, "district": world.stage.town.district, "code": f"s{own[:8]}", "header": _HEADER}


def _self_checked(world: World, _who: str = "") -> Command:
    return {
        "self_check": str(uuid4()), "enterprise": world.enterprise("A"), "checker": "李", "started_at": moment(10),
        "checklist_version": world.stage.town.checklist_version, "finished_at": moment(),
        "answers": [{"item": "T1", "result": "ok"}], "photos": [photo()],
    }  # fmt: skip


def _reported_quarter(world: World) -> str:
    """A self-check that was done in the quarter before, and the period it belongs to."""
    quarter = self_rules.before(self_rules.quarter_of(local_day(datetime.now(UTC))))
    check = _self_checked(world)
    world.stage.does("li", "submit-self-check", **check)
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        session.get_one(SelfCheck, UUID(check["self_check"])).period = quarter.code
    return quarter.code


def _signed(world: World, _who: str = "") -> Command:
    period = _reported_quarter(world)
    path = f"/api/v1/self-reports/{world.enterprise('A')}/{period}"
    return {
        "report": str(uuid4()), "enterprise": world.enterprise("A"), "period": period, "principal": "李",
        "figures": world.stage.get("li", path).json["figures"], "signature": photo()["sha256"],
        "signed_at": moment(), "reason": "更正",
    }  # fmt: skip


def _report(world: World, _who: str = "") -> Command:
    signing = _signed(world)
    world.stage.does("li", "sign-self-report", **signing)
    return {"report": signing["report"], "accepted": True}


SCENES: dict[str, Scene] = {
    **{kind: Scene(prepare) for kind, prepare in scenes_onboarding.PREPARE.items()},
    **{kind: Scene(prepare) for kind, prepare in scenes_lists.PREPARE.items()},
    **{kind: Scene(prepare, narrowed, spot=spot) for kind, (spot, prepare, narrowed) in scenes_plans.PREPARE.items()},
    **{kind: Scene(prepare) for kind, prepare in scenes_inspections.PREPARE.items()},
    **{kind: Scene(prepare) for kind, prepare in scenes_accidents.PREPARE.items()},
    **{kind: Scene(prepare) for kind, prepare in scenes_public_reports.PREPARE.items()},
    **{kind: Scene(prepare, narrowed) for kind, (prepare, narrowed) in scenes_assessments.PREPARE.items()},
    **{kind: Scene(prepare, narrowed) for kind, (prepare, narrowed) in scenes_offices.PREPARE.items()},
    **{
        kind: Scene(prepare, narrowed, inside=scenes_offices.IN_TOWN)
        for kind, (prepare, narrowed) in scenes_offices.LEARNING.items()
    },
    "add-record": Scene(_added),
    "change-record": Scene(lambda w, _: {**recorded(w), "fields": {"name": "东间", "person": "李"}, "reason": "换人"}),
    "end-record": Scene(lambda w, _: {**recorded(w), "ended_on": TODAY, "reason": "拆除"}),
    "verify-record": Scene(lambda w, _: {**recorded(w), "verified_at": moment()}),
    "verify-file": Scene(
        lambda w, _: {
            "enterprise": w.enterprise("A"),
            "verified_at": moment(),
            "photos": [photo()],
            "fix": {"lon": 119.9, "lat": 31.7, "radius_m": 5},
        }
    ),
    "lock-supervision": Scene(lambda w, _: {"enterprise": w.enterprise("A"), "locked": True, "reason": "直接监管"}),
    "merge-enterprises": Scene(
        lambda w, _: {
            "merge": str(uuid4()),
            "enterprise": w.enterprise("A"),
            "master": w.enterprise("B"),
            "reason": "重复建档",
        }
    ),
    "undo-merge": Scene(merged),
    "propose-move": Scene(
        lambda w, _: {
            "change": str(uuid4()),
            "enterprise": w.enterprise("A"),
            "town": w.stage.town.towns["湖西镇"],
            "reason": "已搬到西镇",
        }
    ),
    "register-enterprise": Scene(
        lambda w, _: {
            "enterprise": str(uuid4()),
            "unit": w.unit("A"),
            "name": "路口小厂",
            "address": "路口",
            "supervision_class": "industry",
            "reason": "走访发现",
        }
    ),
    "set-status": Scene(lambda w, _: {"enterprise": w.enterprise("A"), "status": "suspended", "reason": "停工"}),
    "approve-grades": Scene(graded),
    "change-grade": Scene(lambda w, _: {"enterprise": w.enterprise("A"), "grade": "C", "reason": "试生产"}),
    "order-grading": Scene(ordered),
    "publish-grading-method": Scene(written),
    "withdraw-grading-method": Scene(lambda w, _: {"method": written(w)["method"], "reason": "不再需要"}),
    "write-grading-method": Scene(method),
    "accept-transfer": Scene(offered, {"bu": "not-receiver"}, spot="D"),
    "archive-redraw": Scene(given_up, of_units=True),
    "decide-redraw": Scene(lambda w, _: {**handed_in(w), "approved": True}, of_units=True),
    "write-quality-rule": Scene(lambda w, _: quality_rule(w), of_units=True),
    "end-quality-rule": Scene(ruled, of_units=True),
    "decide-self-report": Scene(_report),
    "drop-standard-draft": Scene(lambda w, _: {**_standard(w), "reason": "不做了"}, _NARROWED),
    "publish-standard": Scene(
        lambda w, _: {**_standard(w, saved=1), "base_revision": 1, "valid_from": TODAY}, _NARROWED
    ),
    "save-standard": Scene(
        lambda w, _: {**_standard(w), "base_revision": 0, "header": _HEADER, "items": []}, _NARROWED
    ),
    "sign-self-report": Scene(_signed),
    "start-standard": Scene(_begun, _NARROWED),
    "submit-self-check": Scene(_self_checked),
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
    "apply-delisting": Scene(treated_and_listed),
    "apply-resume": Scene(lambda w, _: {**treated(w), "reason": "已治理", "evaluation": _evaluation()}),
    "assign-unit": Scene(lambda w, _: {"enterprise": w.enterprise("A"), "unit": w.unit("B"), "reason": "门在东"}),
    "change-level": Scene(lambda w, _: {**opened(w), "level": "major", "reason": "第三条"}),
    "decide-change": Scene(proposed, {"bu": "not-data-owner"}),
    "check-closing": Scene(sampled, {"wang": "another-person-needed"}),
    "decide-delisting": Scene(applied, {"shi": "listing-level"}),
    "decide-listing": Scene(lambda w, _: {**proposed_listing(w), **_orders()}, {"shi": "listing-level"}),
    "decide-overdue": Scene(overdue, {"xu": "not-yours"}),
    "decide-resume": Scene(asked, {"qin": "second-inspector-needed"}),
    "decide-extension": Scene(requested, {"qin": "not-yours", "bu": "not-yours", "xu": "not-yours"}),
    "finish-visit": Scene(visited),
    "issue-notice": Scene(lambda w, _: _notice(w, opened(w), str(uuid4())), {"qin": "not-yours"}),
    "merge-hazard": Scene(lambda w, _: {**reported(w), "master": reported(w)["hazard"], "reason": "同一处"}),
    "order-measure": Scene(lambda w, _: {**opened(w, "major"), **_stopped()}, {"qin": "second-inspector-needed"}),
    "propose-listing": Scene(
        lambda w, _: {**opened(w, "major"), "listing": str(uuid4()), "level": "town", "reason": "重大"}
    ),
    "propose-measure": Scene(lambda w, _: {**opened(w, "major"), "measure": "full", "reason": "危险"}),
    "raise-listing": Scene(lambda w, _: {**listed(w), "level": "city", "reason": "逾期"}),
    "report-progress": Scene(lambda w, _: {**listed(w), "month": TODAY[:7], "text": "完成一半", "funds_yuan": 40_000}),
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
