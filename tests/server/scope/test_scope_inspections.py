"""A patrol is no inspection: who holds a licence inspects and orders, always two of them, in their own district."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from server.store.tables import GrantRow, PersonRow
from tests.server.scope.scenes import TODAY, Command, moment, photo
from tests.server.scope.world import SOON, World

ALONE_OR_NOT_LICENSED_HERE = (None, "qin", "wang", "an", "bu", "zqi")


def visit(world: World, who: str, kind: str) -> dict[str, Any]:
    command = {"visit": str(uuid4()), "enterprise": world.enterprise("A"), "started_at": moment(), "visit_kind": kind}
    verdict = world.stage.act(who, "start-visit", **command)
    return {**verdict, "visit": command["visit"]}


def found_by_inspectors(world: World) -> str:
    return world.stage.hazard("qin", photos=[photo(5)])


def order(world: World, hazard: str, second: str | None) -> Command:
    named = {} if second is None else {"second_inspector": str(world.stage.people[second])}
    items = [{"hazard": hazard, "due_on": SOON, "demand": "停用并整改"}]
    return {
        "notice": str(uuid4()), "enterprise": world.enterprise("A"), "notice_kind": "rectification_order",
        "items": items, **named,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["inspection", "reinspection"])
def test_only_inspectors_inspect(tried_world: World, kind: str) -> None:
    for who in ("wang", "an"):
        verdict = visit(tried_world, who, kind)
        assert (verdict["status"], verdict["code"]) == ("refused", "not-yours"), who
    assert visit(tried_world, "qin", kind)["status"] == "applied"


def test_a_grid_officer_and_a_town_office_never_order(tried_world: World) -> None:
    hazard = tried_world.stage.hazard("an", photos=[photo(5)])
    for who in ("wang", "an"):
        assert tried_world.stage.act(who, "issue-notice", **order(tried_world, hazard, "qin"))["code"] == "not-yours"


def test_what_inspectors_found_is_ordered_and_never_only_reminded_of(tried_world: World) -> None:
    reminder = {**order(tried_world, found_by_inspectors(tried_world), None), "notice_kind": "reminder"}
    assert tried_world.stage.act("an", "issue-notice", **reminder)["code"] == "not-yours"


@pytest.mark.parametrize("second", ALONE_OR_NOT_LICENSED_HERE)
def test_an_order_needs_a_second_inspector_of_the_district(tried_world: World, second: str | None) -> None:
    hazard = found_by_inspectors(tried_world)
    verdict = tried_world.stage.act("qin", "issue-notice", **order(tried_world, hazard, second))
    assert (verdict["status"], verdict["code"]) == ("refused", "second-inspector-needed")
    tried_world.stage.does("qin", "issue-notice", **order(tried_world, hazard, "ren"))


@pytest.mark.parametrize("second", ALONE_OR_NOT_LICENSED_HERE)
def test_an_inspection_is_finished_by_two(tried_world: World, second: str | None) -> None:
    started = visit(tried_world, "qin", "inspection")["visit"]
    ending: Command = {"visit": started, "outcome": "closed_door", "finished_at": moment()}
    named = {} if second is None else {"second_inspector": str(tried_world.stage.people[second])}
    assert tried_world.stage.act("qin", "finish-visit", **ending, **named)["code"] == "second-inspector-needed"
    tried_world.stage.does("qin", "finish-visit", **ending, second_inspector=str(tried_world.stage.people["ren"]))


@pytest.mark.parametrize("second", ALONE_OR_NOT_LICENSED_HERE)
def test_what_inspectors_found_is_closed_by_two(tried_world: World, second: str | None) -> None:
    stage, hazard = tried_world.stage, found_by_inspectors(tried_world)
    paper = order(tried_world, hazard, "ren")
    stage.does("qin", "issue-notice", **paper)
    stage.does("li", "acknowledge-notice", notice=paper["notice"], signed_by="李")
    stage.does(
        "li", "submit-rectification", hazard=hazard, done="已改", done_on=TODAY, done_by="张工",
        photos=[photo()],
    )  # fmt: skip
    judged: Command = {"hazard": hazard, "passed": True, "opinion": "合格", "inspected_at": moment()}
    named = {} if second is None else {"second_inspector": str(stage.people[second])}
    assert stage.act("qin", "reinspect-hazard", **judged, **named)["code"] == "second-inspector-needed"
    for who in ("wang", "an", "bu"):
        assert stage.act(who, "reinspect-hazard", **judged)["code"] == "not-yours", who
    stage.does("qin", "reinspect-hazard", **judged, second_inspector=str(stage.people["ren"]))


def test_a_second_inspector_who_left_the_service_does_not_sign(tried_world: World) -> None:
    stage, hazard = tried_world.stage, found_by_inspectors(tried_world)
    with stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(
            update(GrantRow).where(GrantRow.person_id == stage.people["ren"]).values(valid_to=datetime.now(UTC))
        )
        assert session.get_one(PersonRow, stage.people["ren"]).licence_no
    assert stage.act("qin", "issue-notice", **order(tried_world, hazard, "ren"))["code"] == "second-inspector-needed"


def test_an_officer_neither_closes_a_major_hazard_nor_calls_it_minor(tried_world: World) -> None:
    stage, hazard = tried_world.stage, tried_world.stage.hazard("wang", photos=[photo(5)])
    stage.does("an", "open-hazard", hazard=hazard, level="major", due_on=SOON, interim_measures="停产")
    on_the_spot: Command = {
        "hazard": hazard, "photos": [photo()], "done": "已清", "done_by": "张工", "done_at": moment(),
    }  # fmt: skip
    assert stage.act("wang", "rectify-on-the-spot", **on_the_spot)["code"] == "major-not-on-the-spot"
    lower: Command = {"hazard": hazard, "level": "general", "reason": "不够"}
    assert stage.act("wang", "change-level", **lower)["code"] == "not-yours"
    for who in ("an", "qin", "xu"):
        assert stage.act(who, "change-level", **lower)["code"] == "level-needs-department", who
    stage.does("bu", "change-level", **lower)
