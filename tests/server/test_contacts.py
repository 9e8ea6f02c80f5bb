"""Contact tables over the routes: written by the own office, kept by version, printed in the form of the annex."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

from openpyxl import load_workbook

from tests.server.stage import Stage
from tests.server.test_self_checks import TODAY

PHONES = {"post": "主任", "office_phone": "0519-86310000", "mobile": "13912345678", "remark": ""}
PEOPLE = [
    {"part": "leader", "name": "周镇长", **PHONES}, {"part": "liaison", "name": "安联络", **PHONES},
]  # fmt: skip


def town_of(stage: Stage) -> str:
    return f"town:{stage.town.towns['湖东镇']}"


def command(stage: Stage, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "table": str(uuid4()), "office": town_of(stage), "base_version": 0, "valid_from": TODAY.isoformat(),
        "seal_unit": "湖东镇安全生产委员会办公室", "contacts": PEOPLE,
    }  # fmt: skip
    return {**given, **more}


def read(stage: Stage, who: str = "xu", **query: Any) -> Any:
    answer = stage.get(who, f"/api/v1/contacts/{town_of(stage)}", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_offices_without_a_table_are_named_and_counted(stage: Stage) -> None:
    before = stage.get("xu", "/api/v1/contacts").json
    assert (before["n"], before["d"]) == (0, 5)
    stage.does("an", "write-contacts", **command(stage))
    after = stage.get("xu", "/api/v1/contacts").json
    lacking = {row["name"] for row in after["items"] if row["n"] is None}
    assert (after["n"], after["d"], len(lacking)) == (1, 5, 4)
    own = next(row for row in after["items"] if row["office"] == town_of(stage))
    assert (own["leaders"], own["liaisons"][0]["mobile"]) == (["周镇长"], "13912345678")


def test_a_new_version_says_what_changed_and_the_old_one_stays_readable(stage: Stage) -> None:
    stage.does("an", "write-contacts", **command(stage))
    later = (TODAY + timedelta(days=3)).isoformat()
    moved = [PEOPLE[0], {**PEOPLE[1], "mobile": "13800000000"}, {"part": "member", "name": "钱", **PHONES}]
    stage.does("an", "write-contacts", **command(stage, base_version=1, valid_from=later, contacts=moved))
    today, then = read(stage), read(stage, day=later)
    assert (today["n"], len(today["contacts"]), then["n"], len(then["contacts"])) == (1, 2, 2, 3)
    newest = today["versions"][0]
    assert [each["name"] for each in newest["added"]] == ["钱"]
    assert newest["changed"][0]["fields"] == [{"name": "mobile", "old": "13912345678", "new": "13800000000"}]


def test_who_wrote_from_an_old_version_is_told_and_nothing_is_kept(stage: Stage) -> None:
    stage.does("an", "write-contacts", **command(stage))
    verdict = stage.act("an", "write-contacts", **command(stage))
    assert verdict["code"] == "moved-on"
    lacking = stage.act("an", "write-contacts", **command(stage, base_version=1, contacts=PEOPLE[:1]))
    assert lacking["code"] == "contacts-lack"
    assert "联络员" in lacking["reason"]
    assert read(stage)["base_version"] == 1


def test_another_office_does_not_write_the_table(stage: Stage) -> None:
    assert stage.act("xi", "write-contacts", **command(stage))["code"] == "area-not-yours"
    assert stage.act("xu", "write-contacts", **command(stage))["code"] == "office-not-yours"
    assert stage.act("zhou", "write-contacts", **command(stage))["code"] == "not-yours"


def test_enterprises_read_no_telephones_of_offices(stage: Stage) -> None:
    assert stage.get("li", "/api/v1/contacts").status_code == 403


def test_the_table_is_printed_with_its_seal_and_comes_as_a_workbook(stage: Stage) -> None:
    office = town_of(stage)
    assert stage.get("xu", f"/api/v1/contacts/{office}/table.pdf").status_code == 404
    stage.does("an", "write-contacts", **command(stage))
    paper = stage.get("xu", f"/api/v1/contacts/{office}/table.pdf")
    assert paper.data.startswith(b"%PDF")
    sheet = load_workbook(io.BytesIO(stage.get("xu", f"/api/v1/contacts/{office}/table.xlsx").data)).worksheets[0]
    told = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert {"周镇长", "安联络", "13912345678"} <= told
    assert any("湖东镇安全生产委员会办公室" in each for each in told)
