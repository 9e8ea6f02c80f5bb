"""Assessments decided: ranked, still whatever comes later, withdrawn with a reason, told to whom it is due, printed."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from grids.indicators import IndicatorPolicy
from server.db import Database
from server.documents import assessments as documents
from server.reads import assessment_counts
from server.store.policy import indicators_on
from tests.server.assessing import (
    ITEMS,
    LAST,
    TODAY,
    decide,
    east_of,
    found_then,
    line,
    messages,
    on,
    opened,
    score_all,
    sheet,
    west_of,
    whole,
)
from tests.server.stage import Stage


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
    assert [(row["object"], row["rank"]) for row in whole(stage, own, "an")["rows"]] == [(east_of(stage), None)]
    assert [row["rank"] for row in whole(stage, own)["rows"]] == [1, 1]
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
    town = {"honour_kind": "town", "name": "湖东镇", "unit": "", "reason": "扎实"}
    decide(stage, own, opinion="第一次", honours=[town])
    stage.does("xu", "withdraw-assessment", assessment=own, reason="漏看佐证")
    told = whole(stage, own)
    assert (told["state"], told["decision"]) == ("open", None)
    (first,) = told["history"]
    assert (first["n"], first["opinion"], first["withdraw_reason"]) == (1, "第一次", "漏看佐证")
    assert (first["honours"], first["criticisms"]) == ([town], [])
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


def test_a_book_counts_every_sheet_once(stage: Stage, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    found_then(stage, db, "A", closed=True)
    own, counts, asked = opened(stage), assessment_counts.shares, list[int]()
    score_all(stage, own)

    def counted(*given: Any) -> Any:
        asked.append(len(given[2]))
        return counts(*given)

    monkeypatch.setattr(assessment_counts, "shares", counted)
    book = load_workbook(io.BytesIO(stage.get("xu", f"/api/v1/assessments/{own}/book.xlsx").data))
    scored = [str(cell.value) for page in book.worksheets[1:] for row in page.rows for cell in row]
    assert (asked, len([cell for cell in scored if "区安委办徐" in cell])) == ([2], 2)


def test_figures_of_papers_are_written_by_the_rules_of_the_decisions_day(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[date]()

    def noted(day: date) -> IndicatorPolicy:
        asked.append(day)
        return indicators_on(day)

    monkeypatch.setattr(documents, "indicators_on", noted)
    line_ = {
        "key": "a", "automatic": {"name": {"zh": "整改"}, "full_at": 100, "none_at": 0}, "share": {"n": 1, "d": 2},
        "counted": "5.00",
    }  # fmt: skip
    now, then = datetime(2026, 11, 29, 17, tzinfo=UTC), datetime(2026, 10, 8, 2, tzinfo=UTC)
    for decision in (None, {"at": then}):
        documents.basis(line_, {"entries": []}, documents.Said("zh"), documents.day_of(decision, now))
    assert asked == [date(2026, 11, 30), date(2026, 10, 8)]


def cells(stage: Stage, own: str) -> list[str]:
    """Return the first column of the ranking."""
    book = load_workbook(io.BytesIO(stage.get("shi", f"/api/v1/assessments/{own}/book.xlsx").data))
    return [str(cell.value) for cell in book.worksheets[0]["A"]]
