"""Who hands in, decides, gives up and is told: the steps of a plan between drawing and publishing."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from server.db import Database
from server.jobs import telling
from tests.server.plans import begin
from tests.server.stage import Stage
from tests.server.test_redraws_published import SOON, strip_plan


@pytest.mark.parametrize("step", ["edit-redraw", "undo-redraw", "submit-redraw"])
def test_a_plan_that_waits_for_approval_is_not_changed(stage: Stage, step: str) -> None:
    plan = strip_plan(stage)
    plan.submit(SOON)
    more: dict[str, dict[str, Any]] = {
        "edit-redraw": {"op": {"kind": "rename", "unit": "G-A", "name": "x"}},
        "submit-redraw": {"effective_on": SOON},
    }
    assert plan.tries(step, **more.get(step, {}))["code"] == "redraw-state"


def test_nobody_approves_what_they_handed_in_and_a_return_needs_a_reason(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(text("INSERT INTO person_grant (person_id, role, level, area_id, valid_from) "
                             "VALUES (:who, 'district', 'district', :area, '2025-01-01')"),
                        {"who": stage.people["chen"], "area": stage.town.district})  # fmt: skip
    plan = strip_plan(stage)
    plan.submit(SOON)
    decide = {"redraw": plan.id, "approved": True}
    assert stage.act("chen", "decide-redraw", **decide)["code"] == "redraw-own"
    assert stage.act("xu", "decide-redraw", redraw=plan.id, approved=False)["code"] == "reason-needed"
    stage.does("xu", "decide-redraw", redraw=plan.id, approved=False, opinion="C网格过大")
    assert (plan.shown()["state"], plan.shown()["opinion"]) == ("returned", "C网格过大")
    assert "submit-redraw" in plan.shown()["may"]


def test_a_plan_without_a_change_is_not_handed_in_and_a_town_head_hands_in_the_own_towns(stage: Stage) -> None:
    plan = begin(stage, town="湖东镇")
    step = {"redraw": plan.id, "effective_on": SOON}
    assert stage.act("zhou", "submit-redraw", base_revision=0, **step)["code"] == "redraw-faults"
    plan.edit("rename", unit="G-A", name="东网格")
    assert (
        stage.act("zhou", "submit-redraw", base_revision=1, redraw=plan.id, effective_on="2020-01-01")["code"]
        == "bad-date"
    )
    stage.does("zhou", "submit-redraw", base_revision=1, **step)
    other = begin(stage)
    other.edit("rename", unit="G-B", name="x")
    assert (
        stage.act("zhou", "submit-redraw", base_revision=1, redraw=other.id, effective_on=SOON)["code"]
        == "area-not-yours"
    )


def test_the_district_is_told_of_a_plan_that_waits_and_the_planner_of_what_was_decided(
    stage: Stage, db: Database
) -> None:
    plan = strip_plan(stage)
    for who, step, event, more in (
        ("chen", "submit-redraw", "redraw-submitted", {"base_revision": 1, "effective_on": SOON}),
        ("xu", "decide-redraw", "redraw-returned", {"approved": False, "opinion": "C网格过大"}),
        ("chen", "submit-redraw", "redraw-submitted", {"base_revision": 1, "effective_on": SOON}),
        ("xu", "decide-redraw", "redraw-approved", {"approved": True}),
    ):
        verdict = stage.does(who, step, redraw=plan.id, **more)
        with db.transaction() as session:
            telling.tell(session, UUID(verdict["id"]), datetime.now(UTC))
        reader = "xu" if who == "chen" else "chen"
        message = stage.get(reader, "/api/v1/inbox").json["items"][0]
        assert (message["event"], message["ref_id"]) == (event, plan.id)
        assert "—" not in message["title"] + message["body"]
