"""Divisions come in as a tree; a code only means something in its edition."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from gis import crs
from grids.errors import Refusal
from server.db import Database
from tests.server.imports.offices import SOUTH, STEP, WEST, do, lay_divisions, one, query, write_csv, write_geojson

NBS = {"code_system": "nbs", "code_edition": "2023"}
HEAD = ["code12", "name", "parent"]
TREE = [
    ["320412100201", "马杭村村委会", "320412100000"],
    ["320412100000", "湖塘镇", "320412000000"],
    ["320400000000", "常州市", ""],
    ["320412000000", "武进区", "320400000000"],
]


def test_a_tree_goes_in_whatever_the_order_of_its_rows(db: Database, tmp_path: Path) -> None:
    report = do(db, "divisions", write_csv(tmp_path / "a.csv", HEAD, TREE), **NBS)
    assert (report.read, report.inserted, report.refused) == (4, 4, 0)
    rows = query(
        db,
        "SELECT v.name, t.name, d.name, c.name FROM area v JOIN area t ON t.id = v.town_id"
        " JOIN area d ON d.id = v.district_id JOIN area c ON c.id = v.city_id WHERE v.level = 'village'",
    )
    assert [tuple(row) for row in rows] == [("马杭村村委会", "湖塘镇", "武进区", "常州市")]


def test_the_same_file_again_changes_nothing(db: Database, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEAD, TREE)
    do(db, "divisions", path, **NBS)
    report = do(db, "divisions", path, **NBS)
    assert (report.inserted, report.updated, report.unchanged) == (0, 0, 4)
    assert one(db, "SELECT count(*) FROM area") == 4


def test_codes_without_system_and_edition_are_refused(db: Database, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        do(db, "divisions", write_csv(tmp_path / "a.csv", HEAD, TREE))
    assert "nbs:2023-06-30" in str(caught.value.facts["sentence"])
    assert one(db, "SELECT count(*) FROM area") == 0


def test_one_code_of_two_editions_stays_two_places(db: Database, tmp_path: Path) -> None:
    do(
        db,
        "divisions",
        write_csv(tmp_path / "a.csv", HEAD, [*TREE, ["320412001000", "戚墅堰街道", "320412000000"]]),
        **NBS,
    )
    other = write_csv(tmp_path / "b.csv", HEAD, [
        ["320400000000", "常州市", ""], ["320412000000", "武进区", "320400000000"],
        ["320412001000", "南夏墅街道", "320412000000"],
    ])  # fmt: skip
    report = do(db, "divisions", other, code_system="mca", code_edition="2025")
    assert report.inserted == 1
    found = query(
        db,
        "SELECT c.system, a.name FROM area_code c JOIN area a ON a.id = c.area_id"
        " WHERE c.code = '320412001000' ORDER BY 1",
    )
    assert [tuple(row) for row in found] == [("mca", "南夏墅街道"), ("nbs", "戚墅堰街道")]


def test_the_same_place_under_two_codes_and_endings_is_one_place(db: Database, tmp_path: Path) -> None:
    do(db, "divisions", write_csv(tmp_path / "a.csv", HEAD, TREE), **NBS)
    renumbered = [[*row] for row in TREE]
    renumbered[0] = ["320412100399", "马杭村民委员会", "320412100000"]
    report = do(
        db, "divisions", write_csv(tmp_path / "b.csv", HEAD, renumbered), code_system="nbs", code_edition="2016"
    )
    assert report.inserted == 0
    assert (
        one(
            db, "SELECT count(DISTINCT code) FROM area_code c JOIN area a ON a.id = c.area_id WHERE a.level = 'village'"
        )
        == 2
    )


def test_a_code_that_is_anothers_in_the_same_edition_is_refused(db: Database, tmp_path: Path) -> None:
    do(db, "divisions", write_csv(tmp_path / "a.csv", HEAD, [*TREE, ["320412101000", "礼嘉镇", "320412000000"]]), **NBS)
    wrong = write_csv(tmp_path / "b.csv", HEAD, [["320412100000", "礼嘉镇", "320412000000"]])
    report = do(db, "divisions", wrong, **NBS)
    assert [(r.field, r.code) for r in report.remarks] == [("code", "code-of-another")]
    assert "湖塘镇" in (report.refused_csv or "")


def test_rows_without_parent_name_or_level_come_back_with_their_reason(db: Database, tmp_path: Path) -> None:
    rows = [*TREE, ["320999100000", "孤镇", "320999000000"], ["320412102000", "", "320412000000"], ["77", "无级", ""]]
    report = do(db, "divisions", write_csv(tmp_path / "a.csv", HEAD, rows), **NBS)
    assert {(r.line, r.code) for r in report.remarks} == {(6, "no-parent"), (7, "empty"), (8, "no-level")}
    assert report.inserted == 4


def test_outlines_are_taken_and_a_shifted_second_source_is_refused(db: Database, tmp_path: Path) -> None:
    lay_divisions(db, tmp_path)
    assert one(db, "SELECT count(*) FROM area WHERE geom IS NOT NULL") == 4
    outline = shapely.box(WEST, SOUTH, WEST + 6 * STEP, SOUTH + 2 * STEP)
    shifted = crs.move(outline, crs.WGS84, crs.GCJ02)
    with pytest.raises(Refusal) as caught:
        do(
            db,
            "divisions",
            write_geojson(tmp_path / "b.geojson", [({"name": "武进区", "level": "区", "city": "常州市"}, shifted)]),
        )
    assert caught.value.code == "bad-crs"
    assert "gcj02" in str(caught.value.facts["sentence"])


def test_an_outline_that_crosses_itself_is_made_valid_and_named(db: Database, tmp_path: Path) -> None:
    lay_divisions(db, tmp_path)
    ring = [(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)]
    bow = {"type": "Polygon", "coordinates": [[(WEST + x * STEP, SOUTH + y * STEP) for x, y in ring]]}
    path = tmp_path / "b.geojson"
    path.write_text(
        '{"type": "Feature", "properties": {"name": "湖塘镇", "level": "镇", "district": "武进区"}, "geometry": '
        + str(bow).replace("'", '"').replace("(", "[").replace(")", "]") + "}", "utf-8",
    )  # fmt: skip
    report = do(db, "divisions", path)
    assert [(r.code, r.refused) for r in report.remarks] == [("made-valid", False)]
    assert one(db, "SELECT ST_IsValid(geom) FROM area WHERE name = '湖塘镇'")


@pytest.mark.real_data
def test_the_three_editions_of_changzhou_do_not_mix_places(db: Database, real_data: Path) -> None:
    admin = real_data / "admin"
    first = do(db, "divisions", admin / "changzhou_divisions_stat2023.csv", code_system="nbs", code_edition="2023")
    assert (first.inserted, first.refused) == (1123, 0)
    do(db, "divisions", admin / "changzhou_divisions_2016_points.csv", code_system="nbs", code_edition="2016")
    do(db, "divisions", admin / "changzhou_towns_2025.csv", code_system="mca", code_edition="2025")
    names = query(
        db,
        "SELECT c.system || c.edition, a.name FROM area_code c JOIN area a ON a.id = c.area_id"
        " WHERE rpad(c.code, 12, '0') = '320412001000' ORDER BY 1",
    )
    assert [tuple(row) for row in names] == [
        ("mca2025", "南夏墅街道"),
        ("nbs2016", "戚墅堰街道"),
        ("nbs2023", "戚墅堰街道"),
    ]
    assert one(db, "SELECT count(*) FROM area WHERE level = 'district'") == 6


@pytest.mark.real_data
def test_the_list_of_conflicts_imports_edition_by_edition(db: Database, real_data: Path, tmp_path: Path) -> None:
    admin = real_data / "admin"
    do(db, "divisions", admin / "changzhou_divisions_stat2023.csv", code_system="nbs", code_edition="2023")
    before = one(db, "SELECT count(*) FROM area WHERE level = 'town'")
    for column, system, edition in (
        ("name_2023_stat", "nbs", "2023"), ("name_2016_vonng", "nbs", "2016"), ("name_2025_areacity", "mca", "2025"),
    ):  # fmt: skip
        mapping = tmp_path / f"{column}.toml"
        mapping.write_text(f'[columns]\n"code" = "code"\n"{column}" = "name"\n', "utf-8")
        report = do(
            db,
            "divisions",
            admin / "town_code_conflicts.csv",
            mapping=mapping,
            code_system=system,
            code_edition=edition,
        )
        assert {r.code for r in report.remarks} <= {"empty"}
    mixed = query(
        db,
        "SELECT c.code, c.name, a.name FROM area_code c JOIN area a ON a.id = c.area_id"
        " WHERE a.level = 'town' AND left(c.name, 2) <> left(a.name, 2)",
    )
    assert mixed == []
    assert one(db, "SELECT count(*) FROM area WHERE level = 'town'") - before < 12
