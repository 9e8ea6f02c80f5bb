"""Files people send: each kind, small, and each way it breaks."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from gis.readers import Record, open_source
from grids.errors import Refusal

HEAD = ["企业名称", "统一社会信用代码", "经度", "纬度"]
ROW = ["常州市武进一厂", "91320412MA1M0000X1", "119.95", "31.7"]


def read(path: Path, layer: str | None = None) -> list[Record]:
    with open_source(path, layer) as source:
        return [record for batch in source.batches(2) for record in batch]


def refusal(path: Path, layer: str | None = None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(path, layer)
    assert caught.value.code == "bad-file"
    return caught.value


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def csv_text(*rows: list[str], delimiter: str = ",") -> str:
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimited_text_in_each_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write(tmp_path / "a.csv", csv_text(HEAD, ROW, delimiter=delimiter), encoding)
    (record,) = read(path)
    assert record == Record(2, dict(zip(HEAD, ROW, strict=True)))


def test_gzip_is_seen_through(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(csv_text(HEAD, ROW).encode()))
    assert read(path)[0].fields["企业名称"] == "常州市武进一厂"


def test_a_cell_may_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    text = '名称,联系人\n"甲,乙 ""厂""","张三\n李四"\n丙厂,王五\n'
    first, second = read(write(tmp_path / "a.csv", text))
    assert first == Record(2, {"名称": '甲,乙 "厂"', "联系人": "张三\n李四"})
    assert second.line == 4


def test_cells_are_cleaned_the_way_people_meant_them(tmp_path: Path) -> None:
    text = "名称,电话,地址\n　甲厂（武进） ,１８９５１６０３０００,岸芷街11号 \n"
    (record,) = read(write(tmp_path / "a.csv", text))
    assert record.fields == {"名称": "甲厂（武进）", "电话": "18951603000", "地址": "岸芷街11号"}


def test_titles_groups_and_column_numbers_above_the_data(tmp_path: Path) -> None:
    text = csv_text(
        ["2026年武进区企业台账", "", "", "", ""],
        ["序号", "企业名称", "联系人", "", "地址"],
        ["", "", "姓名", "电话", ""],
        ["1", "2", "3", "4", "5"],
        ["1", "甲厂", "张三", "13800000000", "湖塘镇"],
    )
    (record,) = read(write(tmp_path / "a.csv", text))
    assert record == Record(
        5, {"序号": "1", "企业名称": "甲厂", "联系人/姓名": "张三", "联系人/电话": "13800000000", "地址": "湖塘镇"}
    )


def test_empty_rows_and_repeated_headings_are_no_records(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", csv_text(HEAD, ROW, ["", "", "", ""], HEAD, ROW))
    assert [record.line for record in read(path)] == [2, 5]


def test_same_headings_are_told_apart(tmp_path: Path) -> None:
    (record,) = read(write(tmp_path / "a.csv", "名称,电话,电话\n甲厂,1,2\n"))
    assert record.fields == {"名称": "甲厂", "电话": "1", "电话 (2)": "2"}


def test_a_row_with_more_cells_than_headings_is_marked(tmp_path: Path) -> None:
    first, second = read(write(tmp_path / "a.csv", "名称,地址\n甲厂,湖塘,镇\n乙厂,礼嘉\n"))
    assert first.defect == "too-many-cells"
    assert second.defect is None


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        ("名称,地址\n甲厂,湖塘\n".encode() + b"\xff\xfe\xff\n", "encoding"),
        (b"name,address\nplant\x00,Hutang\n", "binary"),
        (b"1,2\n3,4\n", "no-headings"),
        (b'name,address\n"never closed,Hutang\n' + b"x,y\n" * 20_000, "quotes"),
        (b"%PDF-1.7 ...", "kind"),
        (b"\xff\xd8\xff\xe0 photo", "kind"),
        (b"<html><table><tr><td>old export</td></tr></table>", "kind"),
        (b"PK\x03\x04 not really", "archive"),
        (b"\x1f\x8b broken", "archive"),
        (b'{"type": "FeatureCollection", "features": [', "json"),
        (b'{"type": "Topology"}', "no-features"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unreadable"),
        (b"SQLite format 3\0" + bytes(100), "unreadable"),
    ],
)
def test_what_is_no_table_is_refused_with_its_cause(tmp_path: Path, content: bytes, cause: str) -> None:
    path = tmp_path / "sent.csv"
    path.write_bytes(content)
    assert refusal(path).facts["cause"] == cause


def workbook(path: Path, sheets: dict[str, list[list[Any]]], merge: str | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    book.save(path)
    return path


def test_excel_numbers_that_are_codes_keep_their_digits(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["企业名称", "电话", "员工", "比例"], ["甲厂", 18951603000.0, 25, 0.5]]
    (record,) = read(workbook(tmp_path / "a.xlsx", {"Sheet1": rows, "Sheet2": []}))
    assert record == Record(2, {"企业名称": "甲厂", "电话": "18951603000", "员工": "25", "比例": "0.5"})


def test_excel_cells_merged_over_rows_count_for_each_row(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["镇", "企业名称"], ["湖塘镇", "甲厂"], [None, "乙厂"], [None, "丙厂"]]
    records = read(workbook(tmp_path / "a.xlsx", {"表": rows}, merge="A2:A4"))
    assert [record.fields["镇"] for record in records] == ["湖塘镇"] * 3


def test_excel_with_two_tables_needs_the_name_of_one(tmp_path: Path) -> None:
    table = [["企业名称"], ["甲厂"]]
    path = workbook(tmp_path / "a.xlsx", {"湖塘": table, "礼嘉": table})
    assert refusal(path).facts["layers"] == "湖塘、礼嘉"
    assert refusal(path, "横林").facts["cause"] == "no-layer"
    assert len(read(path, "礼嘉")) == 1


SQUARES = [shapely.box(n, 0, n + 1, 1) for n in range(3)]


def vector(path: Path, driver: str, crs: str | None, **options: str) -> Path:
    names = np.array(["湖塘", "礼嘉", "横林"], dtype=object)
    pyogrio.raw.write(
        path, shapely.to_wkb(SQUARES), [names, np.array([1, 2, 3])], ["名称", "code"],
        geometry_type="Polygon", crs=crs, driver=driver, **options,
    )  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("name", "driver", "stated"),
    [("a.gpkg", "GPKG", "epsg:4549"), ("a.shp", "ESRI Shapefile", "epsg:4549"), ("a.geojson", "GeoJSON", "epsg:4549")],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_map_files_give_shapes_fields_and_their_stated_system(
    tmp_path: Path, name: str, driver: str, stated: str
) -> None:
    path = vector(tmp_path / name, driver, "EPSG:4549")
    with open_source(path) as source:
        records = list(source.read())
        assert source.crs is not None
        assert source.crs.name == stated
        assert source.has_geometry
        assert source.rows == 3
    assert [record.fields["名称"] for record in records] == ["湖塘", "礼嘉", "横林"]
    assert [record.fields["code"] for record in records] == ["1", "2", "3"]
    assert all(r.geometry.equals(s) for r, s in zip(records, SQUARES, strict=True))


def test_kml_is_wgs84_and_has_names(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        "<Placemark><name>甲厂</name><Point><coordinates>119.95,31.7,0</coordinates></Point></Placemark>"
        "</Document></kml>"
    )
    with open_source(write(tmp_path / "a.kml", text)) as source:
        (record,) = source.read()
        assert source.crs is not None
        assert source.crs.name == "wgs84"
    assert record.fields["Name"] == "甲厂"
    assert (record.geometry.x, record.geometry.y) == (119.95, 31.7)


def test_a_geopackage_is_known_by_its_bytes_whatever_its_name(tmp_path: Path) -> None:
    path = vector(tmp_path / "a.gpkg", "GPKG", "EPSG:4549").rename(tmp_path / "a.csv")
    assert len(read(path)) == 3


def geojson(features: list[Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": features}, ensure_ascii=False)


def feature(name: str, geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"名称": name}, "geometry": geometry}


def test_a_geojson_that_states_no_system_has_none(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", geojson([feature("甲", {"type": "Point", "coordinates": [1, 2]})]))
    with open_source(path) as source:
        assert source.crs is None
        assert source.crs_text is None


def test_a_feature_without_place_is_a_record_without_geometry(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [119.9, 31.7]}
    path = write(tmp_path / "a.geojson", geojson([feature("甲", None), feature("乙", point)]))
    first, second = read(path)
    assert first.geometry is None
    assert second.geometry.y == 31.7


def test_geojson_in_gbk_is_read_too(tmp_path: Path) -> None:
    path = write(tmp_path / "a.geojson", geojson([feature("湖塘镇", None)]), "gbk")
    assert read(path)[0].fields == {"名称": "湖塘镇"}


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Point", "coordinates": ["east", "north"]},
        {"type": "Point", "coordinates": [119.9, float("nan")]},
        {"type": "Egg", "coordinates": [1, 2]},
        {"coordinates": []},
        7,
    ],
)
def test_a_broken_shape_marks_its_own_feature_only(tmp_path: Path, geometry: object) -> None:
    good = feature("乙", {"type": "Point", "coordinates": [119.9, 31.7]})
    path = write(tmp_path / "a.geojson", geojson([feature("甲", geometry), good]))
    assert [record.defect for record in read(path)] == ["bad-geometry", None]


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_shapefile_without_cpg_is_decoded_by_its_bytes(tmp_path: Path, encoding: str) -> None:
    path = vector(tmp_path / "网格.shp", "ESRI Shapefile", None, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    with open_source(path) as source:
        assert source.crs is None
        assert [r.fields["名称"] for r in source.read()] == ["湖塘", "礼嘉", "横林"]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_cpg_that_lies_is_not_believed(tmp_path: Path) -> None:
    path = vector(tmp_path / "a.shp", "ESRI Shapefile", None, encoding="GBK")
    path.with_suffix(".cpg").write_text("UTF-8")
    assert read(path)[0].fields["名称"] == "湖塘"


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_zipped_shapefile_with_chinese_names_of_a_chinese_system(tmp_path: Path) -> None:
    vector(tmp_path / "a.shp", "ESRI Shapefile", "EPSG:4549", encoding="GBK")
    path = tmp_path / "sent.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for part in (".shp", ".shx", ".dbf", ".prj"):
            name = zipfile.ZipInfo(("网格/边界" + part).encode("gbk").decode("cp437"))
            packed.writestr(name, (tmp_path / "a").with_suffix(part).read_bytes())
    assert [record.fields["名称"] for record in read(path)] == ["湖塘", "礼嘉", "横林"]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_shapefile_without_its_parts_says_which_are_missing(tmp_path: Path) -> None:
    path = vector(tmp_path / "a.shp", "ESRI Shapefile", None)
    path.with_suffix(".dbf").unlink()
    assert refusal(path).facts["missing"] == ".dbf"


def test_a_zip_with_nothing_or_two_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.md", "nothing here")
    assert refusal(path).facts["cause"] == "archive-content"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.csv", "x")
        packed.writestr("../../b.csv", "y")
    assert refusal(path).facts["found"] == "a.csv、b.csv"


def test_a_zip_writes_nothing_outside_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../../evil.csv", csv_text(HEAD, ROW))
    assert len(read(path)) == 1
    assert not list(tmp_path.rglob("evil.csv"))


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("enterprises/wujin_enterprises.csv.gz", 5060),
        ("enterprises/changzhou_enterprises_13k.csv.gz", 13_329),
        ("boundaries/changzhou_grids57_gcj02_raw.geojson", 57),
        ("boundaries/changzhou_villages_voronoi_wgs84.geojson", 269),
        ("admin/changzhou_divisions_stat2023.csv", 1123),
        ("admin/changzhou_divisions_2016_points.csv", 1128),
        ("admin/town_code_conflicts.csv", 55),
        ("enterprises/taipei_osm_pois_wgs84.geojson", 4936),
    ],
)
def test_real_files_are_read_whole(real_data: Path, name: str, rows: int) -> None:
    records = read(real_data / name)
    assert len(records) == rows
    assert not [record for record in records if record.defect]
