"""Spot checks over the routes: order, draw, assign, record, and what follows for hazard, grade, credit and visits."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.event import listen, remove

from grids.policy import local_day
from server.db import Database
from server.reads import spot_checks
from server.reads.spot_figures import FLAGS
from server.store.tables import Enterprise, FileRecord, GradeReview
from tests.server.spots import PERIOD, SOON, checks_itself, drawn, given, ordered, recorded, says_it_is_gone
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))


def figures(stage: Stage, who: str = "xu", **query: Any) -> dict[str, Any]:
    answer = stage.get(who, "/api/v1/spot-targets", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json["figures"]
    return found


def test_a_sample_is_drawn_once_from_who_reported_and_the_draw_can_be_done_again_later(
    stage: Stage, db: Database
) -> None:
    checks_itself(stage)
    checks_itself(stage, "ma", "D")
    own, targets = drawn(stage, strata=[{"size": 1, "town": stage.town.towns["湖西镇"]}, {"size": 5, "zero": True}])
    assert set(targets) == {"D"}  # nobody signed a zero report yet
    assert stage.act("xu", "draw-spot-check", spot_check=own, seed="另一个")["code"] == "spot-drawn"
    with db.transaction() as session:  # what becomes of the enterprises later moves nothing
        session.execute(text("UPDATE enterprise SET grade = 'A', supervision_class = 'commerce'"))
    again = stage.get("xu", f"/api/v1/spot-checks/{own}/draw").json
    assert again == {"seed": "开奖号码 7 12 33", "framed": 2, "drawn": 1, "kept": 1, "same": True}
    one = stage.get("xu", f"/api/v1/spot-checks/{own}").json
    assert [each["drawn"] for each in one["strata"]] == [1, 0]


def test_without_a_seed_the_server_makes_one_and_keeps_it(stage: Stage) -> None:
    checks_itself(stage)
    own = ordered(stage)
    assert stage.get("xu", f"/api/v1/spot-checks/{own}/draw").json["code"] == "spot-not-drawn"
    seed = stage.does("xu", "draw-spot-check", spot_check=own)["detail"]["seed"]
    assert stage.get("xu", f"/api/v1/spot-checks/{own}").json["seed"] == seed
    assert len(seed) == 16


def test_an_order_of_a_period_that_nobody_reported_is_refused_in_words(stage: Stage) -> None:
    command = {"spot_check": str(uuid4()), "district": stage.town.district, "title": "抽查", "period": PERIOD,
               "due_on": SOON, "strata": [{"size": 1}]}  # fmt: skip
    assert stage.act("xu", "order-spot-check", **command)["code"] == "spot-empty"
    checks_itself(stage)
    past = (TODAY - timedelta(days=1)).isoformat()
    assert stage.act("xu", "order-spot-check", **{**command, "due_on": past})["code"] == "bad-date"
    assert stage.get("xu", "/api/v1/spot-checks").json["items"] == []


def test_who_could_be_drawn_is_counted_by_town_class_grade_and_zero_report(stage: Stage) -> None:
    checks_itself(stage)
    told = stage.get("xu", "/api/v1/spot-checks/frame", district=stage.town.district, period=PERIOD).json
    assert (told["framed"], told["grade"], told["zero"]) == (1, [{"key": "C", "n": 1}], [{"key": False, "n": 1}])
    assert stage.get("an", "/api/v1/spot-checks/frame", district=stage.town.district, period=PERIOD).status_code == 404


_ALONE = "second-inspector-needed"


@pytest.mark.parametrize(("checker", "second", "code"), [
    ("wang", "ren", "spot-checker"), ("qin", None, _ALONE), ("qin", "qin", _ALONE), ("xu", None, "spot-checker"),
    ("li", None, "spot-checker"),
])  # fmt: skip
def test_a_check_is_given_to_two_inspectors_or_a_department_and_never_to_a_grid_officer(
    stage: Stage, checker: str, second: str | None, code: str
) -> None:
    checks_itself(stage)
    own, targets = drawn(stage)
    people = {"checker": str(stage.people[checker]), "second": second and str(stage.people[second])}
    verdict = stage.act("xu", "assign-spot-check", spot_check=own, targets=[targets["A"]], **people)
    assert verdict["code"] == code
    given(stage, own, targets["A"], "bu", None)
    assert recorded(stage, targets["A"])["code"] == "spot-not-yours"
    assert recorded(stage, targets["A"], "bu", None)["status"] == "applied"


def test_the_phone_of_a_checker_holds_the_sample_that_is_the_own_and_lets_it_go(real_stage: Stage) -> None:
    stage = real_stage
    checks_itself(stage)
    own, targets = drawn(stage)
    start = stage.get("qin", "/api/v1/pack").json
    assert start["enterprises"] == []
    given(stage, own, targets["A"])
    for who in ("qin", "ren"):
        (held,) = stage.get(who, "/api/v1/pack").json["enterprises"]
        (spot,) = held["spot"]
        assert (spot["id"], [each["item"] for each in spot["items"]]) == (targets["A"], ["answer:T1"])
    told = stage.get("qin", "/api/v1/changes", cursor=start["cursor"]).json
    assert [row["spot"][0]["id"] for row in told["upserts"]["enterprise"]] == [targets["A"]]
    given(stage, own, targets["A"], "bu", None)
    gone = stage.get("qin", "/api/v1/changes", cursor=start["cursor"]).json
    assert gone["removed"]["enterprise"] == [str(stage.town.enterprises["A"])]


def checked(stage: Stage) -> tuple[str, str, str]:
    """A reported two things: an item in order, a hazard gone; neither is so, and a third was kept back."""
    gone = says_it_is_gone(stage)
    checks_itself(stage)
    own, targets = drawn(stage)
    given(stage, own, targets["A"])
    hidden = stage.hazard("qin", spot_check=targets["A"])
    photos = [stage.photo("qin")]
    told = {"answer": "出口上锁", "closing": "仍堵塞"}
    assert recorded(stage, targets["A"], untrue=told, missed=[hidden])["code"] == "photo-needed"
    verdict = recorded(stage, targets["A"], untrue=told, missed=[hidden], photos=photos)
    assert (verdict["status"], verdict["detail"]) == ("applied", {"true": 0, "not_true": 2, "missed": 1})
    return own, gone, hidden


def test_a_false_closing_is_opened_again_and_what_was_kept_back_is_a_hazard_like_any_other(stage: Stage) -> None:
    own, gone, hidden = checked(stage)
    again = stage.get("xu", f"/api/v1/hazards/{gone}").json
    assert (again["state"], again["reopened"], again["events"][-1]["event"]) == ("open", 1, "hazard-reopened")
    found = stage.get("xu", f"/api/v1/hazards/{hidden}").json
    assert (found["source"], found["state"]) == ("spot_check", "open")
    listed = stage.get("xu", "/api/v1/hazards", source="spot_check").json["items"]
    assert [row["id"] for row in listed] == [hidden]
    (mismatch,) = stage.get("xu", "/api/v1/spot-targets", flag="mismatch").json["items"]
    assert (mismatch["enterprise_name"], mismatch["spot_check_id"]) == ("A机械厂", own)


def test_every_rate_is_n_over_d_of_a_period_and_opens_exactly_its_list(stage: Stage) -> None:
    checked(stage)
    told = figures(stage, first=TODAY.isoformat(), last=TODAY.isoformat())
    shares = {name: (told[name]["n"], told[name]["d"]) for name in ("confirmed", "untrue", "hidden", "false_closing")}
    assert shares == {"confirmed": (0, 2), "untrue": (2, 2), "hidden": (1, 1), "false_closing": (1, 1)}
    for side, n in (("checked", 2), ("not_true", 2), ("true", 0), ("missed", 1), ("found", 1), ("closings", 1),
                    ("false_closings", 1)):  # fmt: skip
        listed = stage.get("xu", f"/api/v1/spot-results/{side}", first=TODAY.isoformat()).json
        assert (listed["total"], len(listed["items"])) == (n, n), side
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert figures(stage, first=tomorrow)["confirmed"] == {"n": 0, "d": 0}
    assert figures(stage, "xi")["sampled"] == 0


def test_rates_and_lists_are_of_the_enterprise_that_is_asked_for(stage: Stage) -> None:
    checked(stage)
    for spot, n in (("A", 2), ("B", 0)):
        one = {"enterprise": str(stage.town.enterprises[spot])}
        assert figures(stage, **one)["untrue"]["n"] == n
        assert stage.get("xu", "/api/v1/spot-results/not_true", **one).json["total"] == n


def test_a_total_counts_what_a_list_leaves_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    checks_itself(stage, "ma", "D")
    checked(stage)
    monkeypatch.setattr(spot_checks, "_LISTED", 1)
    for path, n in (("/api/v1/spot-targets", 2), ("/api/v1/spot-results/checked", 2)):
        told = stage.get("xu", path).json
        assert (told["total"], len(told["items"])) == (n, 1), path
    assert stage.get("xu", "/api/v1/spot-targets", flag="waiting").json["total"] == 1
    by_town = {row["town"]: row["figures"] for row in stage.get("xu", "/api/v1/spot-targets").json["towns"]}
    assert {town: (told["sampled"], told["mismatch"]) for town, told in by_town.items()} == {
        "湖东镇": (1, 1), "湖西镇": (1, 0),
    }  # fmt: skip


def test_every_flag_is_counted_as_it_is_listed_in_orders_and_towns_alike(stage: Stage) -> None:
    checks_itself(stage, "ma", "D")
    own, _, _ = checked(stage)
    told = figures(stage, spot_check=own)
    for flag in FLAGS:
        listed = stage.get("xu", "/api/v1/spot-targets", spot_check=own, flag=flag).json["items"]
        assert len(listed) == told[flag], flag
    assert stage.get("xu", f"/api/v1/spot-checks/{own}").json["figures"] == told
    assert [each["figures"] for each in stage.get("xu", "/api/v1/spot-checks").json["items"]] == [told]
    later = ordered(stage)
    orders = {each["id"]: each["figures"]["sampled"] for each in stage.get("xu", "/api/v1/spot-checks").json["items"]}
    assert orders == {own: 2, later: 0}


def test_orders_and_strata_are_read_in_as_few_questions_however_many_there_are(stage: Stage, db: Database) -> None:
    checks_itself(stage)
    asked: list[str] = []
    towns = [{"size": 1, "town": town} for town in stage.town.towns.values()]
    few = ordered(stage, strata=towns[:1])

    def hear(*told: Any) -> None:
        asked.append(told[2])

    def questions(path: str) -> int:
        asked.clear()
        listen(db.engine, "before_cursor_execute", hear)
        status = stage.get("xu", path).status_code
        remove(db.engine, "before_cursor_execute", hear)
        return len(asked) if status == 200 else 0

    one, all_ = questions(f"/api/v1/spot-checks/{few}"), questions("/api/v1/spot-checks")
    many = ordered(stage, strata=towns)
    assert (questions(f"/api/v1/spot-checks/{many}"), questions("/api/v1/spot-checks")) == (one, all_)
    assert min(one, all_) > 0


def test_a_report_that_does_not_match_brings_visits_nearer_and_stands_in_the_file(stage: Stage, db: Database) -> None:
    enterprise = str(stage.town.enterprises["A"])
    before = stage.get("wang", "/api/v1/pack").json["enterprises"][0]["due"]
    checked(stage)
    after = next(row for row in stage.get("wang", "/api/v1/pack").json["enterprises"] if row["id"] == enterprise)
    reasons = {each["reason"]: each["on"] for each in after["due"]}
    assert "self_report" not in {each["reason"] for each in before}
    assert reasons["self_report"] < reasons["grade"]
    with db.session() as session:
        (credit,) = session.scalars(select(FileRecord).where(FileRecord.topic == "credit"))
        assert (credit.fields["level"], str(credit.enterprise_id)) == ("D", enterprise)
        assert "漏报隐患 1 项" in credit.fields["reason"]
        assert [row.reason for row in session.scalars(select(GradeReview))] == ["false_closing"]


def test_the_grade_counts_it_names_it_and_is_due_again(stage: Stage) -> None:
    enterprise = stage.town.enterprises["A"]
    stage.does("bu", "change-grade", enterprise=str(enterprise), grade="B", reason="年度评定")
    checked(stage)
    working = stage.get("bu", f"/api/v1/enterprises/{enterprise}/grading").json
    factors = {
        each["id"]: (each["value"], each["high"]) for group in working["now"]["groups"] for each in group["factors"]
    }
    assert {name: factors[name] for name in ("false_closing", "untrue_items", "hidden_hazards", "missed_reports")} == {
        "false_closing": (1, 5), "untrue_items": (2, 2), "hidden_hazards": (1, 1), "missed_reports": (0, 0),
    }  # fmt: skip
    due = stage.get("bu", "/api/v1/grading/due").json["items"]
    assert "spot_check" in next(row for row in due if row["id"] == str(enterprise))["reasons"]


def test_a_finding_of_somebody_elses_check_or_another_enterprise_is_refused(stage: Stage) -> None:
    checks_itself(stage)
    own, targets = drawn(stage)
    given(stage, own, targets["A"], "bu", None)
    command = {"hazard": str(uuid4()), "found_at": datetime.now(UTC).isoformat(), "place": "门", "category": "S05",
               "description": "堵", "photos": [stage.photo("qin")], "spot_check": targets["A"]}  # fmt: skip
    here = {"enterprise": str(stage.town.enterprises["A"])}
    assert stage.act("qin", "record-hazard", **command, **here)["code"] == "spot-not-yours"
    assert stage.act("wang", "record-hazard", **command, **here)["code"] == "spot-not-yours"
    there = {"enterprise": str(stage.town.enterprises["B"])}
    assert stage.act("bu", "record-hazard", **command, **there)["code"] == "unknown-thing"
    assert recorded(stage, targets["A"], "bu", None, missed=[str(UUID(int=7))])["code"] == "unknown-thing"


def test_where_an_enterprise_is_gone_the_check_says_so_and_nothing_follows(stage: Stage, db: Database) -> None:
    checks_itself(stage)
    own, targets = drawn(stage)
    given(stage, own, targets["A"])
    assert recorded(stage, targets["A"], results=[], impossible="已搬离")["status"] == "applied"
    assert (figures(stage)["impossible"], figures(stage)["mismatch"]) == (1, 0)
    with db.session() as session:
        assert session.get_one(Enterprise, stage.town.enterprises["A"]).untrue_until is None
