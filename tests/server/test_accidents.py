"""Accidents: graded by Order 493, typed by the edition of their day, supplemented without losing what was said."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from pydantic import TypeAdapter
from sqlalchemy import text

from grids.policy import HERE
from server.api.accident_answers import AccidentEditionShape, AccidentList, AccidentWhole
from server.db import Database
from server.reads import accidents
from tests.server.outboxes import verify_chains
from tests.server.stage import Stage
from tests.server.test_public_reports import Passer, settle

NOW = datetime.now(UTC)
NEW = datetime(2026, 8, 3, 10, 0, tzinfo=HERE)
OLD = datetime(2025, 8, 3, 10, 0, tzinfo=HERE)


def happens(stage: Stage, at: datetime = OLD, who: str = "an", unit: str = "A", **more: Any) -> dict[str, Any]:
    """Send an accident and return the word on it."""
    told = {
        "record": str(uuid4()), "enterprise": str(stage.town.enterprises[unit]), "happened_at": at.isoformat(),
        "place": "一车间", "brief": "一人被卷入", "accident_type": "86-03", "deaths": 0, "serious_injuries": 1, **more,
    }  # fmt: skip
    return {**stage.act(who, "report-accident", **told), "record": told["record"]}


def one(stage: Stage, record: str, who: str = "an") -> dict[str, Any]:
    """Open an accident, in the shape that is described."""
    answer = stage.get(who, f"/api/v1/accidents/{record}")
    TypeAdapter(AccidentWhole).validate_json(answer.get_data())
    found: dict[str, Any] = answer.json
    return found


def listed(stage: Stage, who: str = "an", **query: Any) -> dict[str, Any]:
    """List accidents, in the shape that is described."""
    answer = stage.get(who, "/api/v1/accidents", **query)
    TypeAdapter(AccidentList).validate_json(answer.get_data())
    found: dict[str, Any] = answer.json
    return found


def minutes(at: datetime, n: int) -> str:
    return (at + timedelta(minutes=n)).isoformat()


def test_an_accident_is_graded_and_linked_to_enterprise_grid_and_hazards(stage: Stage, db: Database) -> None:
    record = happens(stage, deaths=3)["record"]
    found = one(stage, record)
    assert (found["grade"], found["unit_id"], found["town_name"]) == ("larger", stage.town.units["A"], "湖东镇")
    assert found["enterprise_id"] == str(stage.town.enterprises["A"])
    file = stage.get("an", f"/api/v1/enterprises/{stage.town.enterprises['A']}/file").json
    kept = next(row for row in file["records"] if row["id"] == record)
    assert kept["fields"] == {
        "happened_on": "2025-08-03", "accident_type": "机械伤害", "deaths": 3, "serious_injuries": 1,
    }  # fmt: skip
    assert verify_chains(db) == 1


def test_larger_accidents_are_counted_against_the_aim_of_none(stage: Stage) -> None:
    happens(stage)
    assert listed(stage)["told"]["larger"] == 0
    happens(stage, deaths=10)
    happens(stage, unit="D", who="xi", loss_yuan=100_000_000)
    counts = {row["grade"]: row["accidents"] for row in listed(stage, "xu")["grades"]}
    assert counts == {"extraordinary": 1, "serious": 1, "larger": 0, "general": 1}
    assert listed(stage)["told"]["larger"] == 1
    assert [row["grade"] for row in listed(stage, "xu", grade="serious")["items"]] == ["serious"]


def test_the_hazards_behind_it_are_of_the_same_enterprise(stage: Stage) -> None:
    own = stage.hazard("wang", "A")
    assert happens(stage, hazards=[own], unit="B")["code"] == "not-found"
    record = happens(stage, hazards=[own])["record"]
    assert [each["id"] for each in one(stage, record)["hazard_list"]] == [own]


@pytest.mark.parametrize(("at", "code", "status"), [
    (OLD, "86-19", "applied"), (NEW, "86-19", "refused"), (NEW, "25-23", "applied"), (OLD, "25-23", "refused"),
    (NEW, "25-28", "refused"),
])  # fmt: skip
def test_the_type_is_one_of_the_edition_that_held_on_the_day(
    stage: Stage, at: datetime, code: str, status: str
) -> None:
    word = happens(stage, at, accident_type=code)
    assert word["status"] == status
    assert status == "applied" or word["code"] == "accident-type"


def test_old_types_are_counted_by_what_they_became_and_split_ones_under_their_old_name(stage: Stage) -> None:
    happens(stage, OLD, accident_type="86-03")
    happens(stage, NEW, accident_type="25-04")
    happens(stage, OLD, accident_type="86-19")
    counted = {row["code"]: (row["name"], row["accidents"]) for row in listed(stage)["types"]}
    assert counted == {"25-04": ("机械致害", 2), "86-19": ("中毒和窒息", 1)}


@pytest.mark.parametrize(("told", "sent", "wanted"), [
    (60, 180, ("on_time", "on_time")), (61, 120, ("late", "on_time")), (30, 151, ("on_time", "late")),
    (30, None, ("on_time", "missed")), (None, None, ("missed", None)),
])  # fmt: skip
def test_late_and_missed_reports_show(
    stage: Stage, told: int | None, sent: int | None, wanted: tuple[str, str | None]
) -> None:
    times: dict[str, Any] = {"told_at": told and minutes(OLD, told), "sent_up_at": sent and minutes(OLD, sent)}
    found = one(stage, happens(stage, **times)["record"])
    assert (found["enterprise_told"], found["authority_told"]) == wanted
    figures = listed(stage)["told"]
    assert figures["enterprise_due"] == 1
    assert figures["enterprise_on_time"] == (wanted[0] == "on_time")


def test_within_the_hour_nobody_is_late(stage: Stage) -> None:
    just_now = NOW - timedelta(minutes=20)
    record = happens(stage, just_now, accident_type="25-04")["record"]
    assert one(stage, record)["enterprise_told"] == "waits"
    assert listed(stage)["told"]["enterprise_due"] == 0


@pytest.mark.parametrize("times", [
    {"happened_at": (NOW + timedelta(hours=3)).isoformat()}, {"told_at": minutes(OLD, -5)},
    {"told_at": minutes(OLD, 50), "sent_up_at": minutes(OLD, 40)},
])  # fmt: skip
def test_times_out_of_order_are_refused_and_nothing_is_kept(stage: Stage, times: dict[str, Any]) -> None:
    assert happens(stage, **times)["code"] == "accident-time"
    assert listed(stage)["items"] == []


def test_a_supplement_keeps_what_was_said_before_and_a_late_one_is_marked(stage: Stage) -> None:
    record = happens(stage, NOW - timedelta(days=3), accident_type="25-04")["record"]
    stage.does("an", "supplement-accident", record=record, deaths=1, serious_injuries=0, reason="伤者死亡")
    found = one(stage, record)
    assert [(v["version"], v["deaths"], v["serious_injuries"], v["late"]) for v in found["versions"]] == [
        (1, 0, 1, False), (2, 1, 0, False),
    ]  # fmt: skip
    assert (found["grade"], found["version"]) == ("general", 2)
    stale = {"record": record, "deaths": 2, "reason": "又一人", "expected_version": 1}
    assert stage.act("an", "supplement-accident", **stale)["code"] == "moved-on"

    old = happens(stage, OLD)["record"]
    stage.does("an", "supplement-accident", record=old, deaths=3, reason="核实")
    assert (one(stage, old)["grade"], one(stage, old)["versions"][-1]["late"]) == ("larger", True)


def test_a_reported_accident_is_neither_changed_nor_ended_in_the_file(stage: Stage) -> None:
    record = happens(stage, deaths=3)["record"]
    fields = {"happened_on": "2025-08-03", "accident_type": "机械伤害", "deaths": 0, "serious_injuries": 0}
    changes = {"record": record, "fields": fields, "reason": "误录"}
    assert stage.act("an", "change-record", **changes)["code"] == "accident-supplement"
    ends = {"record": record, "ended_on": "2025-09-01", "reason": "误录"}
    assert stage.act("an", "end-record", **ends)["code"] == "accident-supplement"
    assert stage.act("xi", "end-record", **ends)["code"] == "area-not-yours"
    assert (one(stage, record)["grade"], one(stage, record)["version"]) == ("larger", 1)

    written = str(uuid4())
    own = {"enterprise": str(stage.town.enterprises["A"]), "topic": "accident", "fields": fields}
    stage.does("an", "add-record", record=written, **own)
    stage.does("an", "change-record", record=written, fields={**fields, "serious_injuries": 1}, reason="误录")
    stage.does("an", "end-record", **{**ends, "record": written, "ended_on": datetime.now(HERE).date().isoformat()})


def test_figures_count_every_accident_also_where_the_list_is_cut_off(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for deaths in (3, 0, 0):
        happens(stage, deaths=deaths)
    monkeypatch.setattr(accidents, "_LISTED", 2)
    shown = listed(stage)
    assert (len(shown["items"]), shown["total"]) == (2, 3)
    assert {row["grade"]: row["accidents"] for row in shown["grades"] if row["accidents"]} == {
        "larger": 1,
        "general": 2,
    }
    assert listed(stage, grade="general")["total"] == 2


def test_only_offices_of_the_place_register_and_a_grid_officer_sees_none(stage: Stage) -> None:
    assert happens(stage, who="wang")["code"] == "not-yours"
    assert happens(stage, who="xi")["code"] == "area-not-yours"
    assert stage.get("wang", "/api/v1/accidents").status_code == 403
    record = happens(stage)["record"]
    assert stage.get("xi", f"/api/v1/accidents/{record}").status_code == 404
    assert one(stage, record, "bu")["may"] == ["supplement-accident"]
    assert one(stage, record, "zhou")["may"] == []


def test_what_is_only_written_into_the_file_counts_and_its_times_are_not_known(stage: Stage) -> None:
    fields = {"happened_on": "2025-08-03", "accident_type": "触电", "deaths": 1, "serious_injuries": 0}
    own = {"record": str(uuid4()), "enterprise": str(stage.town.enterprises["A"]), "topic": "accident"}
    stage.does("an", "add-record", **own, fields=fields)
    found = listed(stage)
    assert [(row["type_code"], row["enterprise_told"]) for row in found["items"]] == [("86-05", None)]
    assert found["told"]["enterprise_due"] == 0


def test_the_types_of_both_editions_are_named_with_their_days(stage: Stage) -> None:
    answer = stage.get("an", "/api/v1/accidents/types")
    TypeAdapter(list[AccidentEditionShape]).validate_json(answer.get_data())
    assert [(each["id"], len(each["types"]), each["valid_to"]) for each in answer.json] == [
        ("GB 6441-1986", 20, "2026-07-01"), ("GB 6441-2025", 27, None),
    ]  # fmt: skip


def test_a_report_of_a_concealed_accident_is_borne_out_by_the_accident_and_rewarded_by_its_deaths(
    stage: Stage, db: Database
) -> None:
    passer = Passer(stage)
    report = passer.tells(subject="accident", words="有人受伤，厂里不让说")
    stage.does("an", "accept-report", report=report)
    assert settle(stage, report, accident=str(uuid4()))["code"] == "not-found"
    accident = happens(stage, deaths=3)["record"]
    assert settle(stage, report, accident=accident)["status"] == "applied"
    shown = stage.get("an", f"/api/v1/reports/{report}").json
    assert (shown["accident_id"], shown["reward_rule"]["concealed_yuan"]) == (accident, 40_000)
    money = {"report": report, "reward": "money", "decision": "奖励", "concealed_deaths": 3}
    assert stage.act("an", "reward-report", **money, amount_yuan=90_000)["code"] == "reward-limits"
    stage.does("an", "reward-report", **money, amount_yuan=120_000)
    with db.session() as session:
        kept = text("SELECT reward_concealed FROM public_report WHERE id = :id")
        assert session.scalar(kept, {"id": UUID(report)}) == 3


def test_the_workbook_holds_what_the_list_finds_and_says_what_was_asked(stage: Stage, db: Database) -> None:
    happens(stage, deaths=3)
    happens(stage)
    happens(stage, unit="D", who="xi", deaths=12)
    query = {"grade": "larger", "first": "2025-01-01"}
    book = openpyxl.load_workbook(io.BytesIO(stage.get("an", "/api/v1/accidents.xlsx", **query).data))
    head, *rows = book["事故"].iter_rows(values_only=True)
    (row,) = [dict(zip(head, row, strict=True)) for row in rows]
    assert (row["等级"], row["死亡（人）"], row["事故类型"]) == ("较大", 3, "机械伤害")
    assert row["发生日期"].date() == OLD.date()
    said = {line[0]: line[1] for line in book["说明"].iter_rows(values_only=True)}
    assert (said["条数"], said["等级"], said["自"], "镇街道" in said) == ("1", "较大", "2025-01-01", False)
    with db.transaction() as session:
        session.execute(text("UPDATE person SET locale = 'en' WHERE id = :id"), {"id": stage.people["an"]})
    english = openpyxl.load_workbook(io.BytesIO(stage.get("an", "/api/v1/accidents.xlsx").data))
    head, *rows = english["Accidents"].iter_rows(values_only=True)
    assert len(rows) == 2
    assert rows[0][head.index("Type")] == "Machinery injury"
