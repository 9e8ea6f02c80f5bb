"""Departments' lists, the key list, cohorts and supervisors over the routes."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import select, text

from grids.policy import local_day
from server.db import Database
from server.jobs import escalating
from server.reads import key_list, published_lists, supervisors
from server.store.policy import ladder_on
from server.store.tables import Enterprise, GradeReview, KeyEntry
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))


def drafted(stage: Stage, who: str = "bu") -> str:
    own = str(uuid4())
    stage.does(who, "draft-list", list=own, district=stage.town.district, department="应急管理局", classes=["industry"])
    return own


def published(stage: Stage, who: str = "bu") -> str:
    own = drafted(stage, who)
    stage.does(who, "publish-list", list=own, base_revision=1)
    return own


def lock(stage: Stage, spot: str, *, locked: bool = True) -> None:
    stage.does("bu", "lock-supervision", enterprise=str(stage.town.enterprises[spot]), locked=locked, reason="直接监管")


def version(stage: Stage, own: str, who: str = "bu") -> dict[str, Any]:
    answer = stage.get(who, f"/api/v1/lists/{own}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def test_a_list_is_drafted_from_locks_classes_and_sizes_and_its_counts_sum_to_the_total(
    stage: Stage, db: Database
) -> None:
    lock(stage, "A")
    with db.transaction() as session:
        session.execute(
            text("UPDATE enterprise SET scale = 'micro' WHERE id = :id"), {"id": stage.town.enterprises["B"]}
        )
    told = version(stage, drafted(stage))
    assert told["counts"] == {"supervise": 1, "guide": 4, "serve": 1}
    assert (told["total"], told["shown"], told["number"]) == (6, 6, None)
    by_name = {row["name"][0]: (row["kind"], row["source"]) for row in told["entries"]}
    assert (by_name["A"], by_name["B"], by_name["C"]) == (
        ("supervise", "flag"), ("serve", "class"), ("guide", "class"),
    )  # fmt: skip
    assert stage.get("an", f"/api/v1/lists/{told['id']}").status_code == 404  # nobody else reads a draft
    second = {
        "list": str(uuid4()),
        "district": stage.town.district,
        "department": "应急管理局",
        "classes": ["industry"],
    }
    assert stage.act("bu", "draft-list", **second)["code"] == "list-draft"
    assert stage.act("bu", "draft-list", **{**second, "department": "x", "classes": ["none"]})["code"] == "list-empty"


def test_two_versions_differ_in_what_came_in_went_out_and_changed_and_the_old_one_stays(
    stage: Stage, db: Database
) -> None:
    first = published(stage)
    lock(stage, "A")
    with db.transaction() as session:
        session.get_one(Enterprise, stage.town.enterprises["B"]).status = "deregistered"
        session.get_one(Enterprise, stage.town.enterprises["C"]).name = "C新名厂"
    second = drafted(stage)
    moved = {"list": second, "enterprise": str(stage.town.enterprises["D"]), "list_kind": "serve", "reason": "帮扶对象"}
    assert stage.act("bu", "move-listed", **moved, base_revision=7)["status"] == "conflict"
    stage.does("bu", "move-listed", **moved, base_revision=1)
    assert stage.act("bu", "publish-list", list=second, base_revision=1)["status"] == "conflict"
    stage.does("bu", "publish-list", list=second, base_revision=2)
    told = version(stage, second)
    assert (told["number"], told["before"], told["published_on"]) == (2, 1, TODAY.isoformat())
    assert {(row["name"][0], row["how"], row["was"], row["now"]) for row in told["differences"]} == {
        ("A", "changed", "guide", "supervise"), ("B", "out", "guide", None), ("D", "changed", "guide", "serve"),
    }  # fmt: skip
    old = version(stage, first)
    assert ({row["name"] for row in old["entries"] if row["name"][0] == "C"}, old["counts"]["guide"]) == (
        {"C机械厂"}, 6,
    )  # fmt: skip
    assert stage.act("bu", "move-listed", **{**moved, "list": first}, base_revision=1)["code"] == "list-state"


def test_what_was_moved_by_hand_stays_moved_in_the_next_draft_unless_it_is_locked_since(stage: Stage) -> None:
    first = drafted(stage)
    for revision, spot in enumerate("AB", start=1):
        enterprise = str(stage.town.enterprises[spot])
        move = {"enterprise": enterprise, "list_kind": "serve", "reason": "帮扶对象"}
        stage.does("bu", "move-listed", list=first, base_revision=revision, **move)
    stage.does("bu", "publish-list", list=first, base_revision=3)
    lock(stage, "B")
    by_name = {
        row["name"][0]: (row["kind"], row["source"], row["reason"]) for row in version(stage, drafted(stage))["entries"]
    }
    assert (by_name["A"], by_name["B"], by_name["C"]) == (
        ("serve", "hand", "帮扶对象"), ("supervise", "flag", ""), ("guide", "class", ""),
    )  # fmt: skip


def test_where_locks_and_the_published_list_say_different_things_there_is_something_to_do(stage: Stage) -> None:
    lock(stage, "A")
    own = published(stage)
    assert version(stage, own)["flags"] == []
    lock(stage, "A", locked=False)
    lock(stage, "B")
    assert [(row["name"][0], row["what"]) for row in version(stage, own)["flags"]] == [
        ("A", "listed_not_locked"), ("B", "locked_not_listed"),
    ]  # fmt: skip


def test_a_workbook_has_all_rows_and_a_page_as_many_as_it_shows(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    own = published(stage)
    monkeypatch.setattr(published_lists, "_ROWS", 2)
    told = version(stage, own, "xu")
    assert (told["shown"], told["found"], len(told["entries"])) == (6, 6, 2)
    book = openpyxl.load_workbook(io.BytesIO(stage.get("xu", f"/api/v1/lists/{own}/book.xlsx").data))
    assert book.worksheets[0].max_row == 7


def test_what_is_sought_in_a_version_is_found_beyond_what_a_page_shows(
    stage: Stage, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(stage, "F")
    own = published(stage)
    with db.transaction() as session:
        session.get_one(Enterprise, stage.town.enterprises["B"]).name = "新名厂"
    monkeypatch.setattr(published_lists, "_ROWS", 1)

    def sought(**wanted: str) -> tuple[int, list[str]]:
        told = stage.get("xu", f"/api/v1/lists/{own}", **wanted).json
        return told["found"], [row["name"][0] for row in told["entries"]]

    assert sought(kind="supervise") == (1, ["F"])
    assert sought(kind="guide") == (5, ["A"])
    assert (sought(q="E"), sought(q="新名"), sought(q="%")) == ((1, ["E"]), (1, ["B"]), (0, []))
    assert stage.get("xu", f"/api/v1/lists/{own}", kind="x").status_code == 422


def test_the_figures_of_the_key_list_count_every_entry_and_not_only_those_listed(
    stage: Stage, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.transaction() as session:
        for spot, state, entered in (
            ("A", "in_force", TODAY), ("B", "in_force", TODAY - timedelta(days=9)), ("C", "exit_applied", TODAY),
            ("D", "proposed", None), ("E", "refused", None),
        ):  # fmt: skip
            session.add(
                KeyEntry(id=uuid4(), enterprise_id=stage.town.enterprises[spot], state=state, source="hand",
                         proposed_at=datetime.now(UTC), entered_on=entered, history=[])
            )  # fmt: skip
        session.execute(text("UPDATE enterprise SET status = 'deregistered' WHERE id = :id"),
                        {"id": stage.town.enterprises["B"]})  # fmt: skip
    wanted = {"on_list": {"n": 3, "d": 6}, "waiting": 2}
    assert stage.get("xu", "/api/v1/key-list").json["figures"] == wanted
    monkeypatch.setattr(key_list, "_LISTED", 1)
    told = stage.get("xu", "/api/v1/key-list").json
    assert (told["figures"], len(told["items"]), told["total"]) == (wanted, 1, 5)
    told = stage.get("xu", "/api/v1/key-list", state="refused").json
    assert (told["figures"], [row["state"] for row in told["items"]], told["total"]) == (wanted, ["refused"], 1)
    before = stage.get("xu", "/api/v1/key-list", on=(TODAY - timedelta(days=1)).isoformat()).json
    assert (before["figures"]["on_list"]["n"], before["total"]) == (1, 1)


def test_a_published_list_is_read_in_the_district_each_in_the_own_area_and_as_a_workbook(stage: Stage) -> None:
    own = published(stage)
    assert {row["name"][0] for row in version(stage, own, "an")["entries"]} == {"A", "B", "C"}
    assert version(stage, own, "an")["total"] == 6
    book = openpyxl.load_workbook(io.BytesIO(stage.get("xu", f"/api/v1/lists/{own}/book.xlsx").data))
    assert [sheet.max_row for sheet in book.worksheets][:2] == [7, 1]
    assert stage.get("li", "/api/v1/lists").status_code == 403


def entry(stage: Stage, who: str = "an", **more: Any) -> str:
    own = str(uuid4())
    enterprise = str(stage.town.enterprises["A"])
    stage.does(who, "propose-key-entry", entry=own, enterprise=enterprise, reason="多次未整改", **more)
    return own


def decided(stage: Stage, own: str, who: str = "xu", **more: Any) -> dict[str, Any]:
    command = {"entry": own, "approved": True, "opinion": "同意", "conditions": "隐患全部销号"}
    return stage.act(who, "decide-key-entry", **{**command, **more})


def test_an_entry_is_proposed_decided_told_and_ends_only_by_decision(real_stage: Stage) -> None:
    stage, enterprise = real_stage, str(real_stage.town.enterprises["A"])
    own = entry(stage)
    assert stage.act("an", "propose-key-entry", entry=str(uuid4()), enterprise=enterprise, reason="又")["code"] == (
        "key-live"
    )
    assert decided(stage, own, conditions=" ")["code"] == "key-conditions"
    assert decided(stage, own)["status"] == "applied"
    held = next(row for row in stage.get("wang", "/api/v1/pack").json["enterprises"] if row["id"] == enterprise)
    assert held["key_list"]
    assert "key_list" in {each["reason"] for each in held["due"]}
    assert stage.act("xu", "decide-key-exit", entry=own, approved=True, opinion="准")["code"] == "key-state"
    stage.does("li", "apply-key-exit", entry=own, reason="已全部销号")
    stage.does("xu", "decide-key-exit", entry=own, approved=False, opinion="尚有一处")
    stage.does("li", "apply-key-exit", entry=own, reason="已全部销号")
    stage.does("xu", "decide-key-exit", entry=own, approved=True, opinion="同意移出")
    told = stage.get("li", f"/api/v1/key-list/{own}").json
    assert (told["state"], len(told["history"])) == ("exited", 6)
    assert stage.get("wang", "/api/v1/pack").json["enterprises"][0]["key_list"] is False


def test_who_proposed_an_entry_does_not_decide_it(stage: Stage) -> None:
    own = entry(stage, "xu")
    assert decided(stage, own)["code"] == "key-own"
    assert "decide-key-entry" not in stage.get("xu", f"/api/v1/key-list/{own}").json["may"]


def test_the_list_can_be_read_as_of_any_day(stage: Stage, db: Database) -> None:
    own = entry(stage)
    decided(stage, own)
    with db.transaction() as session:
        session.execute(text("UPDATE key_entry SET entered_on = :on"), {"on": TODAY - timedelta(days=30)})
    for ago, n in ((31, 0), (30, 1), (0, 1)):
        told = stage.get("xu", "/api/v1/key-list", on=(TODAY - timedelta(days=ago)).isoformat()).json
        assert (len(told["items"]), told["figures"]["on_list"]) == (n, {"n": n, "d": 6}), ago


def test_what_the_ladder_proposes_waits_for_the_district_and_is_settled_by_its_decision(
    stage: Stage, db: Database
) -> None:
    hazard = stage.hazard("wang")
    stage.does("an", "open-hazard", hazard=hazard, level="general", due_on=TODAY.isoformat())
    with db.transaction() as session:
        at = datetime.now(UTC)
        escalating.tell_of_terms(session, ladder_on(TODAY), TODAY + timedelta(days=7), at)
        escalating.tell_of_terms(session, ladder_on(TODAY), TODAY + timedelta(days=7), at)
    (waiting,) = stage.get("xu", "/api/v1/key-list").json["items"]
    assert (waiting["source"], waiting["state"], waiting["hazard_id"]) == ("ladder", "proposed", hazard)
    assert decided(stage, waiting["id"])["status"] == "applied"
    with db.session() as session:
        assert session.scalars(select(GradeReview.settled_at)).one() is not None


def test_a_cohort_shows_its_quotas_by_place_and_department_and_keeps_who_was_taken_out(stage: Stage) -> None:
    own = str(uuid4())
    stage.does("xu", "start-cohort", cohort=own, district=stage.town.district, title="重点培育企业", year=2026)
    chosen = {"cohort": own, "enterprise": str(stage.town.enterprises["A"])}
    stage.does("an", "choose-model", **chosen, department="应急管理局", reason="标准化二级")
    assert stage.act("an", "choose-model", **chosen, department="x", reason="又")["code"] == "already-done"
    told = stage.get("xu", f"/api/v1/cohorts/{own}").json
    east = next(row for row in told["places"] if row["town"] == "湖东镇")
    assert {name: east[name] for name in ("units", "wanted", "chosen", "key", "key_wanted", "is_met")} == {
        "units": 3, "wanted": 1, "chosen": 1, "key": 0, "key_wanted": 1, "is_met": False,
    }  # fmt: skip
    assert told["departments"] == [{"department": "应急管理局", "n": 1, "wanted": 10}]
    assert told["total"]["units"] == 6
    stage.does("an", "remove-model", **chosen, reason="发生事故")
    (member,) = stage.get("xu", f"/api/v1/cohorts/{own}").json["members"]
    assert (member["removed_reason"], member["removed_by_name"]) == ("发生事故", "安监办安")
    assert stage.get("xu", "/api/v1/cohorts").json["items"][0]["n"] == 0


def test_who_has_no_supervisor_or_two_is_listed_and_one_act_settles_it(stage: Stage, db: Database) -> None:
    def figures() -> dict[str, Any]:
        found: dict[str, Any] = stage.get("xu", "/api/v1/supervisors").json["figures"]
        return found

    assert figures() == {"rate": {"n": 2, "d": 6}, "no_territorial": 4, "no_industry": 0, "double_industry": 0}
    with db.transaction() as session:
        session.execute(text("UPDATE person_grant SET classes = '{commerce}' WHERE role = 'department'"))
    assert (figures()["rate"]["n"], figures()["no_industry"]) == (0, 6)
    own = stage.town.enterprises["B"]
    able = {row["name"]: row for row in stage.get("xu", f"/api/v1/supervisors/{own}").json["people"]}
    settle = {"enterprise": str(own), "reason": "明确主管部门"}
    assert stage.act("xu", "settle-supervisor", **settle, side="industry", person=str(stage.people["wang"]))[
        "code"
    ] == ("supervisor-unfit")
    stage.does("xu", "settle-supervisor", **settle, side="industry", person=able["部门卜"]["id"])
    stage.does("an", "settle-supervisor", **settle, side="territorial", person=able["安监办安"]["id"])
    assert figures()["rate"] == {"n": 1, "d": 6}
    told = stage.get("xu", f"/api/v1/supervisors/{own}").json["named"]
    assert {(row["side"], row["name"], row["by_name"]) for row in told} == {
        ("industry", "部门卜", "区安委办徐"), ("territorial", "安监办安", "安监办安"),
    }  # fmt: skip


@pytest.mark.parametrize("gap", ["no_territorial", "no_industry", "double_industry"])
def test_every_count_of_supervisors_opens_exactly_its_list(stage: Stage, gap: str) -> None:
    found = stage.get("xu", "/api/v1/supervisors", gap=gap).json
    assert len(found["items"]) == found["total"] == found["figures"][gap]


def test_a_list_of_supervisors_that_is_cut_off_says_how_many_there_are(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisors, "_LISTED", 1)
    found = stage.get("xu", "/api/v1/supervisors").json
    assert (len(found["items"]), found["total"]) == (1, 4)


def test_the_archive_counts_every_class_and_industry_and_sums_to_all(stage: Stage) -> None:
    told = stage.get("xu", "/api/v1/industries").json
    assert told["total"] == 6
    whole, part = told["rows"]
    assert (whole["whole"], whole["n"], whole["c"]) == (True, 6, 6)
    assert (part["industry"], part["n"]) == ("机械制造", 6)
    assert stage.get("an", "/api/v1/industries").json["total"] == 3
