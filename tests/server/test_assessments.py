"""Assessments over the routes: opened, scored, assessed by the office itself, appealed, decided, and then still."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from grids.circulars import code_of, span
from grids.commands import CircularKind
from grids.policy import local_day
from server.db import Database
from server.jobs import telling
from server.store.tables import ActReceived, InboxMessage
from tests.server.indicator_lives import Past, lived
from tests.server.stage import SAME_ORIGIN, Stage, picture

TODAY = local_day(datetime.now(UTC))
LAST = span(
    code_of(CircularKind.QUARTER_REPORT, span(code_of(CircularKind.QUARTER_REPORT, TODAY)).first - timedelta(1))
)
ITEMS: list[dict[str, Any]] = [
    {"key": "fixed", "text": "隐患整改", "points": 60,
     "automatic": {"indicator": "rectified", "full_at": 100, "none_at": 0}},
    {"key": "major", "text": "重大隐患整改", "points": 20,
     "automatic": {"indicator": "major_rectified", "full_at": 100, "none_at": 0}},
    {"key": "duty", "text": "责任制落实", "points": 40},
]  # fmt: skip


def east_of(stage: Stage) -> str:
    return f"town:{stage.town.towns['湖东镇']}"


def west_of(stage: Stage) -> str:
    return f"town:{stage.town.towns['湖西镇']}"


def opened(stage: Stage, **more: Any) -> str:
    own = str(uuid4())
    given: dict[str, Any] = {
        "assessment": own, "title": "第三季度考核", "object_kind": "town", "objects": [east_of(stage), west_of(stage)],
        "period_first": LAST.first.isoformat(), "period_last": LAST.last.isoformat(), "pass_percent": 80,
        "items": ITEMS,
    }  # fmt: skip
    stage.does("xu", "open-assessment", **{**given, **more})
    return own


def found_then(stage: Stage, db: Database, unit: str, *, closed: bool) -> None:
    """Write a hazard into the period, open or closed at its end."""
    found = LAST.first + timedelta(days=9)
    steps = [Past(found, "hazard-opened", "open", due=found + timedelta(days=10))]
    steps += [Past(found + timedelta(days=3), "reinspection-passed", "closed")] if closed else []
    with db.transaction() as session:
        lived(session, stage, steps, unit)


def whole(stage: Stage, own: str, who: str = "xu") -> Any:
    answer = stage.get(who, f"/api/v1/assessments/{own}")
    assert answer.status_code == 200, answer.text
    return answer.json


def sheet(stage: Stage, own: str, key: str, who: str = "xu") -> Any:
    row = next(each for each in whole(stage, own, who)["rows"] if each["object"] == key)
    answer = stage.get(who, f"/api/v1/assessment-sheets/{row['id']}")
    assert answer.status_code == 200, answer.text
    return answer.json


def line(told: Any, key: str) -> Any:
    return next(each for each in told["lines"] if each["key"] == key)


def on(told: Any, item: str = "duty", **more: Any) -> dict[str, Any]:
    return {"sheet": told["id"], "item": item, "entry": str(uuid4()), **more}


def score_all(stage: Stage, own: str, **points: float) -> None:
    for row in whole(stage, own)["rows"]:
        given = points.get(row["name"], 40)
        stage.does("xu", "score-assessment", **on(row, points=given, reason="" if given == 40 else "记录不全"))


def decide(stage: Stage, own: str, **more: Any) -> dict[str, Any]:
    return stage.act("xu", "decide-assessment", assessment=own, decision=str(uuid4()), **more)


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


def test_who_deducts_says_why_and_points_stay_within_the_item(stage: Stage) -> None:
    own = opened(stage)
    told = sheet(stage, own, east_of(stage))
    assert stage.act("xu", "score-assessment", **on(told, points=39))["code"] == "reason-needed"
    too_many = stage.act("xu", "score-assessment", **on(told, points=41, reason="好"))
    assert (too_many["code"], "40" in too_many["reason"]) == ("assessment-points", True)
    assert sheet(stage, own, east_of(stage))["entries"] == []


def test_evidence_is_opened_by_who_sees_the_sheet_only(stage: Stage) -> None:
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
    assert stage.get("xu", path).data == content
    assert stage.get("an", path).status_code == 200
    assert stage.get("xi", path).status_code == 404
    assert stage.get("li", path).status_code == 403


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


def test_a_decision_waits_until_every_manual_item_has_points(stage: Stage) -> None:
    own = opened(stage)
    refused = decide(stage, own)
    assert (refused["code"], refused["detail"]["items"]) == ("assessment-waits", 2)
    early = opened(stage, period_first=TODAY.replace(day=1).isoformat(), period_last=TODAY.isoformat())
    assert decide(stage, early)["code"] == "assessment-early"


def test_a_decided_sheet_does_not_move_when_the_present_does(stage: Stage, db: Database) -> None:
    found_then(stage, db, "A", closed=True)
    own = opened(stage)
    score_all(stage, own)
    assert decide(stage, own)["status"] == "applied"
    before, ranking = sheet(stage, own, east_of(stage)), whole(stage, own)["rows"]
    assert line(before, "fixed")["share"] == {"n": 1, "d": 1}
    found_then(stage, db, "A", closed=False)
    again = opened(stage)
    assert line(sheet(stage, again, east_of(stage)), "fixed")["share"] == {"n": 1, "d": 2}
    assert sheet(stage, own, east_of(stage)) == before
    assert whole(stage, own)["rows"] == ranking
    for kind, more in (
        ("score-assessment", on(before, points=1, reason="x")),
        ("cancel-assessment", {"assessment": own, "reason": "x"}),
        ("decide-assessment", {"assessment": own, "decision": str(uuid4())}),
    ):
        assert stage.act("xu", kind, **more)["code"] == "assessment-state"


def test_ties_are_ties_and_a_town_sees_the_ranking_only_once_it_is_decided(stage: Stage) -> None:
    own = opened(stage, items=[ITEMS[2]])
    score_all(stage, own)
    assert [row["object"] for row in whole(stage, own, "an")["rows"]] == [east_of(stage)]
    west = next(row for row in whole(stage, own)["rows"] if row["object"] == west_of(stage))
    assert decide(stage, own)["status"] == "applied"
    rows = whole(stage, own, "an")["rows"]
    assert [(row["rank"], row["percent"], row["outcome"]) for row in rows] == [(1, "100.00", "passed")] * 2
    assert stage.get("an", f"/api/v1/assessment-sheets/{west['id']}").status_code == 404
    assert stage.get("shi", f"/api/v1/assessment-sheets/{west['id']}").status_code == 200


def test_of_whom_too_little_could_be_assessed_has_a_result_and_no_rank(stage: Stage) -> None:
    own = opened(stage)
    score_all(stage, own)
    assert decide(stage, own)["status"] == "applied"
    assert [(row["rank"], row["percent"], row["possible"]) for row in whole(stage, own)["rows"]] == [
        (None, "100.00", "40.00")
    ] * 2


def test_a_withdrawn_decision_stays_in_the_history_and_the_next_one_counts(stage: Stage) -> None:
    own = opened(stage, items=[ITEMS[2]])
    score_all(stage, own)
    decide(stage, own, opinion="第一次")
    stage.does("xu", "withdraw-assessment", assessment=own, reason="漏看佐证")
    told = whole(stage, own)
    assert (told["state"], told["decision"]) == ("open", None)
    assert [(each["n"], each["opinion"], each["withdraw_reason"]) for each in told["history"]] == [
        (1, "第一次", "漏看佐证")
    ]
    stage.does("xu", "score-assessment", **on(told["rows"][0], points=10, reason="复核"))
    assert decide(stage, own, opinion="第二次")["status"] == "applied"
    after = whole(stage, own)
    assert (after["decision"]["n"], after["decision"]["opinion"], after["rows"][-1]["percent"]) == (
        2,
        "第二次",
        "25.00",
    )


def test_honours_and_criticism_stand_in_the_decision_and_the_criticised_is_told(stage: Stage, db: Database) -> None:
    own = opened(stage)
    score_all(stage, own, 湖西镇=10)
    west = next(row for row in whole(stage, own)["rows"] if row["object"] == west_of(stage))
    due = (TODAY + timedelta(days=10)).isoformat()
    person = {"honour_kind": "person", "name": "王强", "unit": "湖东镇", "reason": "复查及时"}
    assert decide(stage, own, honours=[{**person, "unit": ""}])["code"] == "assessment-unfit"
    stray = [{"sheet": str(uuid4()), "reason": "拖延", "due_on": due}]
    assert decide(stage, own, criticisms=stray)["code"] == "unknown-thing"
    criticism = {"sheet": west["id"], "reason": "责任制未落实", "due_on": due}
    assert decide(stage, own, honours=[person], criticisms=[criticism])["status"] == "applied"
    decision = whole(stage, own, "an")["decision"]
    assert decision["honours"] == [person]
    assert decision["criticisms"] == [{**criticism, "name": west["name"]}]
    told = messages(stage, db)
    assert {(event, facts.get("reason")) for event, facts in told["xi"] if event == "assessment-criticised"} == {
        ("assessment-criticised", "责任制未落实")
    }
    assert "assessment-criticised" not in {event for event, _ in told["an"]}


def messages(stage: Stage, db: Database) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Let the worker tell of every act, and return everybody's inbox."""
    with db.transaction() as session:
        acts = session.scalars(select(ActReceived).order_by(ActReceived.received_at)).all()
        for act in acts:
            telling.tell(session, act.id, datetime.now(UTC))
        return {
            who: [
                (row.event, row.facts)
                for row in session.scalars(select(InboxMessage).where(InboxMessage.person_id == person))
            ]
            for who, person in stage.people.items()
        }


def test_everybody_is_told_what_is_theirs_and_nothing_of_others(stage: Stage, db: Database) -> None:
    firms = [f"enterprise:{stage.town.enterprises[unit]}" for unit in "AD"]
    of_firms = opened(stage, object_kind="enterprise", objects=firms, title="企业考核")
    of_towns = opened(stage, objects=[east_of(stage)])
    told = sheet(stage, of_towns, east_of(stage), "an")
    score_all(stage, of_firms)
    score_all(stage, of_towns)
    stage.does("an", "appeal-assessment", appeal=(own := str(uuid4())), sheet=told["id"], item="fixed", reason="移交")
    stage.does("xu", "answer-appeal", appeal=own, accepted=False, reason="核实无误")
    before = messages(stage, db)
    assert [event for event, _ in before["li"]] == []
    assert [event for event, _ in before["xu"]] == ["assessment-appealed"]
    assert sorted(event for event, _ in before["zhou"]) == [
        "assessment-appeal-refused", "assessment-opened", "assessment-scored",
    ]  # fmt: skip
    assert before["xi"] == []
    decide(stage, of_firms)
    decide(stage, of_towns)
    after = messages(stage, db)
    for who in ("li", "ma"):
        assert [event for event, _ in after[who]] == ["assessment-passed"]
        assert len({facts["unit"] for _, facts in after[who]}) == 1
    assert after["li"][0][1]["unit"] != after["ma"][0][1]["unit"]
    shown = stage.get("li", "/api/v1/inbox").json["items"][0]
    assert "40.00/40.00" in shown["body"]
    assert stage.get("li", f"/api/v1/assessments/{of_firms}").status_code == 403


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
    items = [
        {
            **{name: item[name] for name in ("key", "text", "text_en", "points")},
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


def test_the_book_and_the_sheet_say_of_when_by_what_and_decided_by_whom(stage: Stage, db: Database) -> None:
    found_then(stage, db, "A", closed=True)
    own = opened(stage)
    score_all(stage, own, 湖西镇=10)
    east = sheet(stage, own, east_of(stage))
    assert "尚未评定" in cells(stage, own)[2]
    decide(stage, own, opinion="总体较好")
    answer = stage.get("xu", f"/api/v1/assessments/{own}/book.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "排名"
    assert len(book.sheetnames) == 3
    page = book["排名"]
    assert [cell.value for cell in page[6]] == [1, east["name"], 100, 100, "100.00 %", "合格"]
    assert str(LAST.first.year) in page["A2"].value
    assert "区安委办徐" in page["A3"].value
    assert any("1/1" in str(cell.value) for row in book[book.sheetnames[1]].rows for cell in row)
    paper = stage.get("an", f"/api/v1/assessment-sheets/{east['id']}/sheet.pdf")
    assert paper.data.startswith(b"%PDF-")
    assert stage.get("an", f"/api/v1/assessments/{own}/book.xlsx").status_code == 403


def cells(stage: Stage, own: str) -> list[str]:
    """Return the first column of the ranking."""
    book = load_workbook(io.BytesIO(stage.get("shi", f"/api/v1/assessments/{own}/book.xlsx").data))
    return [str(cell.value) for cell in book.worksheets[0]["A"]]


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
