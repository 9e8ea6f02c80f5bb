"""The year of an authority: frequency and cap, plan, draw that anybody repeats, approval, tasks, combined visits."""

import hashlib
import math
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from grids.policy import local_day
from server.db import Database
from server.reads import plans
from server.reads.tasks import FLAGS
from server.store.policy import plans_on
from server.store.tables import Area, GrantRow
from tests.server.messages.test_over_the_routes import tell_all
from tests.server.stage import Stage
from tests.server.test_tasks import made
from tests.town import STARTED

TODAY = local_day(datetime.now(UTC))
POLICY = plans_on(TODAY)


@pytest.fixture
def graded(stage: Stage, db: Database) -> Stage:
    """A is D, B on the key list, C central-owned, the others A; two inspectors; more enterprises of grade A in F."""
    with db.transaction() as session:
        for letter, change in (
            ("A", "grade = 'D'"), ("B", "grade = 'B', key_list = true"), ("C", "grade = 'B', affiliation = 'central'"),
            ("D", "grade = 'A'"), ("E", "grade = 'A'"), ("F", "grade = 'A'"),
        ):  # fmt: skip
            session.execute(
                text(
                    f"UPDATE enterprise SET {change} WHERE id = :id"  # noqa: S608 - written above
                ),
                {"id": stage.town.enterprises[letter]},
            )
        session.execute(
            text(
                "INSERT INTO enterprise "
                "(name, town_id, district_id, city_id, unit_id, supervision_class, grade, listed_on) "
                "SELECT 'F' || n, e.town_id, e.district_id, e.city_id, e.unit_id, e.supervision_class, 'A', "
                "e.listed_on "
                "FROM enterprise e, generate_series(1, 40) n WHERE e.id = :id"
            ),
            {"id": stage.town.enterprises["F"]},
        )
    return stage


def criteria(**more: Any) -> dict[str, Any]:
    return {"key_grades": ["D"], "key_list": True, "affiliations": ["central"], "shares": [], **more}


def written(stage: Stage, **more: Any) -> dict[str, Any]:
    command = {
        "plan": str(uuid4()), "district": stage.town.district, "authority": "示范区应急局", "year": TODAY.year,
        "title": f"{TODAY.year}年度监督检查计划", "criteria": criteria(), **more,
    }  # fmt: skip
    stage.does("bu", "write-inspection-plan", **command)
    return command


def drawn(stage: Stage, **more: Any) -> str:
    plan = str(written(stage, **more)["plan"])
    stage.does("bu", "draw-inspection-plan", plan=plan, base_revision=1)
    return plan


def activated(stage: Stage, **more: Any) -> str:
    plan = drawn(stage, **more)
    stage.does("bu", "submit-inspection-plan", plan=plan, base_revision=1)
    stage.does("xu", "decide-inspection-plan", plan=plan, approved=True)
    stage.does("bu", "file-inspection-plan", plan=plan, number="备〔2026〕1号", filed_on=TODAY.isoformat())
    stage.does("bu", "activate-inspection-plan", plan=plan)
    return plan


def shown(stage: Stage, plan: str, who: str = "bu") -> dict[str, Any]:
    answer = stage.get(who, f"/api/v1/plans/{plan}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json
    return body


def objects(stage: Stage, plan: str, who: str = "bu", **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = stage.get(who, f"/api/v1/plans/{plan}/objects", limit=500, **query).json["items"]
    return items


def tasks(stage: Stage, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = stage.get("bu", "/api/v1/tasks", limit=500, kind="inspection", **query).json["items"]
    return items


def inspect(stage: Stage, letter: str, **more: Any) -> None:
    own, now = str(uuid4()), datetime.now(UTC).isoformat()
    enterprise = str(stage.town.enterprises[letter])
    stage.does("qin", "start-visit", visit=own, enterprise=enterprise, visit_kind="inspection", started_at=now)
    stage.does(
        "qin", "finish-visit", visit=own, finished_at=now, second_inspector=str(stage.people["ren"]),
        **{"outcome": "inspected", "checklist_version": stage.town.checklist_version, **more},
    )  # fmt: skip


def ordered(stage: Stage, letter: str, basis: str = "campaign", authority: str = "示范区应急局") -> dict[str, Any]:
    return stage.act(
        "bu", "order-inspection", task=str(uuid4()), enterprise=str(stage.town.enterprises[letter]),
        authority=authority, basis=basis, reason="专项检查", due_on=TODAY.isoformat(),
        officer=str(stage.people["qin"]), second=str(stage.people["ren"]),
    )  # fmt: skip


def test_key_objects_are_planned_for_stated_reasons_and_the_rest_is_drawn_by_stratum(graded: Stage) -> None:
    plan = drawn(graded)
    key = {item["enterprise"]: item["why"] for item in objects(graded, plan, how="key")}
    assert key == {"A机械厂": ["grade"], "B机械厂": ["key_list"], "C机械厂": ["affiliation"]}
    turns = [item["turn"] for item in objects(graded, plan, how="key") if item["enterprise"] == "A机械厂"]
    assert turns == [1, 2]  # D: one in 182 days
    random = objects(graded, plan, how="random")
    found = {q: {item["enterprise"] for item in objects(graded, plan, q=q)} for q in ("A机械", "%")}
    assert found == {"A机械": {"A机械厂"}, "%": set()}
    assert len(random) == math.ceil(43 * POLICY.random_share["A"]) == 3
    assert {item["stratum"] for item in random} == {"A"}
    page = shown(graded, plan)
    assert page["planned"] == len(key) + 1 + 3
    assert page["capacity"]["pairs"] == 1
    assert sum(month["n"] for month in page["months"]) == page["planned"]
    assert all(month["month"] >= TODAY.month for month in page["months"])


def test_anybody_repeats_a_draw_from_seed_and_frame_with_a_hash_and_a_sort(graded: Stage) -> None:
    plan = drawn(graded)
    draw = graded.get("xu", f"/api/v1/plans/{plan}/draws/1").json
    assert draw["same"] is True
    pool = [
        own for own, stratum in draw["frame"]["objects"].items() if stratum == "A" and own not in draw["frame"]["key"]
    ]
    ranked = sorted(pool, key=lambda own: hashlib.sha256(f"{draw['seed']}:{own}".encode()).hexdigest())
    by_hand = set(ranked[: math.ceil(len(pool) * draw["frame"]["shares"]["A"])])
    assert by_hand == {row[0] for row in draw["result"] if row[2] == "random"}
    assert graded.get("an", f"/api/v1/plans/{plan}/draws/1").status_code == 403


def test_every_draw_stays_and_there_are_not_more_than_allowed(graded: Stage) -> None:
    plan = drawn(graded)
    for _ in range(POLICY.redraws_max - 1):
        graded.does("bu", "draw-inspection-plan", plan=plan, base_revision=1)
    assert graded.act("bu", "draw-inspection-plan", plan=plan, base_revision=1)["code"] == "plan-draws"
    seeds = [draw["seed"] for draw in shown(graded, plan)["draws_kept"]]
    assert len(set(seeds)) == POLICY.redraws_max


def test_who_declared_a_conflict_is_never_drawn_and_without_two_others_nothing_is(graded: Stage, db: Database) -> None:
    on = {"enterprise": str(graded.town.enterprises["A"]), "reason": "亲属任职"}
    other = {**on, "conflict": str(uuid4()), "inspector": str(graded.people["ren"])}
    assert graded.act("qin", "declare-conflict", **other)["code"] == "not-yours"
    graded.does("qin", "declare-conflict", conflict=str(uuid4()), inspector=str(graded.people["qin"]), **on)
    plan = str(written(graded)["plan"])
    assert graded.act("bu", "draw-inspection-plan", plan=plan, base_revision=1)["code"] == "draw-inspectors"
    with db.transaction() as session:
        session.execute(text("UPDATE person SET licence_no = '苏D9' WHERE username = 'bu'"))
        session.execute(
            text(
                "INSERT INTO person_grant (person_id, role, level, area_id, valid_from) "
                "SELECT id, 'inspector', 'district', :area, '2025-01-01' FROM person WHERE username = 'bu'"
            ),
            {"area": graded.town.district},
        )
    graded.does("bu", "draw-inspection-plan", plan=plan, base_revision=1)
    pairs = [{item["officer"], item["second"]} for item in objects(graded, plan) if item["enterprise"] == "A机械厂"]
    assert pairs == [{"执法任", "部门卜"}] * 2
    assert graded.get("xu", "/api/v1/conflicts").json["items"][0]["person"] == "执法秦"


def test_a_plan_is_approved_by_somebody_else_filed_and_only_then_becomes_tasks(graded: Stage) -> None:
    plan = drawn(graded)
    assert graded.act("bu", "activate-inspection-plan", plan=plan)["code"] == "plan-state"
    command = written(graded)
    assert graded.act("bu", "submit-inspection-plan", plan=command["plan"], base_revision=1)["code"] == "plan-undrawn"
    graded.does("bu", "write-inspection-plan", **{**command, "plan": plan, "base_revision": 1})
    assert graded.act("bu", "submit-inspection-plan", plan=plan, base_revision=2)["code"] == "plan-undrawn"
    graded.does("bu", "draw-inspection-plan", plan=plan, base_revision=2)
    graded.does("bu", "submit-inspection-plan", plan=plan, base_revision=2)
    assert graded.act("bu", "decide-inspection-plan", plan=plan, approved=True)["code"] == "plan-own"
    assert graded.get("an", f"/api/v1/plans/{plan}").status_code == 404  # a town sees it when it is filed
    assert graded.act("xu", "decide-inspection-plan", plan=plan, approved=False)["code"] == "reason-needed"
    assert shown(graded, plan, "xu")["may"] == ["decide-inspection-plan"]
    graded.does("xu", "decide-inspection-plan", plan=plan, approved=True)
    graded.does("bu", "file-inspection-plan", plan=plan, number="备1号", filed_on=TODAY.isoformat())
    graded.does("bu", "activate-inspection-plan", plan=plan)
    page = shown(graded, plan, "an")
    assert (page["state"], page["due"], page["done"]) == ("active", page["planned"], 0)
    assert {task["state"] for task in tasks(graded, plan=plan)} == {"assigned"}
    assert all(date.fromisoformat(task["due_on"]) >= TODAY for task in tasks(graded, plan=plan))
    graded.does("bu", "close-inspection-plan", plan=plan, summary="年度结束")
    assert tasks(graded, plan=plan) == []


def test_an_inspection_that_took_place_is_reviewed_and_counts_in_the_plan(graded: Stage, db: Database) -> None:
    plan = activated(graded)
    with db.transaction() as session:
        session.execute(text("UPDATE task SET window_from = :today"), {"today": TODAY})  # whichever month was drawn
    inspect(graded, "B")
    (waiting,) = tasks(graded, plan=plan, flag="review")
    assert (waiting["enterprise"], waiting["counted"], shown(graded, plan)["done"]) == ("B机械厂", True, 1)
    assert graded.act("bu", "review-task", task=waiting["id"], accepted=False)["code"] == "reason-needed"
    graded.does("bu", "review-task", task=waiting["id"], accepted=True)
    assert tasks(graded, plan=plan, flag="done")[0]["state"] == "done"


def test_beyond_the_cap_an_inspection_is_refused_in_words_except_for_what_the_law_excepts(graded: Stage) -> None:
    assert ordered(graded, "B")["status"] == "applied"  # grade B: one a year
    refused = ordered(graded, "B")
    assert refused["code"] == "inspection-cap"
    assert "已达上限 1 次（已查 0 次，已排 1 次）" in refused["reason"]
    assert ordered(graded, "B", authority="示范区消防大队")["status"] == "applied"
    for basis in sorted(POLICY.uncounted):
        assert ordered(graded, "B", basis=basis)["status"] == "applied", basis


def test_what_was_inspected_uses_the_cap_up_and_what_nobody_opened_does_not(graded: Stage) -> None:
    ordered(graded, "B")
    inspect(graded, "B", outcome="closed_door", checklist_version=None)
    assert ordered(graded, "B")["status"] == "applied"
    inspect(graded, "B")
    assert ordered(graded, "B")["code"] == "inspection-cap"
    plan = drawn(graded)
    assert "B机械厂" not in {item["enterprise"] for item in objects(graded, plan)}


def test_inspections_of_two_authorities_at_one_enterprise_become_one_visit(graded: Stage) -> None:
    ordered(graded, "A")
    ordered(graded, "A", authority="示范区消防大队")
    (group,) = graded.get("bu", "/api/v1/tasks/combined").json
    assert {task["authority"] for task in group["tasks"]} == {"示范区应急局", "示范区消防大队"}
    first, second = (task["id"] for task in group["tasks"])
    graded.does("bu", "merge-tasks", task=first, others=[second])
    assert graded.get("bu", "/api/v1/tasks/combined").json == []
    assert [task["id"] for task in tasks(graded, flag="merged")] == [second]
    assert [task["id"] for task in tasks(graded, flag="due")] == [first]
    graded.does("bu", "waive-task", task=first, reason="企业停产")
    assert [task["id"] for task in tasks(graded, flag="waiting")] == [second]


def test_an_inspector_carries_what_is_to_be_inspected_in_the_days_ahead(graded: Stage, db: Database) -> None:
    before = graded.get("qin", "/api/v1/pack").json
    assert before["enterprises"] == before["routes"] == []
    ordered(graded, "A")
    made(db, graded)
    pack = graded.get("qin", "/api/v1/pack").json
    assert [each["name"] for each in pack["enterprises"]] == ["A机械厂"]
    days = graded.get("qin", "/api/v1/routes/own").json
    assert days[0]["tasks"][0]["kind"] == "inspection"
    assert graded.get("ren", "/api/v1/routes/own").json[0]["tasks"] == days[0]["tasks"]
    assert pack["routes"][0]["stops"] == [str(graded.town.enterprises["A"])]
    inspect(graded, "A")
    assert graded.get("bu", "/api/v1/tasks", flag="review").json["total"] == 1
    assert [len(tasks(graded, q=q)) > 0 for q in ("A机械", "%")] == [True, False]


def test_an_inspection_is_in_the_figures_of_both_of_its_pair_and_once_in_the_total(graded: Stage) -> None:
    ordered(graded, "A")
    ordered(graded, "B")
    inspect(graded, "B")
    told = graded.get("bu", "/api/v1/tasks/figures", by="officer").json
    names = {row["name"]: row for row in told["rows"]}
    assert set(names) == {"执法秦", "执法任"}
    for row in [*told["rows"], {"key": None, **told["total"]}]:
        who = {} if row["key"] is None else {"officer": row["key"]}
        numbers = {flag: graded.get("bu", "/api/v1/tasks", flag=flag, **who).json["total"] for flag in FLAGS}
        assert numbers == {flag: row[flag] for flag in FLAGS}
        assert (row["due"], row["review"]) == (2, 1)


def test_the_second_of_a_pair_orders_the_day_for_both_and_a_run_leaves_it(graded: Stage, db: Database) -> None:
    ordered(graded, "A")
    ordered(graded, "D")
    made(db, graded)
    both = {task["enterprise"][0]: task["id"] for task in tasks(graded)}
    backwards = [both["D"], both["A"]]
    for order in (backwards, backwards[::-1]):
        graded.does("ren", "order-day", day=TODAY.isoformat(), tasks=order)
        for _ in range(2):
            for who in ("qin", "ren"):
                (day,) = graded.get(who, "/api/v1/routes/own").json
                assert (day["day"], day["own_order"]) == (TODAY.isoformat(), True), who
                assert [task["id"] for task in day["tasks"]] == order, who
            made(db, graded)


def test_who_orders_a_day_for_both_leaves_what_the_other_does_besides(graded: Stage, db: Database) -> None:
    ordered(graded, "A")
    ordered(graded, "D")
    joint = {task["enterprise"][0]: task["id"] for task in tasks(graded)}
    besides, who = str(uuid4()), {"ren": graded.people["ren"], "day": TODAY}
    with db.transaction() as session:
        session.execute(
            text(
                "INSERT INTO task (id, enterprise_id, kind, basis, window_from, due_on, minutes, officer_id, state, "
                "supervision_class, unit_id, village_id, town_id, district_id, city_id) "
                "SELECT :id, id, 'patrol', 'floor', :day, :day, 45, :ren, 'assigned', supervision_class, unit_id, "
                "village_id, town_id, district_id, city_id FROM enterprise WHERE id = :f"
            ),
            {**who, "id": besides, "f": graded.town.enterprises["F"]},
        )

    def days(of: str) -> dict[str, Any]:
        (day,) = [day for day in graded.get(of, "/api/v1/routes/own").json if day["day"] == TODAY.isoformat()]
        return {**day, "tasks": [task["id"] for task in day["tasks"]]}

    graded.does("ren", "order-day", day=TODAY.isoformat(), tasks=[joint["A"], besides, joint["D"]])
    whole = days("ren")
    graded.does("qin", "order-day", day=TODAY.isoformat(), tasks=[joint["D"], joint["A"]])
    mine, other = days("qin"), days("ren")
    assert (mine["tasks"], other["tasks"]) == ([joint["D"], joint["A"]], [joint["D"], besides, joint["A"]])
    assert (other["metres"], other["minutes"]) == (whole["metres"], whole["minutes"])  # the same way, backwards
    assert mine["minutes"] < other["minutes"]


def test_an_inspection_handed_back_leaves_both_and_the_department_and_the_other_are_told(
    graded: Stage, db: Database
) -> None:
    ordered(graded, "A")
    made(db, graded)
    (task,) = tasks(graded)
    graded.does("ren", "return-task", task=task["id"], reason="与企业有关联")
    tell_all(db)
    (waiting,) = tasks(graded, flag="unassigned")
    assert (waiting["officer"], waiting["second"], waiting["returns"][0]["by"]) == (None, None, "执法任")
    told = {who: graded.get(who, "/api/v1/inbox").json["items"][0]["event"] for who in ("bu", "qin")}
    assert told == {"bu": "task-returned", "qin": "task-left"}
    assert graded.get("ren", "/api/v1/inbox").json["items"] == []
    assert [day["tasks"] for day in graded.get("qin", "/api/v1/routes/own").json] == []


def test_a_pair_that_changes_is_laid_out_anew(graded: Stage, db: Database) -> None:
    ordered(graded, "A")
    made(db, graded)
    (task,) = tasks(graded)
    assert task["day"] is not None
    with db.transaction() as session:
        session.execute(text("UPDATE person SET licence_no = '苏D9' WHERE id = :id"), {"id": graded.people["shi"]})
        session.add(
            GrantRow(
                person_id=graded.people["shi"],
                role="inspector",
                level="district",
                area_id=graded.town.district,
                valid_from=STARTED,
            )
        )
    pair = {"officer": str(graded.people["qin"]), "second": str(graded.people["shi"])}
    graded.does("bu", "assign-task", task=task["id"], **pair)
    assert tasks(graded)[0]["day"] is None


def test_who_plans_next_door_reads_no_draft_here_and_ends_no_campaign(graded: Stage, db: Database) -> None:
    with db.transaction() as session:
        other = Area(level="district", name="邻区", parent_id=graded.town.city, city_id=graded.town.city)
        session.add(other)
        session.flush()
        wang = graded.people["wang"]
        session.add(GrantRow(person_id=wang, role="department", level="district", area_id=other.id, valid_from=STARTED))
    plan = str(written(graded)["plan"])
    assert graded.get("wang", "/api/v1/plans").json == []
    assert graded.get("wang", f"/api/v1/plans/{plan}").status_code == 404
    assert [each["id"] for each in graded.get("bu", "/api/v1/plans").json] == [plan]
    own = str(uuid4())
    days = {"first": TODAY.isoformat(), "last": TODAY.isoformat()}
    graded.does("bu", "start-campaign", campaign=own, district=graded.town.district, title="整治", **days)
    assert [each["may"] for each in graded.get("wang", "/api/v1/campaigns").json] == [[]]
    assert [each["may"] for each in graded.get("bu", "/api/v1/campaigns").json] == [["end-campaign"]]


def test_a_campaign_counts_the_same_tasks_hazards_and_enterprises(graded: Stage) -> None:
    ordered(graded, "A")
    graded.hazard("wang")
    campaign = {
        "campaign": str(uuid4()), "district": graded.town.district, "title": "粉尘专项整治", "grades": ["D"],
        "first": TODAY.isoformat(), "last": TODAY.isoformat(),
    }  # fmt: skip
    graded.does("bu", "start-campaign", **campaign)
    (own,) = graded.get("an", "/api/v1/campaigns").json
    assert own["figures"] == {"tasks": {"n": 0, "d": 1}, "visited": {"n": 0, "d": 1}, "closed": {"n": 0, "d": 0}}
    inspect(graded, "A")
    (own,) = graded.get("bu", "/api/v1/campaigns").json
    assert own["figures"]["tasks"] == own["figures"]["visited"] == {"n": 1, "d": 1}
    assert [task["enterprise"] for task in tasks(graded, campaign=campaign["campaign"])] == ["A机械厂"]
    assert graded.get("bu", "/api/v1/tasks/figures", campaign=campaign["campaign"]).json["total"]["done"] == 1
    graded.does("bu", "end-campaign", campaign=campaign["campaign"], reason="提前完成")
    assert graded.act("bu", "end-campaign", campaign=campaign["campaign"], reason="再次")["code"] == "already-done"


def test_a_plan_that_runs_is_changed_with_a_reason_and_by_two_people(graded: Stage) -> None:
    plan = activated(graded)
    asked = {"plan": plan, "enterprise": str(graded.town.enterprises["B"]), "reason": "企业搬迁"}

    def propose(op: str, **more: Any) -> str:
        own = str(uuid4())
        graded.does("bu", "propose-plan-change", **{**asked, **more}, change=own, op=op)
        return own

    drop = propose("drop", turn=1)
    assert graded.act("bu", "decide-plan-change", change=drop, approved=True)["code"] == "plan-own"
    assert graded.act("xu", "decide-plan-change", change=drop, approved=False)["code"] == "reason-needed"
    graded.does("xu", "decide-plan-change", change=drop, approved=True)
    assert graded.act("xu", "decide-plan-change", change=drop, approved=True)["code"] == "plan-change-decided"
    (gone,) = tasks(graded, plan=plan, flag="waived")
    assert (gone["enterprise"], gone["reason"]) == ("B机械厂", "企业搬迁")
    add = propose("add", month=12)
    graded.does("xu", "decide-plan-change", change=add, approved=True)
    assert [item["turn"] for item in objects(graded, plan, how="added")] == [2]
    page = shown(graded, plan, "xu")
    assert [(change["op"], change["approved"]) for change in page["changes"]] == [("add", True), ("drop", True)]
    assert page["due"] == page["planned"] - 1
    over = propose("add", month=12)
    assert graded.act("xu", "decide-plan-change", change=over, approved=True)["code"] == "inspection-cap"


def test_what_waits_for_a_decision_is_seen_also_where_the_list_of_changes_is_cut_off(
    graded: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = activated(graded)
    asked = {"plan": plan, "op": "move", "turn": 1, "month": 12, "reason": "停产"}
    for letter in "BA":  # the one that is decided was asked for later
        change = {"change": str(uuid4()), "enterprise": str(graded.town.enterprises[letter])}
        graded.does("bu", "propose-plan-change", **asked, **change)
    graded.does("xu", "decide-plan-change", change=change["change"], approved=True)
    monkeypatch.setattr(plans, "_MOST", 1)
    page = shown(graded, plan, "xu")
    assert ([change["enterprise"] for change in page["changes"]], page["changes_total"]) == (["B机械厂"], 2)
    assert page["changes"][0]["may"] == ["decide-plan-change"]


def test_conflicts_that_are_cut_off_say_how_many_there_are(graded: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for letter in "AB":
        conflict = {"conflict": str(uuid4()), "inspector": str(graded.people["qin"]), "reason": "亲属任职"}
        graded.does("qin", "declare-conflict", **conflict, enterprise=str(graded.town.enterprises[letter]))
    monkeypatch.setattr(plans, "_MOST", 1)
    told = graded.get("xu", "/api/v1/conflicts").json
    assert (len(told["items"]), told["total"]) == (1, 2)


def test_a_change_says_what_it_changes_and_stays_within_the_plan(graded: Stage) -> None:
    plan = activated(graded)
    change = {"plan": plan, "change": str(uuid4()), "reason": "调整", "enterprise": str(graded.town.enterprises["B"])}
    assert graded.act("bu", "propose-plan-change", **change, op="add")["code"] == "plan-change"
    assert graded.act("bu", "propose-plan-change", **change, op="drop", turn=9)["code"] == "plan-change-object"
    if TODAY.month > 1:
        assert graded.act("bu", "propose-plan-change", **change, op="move", turn=1, month=1)["code"] == "plan-change"
    draft = drawn(graded, title="另一计划")
    assert (
        graded.act("bu", "propose-plan-change", **{**change, "plan": draft}, op="drop", turn=1)["code"] == "plan-state"
    )
