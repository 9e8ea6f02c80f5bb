"""The office imports a file on screen: a trial writes nothing, the import writes what the trial said."""

import io
from typing import Any

import openpyxl

from tests.server.stage import SAME_ORIGIN, Stage
from tests.town import middle


def table() -> bytes:
    lon, lat = middle("B")
    rows = [
        "企业名称,统一社会信用代码,地址,经度,纬度,所属镇",
        f"湖东铸造厂,,一号路1号,{lon:.6f},{lat:.6f},湖东镇",
        f",,没有名称的一行,{lon:.6f},{lat:.6f},湖东镇",
    ]
    return "\n".join(rows).encode()


def upload(stage: Stage, who: str, *, dry_run: bool) -> Any:
    form = {"kind": "enterprises", "crs": "wgs84", "dry_run": str(dry_run).lower()}
    file = (io.BytesIO(table()), "企业.csv")
    return stage.client(who).post(
        "/api/v1/imports", data={**form, "file": file}, headers=SAME_ORIGIN, content_type="multipart/form-data"
    )


def test_a_trial_writes_nothing_and_gives_the_refused_rows_back(stage: Stage) -> None:
    answer = upload(stage, "an", dry_run=True)
    assert answer.status_code == 200, answer.text
    assert (answer.json["read"], answer.json["inserted"], answer.json["refused"]) == (2, 1, 1)
    assert stage.get("an", "/api/v1/enterprises", q="湖东铸造厂").json["total"] == 0
    assert "没有名称的一行" in stage.get("an", answer.json["refused_url"]).get_data(as_text=True)


def test_an_import_puts_the_enterprise_into_its_unit(stage: Stage) -> None:
    answer = upload(stage, "an", dry_run=False)
    assert answer.status_code == 200, answer.text
    found = stage.get("an", "/api/v1/enterprises", q="湖东铸造厂").json["items"]
    assert [row["unit_id"] for row in found] == [stage.town.units["B"]]
    assert len(stage.get("an", "/api/v1/imports").json) == 1


def test_another_town_s_office_imports_nothing_here(stage: Stage) -> None:
    answer = upload(stage, "xi", dry_run=False)
    assert answer.json.get("inserted", 0) == 0
    assert stage.get("xu", "/api/v1/enterprises", q="湖东铸造厂").json["total"] == 0


def test_a_grid_officer_does_not_import(stage: Stage) -> None:
    assert upload(stage, "wang", dry_run=True).status_code == 403


def send(stage: Stage, path: str, name: str, content: bytes, who: str = "an", **form: str) -> Any:
    data = {**form, "file": (io.BytesIO(content), name)}
    return stage.client(who).post(path, data=data, headers=SAME_ORIGIN, content_type="multipart/form-data")


def two_sheets() -> bytes:
    book = openpyxl.Workbook()
    for title, name in (("一季度", "湖东铸造厂"), ("二季度", "湖东锻造厂")):
        sheet = book.create_sheet(title)
        sheet.append(["企业名称", "地址", "所属镇"])
        sheet.append([name, "一号路1号", "湖东镇"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_sheets_of_a_file_are_offered_and_the_chosen_one_goes_in(stage: Stage) -> None:
    content = two_sheets()
    assert send(stage, "/api/v1/imports/layers", "企业.xlsx", content).json == ["一季度", "二季度"]
    assert send(stage, "/api/v1/imports/layers", "企业.csv", table()).json == []
    unsaid = send(stage, "/api/v1/imports", "企业.xlsx", content, kind="enterprises")
    assert (unsaid.status_code, unsaid.json["code"]) == (422, "bad-file")
    done = send(stage, "/api/v1/imports", "企业.xlsx", content, kind="enterprises", layer="二季度", dry_run="false")
    assert done.json["inserted"] == 1
    assert stage.get("an", "/api/v1/enterprises", q="湖东锻造厂").json["total"] == 1


def test_a_file_that_can_not_be_opened_is_refused_in_words(stage: Stage) -> None:
    answer = send(stage, "/api/v1/imports/layers", "企业.xlsx", b"PK\x03\x04 no workbook")
    assert (answer.status_code, answer.json["code"]) == (422, "bad-file")
    assert "{" not in answer.json["detail"]


def test_a_width_beyond_a_slip_of_a_drawing_is_refused_by_name(stage: Stage) -> None:
    answer = send(stage, "/api/v1/imports", "a.geojson", b"{}", kind="grids", gap_width="5000")
    assert answer.status_code == 422
    assert "gap_width" in answer.json["detail"]
