"""Onboarding over the routes: stages counted and listed, scope in SQL and in the rule, the past that does not move."""

import base64
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from grids.onboarding import Facts, in_scope
from grids.onboarding import stage as reached
from grids.policy import local_day
from server.db import Database
from server.reads.onboarding import COUNTS
from server.store.onboarding import onboarding_on
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
POLICY = onboarding_on(TODAY)
FILLED = (
    "UPDATE enterprise SET address = '东路1号', industry_code = '3484', employees = 30, annual_output_yuan = :output, "
    "principal = '李', principal_phone = '13800000001', safety_manager = '安', safety_manager_phone = '13800000002' "
    "WHERE id = :id"
)


def table(stage: Stage, who: str = "xu", **query: Any) -> Any:
    answer = stage.get(who, "/api/v1/onboarding", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def total(stage: Stage, who: str = "xu", **query: Any) -> dict[str, int]:
    found: dict[str, int] = table(stage, who, **query)["total"]
    return found


def names(stage: Stage, what: str, who: str = "xu", **query: Any) -> list[str]:
    answer = stage.get(who, "/api/v1/onboarding/enterprises", what=what, limit=500, **query)
    assert answer.status_code == 200, answer.text
    items = [item["name"] for item in answer.json["items"]]
    assert answer.json["total"] == len(items)
    return items


def does(db: Database, sql: str, **binds: Any) -> None:
    with db.transaction() as session:
        session.execute(text(sql), binds)


def fill(db: Database, stage: Stage, spot: str, output: int = 6_000_000) -> None:
    does(db, FILLED, id=stage.town.enterprises[spot], output=output)


def back(db: Database, days: int) -> None:
    """Let everything that was noted so far have been noted days ago."""
    ago = {"ago": timedelta(days=days)}
    noted = (
        ("enterprise_facts", "valid_from"), ("enterprise_facts", "valid_to"),
        ("enterprise_registration", "registered_at"), ("self_check", "finished_at"),
    )  # fmt: skip
    for table_name, column in noted:
        does(db, f"UPDATE {table_name} SET {column} = {column} - CAST(:ago AS interval)", **ago)  # noqa: S608 - constants


def check_itself(db: Database, stage: Stage, spot: str) -> None:
    """Let an enterprise have checked itself now."""
    does(
        db,
        "INSERT INTO self_check (id, enterprise_id, period, month, checklist_version_id, checker, started_at, "
        "finished_at, received_at, by_person, answers, mark, checked, of_items, hazards, photos, district_id, city_id, "
        "supervision_class) SELECT gen_random_uuid(), e.id, '2026-Q4', '2026-11', :version, '李', now(), now(), now(), "
        ":person, '[]', '', 0, 0, 0, 0, e.district_id, e.city_id, e.supervision_class "
        "FROM enterprise e WHERE e.id = :id",
        id=stage.town.enterprises[spot], version=stage.town.checklist_version, person=stage.people["li"],
    )  # fmt: skip


def test_an_enterprise_comes_on_step_by_step_and_each_number_opens_its_list(stage: Stage, db: Database) -> None:
    assert total(stage) == {
        "regulated": 6, "target": 0, "unknown": 6, "registered": 0, "filed": 0, "running": 0, "trial": 0,
    }  # fmt: skip
    fill(db, stage, "A")
    assert total(stage) | {"trial": 0} == {**total(stage), "target": 1, "unknown": 5}
    assert names(stage, "unregistered") == ["A机械厂"]
    stage.client("li")  # signs in
    assert names(stage, "registered") == names(stage, "filed") == names(stage, "not_running") == ["A机械厂"]
    check_itself(db, stage, "A")
    assert names(stage, "running") == ["A机械厂"]
    for what in COUNTS:
        assert len(names(stage, what)) == total(stage)[what], what


def test_a_step_out_of_turn_does_not_count_before_its_turn(stage: Stage, db: Database) -> None:
    fill(db, stage, "A")
    check_itself(db, stage, "A")
    assert (total(stage)["target"], total(stage)["registered"], total(stage)["running"]) == (1, 0, 0)


def test_the_second_phase_asks_all_and_towns_add_up_to_the_district(stage: Stage) -> None:
    for by in ("town", "class", "unit"):
        body = table(stage, phase=2, by=by)
        assert body["total"]["target"] == 6
        assert sum(row["target"] for row in body["rows"]) == 6
        for row in body["rows"]:
            key = {} if row["key"] is None else {"key": row["key"]}
            assert len(names(stage, "target", phase=2, by=by, **key)) == row["target"]
    towns = {row["name"]: row["target"] for row in table(stage, phase=2)["rows"]}
    assert towns == {"湖东镇": 3, "湖西镇": 3}
    assert [row["name"] for row in table(stage, "an", phase=2)["rows"]] == ["湖东镇"]


def test_who_owes_a_report_runs_normally_only_when_the_last_one_due_is_signed(stage: Stage, db: Database) -> None:
    fill(db, stage, "A")
    stage.client("li")
    check_itself(db, stage, "A")
    period = (
        "INSERT INTO self_period (enterprise_id, period, rhythm, begins_on, ends_on, due_on, opened_at, district_id, "
        "city_id, supervision_class) SELECT id, '2020-Q1', 'quarterly', '2020-01-01', '2020-03-31', '2020-04-15', "
        "now(), district_id, city_id, supervision_class FROM enterprise WHERE id = :id"
    )
    does(db, period, id=stage.town.enterprises["A"])
    assert names(stage, "not_running") == ["A机械厂"]
    does(db, "UPDATE self_period SET first_signed_at = now() - interval '1 day'")
    assert names(stage, "running") == ["A机械厂"]


def test_the_past_does_not_move_when_the_present_does(stage: Stage, db: Database) -> None:
    fill(db, stage, "A")
    stage.client("li")
    check_itself(db, stage, "A")
    back(db, 20)
    day = TODAY - timedelta(days=10)
    then = table(stage, day=day.isoformat(), by="class")
    assert then["total"]["running"] == 1
    fill(db, stage, "A", output=10)
    gone = "UPDATE enterprise SET principal = NULL, supervision_class = 'commerce' WHERE id = :id"
    does(db, gone, id=stage.town.enterprises["A"])
    publish(stage, min_output_yuan=1_000_000_000)
    assert total(stage)["target"] == 0
    assert table(stage, day=day.isoformat(), by="class") == then
    assert names(stage, "running", day=day.isoformat()) == ["A机械厂"]


def publish(stage: Stage, who: str = "xu", **more: Any) -> dict[str, Any]:
    command = {
        "phase": str(uuid4()), "district": stage.town.district, "number": 1, "name": "一期",
        "starts_on": TODAY.isoformat(), "target_on": TODAY.isoformat(), "min_output_yuan": 5_000_000,
        "valid_from": TODAY.isoformat(), "reason": "区安委会 2026 年推广方案",
    }  # fmt: skip
    return stage.act(who, "publish-phase", **{**command, **more})


def test_a_district_publishes_a_phase_of_its_own_and_the_table_follows(stage: Stage, db: Database) -> None:
    fill(db, stage, "A", output=100)
    assert total(stage)["target"] == 0
    assert publish(stage, min_output_yuan=100)["status"] == "applied"
    assert names(stage, "target") == ["A机械厂"]
    phases = {phase["number"]: phase["name"] for phase in table(stage)["phases"]}
    assert phases == {1: "一期", 2: "第二阶段"}
    assert publish(stage, min_output_yuan=None)["code"] == "phase-empty"
    assert publish(stage, valid_from="2020-01-01")["code"] == "bad-date"
    assert publish(stage, "an")["code"] == "not-yours"


@pytest.mark.parametrize("phase", [1, 2])
def test_the_scope_in_the_statement_is_the_scope_of_the_rule(stage: Stage, db: Database, phase: int) -> None:
    cases = [
        (None, "industry", []), (None, "crowded_place", []), (None, "other", ["涉爆粉尘"]), (4_999_999, "industry", []),
        (5_000_000, "industry", ["特种设备"]), (0, "transport", []),
    ]  # fmt: skip
    wanted: dict[str, list[str]] = {"in": [], "unknown": [], "out": []}
    asked = next(each for each in POLICY.phases if each.number == phase)
    for (output, class_, tags), (letter, own) in zip(cases, stage.town.enterprises.items(), strict=True):
        does(
            db, "UPDATE enterprise SET annual_output_yuan = :output, supervision_class = :class, tags = :tags "
            "WHERE id = :id",
            output=output, **{"class": class_}, tags=tags, id=own,
        )  # fmt: skip
        facts = Facts(supervision_class=class_, tags=frozenset(tags), output_yuan=output)
        wanted[in_scope(asked, facts).value].append(f"{letter}机械厂")
    assert names(stage, "target", phase=phase) == wanted["in"]
    assert names(stage, "unknown", phase=phase) == wanted["unknown"]
    assert {*names(stage, "regulated", phase=phase)} - {*wanted["in"], *wanted["unknown"]} == {*wanted["out"]}


@pytest.mark.parametrize("done", list(product((False, True), repeat=3)))
def test_the_stage_in_the_statement_is_the_stage_of_the_rule(
    stage: Stage, db: Database, done: tuple[bool, bool, bool]
) -> None:
    registered, filed, running = done
    fill(db, stage, "A")
    if not filed:
        does(db, "UPDATE enterprise SET principal = NULL WHERE id = :id", id=stage.town.enterprises["A"])
    if registered:
        stage.client("li")  # signs in
    if running:
        check_itself(db, stage, "A")
    answer = stage.get("xu", "/api/v1/onboarding/enterprises", what="target").json
    assert [item["stage"] for item in answer["items"]] == [reached(registered=registered, filed=filed, running=running)]


def test_the_curve_rises_on_the_day_on_which_the_last_condition_was_met(stage: Stage, db: Database) -> None:
    fill(db, stage, "A")
    stage.client("li")
    back(db, 9)
    check_itself(db, stage, "A")
    does(db, "UPDATE self_check SET finished_at = now() - interval '4 days'")
    body = stage.get("xu", "/api/v1/onboarding/curve").json
    assert body["target"] == 1
    rises = [day for day, n in zip(body["days"], body["live"], strict=True) if n]
    assert rises[0] == (TODAY - timedelta(days=4)).isoformat()
    assert body["registered"][-1] == body["live"][-1] == 1
    towns = {town["name"]: town["live"][-1] for town in body["towns"]}
    assert towns == {"湖东镇": 1}
    assert stage.get("xi", "/api/v1/onboarding/curve").json["target"] == 0


def test_trial_units_are_marked_counted_and_taken_out_again(stage: Stage) -> None:
    own = str(stage.town.enterprises["A"])
    stage.does("an", "mark-trial", enterprise=own, trial=True, reason="首批试运行")
    assert names(stage, "trial") == ["A机械厂"]
    assert stage.act("xu", "mark-trial", enterprise=own, trial=True, reason="再来")["code"] == "already-done"
    assert stage.act("xi", "mark-trial", enterprise=own, trial=False, reason="不归我")["code"] == "area-not-yours"
    stage.does("xu", "mark-trial", enterprise=own, trial=False, reason="转正")
    assert names(stage, "trial") == []


def test_who_sees_no_figures_sees_none_of_these(stage: Stage) -> None:
    for who in ("li", "chen", "guan"):
        for path in ("", "/enterprises", "/curve"):
            assert stage.get(who, f"/api/v1/onboarding{path}").status_code == 403


def test_a_page_continues_where_the_last_ended(stage: Stage) -> None:
    first = stage.get("xu", "/api/v1/onboarding/enterprises", what="target", phase=2, limit=4).json
    second = stage.get(
        "xu", "/api/v1/onboarding/enterprises", what="target", phase=2, limit=4, after=first["next"]
    ).json
    assert [item["name"] for item in (*first["items"], *second["items"])] == names(stage, "target", phase=2)
    assert second["next"] is None


@pytest.mark.parametrize(
    "wrong", ["x", "5", '["A", 5]', '["A"]', '["\\u0000", "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f"]']
)
@pytest.mark.parametrize("path", ["onboarding/enterprises", "quality/C1/files", "indicators/overdue/facts"])
def test_a_mark_that_never_was_one_is_refused_in_words(stage: Stage, path: str, wrong: str) -> None:
    answer = stage.get("xu", f"/api/v1/{path}", after=base64.urlsafe_b64encode(wrong.encode()).decode())
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-thing")
    assert stage.get("xu", f"/api/v1/{path}").status_code == 200
