"""Enterprises come in by their codes, with the place that is known of them and nothing finer."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from gis import crs
from grids.errors import Refusal
from server.db import Database
from server.imports.order import Kind, Order, Reach
from server.imports.run import start
from tests.server.imports.offices import (
    AT,
    COLUMNS,
    SOUTH,
    TOWNS,
    WEST,
    credit_code,
    do,
    firm,
    lay_divisions,
    lay_units,
    one,
    query,
    write_csv,
    write_geojson,
)


@pytest.fixture
def office(db: Database, tmp_path: Path) -> Database:
    lay_divisions(db, tmp_path)
    lay_units(db, tmp_path)
    return db


def send(folder: Path, *rows: list[object], name: str = "e.csv", columns: list[str] | None = None) -> Path:
    return write_csv(folder / name, columns or COLUMNS, rows)


def test_enterprises_go_in_with_unit_town_and_history(office: Database, tmp_path: Path) -> None:
    report = do(office, "enterprises", send(tmp_path, firm(1, 0.5), firm(2, 2.5), firm(3, 5.5, 1.5)))
    assert (report.inserted, report.refused, report.flagged) == (3, 0, 0)
    rows = query(
        office,
        "SELECT e.name, u.code, t.name, e.unit_source, e.position_quality, h.valid_to FROM enterprise e"
        " JOIN grid_unit u ON u.id = e.unit_id JOIN area t ON t.id = e.town_id"
        " JOIN enterprise_unit h ON h.enterprise_id = e.id AND h.unit_id = u.id ORDER BY 1",
    )
    assert [tuple(row) for row in rows] == [
        ("武进第1厂", "G00", TOWNS[0], "point", "address", None),
        ("武进第2厂", "G20", TOWNS[1], "point", "address", None),
        ("武进第3厂", "G51", TOWNS[2], "point", "address", None),
    ]


def test_the_same_file_again_changes_nothing(office: Database, tmp_path: Path) -> None:
    path = send(tmp_path, firm(1, 0.5), firm(2, 2.5))
    do(office, "enterprises", path)
    report = do(office, "enterprises", path)
    assert (report.inserted, report.updated, report.unchanged) == (0, 0, 2)
    assert query(office, "SELECT DISTINCT version FROM enterprise") == [(1,)]


def test_a_second_file_updates_by_credit_code_and_empty_cells_erase_nothing(office: Database, tmp_path: Path) -> None:
    do(office, "enterprises", send(tmp_path, firm(1, 0.5)))
    report = do(office, "enterprises", send(tmp_path, firm(1, 0.5, 企业名称="武进新名厂", 地址="")))
    assert (report.updated, report.inserted) == (1, 0)
    assert tuple(query(office, "SELECT name, address, version FROM enterprise")[0]) == ("武进新名厂", "湖塘镇1号", 2)


def test_an_edge_belongs_to_the_unit_with_the_lowest_id(office: Database, tmp_path: Path) -> None:
    do(office, "enterprises", send(tmp_path, firm(1, 1.0, 镇街道=TOWNS[0])))
    lowest = one(office, "SELECT min(u.id) FROM grid_unit u JOIN enterprise e ON ST_Intersects(u.geom, e.point)")
    assert one(office, "SELECT unit_id FROM enterprise") == lowest


def test_old_numbers_are_kept_apart_and_missing_codes_flagged(office: Database, tmp_path: Path) -> None:
    rows = [
        firm(1, 0.5, 统一社会信用代码="320483000123456"),
        firm(2, 0.5, 统一社会信用代码=""),
        firm(3, 0.5, 统一社会信用代码="320483NA000055X"),
    ]
    report = do(office, "enterprises", send(tmp_path, *rows))
    assert report.flagged == 3
    found = query(office, "SELECT uscc, old_reg_no, flags FROM enterprise ORDER BY name")
    assert [tuple(row) for row in found] == [
        (None, "320483000123456", ["old-reg-no"]),
        (None, None, ["no-uscc"]),
        (None, "320483NA000055X", ["old-reg-no"]),
    ]


def test_bad_rows_come_back_in_their_layout_and_good_ones_go_in(office: Database, tmp_path: Path) -> None:
    wrong = credit_code(2)[:-1] + ("0" if credit_code(2)[-1] != "0" else "1")
    rows: list[list[object]] = [
        firm(1, 0.5),
        firm(2, 0.5, 统一社会信用代码=wrong),
        firm(3, 0.5, 企业名称=""),
        firm(4, 0.5, 统一社会信用代码="9132041"),
        firm(5, 0.5, 统一社会信用代码=credit_code(1)),
        ["合计", "", "", "", "", ""],
        [*firm(7, 0.5), "多一格"],
    ]
    report = do(office, "enterprises", send(tmp_path, *rows))
    assert (report.inserted, report.refused) == (1, 6)
    text = report.refused_csv or ""
    assert text.startswith("\ufeff")
    back = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert back[0] == [*COLUMNS, "行号", "结果", "字段", "原因"]
    assert [(row[6], row[8]) for row in back[1:]] == [
        ("3", "统一社会信用代码"), ("4", "名称"), ("5", "统一社会信用代码"), ("6", "统一社会信用代码"), ("7", "名称"),
        ("8", "整行"),
    ]  # fmt: skip
    assert f"应为 {credit_code(2)[-1]}" in back[1][9]
    assert "与第 2 行重复" in back[4][9]


def test_a_returned_file_can_be_corrected_and_imported_as_it_is(office: Database, tmp_path: Path) -> None:
    report = do(office, "enterprises", send(tmp_path, firm(1, 0.5), firm(2, 0.5, 统一社会信用代码="12345")))
    corrected = (report.refused_csv or "").replace("12345", credit_code(2), 1)
    path = tmp_path / "back.csv"
    path.write_text(corrected, "utf-8", newline="")
    again = do(office, "enterprises", path)
    assert (again.inserted, again.refused) == (1, 0)


def test_a_formula_in_a_returned_cell_is_no_formula(office: Database, tmp_path: Path) -> None:
    report = do(office, "enterprises", send(tmp_path, firm(1, 0.5, 统一社会信用代码="1", 地址="=HYPERLINK(1)")))
    assert ",'=HYPERLINK(1)" in (report.refused_csv or "")


def test_a_dry_run_reports_the_same_and_writes_nothing(office: Database, tmp_path: Path) -> None:
    path = send(tmp_path, firm(1, 0.5), firm(2, 0.5, 统一社会信用代码="12345"))
    dry = do(office, "enterprises", path, dry_run=True)
    assert one(office, "SELECT count(*) FROM enterprise") == 0
    assert one(office, "SELECT count(*) FROM import_batch WHERE kind = 'enterprises'") == 0
    real = do(office, "enterprises", path)
    assert {**dry.as_json("zh"), "dry_run": False} == real.as_json("zh")
    assert dry.refused_csv == real.refused_csv


def test_a_batch_keeps_the_report_and_the_rows_that_came_back(office: Database, tmp_path: Path) -> None:
    do(office, "enterprises", send(tmp_path, firm(1, 0.5), firm(2, 0.5, 统一社会信用代码="12345")))
    state, report, back = query(
        office, "SELECT state, report, refused_csv FROM import_batch WHERE kind = 'enterprises'"
    )[0]
    assert state == "done"
    assert (report["inserted"], report["refused"]) == (1, 1)
    assert "12345" in back
    assert one(office, "SELECT count(*) FROM enterprise e JOIN import_batch b ON b.id = e.import_batch_id") == 1


def test_the_centre_of_a_village_or_town_is_no_place_of_its_own(office: Database, tmp_path: Path) -> None:
    rows = [[*firm(n, 0.5), quality] for n, quality in enumerate(["镇", "区", "无", "地址"], start=1)]
    report = do(office, "enterprises", send(tmp_path, *rows, columns=[*COLUMNS, "定位精度"]))
    assert report.details["positions"] == {"town": 1, "district": 1, "none": 1, "address": 1}
    found = query(
        office, "SELECT position_quality, unit_source, unit_id IS NULL, point IS NULL FROM enterprise ORDER BY name"
    )
    assert [tuple(row) for row in found] == [
        ("town", "none", True, False), ("district", "none", True, False), ("none", "none", True, True),
        ("address", "point", False, False),
    ]  # fmt: skip


def test_many_addresses_on_one_point_are_recognised_as_a_centre(office: Database, tmp_path: Path) -> None:
    crowd = [firm(n, 0.5) for n in range(1, 13)]
    building = [firm(n, 1.5, 地址="湖塘镇大楼1号") for n in range(13, 25)]
    report = do(office, "enterprises", send(tmp_path, *crowd, *building))
    assert report.details["positions"] == {"town": 12, "address": 12}


def test_an_area_that_is_one_unit_gives_its_unit_without_a_point(db: Database, tmp_path: Path) -> None:
    lay_divisions(db, tmp_path)
    lay_units(db, tmp_path)
    with db.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE grid_unit SET valid_to = '2026-01-01' WHERE code NOT IN ('G00', 'G20', 'G30')"
        )
    rows = [[*firm(1, 0.5), "镇"], [*firm(2, 2.5), "镇"]]
    do(db, "enterprises", send(tmp_path, *rows, columns=[*COLUMNS, "定位精度"]))
    found = query(
        db, "SELECT u.code, e.unit_source FROM enterprise e LEFT JOIN grid_unit u ON u.id = e.unit_id ORDER BY e.name"
    )
    assert [tuple(row) for row in found] == [("G00", "area"), (None, "none")]


def test_a_position_somebody_verified_on_site_is_never_overwritten(office: Database, tmp_path: Path) -> None:
    do(office, "enterprises", send(tmp_path, firm(1, 0.5)))
    with office.transaction() as session:
        session.connection().exec_driver_sql("UPDATE enterprise SET verified_at = now(), position_quality = 'site'")
    do(office, "enterprises", send(tmp_path, firm(1, 1.5, 地址="新址")))
    sql = "SELECT e.position_quality, e.address, u.code FROM enterprise e JOIN grid_unit u ON u.id = e.unit_id"
    assert tuple(query(office, sql)[0]) == (
        "site", "新址", "G00",
    )  # fmt: skip


def test_a_finer_position_moves_the_enterprise_and_its_open_hazards(office: Database, tmp_path: Path) -> None:
    do(office, "enterprises", send(tmp_path, firm(1, 0.5)))
    do(office, "enterprises", send(tmp_path, firm(1, 1.5)))
    history = query(
        office,
        "SELECT u.code, h.valid_to IS NULL FROM enterprise_unit h JOIN grid_unit u ON u.id = h.unit_id ORDER BY h.id",
    )
    assert [tuple(row) for row in history] == [("G00", False), ("G10", True)]


def test_a_point_in_a_neighbouring_town_is_taken_and_flagged(office: Database, tmp_path: Path) -> None:
    report = do(office, "enterprises", send(tmp_path, firm(1, 2.5, 镇街道=TOWNS[0])))
    assert [r.code for r in report.remarks] == ["elsewhere"]
    assert tuple(query(office, "SELECT t.name, e.flags FROM enterprise e JOIN area t ON t.id = e.town_id")[0]) == (
        TOWNS[1], ["elsewhere"],
    )  # fmt: skip


def test_a_point_kilometres_outside_is_left_out_and_named(office: Database, tmp_path: Path) -> None:
    rows = [firm(n, 0.5) for n in range(1, 6)]
    report = do(office, "enterprises", send(tmp_path, *rows, firm(6, 0.5, 经度="121.5", 纬度="31.2")))
    assert [(r.line, r.code, r.refused) for r in report.remarks] == [(7, "astray", False)]
    assert one(office, "SELECT position_quality FROM enterprise WHERE name = '武进第6厂'") == "none"


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_shifted_points_are_refused_with_the_evidence_and_taken_when_named(
    office: Database, tmp_path: Path, system: str
) -> None:
    true = [firm(n, 0.02 + n % 200 * 0.0299, 0.05 + n // 200 * 0.3) for n in range(1, 1200)]
    sent = []
    for row in true:
        point = crs.from_wgs84(crs.named(system), np.array([[float(str(row[4])), float(str(row[5]))]]))[0]
        sent.append([*row[:4], f"{point[0]:.6f}", f"{point[1]:.6f}"])
    path = send(tmp_path, *sent)
    with pytest.raises(Refusal) as caught:
        do(office, "enterprises", path)
    assert caught.value.code == "bad-crs"
    assert caught.value.facts["best"] == system
    assert "%" in str(caught.value.facts["sentence"])
    assert one(office, "SELECT count(*) FROM enterprise") == 0
    assert do(office, "enterprises", path, crs=system).inserted == len(true)


def test_swapped_columns_are_refused(office: Database, tmp_path: Path) -> None:
    rows = [[*row[:4], row[5], row[4]] for row in (firm(n, n % 6 + 0.5) for n in range(1, 40))]
    with pytest.raises(Refusal) as caught:
        do(office, "enterprises", send(tmp_path, *rows))
    assert "颠倒" in str(caught.value.facts["sentence"])


def test_a_column_that_names_its_system_is_believed_and_transformed(office: Database, tmp_path: Path) -> None:
    row = firm(1, 0.5)
    point = crs.from_wgs84(crs.GCJ02, np.array([[float(str(row[4])), float(str(row[5]))]]))[0]
    columns = ["企业名称", "统一社会信用代码", "地址", "镇街道", "lon_gcj02", "lat_gcj02"]
    report = do(
        office, "enterprises", send(tmp_path, [*row[:4], f"{point[0]:.7f}", f"{point[1]:.7f}"], columns=columns)
    )
    assert report.crs == "gcj02"
    x, y = query(office, "SELECT ST_X(point), ST_Y(point) FROM enterprise")[0]
    assert (x, y) == pytest.approx((float(str(row[4])), float(str(row[5]))), abs=1e-6)


def test_a_polygon_is_kept_as_the_site_and_decides_the_unit(office: Database, tmp_path: Path) -> None:
    site = shapely.box(WEST + 0.002, SOUTH + 0.002, WEST + 0.004, SOUTH + 0.004)
    fields = {"企业名称": "武进大厂", "统一社会信用代码": credit_code(9), "镇街道": TOWNS[0]}
    path = write_geojson(tmp_path / "sites.geojson", [(fields, site)])
    assert do(office, "enterprises", path).inserted == 1
    assert do(office, "enterprises", path).unchanged == 1
    unit = "SELECT u.code FROM enterprise e JOIN grid_unit u ON u.id = e.unit_id"
    assert one(office, unit) == "G00"
    area, inside = query(office, "SELECT ST_Area(site), ST_Intersects(site, point) FROM enterprise")[0]
    assert inside
    assert area == pytest.approx(site.area)


@pytest.mark.parametrize("suffix", ["xlsx", "gpkg", "shp"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_enterprises_come_from_workbooks_and_map_files(office: Database, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"e.{suffix}"
    if suffix == "xlsx":
        book = openpyxl.Workbook()
        for row in (["2026年企业台账"], COLUMNS, firm(1, 0.5), firm(2, 2.5)):
            book.worksheets[0].append(row)
        book.save(path)
    else:
        rows = [firm(1, 0.5), firm(2, 2.5)]
        points = [shapely.Point(float(str(row[4])), float(str(row[5]))) for row in rows]
        columns = [np.array([row[n] for row in rows], dtype=object) for n in range(4)]
        names = ["企业", "信用代码", "地址", "镇街道"]
        pyogrio.raw.write(
            path, shapely.to_wkb(points), columns, names, geometry_type="Point", crs="EPSG:4490",
            driver={"gpkg": "GPKG", "shp": "ESRI Shapefile"}[suffix], encoding="GBK" if suffix == "shp" else None,
        )  # fmt: skip
    report = do(office, "enterprises", path)
    assert (report.inserted, report.refused) == (2, 0)
    found = query(office, "SELECT u.code FROM enterprise e JOIN grid_unit u ON u.id = e.unit_id ORDER BY 1")
    assert [row.code for row in found] == ["G00", "G20"]


def test_a_person_imports_only_into_the_own_area(office: Database, tmp_path: Path) -> None:
    town = one(office, "SELECT id FROM area WHERE name = '湖塘镇'")
    reach = Reach(districts=frozenset(), towns=frozenset({town}))
    report = do(office, "enterprises", send(tmp_path, firm(1, 0.5), firm(2, 2.5)), reach=reach)
    assert (report.inserted, [r.code for r in report.remarks]) == (1, ["beyond-reach"])
    everywhere = do(office, "enterprises", send(tmp_path, firm(2, 2.5)))
    assert everywhere.inserted == 1
    stolen = do(office, "enterprises", send(tmp_path, firm(2, 0.5)), reach=reach)
    assert [r.code for r in stolen.remarks] == ["known-elsewhere"]


def test_an_unknown_town_is_kept_at_the_district_and_an_unknown_district_refused(
    office: Database, tmp_path: Path
) -> None:
    rows = [[*firm(1, 0.5, 镇街道="邹区镇"), "武进区"], [*firm(2, 0.5), "钟楼区"]]
    report = do(office, "enterprises", send(tmp_path, *rows, columns=[*COLUMNS, "区县"]))
    assert [(r.line, r.code, r.refused) for r in report.remarks] == [
        (2, "unknown-town", False),
        (3, "unknown-district", True),
    ]


def test_a_missing_name_column_says_which_columns_there_are(office: Database, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        do(office, "enterprises", write_csv(tmp_path / "a.csv", ["谁", "哪里"], [["甲", "乙"]]))
    assert "谁、哪里" in str(caught.value.facts["sentence"])


def test_enterprises_before_divisions_are_refused_with_what_to_do(db: Database, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        do(db, "enterprises", send(tmp_path, firm(1, 0.5)))
    assert "区划" in str(caught.value.facts["sentence"])


def test_a_failure_in_the_middle_leaves_nothing_behind(office: Database, tmp_path: Path) -> None:
    def fail(what: str, done: int, _total: int | None) -> None:
        if what == "writing" and done:
            raise InterruptedError

    from_before = one(office, "SELECT count(*) FROM import_batch")
    order = Order(kind=Kind.ENTERPRISES, path=send(tmp_path, firm(1, 0.5)), file_name="e.csv", at=AT)
    with pytest.raises(InterruptedError):
        start(office, order, fail)
    assert one(office, "SELECT count(*) FROM enterprise") == 0
    assert one(office, "SELECT count(*) FROM import_batch") == from_before


@pytest.mark.real_data
def test_wujin_goes_in_with_areas_for_places(db: Database, real_data: Path) -> None:
    admin = real_data / "admin"
    do(db, "divisions", admin / "changzhou_divisions_stat2023.csv", code_system="nbs", code_edition="2023")
    report = do(db, "enterprises", real_data / "enterprises/wujin_enterprises.csv.gz")
    assert report.read == 5060
    assert report.inserted == 5060 - report.refused
    assert {r.code for r in report.remarks if r.refused} == {"duplicate-in-file"}
    assert report.details["positions"].keys() <= {"village", "town", "district", "none"}
    assert one(db, "SELECT count(*) FROM enterprise WHERE unit_source = 'point'") == 0
    assert one(db, "SELECT count(*) FROM enterprise WHERE old_reg_no IS NOT NULL") == 142
    again = do(db, "enterprises", real_data / "enterprises/wujin_enterprises.csv.gz")
    assert (again.inserted, again.updated) == (0, 0)


@pytest.mark.real_data
def test_the_whole_city_goes_in_and_rows_without_a_district_come_back(db: Database, real_data: Path) -> None:
    do(db, "divisions", real_data / "admin/changzhou_divisions_stat2023.csv", code_system="nbs", code_edition="2023")
    report = do(db, "enterprises", real_data / "enterprises/changzhou_enterprises_13k.csv.gz")
    assert report.read == 13_329
    assert sum(r.code == "no-district" for r in report.remarks) == 443
    assert report.inserted + report.refused == report.read
