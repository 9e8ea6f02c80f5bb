"""Which column is which field: guessed, given, remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from grids.errors import Refusal
from server.db import Database
from server.imports import mapping
from server.imports.order import Kind
from tests.server.imports.offices import COLUMNS, do, firm, lay_divisions, one, query, write_csv


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            ("序号", "*企业名称（必填）", "统一社会信用代码/注册号", "生产经营地址", "所属镇（街道）", "经度", "纬度"),
            {"name": 1, "address": 3, "town": 4, "lon": 5, "lat": 6},
        ),
        (("Company Name", "Unified Social Credit Code", "Address", "Township", "Longitude", "Latitude"),
         {"name": 0, "uscc": 1, "address": 2, "town": 3, "lon": 4, "lat": 5}),
        (("单位名称", "联系人/姓名", "联系人/电话", "主要负责人/姓名", "坐标"),
         {"name": 0, "contact_phone": 2, "lonlat": 4}),
        (("name", "lon_gcj02", "lat_gcj02", "lon_wgs84", "lat_wgs84"), {"name": 0, "lon": 3, "lat": 4}),
        (("企业名称", "电话", "手机"), {"name": 0, "contact_phone": 1}),
    ],
)  # fmt: skip
def test_headings_of_the_trade_are_recognised(headings: tuple[str, ...], expected: dict[str, int]) -> None:
    found = mapping.guess(Kind.ENTERPRISES, headings)
    assert {name: column for name, column in found.columns.items() if name in expected} == {
        name: headings[at] for name, at in expected.items()
    }


def test_no_column_is_two_fields() -> None:
    columns = list(
        mapping.guess(Kind.ENTERPRISES, ("名称", "负责人", "联系电话", "地址", "编码", "备注")).columns.values()
    )
    assert len(columns) == len(set(columns))


def test_a_heading_that_names_a_system_sets_it() -> None:
    assert mapping.guess(Kind.ENTERPRISES, ("企业名称", "经度_GCJ02", "纬度_GCJ02")).crs == "gcj02"
    assert mapping.guess(Kind.ENTERPRISES, ("企业名称", "经度", "纬度")).crs is None


FOREIGN = ["Raison sociale", "Rue", "Commune", "X", "Y", "Classe"]


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    row = firm(1, 0.5)
    return write_csv(tmp_path / "f.csv", FOREIGN, [[row[0], row[2], row[3], row[4], row[5], "haut"]])


@pytest.mark.parametrize("suffix", ["toml", "json"])
def test_a_mapping_file_names_columns_constants_and_meanings(
    db: Database, tmp_path: Path, foreign: Path, suffix: str
) -> None:
    lay_divisions(db, tmp_path)
    texts = {
        "toml": 'crs = "wgs84"\n[columns]\n"Raison sociale" = "name"\n"Rue" = "address"\n"Commune" = "town"\n'
        '"X" = "lon"\n"Y" = "lat"\n"Classe" = "risk_colour"\n[constants]\nsupervision_class = "industry"\n'
        '[values.risk_colour]\nhaut = "red"\n',
        "json": '{"crs": "wgs84", "columns": {"Raison sociale": "name", "Rue": "address", "Commune": "town",'
        ' "X": "lon", "Y": "lat", "Classe": "risk_colour"}, "constants": {"supervision_class": "industry"},'
        ' "values": {"risk_colour": {"haut": "red"}}}',
    }
    file = tmp_path / f"map.{suffix}"
    file.write_text(texts[suffix], "utf-8")
    report = do(db, "enterprises", foreign, mapping=file)
    assert (report.inserted, report.refused) == (1, 0)
    assert tuple(query(db, "SELECT risk_colour, supervision_class, crs_source FROM enterprise")[0]) == (
        "red",
        "industry",
        "wgs84",
    )


def test_a_bare_table_of_columns_is_a_mapping_too(db: Database, tmp_path: Path, foreign: Path) -> None:
    lay_divisions(db, tmp_path)
    file = tmp_path / "map.json"
    file.write_text('{"Raison sociale": "name", "Commune": "town"}', "utf-8")
    assert do(db, "enterprises", foreign, mapping=file).inserted == 1


def test_a_mapping_is_remembered_for_the_same_headings(db: Database, tmp_path: Path, foreign: Path) -> None:
    lay_divisions(db, tmp_path)
    file = tmp_path / "map.toml"
    file.write_text('crs = "wgs84"\n[columns]\n"Raison sociale" = "name"\n"Commune" = "town"\n', "utf-8")
    do(db, "enterprises", foreign, mapping=file)
    again = do(db, "enterprises", foreign)
    assert again.details["mapping_origin"] == "remembered"
    assert (again.inserted, again.unchanged) == (0, 1)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[columns]\n"Raison sociale" = "nom"\n', "nom"),
        ('[columns]\n"Raison" = "name"\n', "Raison"),
        ('[columns]\n"Rue" = "address"\n', "name"),
        ("[columns\n", "map.toml"),
        ('[columns]\n"Raison sociale" = "name"\n[values.colour]\na = "b"\n', "colour"),
    ],
)
def test_a_wrong_mapping_file_says_what_is_wrong(
    db: Database, tmp_path: Path, foreign: Path, text: str, word: str
) -> None:
    lay_divisions(db, tmp_path)
    file = tmp_path / "map.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(Refusal) as caught:
        do(db, "enterprises", foreign, mapping=file, language="en")
    assert word in str(caught.value.facts["sentence"])
    assert one(db, "SELECT count(*) FROM enterprise") == 0


def test_the_mapping_examples_of_the_documentation_are_readable(db: Database, tmp_path: Path) -> None:
    lay_divisions(db, tmp_path)
    examples = sorted((Path(__file__).parents[3] / "docs/mappings").glob("*.toml"))
    assert len(examples) >= 3
    for example in examples:
        columns = mapping._parsed(example)["columns"]  # noqa: SLF001 - the door reads files with exactly these columns
        path = write_csv(tmp_path / f"{example.stem}.csv", list(columns), [["x"] * len(columns)])
        words = example.read_text("utf-8").split()
        kind = words[words.index("import") + 1] if "import" in words else "enterprises"
        assert do(db, kind, path, mapping=example).read == 1


def test_plain_headings_need_no_mapping_file(db: Database, tmp_path: Path) -> None:
    lay_divisions(db, tmp_path)
    report = do(db, "enterprises", write_csv(tmp_path / "e.csv", COLUMNS, [firm(1, 0.5)]))
    assert report.details["mapping_origin"] == "guessed"
    assert report.mapping["uscc"] == "统一社会信用代码"
