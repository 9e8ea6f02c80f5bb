"""Systems that files leave in: chosen from the longitude, and proved there and back over the whole of China."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gis import crs, systems
from gis.gcj02 import Array
from gis.smell import Finding
from gis.systems import DATUM_M, ROUND_TRIP_M, Family
from grids.errors import Refusal

IN_CHINA = st.tuples(st.floats(73.6, 134.8), st.floats(3.9, 53.5))
"""From the Pamir to the Ussuri, from Zengmu Ansha to the Amur."""
IN_ZONES = st.tuples(st.floats(73.63, 134.76), st.floats(16.71, 53.55))
"""Where EPSG:4490 is used, and zones are offered."""
GEOD = pyproj.Geod(ellps="WGS84")
NAMES = [system.name for system in systems.offered(119.95, 31.7)]
PAGE = (Path(__file__).parents[2] / "docs" / "crs.md").read_text("utf-8")


def at(*pairs: tuple[float, float]) -> Array:
    return np.array(pairs, dtype=np.float64)


def metres(one: Array, other: Array) -> float:
    return float(GEOD.inv(one[0, 0], one[0, 1], other[0, 0], other[0, 1])[2])


def test_what_is_offered_in_changzhou() -> None:
    assert NAMES == ["wgs84", "cgcs2000", "epsg:4549", "epsg:4528", "gcj02", "bd09", "epsg:3857"]
    assert [s.family for s in systems.offered(119.95, 31.7)] == list(Family)


@settings(deadline=None, max_examples=100)
@given(IN_CHINA)
def test_there_and_back_is_within_the_stated_error_everywhere_in_china(place: tuple[float, float]) -> None:
    for system in systems.offered(*place):
        back = crs.to_wgs84(system.crs, crs.from_wgs84(system.crs, at(place)))
        assert metres(back, at(place)) <= ROUND_TRIP_M, system.name


@settings(deadline=None, max_examples=100)
@given(IN_ZONES, st.sampled_from(list(Family)), st.sampled_from(list(Family)))
def test_between_any_two_systems_and_back_is_within_twice_the_stated_error(
    place: tuple[float, float], one: Family, other: Family
) -> None:
    by_family = {system.family: system.crs for system in systems.offered(*place)}
    source, target = by_family[one], by_family[other]
    start = crs.from_wgs84(source, at(place))
    back = crs.transform(target, source, crs.transform(source, target, start))
    assert metres(crs.to_wgs84(source, back), at(place)) <= 2 * ROUND_TRIP_M


@settings(deadline=None, max_examples=100)
@given(IN_ZONES)
def test_the_zone_is_the_one_whose_meridian_is_nearest(place: tuple[float, float]) -> None:
    by_family = {system.family: system for system in systems.offered(*place)}
    plain, prefixed = by_family[Family.ZONE], by_family[Family.PREFIXED_ZONE]
    assert plain.central_meridian is not None
    assert plain.central_meridian == prefixed.central_meridian
    assert abs(plain.central_meridian - place[0]) <= 1.5
    operation = pyproj.CRS.from_epsg(plain.crs.epsg or 0).coordinate_operation
    assert operation is not None
    assert float(next(p.value for p in operation.params if "longitude" in p.name.lower())) == plain.central_meridian


@settings(deadline=None, max_examples=100)
@given(IN_ZONES)
def test_the_zone_number_before_the_easting_is_all_that_differs(place: tuple[float, float]) -> None:
    by_family = {system.family: system for system in systems.offered(*place)}
    plain = crs.from_wgs84(by_family[Family.ZONE].crs, at(place))
    prefixed = crs.from_wgs84(by_family[Family.PREFIXED_ZONE].crs, at(place))
    meridian = by_family[Family.ZONE].central_meridian
    assert meridian is not None
    assert prefixed[0, 0] - plain[0, 0] == pytest.approx(meridian / 3 * 1_000_000, abs=1e-3)
    assert prefixed[0, 1] == pytest.approx(plain[0, 1], abs=1e-3)
    assert 300_000 < plain[0, 0] < 700_000


@settings(deadline=None, max_examples=100)
@given(IN_CHINA)
def test_neighbouring_points_stay_neighbours_in_the_shifted_systems(place: tuple[float, float]) -> None:
    """The shift is smooth: a metre on the ground is a metre after it, within 2 in 100."""
    near = at(place, (place[0], place[1] + 1e-5))
    for system in (crs.GCJ02, crs.BD09):
        moved = crs.from_wgs84(system, near)
        before = GEOD.inv(*near[0], *near[1])[2]
        after = GEOD.inv(*moved[0], *moved[1])[2]
        assert after == pytest.approx(before, rel=0.02)


def test_names_people_type_lead_to_their_system() -> None:
    for system in systems.offered(119.95, 31.7):
        assert systems.named(system.name) == system
    assert systems.named("4528").family is Family.PREFIXED_ZONE
    for lon in range(75, 135, 3):
        assert systems.named(str(crs.metric_srid(lon, 35))).central_meridian == lon


@pytest.mark.parametrize("text", ["EPSG:32650", "EPSG:2385", "", "mars"])
def test_a_system_that_files_are_not_written_in_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        systems.named(text)
    assert caught.value.code == "bad-crs"


def test_abroad_there_is_no_zone() -> None:
    families = {system.family for system in systems.offered(2.35, 48.85)}
    assert not families & {Family.ZONE, Family.PREFIXED_ZONE}


def rows() -> dict[str, list[str]]:
    lines = [line for line in PAGE.splitlines() if line.startswith("| `")]
    return {cells[0].strip("` "): cells[1:] for cells in (line.strip("|").split("|") for line in lines)}


def test_the_page_lists_every_system_with_the_numbers_of_one_place() -> None:
    """The page's table is what the code gives: the same place in every system."""
    written = {name: cells for name, cells in rows().items() if name in NAMES}
    assert list(written) == NAMES
    for system in systems.offered(119.95, 31.7):
        x, y = crs.from_wgs84(system.crs, at((119.95, 31.7)))[0]
        shown = f"{x:.6f}, {y:.6f}" if system.crs.is_degrees else f"{x:.2f}, {y:.2f}"
        assert written[system.name][-1].strip() == shown
        error = "unknown" if system.error_m is None else f"{system.error_m:g} m"
        assert written[system.name][-2].strip() == error


def test_the_page_states_the_errors_of_the_code() -> None:
    assert f"{ROUND_TRIP_M * 1000:g} mm" in PAGE
    assert f"{DATUM_M:g} m" in PAGE


def test_the_page_says_how_far_a_wrong_reading_is_off() -> None:
    """Distances of the page's second table, measured: where the point lands when it is read as the wrong system."""
    told = re.findall(r"^\| (\S+) read as (\S+) \| ([\d.]+) (k?m) \|", PAGE, re.MULTILINE)
    assert len(told) >= 6
    for true, wrong, number, unit in told:
        here = crs.from_wgs84(systems.named(true).crs, at((119.95, 31.7)))
        landed = crs.to_wgs84(systems.named(wrong).crs, here)
        off = metres(landed, at((119.95, 31.7))) / (1000 if unit == "km" else 1)
        assert float(number) == pytest.approx(off, rel=0.02), (true, wrong, off)


def test_the_page_names_every_verdict_about_a_smell() -> None:
    told = PAGE.split("verdicts are", 1)[1]
    assert set(re.findall(r"`([a-z-]+)`", told)) == {finding.value for finding in Finding}


RAW = "changzhou_districts_amap2018_gcj02.geojson"
MADE = "changzhou_districts_amap2018_wgs84.geojson"
INDEPENDENT = "changzhou_districts_tianditu_wgs84.geojson"
HALF_THE_LAST_DECIMAL = 0.5000001e-6


def districts(folder: Path, name: str) -> dict[str, BaseGeometry]:
    features = json.loads((folder / "boundaries" / name).read_text("utf-8"))["features"]
    return {each["properties"]["name"]: shape(each["geometry"]) for each in features}


@pytest.mark.real_data
def test_a_real_pair_of_outlines_is_reproduced_to_its_last_decimal_both_ways(real_data: Path) -> None:
    raw, made = districts(real_data, RAW), districts(real_data, MADE)
    assert raw.keys() == made.keys()
    for name in raw:
        there = shapely.get_coordinates(crs.move(raw[name], crs.GCJ02, crs.WGS84))
        back = shapely.get_coordinates(crs.move(made[name], crs.WGS84, crs.GCJ02))
        assert np.abs(there - shapely.get_coordinates(made[name])).max() <= HALF_THE_LAST_DECIMAL
        assert np.abs(back - shapely.get_coordinates(raw[name])).max() <= 1.01 * HALF_THE_LAST_DECIMAL


@pytest.mark.real_data
def test_converted_outlines_lie_on_an_independent_source_and_unconverted_ones_do_not(real_data: Path) -> None:
    """The shift that fits best: 50 m or less after the conversion, about half a kilometre before it."""
    raw, reference = districts(real_data, RAW), districts(real_data, INDEPENDENT)
    for name in ("金坛区", "溧阳市", "新北区"):  # the outlines that are drawn alike; others changed since
        truth = in_metres(reference[name])
        converted, unconverted = in_metres(crs.move(raw[name], crs.GCJ02, crs.WGS84)), in_metres(raw[name])
        east, north = best_shift(converted, truth)
        assert np.hypot(east, north) <= 75, name
        assert difference(converted, truth) < 0.5 * difference(unconverted, truth), name
        far_east, far_north = best_shift(unconverted, truth)
        assert 350 <= np.hypot(far_east, far_north) <= 650, name


def in_metres(outline: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(shapely.simplify(crs.move(outline, crs.WGS84, crs.of_epsg(4549)), 20))


def difference(one: BaseGeometry, other: BaseGeometry, east: float = 0, north: float = 0) -> float:
    return float(shapely.symmetric_difference(translate(one, east, north), other).area)


def best_shift(moved: BaseGeometry, truth: BaseGeometry) -> tuple[float, float]:
    """Find the shift in metres that makes two outlines most alike: 300 m steps, then 50 m."""
    best = (0.0, 0.0)
    for reach, step in ((600, 300), (150, 50)):
        tries = [
            (best[0] + e, best[1] + n) for e in range(-reach, reach + 1, step) for n in range(-reach, reach + 1, step)
        ]
        best = min(tries, key=lambda shift: difference(moved, truth, *shift))
    return best
