"""The office imports a file on screen: a trial writes nothing, the import writes what the trial said."""

import io
from typing import Any

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
