"""Assessments over the routes: opened, counted, scored, assessed by the office itself, appealed."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from server.db import Database
from server.reads import assessment_counts
from server.store.tables import AssessmentEntry, GrantRow
from tests.server.assessing import (
    ITEMS,
    LAST,
    decide,
    east_of,
    found_then,
    line,
    on,
    opened,
    score_all,
    sheet,
    whole,
)
from tests.server.stage import SAME_ORIGIN, Stage, picture
from tests.town import STARTED


def test_a_counted_item_is_the_indicator_and_opens_exactly_its_list(stage: Stage, db: Database) -> None:
    for closed in (True, True, True, False):
        found_then(stage, db, "A", closed=closed)
    found_then(stage, db, "D", closed=False)
    told = sheet(stage, opened(stage), east_of(stage))
    fixed = line(told, "fixed")
    assert (fixed["share"], fixed["got"], fixed["state"]) == ({"n": 3, "d": 4}, "45.00", "scored")
    days = {"period_from": LAST.first.isoformat(), "period_to": LAST.last.isoformat()}
    for side, wanted in (("counted", 3), ("of", 4)):
        behind = stage.get("xu", "/api/v1/indicators/rectified/facts", **days, **told["question"], side=side).json
        assert behind["total"] == len(behind["items"]) == wanted


def test_nothing_over_nothing_leaves_the_denominator_and_is_said(stage: Stage, db: Database) -> None:
    found_then(stage, db, "A", closed=True)
    told = sheet(stage, opened(stage), east_of(stage))
    assert (line(told, "major")["state"], line(told, "major")["share"]) == ("not_assessable", {"n": 0, "d": 0})
    assert (told["earned"], told["possible"], told["waiting"], told["not_assessable"]) == ("60.00", "60.00", 1, 1)


def test_an_enterprise_is_counted_by_itself_and_its_list_is_the_figure(stage: Stage, db: Database) -> None:
    found_then(stage, db, "A", closed=True)
    found_then(stage, db, "A", closed=False)
    found_then(stage, db, "D", closed=False)
    key = f"enterprise:{stage.town.enterprises['A']}"
    told = sheet(stage, opened(stage, object_kind="enterprise", objects=[key]), key)
    assert line(told, "fixed")["share"] == {"n": 1, "d": 2}
    days = {"period_from": LAST.first.isoformat(), "period_to": LAST.last.isoformat()}
    behind = stage.get("xu", "/api/v1/indicators/rectified/facts", **days, **told["question"], side="of").json
    assert behind["total"] == 2


def test_a_department_is_counted_over_its_classes(stage: Stage, db: Database) -> None:
    found_then(stage, db, "A", closed=True)
    key = f"department:{stage.town.district}"
    told = sheet(stage, opened(stage, object_kind="department", objects=[key]), key)
    assert line(told, "fixed")["share"] == {"n": 1, "d": 1}
    assert stage.get("bu", f"/api/v1/assessment-sheets/{told['id']}").json["may"] == [
        "appeal-assessment", "assess-own-work",
    ]  # fmt: skip


def test_an_office_assesses_itself_beside_the_district_and_not_a_neighbour(stage: Stage) -> None:
    own = opened(stage)
    told = sheet(stage, own, east_of(stage), "an")
    stage.does("an", "assess-own-work", **on(told, points=38, reason="两次会议有记录"))
    stage.does("xu", "score-assessment", **on(told, points=30, reason="缺第三季度记录"))
    shown = sheet(stage, own, east_of(stage), "an")
    assert {each["of_whom"]: (each["points"], each["by_name"]) for each in shown["entries"]} == {
        "own": ("38.00", "安监办安"), "district": ("30.00", "区安委办徐"),
    }  # fmt: skip
    assert line(shown, "duty")["got"] == "30.00"
    assert stage.act("xi", "assess-own-work", **on(told, points=40, reason="x"))["code"] == "area-not-yours"
    assert stage.act("an", "assess-own-work", **on(told, "fixed", points=1, reason="x"))["code"] == "assessment-item"


def test_a_department_assesses_its_own_measures_and_appeals_and_one_of_other_classes_does_not(
    stage: Stage, db: Database
) -> None:
    with db.transaction() as session:
        session.add(
            GrantRow(
                person_id=stage.people["chen"], role="department", level="district", area_id=stage.town.district,
                classes=["chemical"], valid_from=STARTED,
            )
        )  # fmt: skip
    keys = [f"department:{stage.town.district}", f"department:{stage.town.district}:chemical"]
    own = opened(stage, object_kind="department", objects=keys)
    told = sheet(stage, own, keys[0], "bu")
    stage.does("bu", "assess-own-work", **on(told, points=35, reason="清单已公布"))
    stage.does("bu", "appeal-assessment", **_appeal(told))
    shown = sheet(stage, own, keys[0], "bu")
    assert [(each["of_whom"], each["points"], each["by_name"]) for each in shown["entries"]] == [
        ("own", "35.00", "部门卜")
    ]
    assert [(each["item"], each["reason"]) for each in shown["appeals"]] == [("duty", "分工文件已更新")]
    other = sheet(stage, own, keys[1])
    for kind, more in (
        ("assess-own-work", on(other, points=40, reason="x")),
        ("appeal-assessment", _appeal(other)),
    ):
        assert stage.act("bu", kind, **more)["code"] == "office-not-yours"
    assert stage.get("bu", f"/api/v1/assessment-sheets/{other['id']}").status_code == 404
    assert stage.act("chen", "assess-own-work", **on(told, points=40, reason="x"))["code"] == "area-not-yours"
    stage.does("chen", "assess-own-work", **on(other, points=40, reason="两个行业"))


def _appeal(told: Any) -> dict[str, Any]:
    return {"appeal": str(uuid4()), "sheet": told["id"], "item": "duty", "reason": "分工文件已更新"}


@pytest.mark.parametrize("kind", ["town", "department", "enterprise"])
def test_officers_count_for_towns_only_and_are_neither_offered_nor_taken_for_others(stage: Stage, kind: str) -> None:
    offered = stage.get("xu", "/api/v1/assessments/standard", object_kind=kind).json["indicators"]
    key = {
        "town": east_of(stage), "department": f"department:{stage.town.district}",
        "enterprise": f"enterprise:{stage.town.enterprises['A']}",
    }[kind]  # fmt: skip
    item = {**ITEMS[0], "automatic": {"indicator": "active_officers", "full_at": 100, "none_at": 0}}
    answer = stage.act(
        "xu", "open-assessment", assessment=str(uuid4()), title="考核", object_kind=kind, objects=[key],
        period_first=LAST.first.isoformat(), period_last=LAST.last.isoformat(), pass_percent=80, items=[item],
    )  # fmt: skip
    assert ("active_officers" in {each["indicator"] for each in offered}) == (kind == "town")
    assert (answer["status"] == "applied") == (kind == "town")
    assert kind == "town" or answer["detail"]["fault"] == "indicator"


def test_who_deducts_says_why_and_points_stay_within_the_item(stage: Stage) -> None:
    own = opened(stage)
    told = sheet(stage, own, east_of(stage))
    assert stage.act("xu", "score-assessment", **on(told, points=39))["code"] == "reason-needed"
    too_many = stage.act("xu", "score-assessment", **on(told, points=41, reason="好"))
    assert (too_many["code"], "40" in too_many["reason"]) == ("assessment-points", True)
    assert sheet(stage, own, east_of(stage))["entries"] == []


def test_of_two_scores_of_one_moment_the_one_that_counts_stands_first(stage: Stage, db: Database) -> None:
    own = opened(stage)
    told, high, low = sheet(stage, own, east_of(stage)), UUID(int=2**128 - 1), UUID(int=1)
    for entry, points in ((high, 20), (low, 10)):
        stage.does("xu", "score-assessment", **{**on(told, points=points, reason="x"), "entry": str(entry)})
    with db.transaction() as session:
        session.execute(update(AssessmentEntry).values(at=datetime(2026, 1, 1, tzinfo=UTC)))
    shown = sheet(stage, own, east_of(stage))
    assert (line(shown, "duty")["got"], shown["entries"][0]["points"]) == ("20.00", "20.00")


def test_evidence_is_opened_by_who_sees_the_sheet_only(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    own = opened(stage)
    content = picture("evidence")
    sha = hashlib.sha256(content).hexdigest()
    stage.client("an").put(f"/api/v1/attachments/{sha}", data=content, headers=SAME_ORIGIN)
    told = sheet(stage, own, east_of(stage), "an")
    stage.does(
        "an",
        "assess-own-work",
        **on(told, points=40, reason="有照片", attachments=[{"sha256": sha, "name": "会议.jpg"}]),
    )
    path = f"/api/v1/assessment-sheets/{told['id']}/attachments/{sha}/file"
    # Nothing is counted for a download.
    monkeypatch.delattr(assessment_counts, "shares")
    assert stage.get("xu", path).data == content
    assert stage.get("an", path).status_code == 200
    assert stage.get("xi", path).status_code == 404
    assert stage.get("li", path).status_code == 403
    assert stage.get("xu", path.replace(sha, "0" * 64)).status_code == 404


def test_an_open_appeal_blocks_the_decision_and_its_answer_changes_the_points(stage: Stage, db: Database) -> None:
    found_then(stage, db, "A", closed=False)
    own = opened(stage)
    told = sheet(stage, own, east_of(stage), "an")
    score_all(stage, own)
    appeal = {"appeal": str(uuid4()), "sheet": told["id"], "item": "fixed"}
    stage.does("an", "appeal-assessment", **appeal, reason="隐患系邻镇移交")
    twice = {**appeal, "appeal": str(uuid4())}
    assert stage.act("an", "appeal-assessment", **twice, reason="再次")["code"] == "already-done"
    blocked = decide(stage, own)
    assert (blocked["code"], blocked["detail"]) == ("assessment-waits", {"items": 0, "appeals": 1})
    stage.does("xu", "answer-appeal", appeal=appeal["appeal"], accepted=True, points=50, reason="核实属实")
    after = sheet(stage, own, east_of(stage), "an")
    assert (line(after, "fixed")["got"], line(after, "fixed")["counted"]) == ("50.00", "0.00")
    assert (after["appeals"][0]["accepted"], after["appeals"][0]["points"]) == (True, "50.00")
    assert (
        stage.act("xu", "answer-appeal", appeal=appeal["appeal"], accepted=False, reason="x")["code"] == "already-done"
    )
    assert decide(stage, own)["status"] == "applied"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"objects": ["town:999999"]}, "unknown-thing"),
        ({"objects": ["department:1"]}, "assessment-unfit"),
        ({"object_kind": "enterprise", "objects": ["enterprise:x"]}, "unknown-thing"),
        ({"items": []}, "assessment-unfit"),
        ({"items": [{**ITEMS[0], "automatic": {"indicator": "rectified", "full_at": 0, "none_at": 90}}]},
         "assessment-unfit"),
        ({"period_last": "2020-01-01"}, "assessment-unfit"),
    ],
)  # fmt: skip
def test_what_cant_be_meant_is_refused_and_nothing_is_kept(stage: Stage, more: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {
        "assessment": str(uuid4()), "title": "考核", "object_kind": "town", "objects": [east_of(stage)],
        "period_first": LAST.first.isoformat(), "period_last": LAST.last.isoformat(), "pass_percent": 80,
        "items": ITEMS,
    }  # fmt: skip
    refused = stage.act("xu", "open-assessment", **{**given, **more})
    assert (refused["code"], bool(refused["reason"])) == (code, True)
    assert stage.get("xu", "/api/v1/assessments").json["items"] == []


def test_a_cancelled_assessment_says_why_and_takes_no_more(stage: Stage) -> None:
    own = opened(stage)
    stage.does("xu", "cancel-assessment", assessment=own, reason="期限写错")
    told = whole(stage, own, "an")
    assert (told["state"], told["cancel_reason"], told["may"]) == ("cancelled", "期限写错", [])
    assert stage.act("xu", "score-assessment", **on(told["rows"][0], points=40))["code"] == "assessment-state"


@pytest.mark.parametrize("kind", ["town", "department", "enterprise"])
def test_the_standard_that_ships_can_be_opened_as_it_is(stage: Stage, kind: str) -> None:
    offered = stage.get("xu", "/api/v1/assessments/standard", object_kind=kind).json
    assert sum(item["points"] for item in offered["items"]) == 100
    assert "系统预设" in offered["source"]
    ends = {each["is_good"]: (each["full_at"], each["none_at"]) for each in offered["indicators"]}
    assert all(full > none for good, (full, none) in ends.items() if good is not False)
    assert all(full < none for good, (full, none) in ends.items() if good is False)
    items = [
        {
            **{name: item[name] for name in ("key", "text", "text_en", "points", "evidence")},
            "automatic": item["automatic"]
            and {name: item["automatic"][name] for name in ("indicator", "full_at", "none_at")},
        }
        for item in offered["items"]
    ]
    objects = {
        "town": [each["object"] for each in stage.get("xu", "/api/v1/assessments/objects", object_kind="town").json],
        "department": [f"department:{stage.town.district}"],
        "enterprise": [f"enterprise:{stage.town.enterprises['A']}"],
    }[kind]
    own = opened(stage, object_kind=kind, objects=objects, items=items, source=offered["source"])
    assert len(whole(stage, own)["rows"]) == len(objects)


def test_the_list_is_narrowed_by_state_and_kind(stage: Stage) -> None:
    towns, firms = opened(stage), opened(
        stage, object_kind="enterprise", objects=[f"enterprise:{stage.town.enterprises['A']}"]
    )  # fmt: skip
    stage.does("xu", "cancel-assessment", assessment=firms, reason="x")
    for query, wanted in (({}, [firms, towns]), ({"state": "open"}, [towns]), ({"object_kind": "enterprise"}, [firms])):
        assert [row["id"] for row in stage.get("shi", "/api/v1/assessments", **query).json["items"]] == wanted
    assert [row["id"] for row in stage.get("an", "/api/v1/assessments").json["items"]] == [towns]
    first = stage.get("xu", "/api/v1/assessments", limit=1).json
    assert [row["id"] for row in stage.get("xu", "/api/v1/assessments", before=first["next"]).json["items"]] == [towns]
