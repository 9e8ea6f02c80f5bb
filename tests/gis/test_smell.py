"""Whether the coordinates are what the file says they are."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from gis import crs
from gis.gcj02 import Array
from gis.smell import Finding, Verdict, judge_points, judge_shapes

TOWNS = {
    f"{column}{row}": shapely.box(119.8 + 0.05 * column, 31.6 + 0.05 * row, 119.85 + 0.05 * column, 31.65 + 0.05 * row)
    for column in range(4)
    for row in range(4)
}


def scattered(count: int = 1500) -> tuple[Array, list[str]]:
    """Give true WGS-84 points over the towns, each with the town it is in."""
    random = np.random.default_rng(7)
    xy = random.uniform((119.8, 31.6), (120.0, 31.8), (count, 2))
    return xy, [f"{int((x - 119.8) / 0.05)}{int((y - 31.6) / 0.05)}" for x, y in xy]


def judge(sent: Array, claims: list[str], stated: str) -> Verdict:
    return judge_points(sent, claims, TOWNS, crs.named(stated))


@pytest.mark.parametrize("true", ["wgs84", "gcj02", "bd09", "epsg:3857"])
def test_what_is_stated_rightly_fits(true: str) -> None:
    xy, claims = scattered()
    verdict = judge(crs.from_wgs84(crs.named(true), xy), claims, true)
    assert verdict.finding is Finding.FITS
    assert verdict.stated.share > 0.99


@pytest.mark.parametrize("true", ["wgs84", "gcj02", "bd09"])
@pytest.mark.parametrize("stated", ["wgs84", "gcj02", "bd09"])
@pytest.mark.parametrize("swapped", [False, True])
def test_each_mistake_in_degrees_is_named(true: str, stated: str, swapped: bool) -> None:  # noqa: FBT001
    xy, claims = scattered()
    sent = crs.from_wgs84(crs.named(true), xy)
    verdict = judge(sent[:, ::-1] if swapped else sent, claims, stated)
    if true == stated and not swapped:
        assert verdict.finding is Finding.FITS
    else:
        assert verdict.finding is Finding.OTHER
        assert verdict.best.reading == true + ("-swapped" if swapped else "")


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("true", [4549, 4528, 3857])
def test_metres_sent_as_degrees_are_named_with_their_system(true: int, swapped: bool) -> None:  # noqa: FBT001
    xy, claims = scattered()
    sent = crs.from_wgs84(crs.of_epsg(true), xy)
    verdict = judge(sent[:, ::-1] if swapped else sent, claims, "wgs84")
    assert verdict.finding in {Finding.OTHER, Finding.NOT_STATED}
    assert verdict.best.reading == f"epsg:{true}" + ("-swapped" if swapped else "")


def test_northing_and_easting_the_wrong_way_round_are_named() -> None:
    xy, claims = scattered()
    verdict = judge(crs.from_wgs84(crs.of_epsg(4549), xy)[:, ::-1], claims, "EPSG:4549")
    assert verdict.best.reading == "epsg:4549-swapped"
    assert verdict.finding is not Finding.FITS


def test_the_best_shift_is_the_one_the_wrong_system_makes() -> None:
    xy, claims = scattered()
    sent = crs.from_wgs84(crs.GCJ02, xy)
    verdict = judge(sent, claims, "wgs84")
    metres = (xy - sent).mean(axis=0) * 111_320 * np.array([np.cos(np.radians(31.7)), 1])
    assert verdict.shift_east_m == pytest.approx(metres[0], abs=60)
    assert verdict.shift_north_m == pytest.approx(metres[1], abs=60)


def test_town_centres_tell_nothing_and_nothing_is_guessed() -> None:
    claims = list(TOWNS) * 50
    centres = np.array([TOWNS[c].centroid.coords[0] for c in claims])
    verdict = judge(crs.from_wgs84(crs.GCJ02, centres), claims, "wgs84")
    assert verdict.finding is Finding.FITS
    assert "gcj02" in verdict.as_good


def test_a_thousand_rows_on_one_spot_are_one_witness() -> None:
    border = np.array([(119.8501, 31.61)])
    sent = np.repeat(crs.from_wgs84(crs.GCJ02, border), 1000, axis=0)
    verdict = judge(sent, ["10"] * 1000, "bd09")
    assert verdict.finding is Finding.FITS


def test_rows_of_another_city_are_elsewhere() -> None:
    xy, claims = scattered()
    assert judge(xy - np.array([3.0, 2.0]), claims, "wgs84").finding is Finding.ELSEWHERE


def test_without_names_the_outline_of_all_towns_decides() -> None:
    xy, _ = scattered(20_000)
    sent = crs.from_wgs84(crs.BD09, xy)
    verdict = judge_points(sent, [None] * len(sent), TOWNS, crs.WGS84)
    assert (verdict.finding, verdict.best.reading) == (Finding.OTHER, "bd09")


def test_nothing_to_judge_is_said_so() -> None:
    xy, claims = scattered(5)
    assert judge(np.empty((0, 2)), [], "wgs84").finding is Finding.NOTHING
    assert judge_points(xy, claims, {}, crs.WGS84).finding is Finding.NOTHING
    assert judge(np.full((2, 2), np.nan), ["00", "00"], "wgs84").finding is Finding.NOTHING


def test_three_swapped_rows_are_enough_because_they_land_in_the_sea() -> None:
    xy, claims = scattered(3)
    assert judge(xy[:, ::-1], claims, "wgs84").finding is not Finding.FITS


def features(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return found


def district(name: str) -> str:
    return name.removesuffix("区").removesuffix("市")


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "field", "true"),
    [
        ("changzhou_grids57_gcj02_raw", "parent", "gcj02"),
        ("changzhou_grids57_wgs84", "parent", "wgs84"),
        ("changzhou_districts_amap2018_gcj02", "name", "gcj02"),
        ("changzhou_districts_amap2018_wgs84", "name", "wgs84"),
        ("changzhou_districts_echarts_gcj02_quantised", "name", "gcj02"),
        ("changzhou_villages_voronoi_wgs84", "district", "wgs84"),
    ],
)
@pytest.mark.parametrize("stated", ["wgs84", "gcj02", "bd09"])
def test_real_outlines_are_told_by_the_districts_of_another_source(
    real_data: Path, name: str, field: str, true: str, stated: str
) -> None:
    boundaries = real_data / "boundaries"
    tianditu = features(boundaries / "changzhou_districts_tianditu_wgs84.geojson")
    known = {district(f["properties"]["name"]): shape(f["geometry"]) for f in tianditu}
    sent = features(boundaries / f"{name}.geojson")
    claims = [district(f["properties"][field]) for f in sent]
    verdict = judge_shapes([shape(f["geometry"]) for f in sent], claims, known, crs.named(stated))
    assert verdict.best.reading == true
    assert verdict.finding is (Finding.FITS if stated == true else Finding.OTHER)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("column", "stated", "finding"),
    [
        ("gcj02", "wgs84", Finding.OTHER),
        ("gcj02", "bd09", Finding.OTHER),
        ("gcj02", "gcj02", Finding.FITS),
        ("wgs84", "wgs84", Finding.FITS),
    ],
)
def test_real_village_centres_are_told_by_the_grids_of_another_source(
    real_data: Path, column: str, stated: str, finding: Finding
) -> None:
    grids = _grids_by_town(real_data / "boundaries/changzhou_grids57_gcj02_raw.geojson")
    text = (real_data / "admin/changzhou_divisions_2016_points.csv").read_text("utf-8")
    rows = [r for r in csv.DictReader(text.splitlines()) if r["level"] == "village" and r["lon_gcj02"]]
    rows = [r for r in rows if _town(r["town"]) in grids]
    xy = np.array([(float(r[f"lon_{column}"]), float(r[f"lat_{column}"])) for r in rows])
    verdict = judge_points(xy, [_town(r["town"]) for r in rows], grids, crs.named(stated))
    assert len(rows) > 150
    assert verdict.finding is finding
    assert verdict.best.reading == column


def _town(name: str) -> str:
    return name.removesuffix("镇").removesuffix("街道")


def _grids_by_town(path: Path) -> Mapping[Any, Any]:
    return {
        f["properties"]["name"].removesuffix("网格"): crs.move(
            shapely.make_valid(shape(f["geometry"])), crs.GCJ02, crs.WGS84
        )
        for f in features(path)
    }


def test_a_ring_that_crosses_itself_is_judged_by_the_areas_it_has() -> None:
    bow = shapely.Polygon([(119.90, 31.70), (119.91, 31.71), (119.91, 31.70), (119.90, 31.71)])
    square = shapely.box(119.8, 31.6, 120.0, 31.8)
    assert judge_shapes([bow], ["here"], {"here": square}, crs.WGS84).stated.judged > 0
