"""A department writes a standard: draft, check, publish, supersede; own classes only; as a sheet out and in."""

import base64
import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
import xlsxwriter
from flask.testing import FlaskClient
from sqlalchemy import select

from grids.policy import local_day
from server import standards as shipped
from server.db import Database
from server.store.tables import Checklist, ChecklistVersion, Enterprise, GrantRow
from tests.server.stage import SAME_ORIGIN, Stage
from tests.town import named

TODAY = local_day(datetime.now(UTC))
HEADER = {"name": "冷链仓储检查表", "name_en": "Cold chain", "classes": ["industry"], "tags": ["冷链"]}
ITEM = {
    "code": "CC1", "category": "S05", "title": "冷库安全出口能从内部打开",
    "do": "每班试开一次", "do_how": "关门后从里面推",
    "look": "逃生门把手", "how": "进库关门试一次", "law": "消防法（2021） 第二十八条", "evidence": ["test"],
    "frequency": "each_shift", "penalty": "消防法（2021） 第六十条",
}  # fmt: skip


def start(stage: Stage, who: str = "bu", **header: Any) -> str:
    own = str(uuid4())
    stage.does(
        who, "start-standard", standard=own, district=stage.town.district, code=f"cold-{own[:8]}",
        header={**HEADER, **header},
    )  # fmt: skip
    return own


def publish(stage: Stage, own: str, items: list[dict[str, Any]], day: date, revision: int, who: str = "bu") -> int:
    stage.does(who, "save-standard", standard=own, base_revision=revision, header=HEADER, items=items)
    done = stage.does(who, "publish-standard", standard=own, base_revision=revision + 1, valid_from=day.isoformat())
    return int(done["detail"]["version"])


def read(stage: Stage, own: str, who: str = "bu") -> Any:
    answer = stage.get(who, f"/api/v1/standards/{own}")
    assert answer.status_code == 200, answer.text
    return answer.json


def lists_of(stage: Stage, who: str) -> dict[int, Any]:
    return {row["version_id"]: row for row in stage.get(who, "/api/v1/pack").json["checklists"]}


def test_a_draft_says_what_is_missing_and_is_published_when_nothing_is(stage: Stage) -> None:
    own = start(stage)
    stage.does(
        "bu", "save-standard", standard=own, base_revision=0, header=HEADER, items=[{**ITEM, "law": "", "do": ""}]
    )
    found = read(stage, own)["draft"]["findings"]
    assert {(each["code"], each["row"]) for each in found} == {("no-clause", 1), ("no-do", 1)}
    assert all(each["words"] for each in found)
    refused = stage.act("bu", "publish-standard", standard=own, base_revision=1, valid_from=TODAY.isoformat())
    assert (refused["status"], refused["code"]) == ("refused", "standard-faults")
    assert "第 1 行" in refused["reason"]
    version = publish(stage, own, [ITEM], TODAY, 1)
    told = read(stage, own)
    assert (told["number"], told["draft"]) == (1, None)
    assert [each["version_id"] for each in told["versions"]] == [version]


def test_a_new_industry_reaches_the_phone_without_code(stage: Stage) -> None:
    version = publish(stage, start(stage), [ITEM], TODAY, 0)
    assert lists_of(stage, "wang")[version]["tags"] == ["冷链"]
    own = lists_of(stage, "li")[version]
    assert own["items"][0]["do"] == ITEM["do"]
    assert own["items"][0]["how"] == ITEM["how"]


def test_a_department_writes_for_its_own_classes_only(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        grant = session.scalars(select(GrantRow).where(GrantRow.person_id == named("bu"))).one()
        grant.classes = ["commerce"]
    own = str(uuid4())
    command = {"standard": own, "district": stage.town.district, "code": "c1"}
    assert stage.act("bu", "start-standard", **command, header=HEADER)["code"] == "area-not-yours"
    every = {**HEADER, "classes": []}
    assert stage.act("bu", "start-standard", **command, header=every)["code"] == "area-not-yours"
    stage.does("bu", "start-standard", **command, header={**HEADER, "classes": ["commerce"]})
    widened = stage.act("bu", "save-standard", standard=own, base_revision=0, header=HEADER, items=[ITEM])
    assert widened["code"] == "area-not-yours"


@pytest.mark.parametrize("who", ["wang", "an", "qin", "li", "chen"])
def test_nobody_else_writes_standards(stage: Stage, who: str) -> None:
    refused = stage.act(
        who, "start-standard", standard=str(uuid4()), district=stage.town.district, code="c1", header=HEADER
    )
    assert refused["code"] == "not-yours"


def test_what_ships_is_nobodys_to_change(stage: Stage, db: Database) -> None:
    with db.session() as session:
        uid = session.scalars(select(Checklist.uid).where(Checklist.code == "general-test")).one()
    refused = stage.act("bu", "save-standard", standard=str(uid), base_revision=0, header=HEADER, items=[ITEM])
    assert refused["code"] == "not-yours"


def test_two_who_write_at_once_do_not_overwrite_each_other(stage: Stage) -> None:
    own = start(stage)
    stage.does("bu", "save-standard", standard=own, base_revision=0, header=HEADER, items=[ITEM])
    second = stage.act("xu", "save-standard", standard=own, base_revision=0, header=HEADER, items=[])
    assert (second["status"], second["code"]) == ("conflict", "standard-behind")
    assert "部门卜" in second["reason"]
    assert len(read(stage, own)["draft"]["items"]) == 1


def test_a_visit_begun_under_a_version_finishes_under_it_after_the_next_was_published(
    stage: Stage, db: Database
) -> None:
    with db.transaction() as session:
        session.get_one(Enterprise, stage.town.enterprises["A"]).tags = ["冷链"]
    own = start(stage)
    first = publish(stage, own, [ITEM], TODAY, 0)
    with db.transaction() as session:  # it has held since yesterday
        session.get_one(ChecklistVersion, first).valid_from = TODAY - timedelta(days=1)
    visit = str(uuid4())
    stage.does(
        "wang", "start-visit", visit=visit, enterprise=str(stage.town.enterprises["A"]),
        started_at=datetime.now(UTC).isoformat(),
    )  # fmt: skip
    second = publish(stage, own, [{**ITEM, "title": "改过的要求"}], TODAY, 0)
    held = lists_of(stage, "wang")
    assert held[first]["valid_to"] == TODAY.isoformat()
    assert held[first]["items"][0]["title"] == ITEM["title"]
    assert held[second]["items"][0]["title"] == "改过的要求"
    hazard = stage.hazard("wang", visit=visit, check_item="CC1")
    stage.does(
        "wang", "finish-visit", visit=visit, outcome="inspected", finished_at=datetime.now(UTC).isoformat(),
        checklist_version=first, answers=[{"item": "CC1", "result": "hazard", "hazard": hazard}],
    )  # fmt: skip
    answer = stage.get("bu", f"/api/v1/standards/{own}/versions/1")
    assert answer.json["items"][0]["title"] == ITEM["title"]


def test_a_new_version_comes_to_phones_with_the_changes(real_stage: Stage) -> None:
    stage = real_stage
    cursors = {who: stage.get(who, "/api/v1/pack").json["cursor"] for who in ("wang", "li", "an", "qin")}
    version = publish(stage, start(stage), [ITEM], TODAY, 0)
    for who, cursor in cursors.items():
        told = stage.get(who, "/api/v1/changes", cursor=cursor).json
        assert [row["version_id"] for row in told["upserts"]["checklist"]] == [version], who
        assert told["removed"].get("checklist", []) == []


def test_a_version_of_a_later_day_waits_for_it(stage: Stage) -> None:
    own = start(stage)
    version = publish(stage, own, [ITEM], TODAY + timedelta(days=10), 0)
    told = read(stage, own)
    assert (told["number"], told["next_from"]) == (None, (TODAY + timedelta(days=10)).isoformat())
    assert version in lists_of(stage, "wang")


def test_what_changed_between_versions_is_shown_with_both_texts(stage: Stage, db: Database) -> None:
    own = start(stage)
    first = publish(stage, own, [ITEM], TODAY, 0)
    with db.transaction() as session:
        session.get_one(ChecklistVersion, first).valid_from = TODAY - timedelta(days=1)
    publish(stage, own, [{**ITEM, "how": "新的查法"}, {**ITEM, "code": "CC2"}], TODAY, 0)
    told = stage.get("an", f"/api/v1/standards/{own}/differences", old=1, new=2).json
    assert [each["code"] for each in told["added"]] == ["CC2"]
    assert told["changed"][0]["fields"] == [{"name": "how", "old": ITEM["how"], "new": "新的查法"}]


def test_a_class_without_a_standard_of_its_own_is_red(stage: Stage) -> None:
    classes = {row["supervision_class"]: row for row in stage.get("bu", "/api/v1/standards").json["classes"]}
    assert classes["industry"]["lacks"] is True
    assert classes["industry"]["departments"] == ["部门卜"]
    publish(stage, start(stage), [ITEM], TODAY, 0)
    classes = {row["supervision_class"]: row for row in stage.get("bu", "/api/v1/standards").json["classes"]}
    assert classes["industry"]["lacks"] is False


def test_a_draft_is_seen_by_who_may_write_it_only(stage: Stage) -> None:
    own = start(stage)
    assert read(stage, own)["draft"]["revision"] == 0
    assert read(stage, own, "an")["draft"] is None
    assert stage.get("an", f"/api/v1/standards/{own}/versions/draft").status_code == 409


def test_a_dropped_draft_leaves_what_is_published(stage: Stage) -> None:
    own = start(stage)
    publish(stage, own, [ITEM], TODAY, 0)
    stage.does("bu", "save-standard", standard=own, base_revision=0, header=HEADER, items=[])
    stage.does("bu", "drop-standard-draft", standard=own, reason="不改了")
    told = read(stage, own)
    assert (told["draft"], told["number"]) == (None, 1)
    fresh = start(stage)
    stage.does("bu", "drop-standard-draft", standard=fresh, reason="不做了")
    assert stage.get("bu", f"/api/v1/standards/{fresh}").status_code == 404


def sheet(client: FlaskClient, own: str, content: bytes, name: str = "items.xlsx") -> Any:
    answer = client.post(
        f"/api/v1/standards/{own}/sheet", data={"file": (io.BytesIO(content), name)}, headers=SAME_ORIGIN,
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sheet_that_was_taken_out_comes_back_the_same(stage: Stage, language: str) -> None:
    own = start(stage)
    items = [
        {**ITEM, "level": "major", "criteria": ["10-12-1"], "evidence": ["sight", "record"], "title_en": "Exits open"},
        {**ITEM, "code": "CC2", "frequency": "monthly"},
    ]
    stage.does("bu", "save-standard", standard=own, base_revision=0, header=HEADER, items=items)
    kept = read(stage, own)["draft"]["items"]
    out = stage.get("bu", f"/api/v1/standards/{own}/versions/draft/sheet.xlsx", language=language)
    assert out.status_code == 200
    back = sheet(stage.client("bu"), own, out.data)
    assert back["refused"] == []
    assert back["items"] == kept


def test_refused_rows_come_back_with_row_field_and_reason_and_nothing_is_taken(stage: Stage) -> None:
    own = start(stage)
    rows = [
        ("编号", "隐患分类", "检查项目", "自查频次", "分值"),
        ("A1", "S05", "好的一行", "每月", ""),
        ("A2", "Z99", "分类不对", "每月", ""),
        ("A3", "S05", "", "有空时", "五分"),
        ("A1", "S05", "编号重复", "每月", ""),
    ]
    told = sheet(stage.client("bu"), own, workbook(rows))
    assert told["items"] == []
    refused = {(each["row"], each["field"].rstrip("*")) for each in told["refused"]}
    assert refused == {(3, "隐患分类"), (4, "检查项目"), (4, "自查频次"), (4, "分值"), (5, "编号")}
    back = openpyxl.load_workbook(io.BytesIO(base64.b64decode(told["refused_file"]))).worksheets[0]
    reasons = [[str(cell) for cell in row[-3:]] for row in back.iter_rows(min_row=2, values_only=True)]
    assert ["4", "自查频次"] in [row[:2] for row in reasons]
    assert all(row[2] for row in reasons)
    assert read(stage, own)["draft"]["items"] == []


def test_a_file_that_is_no_table_is_refused_in_words(stage: Stage) -> None:
    own = start(stage)
    answer = stage.client("bu").post(
        f"/api/v1/standards/{own}/sheet", data={"file": (io.BytesIO(b"\x00\x01nothing"), "a.xlsx")},
        headers=SAME_ORIGIN, content_type="multipart/form-data",
    )  # fmt: skip
    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad-file")


def test_criteria_of_order_10_are_64_and_a_finding_can_name_them(stage: Stage) -> None:
    told = stage.get("wang", "/api/v1/standards/catalogue").json
    assert len(told["classes"]) == 24
    by_article: dict[int, int] = {}
    for criterion in told["criteria"]:
        by_article[criterion["article"]] = by_article.get(criterion["article"], 0) + 1
        assert criterion["condensed"] is True
    assert by_article == {3: 3, 4: 8, 5: 13, 6: 8, 7: 7, 8: 7, 9: 2, 10: 2, 11: 10, 12: 2, 13: 2}
    hazard = stage.hazard("qin", level="major", interim_measures="停用", criteria=["10-11-3"])
    assert stage.get("qin", f"/api/v1/hazards/{hazard}").json["criterion_ids"] == ["10-11-3"]
    refused = stage.act(
        "qin", "record-hazard", hazard=str(uuid4()), enterprise=str(stage.town.enterprises["A"]),
        found_at=datetime.now(UTC).isoformat(), place="车间", description="粉尘", category="S05",
        criteria=["10-99-9"], photos=[stage.photo("qin")],
    )  # fmt: skip
    assert refused["code"] == "unknown-thing"


def test_what_ships_names_criteria_that_exist() -> None:
    items = [item for each in shipped.read() for version in each["version"] for item in version["items"]]
    assert {code for item in items for code in item.get("criteria", ())} <= shipped.criterion_ids()


@pytest.mark.real_data
def test_a_scoring_sheet_of_164_items_comes_in_holds_and_scores(stage: Stage, real_data: Path) -> None:
    own = start(stage)
    with (real_data / "checklists" / "ssm_warehouse_scoring.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    head = ("编号", "隐患分类", "检查项目", "企业做什么", "依据条款", "分值", "扣分办法", "查验方式", "自查频次")
    rows = [head] + [
        (f"W{n:03d}", "B04", row["project"], row["content"], "安全生产标准化评分标准", row["score"],
         row["deduction_method"], "查文件", "每年")
        for n, row in enumerate(found, start=1)
    ]  # fmt: skip
    told = sheet(stage.client("bu"), own, workbook(rows))
    assert told["refused"] == []
    assert len(told["items"]) == 164
    version = publish(stage, own, told["items"], TODAY, 0)
    answers = [{"item": item["code"], "result": "ok"} for item in told["items"]]
    answers[0] = {"item": "W001", "result": "ok", "off": 2}
    now = datetime.now(UTC)
    check = str(uuid4())
    stage.does(
        "li", "submit-self-check", self_check=check, enterprise=str(stage.town.enterprises["A"]),
        checklist_version=version, started_at=(now - timedelta(hours=2)).isoformat(), finished_at=now.isoformat(),
        answers=answers, checker="厂长李", photos=[stage.photo("li")],
    )  # fmt: skip
    whole = stage.get("an", f"/api/v1/self-checks/{check}").json
    assert (whole["points"], whole["of_points"]) == (998, 1000)


def workbook(rows: Sequence[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("表")
        for n, row in enumerate(rows):
            page.write_row(n, 0, row)
    return out.getvalue()
