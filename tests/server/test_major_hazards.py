"""A major hazard over the real routes: report, plan, stop, listing, progress, evaluation, resuming, delisting."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from grids.policy import local_day
from server.store.tables import GradeReview, HazardRow, ListingRow
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
SOON = (TODAY + timedelta(days=10)).isoformat()
LATER = (TODAY + timedelta(days=60)).isoformat()
EVALUATION = {"by": "agency", "evaluator": "某评价公司", "conclusion": "符合要求", "evaluated_on": TODAY.isoformat()}
PLAN: dict[str, Any] = {
    "causes": "除尘管道积尘", "harm": "可能发生粉尘爆炸", "goals": "清除积尘", "methods": "停机清理", "funds": "自筹",
    "funds_yuan": 80_000, "responsible": "安全科", "responsible_person": "李", "time_limit": "三十日内",
    "milestones": [{"what": "停机", "due_on": SOON}], "interim_measures": "停用并警戒", "emergency_measures": "预案",
}  # fmt: skip
ORDERS = {
    "approved": True, "leader": "副区长", "responsible_unit": "湖东镇", "responsible_person": "安", "deadline": LATER,
}  # fmt: skip


def now() -> str:
    return datetime.now(UTC).isoformat()


def found(stage: Stage, **more: Any) -> str:
    return stage.hazard("li", level="major", interim_measures="停用并警戒", **more)


def read(stage: Stage, hazard: str, who: str = "xu") -> dict[str, Any]:
    answer = stage.get(who, f"/api/v1/hazards/{hazard}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json
    return body


def case(stage: Stage, listing: str, who: str = "xu") -> dict[str, Any]:
    answer = stage.get(who, f"/api/v1/listings/{listing}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json
    return body


def planned(stage: Stage, hazard: str) -> None:
    stage.does("li", "submit-plan", hazard=hazard, **PLAN, photos=[stage.photo("li")])
    stage.does("bu", "review-plan", hazard=hazard, approved=True, opinion="可行", milestones=PLAN["milestones"])


def stopped(stage: Stage, hazard: str, **more: Any) -> None:
    order = {"measure": "full", "stopped": "打磨车间", "basis": "安全生产法第六十五条", "ordered_at": now(), **more}
    stage.does("bu", "order-measure", hazard=hazard, **order)


def listed(stage: Stage, hazard: str, level: str = "district") -> str:
    own = str(uuid4())
    stage.does("bu", "propose-listing", listing=own, hazard=hazard, level=level, reason="粉尘涉爆")
    stage.does("xu" if level in {"town", "district"} else "shi", "decide-listing", listing=own, **ORDERS)
    return own


def rectified(stage: Stage, hazard: str) -> None:
    done = {"done": "已清理", "done_on": TODAY.isoformat(), "done_by": "李", "photos": [stage.photo("li")]}
    stage.does("li", "submit-rectification", hazard=hazard, **done, evaluation=EVALUATION)


def test_from_discovery_to_delisting(stage: Stage) -> None:
    hazard = found(stage)
    assert read(stage, hazard)["treatment"]["five"] == dict.fromkeys(
        ("responsibility", "measures", "funds", "time", "emergency"), False
    )
    stage.does("wang", "propose-measure", hazard=hazard, measure="full", reason="积尘严重")
    planned(stage, hazard)
    stopped(stage, hazard)
    own = listed(stage, hazard)
    month = {"month": f"{TODAY:%Y-%m}", "text": "停机清理过半", "funds_yuan": 30_000, "photos": [stage.photo("li")]}
    stage.does("li", "report-progress", listing=own, **month)
    rectified(stage, hazard)
    judge = {"passed": True, "opinion": "合格", "inspected_at": now()}
    assert stage.act("bu", "reinspect-hazard", hazard=hazard, **judge)["code"] == "stop-in-force"
    stage.does("li", "apply-resume", hazard=hazard, reason="已治理", evaluation=EVALUATION)
    stage.does("bu", "decide-resume", hazard=hazard, consented=True, opinion="同意", examined_at=now())
    ask = {"summary": "已治理", "funds_yuan": 80_000, "evaluation": EVALUATION}
    stage.does("li", "apply-delisting", listing=own, **ask)
    accept = {"listing": own, "outcome": "delisted", "opinion": "合格", "inspected_at": now()}
    assert stage.act("xu", "decide-delisting", **accept)["code"] == "listing-not-closed"
    stage.does("bu", "reinspect-hazard", hazard=hazard, **judge)
    stage.does("xu", "decide-delisting", **accept)
    whole = read(stage, hazard)
    assert (whole["state"], whole["stop"], whole["listed"]) == ("closed", "none", None)
    assert all(whole["treatment"]["five"].values())
    assert [event["event"] for event in whole["events"]] == [
        "hazard-opened", "measure-proposed", "plan-submitted", "plan-approved", "measure-ordered", "listing-proposed",
        "listing-approved", "listing-progress", "rectification-submitted", "resume-applied", "resume-consented",
        "delisting-applied", "reinspection-passed", "listing-delisted",
    ]  # fmt: skip
    assert all(event["receipt"] for event in whole["events"])
    done = case(stage, own)
    assert (done["state"], done["funds_yuan"], done["ended_on"]) == ("delisted", 80_000, TODAY.isoformat())
    assert done["number"] == f"(示范区)安督〔{TODAY.year}〕区0001号"
    figures = {row["level"]: row for row in stage.get("xu", "/api/v1/listings").json["levels"]}
    assert (figures["district"]["listed"], figures["district"]["done"]) == (1, 1)
    assert (figures["city"]["listed"], figures["city"]["funds_yuan"]) == (0, 0)


def test_a_stop_is_shown_on_hazard_enterprise_and_list_until_it_is_lifted(stage: Stage) -> None:
    hazard, enterprise = found(stage), str(stage.town.enterprises["A"])
    stopped(stage, hazard)
    assert read(stage, hazard)["stop"] == "full"
    assert stage.get("wang", f"/api/v1/enterprises/{enterprise}").json["stop"] == "full"
    listed_ = stage.get("an", "/api/v1/hazards", stopped="1").json
    assert [row["id"] for row in listed_["items"]] == [hazard]
    (order,) = read(stage, hazard)["treatment"]["stops"]
    assert (order["state"], order["stopped"], order["ordered_by_name"]) == ("in_force", "打磨车间", "部门卜")
    stopped(stage, hazard, measure="partial", stopped="打磨机")
    states = [order["state"] for order in read(stage, hazard)["treatment"]["stops"]]
    assert states == ["in_force", "replaced"]


def test_resuming_is_examined_within_ten_days_and_a_refusal_keeps_the_stop(stage: Stage) -> None:
    hazard = found(stage)
    planned(stage, hazard)
    stopped(stage, hazard)
    rectified(stage, hazard)
    stage.does("li", "apply-resume", hazard=hazard, reason="已治理", evaluation=EVALUATION)
    (order,) = read(stage, hazard)["treatment"]["stops"]
    assert order["examine_by"] == (TODAY + timedelta(days=10)).isoformat()
    waiting = stage.get("bu", "/api/v1/hazards", resume_asked="1").json
    assert [row["id"] for row in waiting["items"]] == [hazard]
    stage.does("bu", "decide-resume", hazard=hazard, consented=False, opinion="仍有积尘", examined_at=now())
    whole = read(stage, hazard)
    assert (whole["stop"], whole["resume_asked_on"]) == ("full", None)
    assert "decide-resume" not in read(stage, hazard, "bu")["may"]
    assert "apply-resume" in read(stage, hazard, "li")["may"]


def test_a_plan_without_a_part_is_refused_in_words_and_nothing_is_kept(stage: Stage) -> None:
    hazard = found(stage)
    verdict = stage.act("li", "submit-plan", hazard=hazard, **{**PLAN, "funds_yuan": None, "emergency_measures": " "})
    assert (verdict["status"], verdict["code"]) == ("refused", "plan-parts-missing")
    assert verdict["reason"] == "报告或方案缺 2 项，请补齐后再报：经费金额、应急预案。"
    assert read(stage, hazard)["plan"] is None


def test_late_reports_and_plans_say_so(stage: Stage) -> None:
    early = found(stage)
    late = found(stage, found_at=(datetime.now(UTC) - timedelta(hours=3)).isoformat())
    times = [read(stage, hazard)["treatment"]["timeliness"] for hazard in (early, late)]
    assert [each["report_late"] for each in times] == [False, True]
    assert times[1]["report_minutes"] >= 179
    raised = stage.hazard("qin", due_on=SOON)
    stage.does("bu", "change-level", hazard=raised, level="major", reason="第十一条")
    assert not read(stage, raised)["treatment"]["timeliness"]["report_late"]


def test_a_case_is_raised_to_the_city_and_decided_there(stage: Stage) -> None:
    hazard = found(stage)
    own = listed(stage, hazard, "town")
    database = stage.app.extensions["wangge.database"]
    with database.transaction() as session:
        row = session.get_one(ListingRow, UUID(own))
        row.deadline, row.approved_on = TODAY - timedelta(days=1), TODAY - timedelta(days=100)
    late = case(stage, own)
    assert (late["overdue"], late["raise_due"]) == (True, True)
    assert len(late["months_owed"]) in {2, 3}
    stage.does("bu", "raise-listing", listing=own, level="city", reason="逾期未治理")
    assert "decide-listing" not in case(stage, own)["may"]
    assert "decide-listing" in case(stage, own, "shi")["may"]
    stage.does("shi", "decide-listing", listing=own, **ORDERS)
    raised = case(stage, own)
    assert (raised["level"], raised["overdue"], raised["raise_due"]) == ("city", False, False)
    assert raised["number"] == f"(示范市)安督〔{TODAY.year}〕市0001号"
    assert read(stage, hazard)["listed"] == "city"


def test_sending_back_and_extending_return_a_case_to_treatment(stage: Stage) -> None:
    hazard = found(stage)
    own = listed(stage, hazard)
    planned(stage, hazard)
    rectified(stage, hazard)
    ask = {"listing": own, "summary": "已治理", "funds_yuan": 80_000, "evaluation": EVALUATION}
    stage.does("li", "apply-delisting", **ask)
    assert case(stage, own)["accept_by"] == (TODAY + timedelta(days=10)).isoformat()
    judge = {"listing": own, "opinion": "未清理干净", "inspected_at": now()}
    stage.does("xu", "decide-delisting", **judge, outcome="returned")
    assert (case(stage, own)["state"], case(stage, own)["returns"]) == ("returned", 1)
    stage.does("li", "apply-delisting", **ask)
    refused = stage.act("xu", "decide-delisting", **judge, outcome="extended", new_deadline=SOON)
    assert refused["code"] == "bad-date"
    further = (TODAY + timedelta(days=90)).isoformat()
    stage.does("xu", "decide-delisting", **judge, outcome="extended", new_deadline=further)
    extended = case(stage, own)
    assert (extended["deadline"], extended["original_deadline"]) == (further, LATER)


def test_the_third_time_of_one_item_asks_for_a_review_of_the_grade(stage: Stage) -> None:
    stage.hazard("wang", check_item="dust-03")
    stage.hazard("wang", check_item="dust-03")
    third = stage.hazard("wang", check_item="dust-03")
    with stage.app.extensions["wangge.database"].session() as session:
        (review,) = session.scalars(select(GradeReview)).all()
    assert (str(review.hazard_id), review.reason, review.times) == (third, "repeat", 2)


def test_what_is_overdue_by_fifteen_days_waits_for_a_decision_until_a_case_is_filed(stage: Stage) -> None:
    hazard = stage.hazard("qin")
    with stage.app.extensions["wangge.database"].transaction() as session:
        session.get_one(HazardRow, UUID(hazard)).due_on = TODAY - timedelta(days=15)
    queue = stage.get("bu", "/api/v1/hazards", decision_due=1).json["items"]
    assert [row["id"] for row in queue] == [hazard]
    assert "decide-overdue" in read(stage, hazard, "bu")["may"]
    stage.does("qin", "decide-overdue", hazard=hazard, decision="case", reason="逾期", case_no="立〔2026〕3号")
    assert stage.get("bu", "/api/v1/hazards", decision_due=1).json["items"] == []
    assert read(stage, hazard)["case_no"] == "立〔2026〕3号"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printed_chain_tells_every_step_in_words(stage: Stage, language: str) -> None:
    hazard = found(stage)
    planned(stage, hazard)
    stopped(stage, hazard)
    listed(stage, hazard)
    answer = stage.client("xu").get(f"/api/v1/hazards/{hazard}/chain.pdf", headers={"X-Wangge-Language": language})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
