"""Files that leave are read again by our own readers and by others, row for row, in every system."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from arro3.io import read_parquet

from gis import crs, readers, systems
from gis.exchange.layer import Batch, Column, Format, Kind, Layer
from gis.exchange.writing import STATEMENT, write
from grids.errors import Refusal

COLUMNS = (
    Column("name", "name", "名称"),
    Column("employees", "employees", "从业人数", Kind.INTEGER),
    Column("radius_m", "radius_m", "精度", Kind.REAL),
    Column("due_on", "due_on", "期限", Kind.DAY),
    Column("description", "descriptio", "描述"),
)
ROWS: list[tuple[Any, ...]] = [
    ("湖东“机械”厂,第1处", 12, 8.5, date(2026, 11, 22), "a<b & c\n次行"),
    ("=1+1", None, None, None, None),
    ("乙" * 200, 0, 0.0, date(2026, 1, 1), "-5"),
]
POINTS = [shapely.Point(119.95, 31.7), None, shapely.Point(119.96, 31.71)]
SQUARE = shapely.MultiPolygon(
    [shapely.box(119.9, 31.6, 120.0, 31.7).difference(shapely.box(119.94, 31.64, 119.96, 31.66))]
)
STATEMENT_LINES = (("说明", "隐患台账"), ("筛选", "状态：待整改"), ("坐标系", "—"))
OFFERED = [system.name for system in systems.offered(119.95, 31.7)]


def layer(system: str = "wgs84", geometry: str = "Point") -> Layer:
    return Layer(
        name="hazards", title="隐患", columns=COLUMNS, geometry=geometry, system=systems.named(system),
        statement=STATEMENT_LINES, place=("经度", "纬度"), fields="字段",
    )  # fmt: skip


def batches(shapes: list[Any] = POINTS) -> Iterator[Batch]:
    """Two batches, so that appending is tried."""
    yield Batch(ROWS[:2], shapes[:2])
    yield Batch(ROWS[2:], shapes[2:])


def written(
    folder: Path, kind: Format, system: str = "wgs84", shapes: list[Any] = POINTS, geometry: str = "Point"
) -> Path:
    seen: list[int] = []
    path = write(layer(system, geometry), batches(shapes), kind, folder, seen.append)
    assert seen == [2, 1]
    assert list(folder.iterdir()) == [path], "only the finished file is left"
    return path


@pytest.mark.parametrize("system", OFFERED)
@pytest.mark.parametrize("kind", [kind for kind in Format if kind not in {Format.KML, Format.PARQUET}])
def test_what_is_written_is_read_again_in_its_place(tmp_path: Path, kind: Format, system: str) -> None:
    path = written(tmp_path, kind, system)
    with readers.open_source(
        path, "隐患" if kind is Format.XLSX else "hazards" if kind is Format.GPKG else None
    ) as source:
        records = [record for batch in source.batches() for record in batch]
    assert len(records) == 3
    name = "名称" if kind in {Format.CSV, Format.XLSX} else "name"
    assert records[0].fields[name] == ROWS[0][0]
    assert records[1].fields[name].lstrip("'") == "=1+1"
    for record, point in zip(records, POINTS, strict=True):
        found = np.array([(np.nan, np.nan)])
        if "经度" in record.fields:
            found = np.array([[float(record.fields["经度"]), float(record.fields["纬度"])]])
        elif record.geometry is not None:
            found = shapely.get_coordinates(record.geometry)
        back = crs.to_wgs84(systems.named(system).crs, found)
        if point is None:
            assert np.isnan(back).all()
        else:
            assert np.abs(back - shapely.get_coordinates(point)).max() * 111_320 < 0.002


@pytest.mark.parametrize("kind", [kind for kind in Format if kind is not Format.KML])
def test_areas_keep_their_holes(tmp_path: Path, kind: Format) -> None:
    path = written(tmp_path, kind, shapes=[SQUARE, SQUARE, SQUARE], geometry="MultiPolygon")
    match kind:
        case Format.PARQUET:
            shapes = shapely.from_wkb([bytes(cell) for cell in cells(path, "geometry")])
        case Format.CSV:
            shapes = shapely.from_wkt([row["WKT"] for row in csv_rows(path)])
        case Format.XLSX:
            return  # a cell holds no area; the point inside it is there
        case _:
            with readers.open_source(path, "hazards" if kind is Format.GPKG else None) as source:
                shapes = [record.geometry for batch in source.batches() for record in batch]
    assert all(shapely.area(shapely.symmetric_difference(shape, SQUARE)) < 1e-12 for shape in shapes)


def cells(path: Path, column: str) -> list[Any]:
    table: Any = read_parquet(path).read_all()
    return [cell.as_py() for cell in table[column]]


def csv_rows(path: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as packed:
        raw = packed.read("hazards.csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def test_a_spreadsheet_runs_no_text_as_a_formula(tmp_path: Path) -> None:
    rows = csv_rows(written(tmp_path, Format.CSV))
    assert rows[1]["名称"] == "'=1+1"
    assert rows[2]["描述"] == "'-5"


def test_excel_has_days_as_days_and_a_sheet_with_the_statement(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, Format.XLSX))
    sheet, about = book.worksheets
    assert [cell.value for cell in sheet[1]] == ["名称", "从业人数", "精度", "期限", "描述", "经度", "纬度"]
    assert sheet["D2"].value.date() == date(2026, 11, 22)
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert [tuple(cell.value for cell in row) for row in about.rows] == list(STATEMENT_LINES)
    book.close()


def test_a_shapefile_says_utf8_and_explains_its_short_names(tmp_path: Path) -> None:
    path = written(tmp_path, Format.SHAPEFILE)
    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
        assert {"hazards.shp", "hazards.dbf", "hazards.shx", "hazards.prj", "hazards.cpg", STATEMENT} == set(names)
        assert packed.read("hazards.cpg").strip() == b"UTF-8"
        told = packed.read(STATEMENT).decode()
    assert "descriptio  描述 (description)" in told
    assert "筛选: 状态：待整改" in told
    assert all(len(column.short) <= 10 and column.short.isascii() for column in COLUMNS)


def test_a_long_text_in_a_dbf_is_cut_at_a_character(tmp_path: Path) -> None:
    with readers.open_source(written(tmp_path, Format.SHAPEFILE)) as source:
        rows = [record for batch in source.batches() for record in batch]
    assert rows[2].fields["name"] == "乙" * 84


@pytest.mark.parametrize("system", OFFERED)
def test_geopackage_names_its_system_or_says_that_there_is_none(tmp_path: Path, system: str) -> None:
    path = written(tmp_path, Format.GPKG, system)
    named = pyogrio.read_info(path, layer="hazards")["crs"]
    number = systems.named(system).crs.epsg
    if number is None:
        assert named is None or "undefined" in named.lower()
    else:
        assert named == f"EPSG:{number}"
    about = pyogrio.raw.read(path, layer="about", read_geometry=False)[3]
    assert list(zip(*about, strict=True)) == list(STATEMENT_LINES)


@pytest.mark.parametrize("system", OFFERED)
def test_geoparquet_names_its_system_or_says_that_it_is_unknown(tmp_path: Path, system: str) -> None:
    table = read_parquet(written(tmp_path, Format.PARQUET, system)).read_all()
    geo = json.loads(table.schema.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    number = systems.named(system).crs.epsg
    assert (column["crs"] or {"id": {"code": None}})["id"]["code"] == number
    assert column["geometry_types"] == ["Point"]
    assert dict(STATEMENT_LINES) == json.loads(table.schema.metadata[b"about"])
    assert cells(tmp_path / "hazards.parquet", "employees") == [12, None, 0]


def test_geojson_has_the_statement_and_names_another_system_only(tmp_path: Path) -> None:
    for system in OFFERED:
        folder = tmp_path / system.replace(":", "")
        folder.mkdir()
        body = json.loads(written(folder, Format.GEOJSON, system).read_text("utf-8"))
        assert body["about"] == dict(STATEMENT_LINES)
        number = systems.named(system).crs.epsg
        assert ("crs" in body) == (number not in {None, 4326})
        assert body["features"][1]["geometry"] is None


def test_kml_is_read_by_gdal_and_is_written_in_wgs84_only(tmp_path: Path) -> None:
    path = written(tmp_path, Format.KML)
    shapes = shapely.from_wkb(pyogrio.raw.read(path)[2])
    assert [None if s is None else (s.x, s.y) for s in shapes] == [(119.95, 31.7), None, (119.96, 31.71)]
    assert "a&lt;b &amp; c" in path.read_text("utf-8")
    with pytest.raises(Refusal) as caught:
        write(layer("gcj02"), batches(), Format.KML, tmp_path, lambda _: None)
    assert caught.value.code == "bad-crs"


@pytest.mark.parametrize("kind", Format)
def test_a_list_without_rows_is_a_sound_file(tmp_path: Path, kind: Format) -> None:
    path = write(layer(), iter(()), kind, tmp_path, lambda _: None)
    assert path.stat().st_size > 0
    if kind in {Format.GPKG, Format.SHAPEFILE, Format.GEOJSON}:
        name = f"/vsizip/{path}/hazards.shp" if kind is Format.SHAPEFILE else path
        assert pyogrio.read_info(name, layer="hazards", force_feature_count=True)["features"] == 0
