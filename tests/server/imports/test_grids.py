"""Grid units come in as one coverage; what is in dispute comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely

from gis import crs
from gis.locate import precedence
from gis.repair import Limits
from grids.errors import Refusal
from server.db import Database
from tests.server.imports.offices import (
    COLUMNS,
    TOWNS,
    WEST,
    do,
    firm,
    lay_divisions,
    lay_units,
    one,
    query,
    square,
    write_csv,
    write_geojson,
)


@pytest.fixture
def office(db: Database, tmp_path: Path) -> Database:
    lay_divisions(db, tmp_path)
    return db


def unit(code: str, shape: Any, town: str = TOWNS[0], **more: str) -> tuple[dict[str, object], Any]:
    return {"编码": code, "名称": f"网格{code}", "镇街道": town, **more}, shape


def test_units_go_in_with_their_place_and_in_metres(office: Database, tmp_path: Path) -> None:
    report = lay_units(office, tmp_path)
    assert (report.inserted, report.refused) == (12, 0)
    rows = query(
        office,
        "SELECT count(*), count(DISTINCT town_id), min(ST_SRID(geom_metric)), min(ST_Area(geom_metric)) FROM grid_unit",
    )
    assert tuple(rows[0])[:3] == (12, 3, 4549)
    assert rows[0][3] == pytest.approx(1895 * 2218, rel=0.01)


def test_the_same_file_again_changes_nothing(office: Database, tmp_path: Path) -> None:
    lay_units(office, tmp_path)
    report = lay_units(office, tmp_path)
    assert (report.inserted, report.updated, report.unchanged) == (0, 0, 12)
    assert one(office, "SELECT max(version) FROM grid_unit") == 1


def test_a_narrow_overlap_is_settled_and_a_wide_one_comes_back(office: Database, tmp_path: Path) -> None:
    features = [
        unit("A", square(0)), unit("B", shapely.box(WEST + 0.01995, 31.60, WEST + 0.04, 31.62)),
        unit("C", square(2), TOWNS[1]), unit("D", shapely.box(WEST + 0.055, 31.60, WEST + 0.08, 31.62), TOWNS[1]),
    ]  # fmt: skip
    report = do(office, "grids", write_geojson(tmp_path / "a.geojson", features))
    assert {(r.line, r.code) for r in report.remarks if r.refused} == {
        (3, "overlap-in-dispute"),
        (4, "overlap-in-dispute"),
    }
    assert report.inserted == 2
    assert one(office, "SELECT ST_Area(ST_Intersection(a.geom_metric, b.geom_metric)) FROM grid_unit a, grid_unit b"
                       " WHERE a.code = 'A' AND b.code = 'B'") == 0  # fmt: skip
    assert "网格D" in (report.refused_csv or "")


def test_a_wider_limit_given_on_purpose_settles_the_dispute(office: Database, tmp_path: Path) -> None:
    wide = shapely.box(WEST + 0.055, 31.60, WEST + 0.08, 31.62)
    features = [unit("C", square(2), TOWNS[1]), unit("D", wide, TOWNS[1])]
    path = write_geojson(tmp_path / "a.geojson", features)
    assert do(office, "grids", path, limits=Limits(overlap_m=1000)).inserted == 2


def test_a_new_unit_is_fitted_to_neighbours_that_are_there(office: Database, tmp_path: Path) -> None:
    do(office, "grids", write_geojson(tmp_path / "a.geojson", [unit("A", square(0))]))
    gap = shapely.box(WEST + 0.02004, 31.60, WEST + 0.04, 31.62)
    do(office, "grids", write_geojson(tmp_path / "b.geojson", [unit("B", gap)]))
    shared = one(office, "SELECT ST_Length(ST_Intersection(ST_Boundary(a.geom_metric), ST_Boundary(b.geom_metric)))"
                         " FROM grid_unit a, grid_unit b WHERE a.code = 'A' AND b.code = 'B'")  # fmt: skip
    assert shared == pytest.approx(2218, abs=12)


def test_what_is_no_polygon_or_named_twice_comes_back(office: Database, tmp_path: Path) -> None:
    features = [unit("A", square(0)), unit("A", square(1)), unit("P", shapely.Point(WEST, 31.6)), unit("N", None)]
    report = do(office, "grids", write_geojson(tmp_path / "a.geojson", features))
    assert {(r.line, r.code) for r in report.remarks} == {
        (2, "duplicate-in-file"),
        (3, "no-polygon"),
        (4, "no-polygon"),
    }


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_shifted_units_are_refused_with_evidence_and_taken_when_named(
    office: Database, tmp_path: Path, system: str
) -> None:
    sent = [
        unit(f"G{n}{row}", crs.move(square(n, row), crs.WGS84, crs.named(system)), TOWNS[n // 2])
        for n in range(6)
        for row in range(2)
    ]
    path = write_geojson(tmp_path / "a.geojson", sent)
    with pytest.raises(Refusal) as caught:
        do(office, "grids", path)
    assert caught.value.facts["best"] == system
    assert one(office, "SELECT count(*) FROM grid_unit") == 0
    assert do(office, "grids", path, crs=system).inserted == 12


def test_enterprises_follow_when_units_change_and_their_history_is_kept(office: Database, tmp_path: Path) -> None:
    lay_units(office, tmp_path)
    do(office, "enterprises", write_csv(tmp_path / "e.csv", COLUMNS, [firm(1, 0.9), firm(2, 1.5), firm(3, 3.5)]))
    east = 0.8
    features = [
        unit("G00", square(0, width=0.02 * east)),
        unit("G10", shapely.box(WEST + 0.02 * east, 31.60, WEST + 0.04, 31.62)),
    ]
    report = do(office, "grids", write_geojson(tmp_path / "b.geojson", features))
    assert report.details["enterprises_moved"] == 1
    history = query(
        office,
        "SELECT u.code, h.valid_to IS NULL FROM enterprise_unit h JOIN grid_unit u ON u.id = h.unit_id"
        " JOIN enterprise e ON e.id = h.enterprise_id WHERE e.name = '武进第1厂' ORDER BY h.id",
    )
    assert [tuple(row) for row in history] == [("G00", False), ("G10", True)]


def test_what_was_assigned_by_hand_stays(office: Database, tmp_path: Path) -> None:
    lay_units(office, tmp_path)
    do(office, "enterprises", write_csv(tmp_path / "e.csv", COLUMNS, [firm(1, 0.5)]))
    with office.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE enterprise SET unit_source = 'manual', unit_id = (SELECT id FROM grid_unit WHERE code = 'G31')"
        )
    lay_units(office, tmp_path)
    do(office, "enterprises", write_csv(tmp_path / "e.csv", COLUMNS, [firm(1, 1.5, 1.5)]))
    assert one(office, "SELECT u.code FROM enterprise e JOIN grid_unit u ON u.id = e.unit_id") == "G31"


@pytest.mark.real_data
def test_the_57_real_grids_are_refused_named_and_then_taken(db: Database, real_data: Path) -> None:
    admin, boundaries = real_data / "admin", real_data / "boundaries"
    do(db, "divisions", admin / "changzhou_divisions_stat2023.csv", code_system="nbs", code_edition="2023")
    do(
        db,
        "divisions",
        boundaries / "changzhou_districts_tianditu_wgs84.geojson",
        code_system="gb",
        code_edition="2023",
    )
    raw = boundaries / "changzhou_grids57_gcj02_raw.geojson"
    with pytest.raises(Refusal) as caught:
        do(db, "grids", raw)
    assert caught.value.facts["best"] == "gcj02"
    careful = do(db, "grids", raw, crs="gcj02", dry_run=True)
    assert (careful.inserted, careful.refused) == (50, 7)
    assert one(db, "SELECT count(*) FROM grid_unit") == 0
    report = do(db, "grids", raw, crs="gcj02", limits=Limits(overlap_m=1000, gap_m=200))
    assert (report.inserted, report.refused) == (57, 0)
    assert report.details["coverage"]["after"]["holes"] == 2
    twice = one(
        db,
        "SELECT count(*) FROM grid_unit a, grid_unit b WHERE a.id < b.id AND ST_Overlaps(a.geom_metric, b.geom_metric)",
    )
    assert twice == 0


def lay_park(office: Database, folder: Path, middle: float = 0.5) -> int:
    """Draw a dedicated unit in the middle of the first square, and return its id."""
    west, south = WEST + middle * 0.02, 31.60 + middle * 0.02
    shape = shapely.box(west - 0.004, south - 0.004, west + 0.004, south + 0.004)
    do(office, "grids", write_geojson(folder / "park.geojson", [unit("P1", shape, 网格类型="专属网格")]))
    return int(one(office, "SELECT id FROM grid_unit WHERE code = 'P1' AND kind = 'dedicated'"))


def unit_of(office: Database, name: str) -> int:
    return int(one(office, "SELECT unit_id FROM enterprise WHERE name = :n", n=name))


def test_an_enterprise_in_a_park_is_the_parks_whichever_came_first(office: Database, tmp_path: Path) -> None:
    lay_units(office, tmp_path)
    firms = write_csv(tmp_path / "firms.csv", COLUMNS, [firm(1, 0.5), firm(2, 0.1, 0.1)])
    do(office, "enterprises", firms, crs="wgs84")
    around = unit_of(office, "武进第1厂")
    park = lay_park(office, tmp_path)
    assert park > around
    assert (unit_of(office, "武进第1厂"), unit_of(office, "武进第2厂")) == (park, around)
    later = write_csv(tmp_path / "later.csv", COLUMNS, [firm(3, 0.51, 0.51), firm(4, 0.9, 0.9)])
    do(office, "enterprises", later, crs="wgs84")
    assert (unit_of(office, "武进第3厂"), unit_of(office, "武进第4厂")) == (park, around)


def test_the_base_and_the_locator_rank_kinds_alike(office: Database) -> None:
    for kind in ("general", "dedicated"):
        assert one(office, "SELECT unit_precedence(:k)", k=kind) == precedence(kind)
