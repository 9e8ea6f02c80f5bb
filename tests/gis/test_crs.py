"""Coordinate systems: reference values of other programs, round trips, and names people type."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis import crs, gcj02, references
from gis.gcj02 import Array
from grids.errors import Refusal

METRES_PER_DEGREE = 111_320.0
IN_CHINA = st.tuples(st.floats(74, 134), st.floats(18, 53))


def at(*pairs: tuple[float, float]) -> Array:
    return np.array(pairs, dtype=np.float64)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("gcj02", (119.95469347, 31.69791460)), ("bd09", (119.96127738, 31.70366021))],
)
def test_shifted_systems_agree_with_gcoord(name: str, expected: tuple[float, float]) -> None:
    found = crs.from_wgs84(crs.named(name), at((119.95, 31.7)))
    assert np.allclose(found, at(expected), atol=1e-8, rtol=0)


@pytest.mark.parametrize(
    ("epsg", "east", "north"),
    [(4549, 494_501.69, 3_508_699.52), (4528, 40_494_501.69, 3_508_699.52)],
)
def test_gauss_krueger_agrees_with_proj_reference(epsg: int, east: float, north: float) -> None:
    found = crs.from_wgs84(crs.of_epsg(epsg), at((119.942, 31.701)))
    assert np.allclose(found, at((east, north)), atol=0.01, rtol=0)


@settings(deadline=None)
@given(IN_CHINA, st.sampled_from(["gcj02", "bd09", "epsg:4549", "epsg:3857", "cgcs2000"]))
def test_there_and_back_is_within_a_millimetre(place: tuple[float, float], name: str) -> None:
    system = crs.named(name)
    back = crs.to_wgs84(system, crs.from_wgs84(system, at(place)))
    assert np.abs(back - at(place)).max() * METRES_PER_DEGREE < 1e-3


@settings(deadline=None)
@given(st.floats(-180, 180), st.floats(-89.9, 89.9), st.floats(-180, 180), st.floats(-89.9, 89.9))
def test_a_box_for_the_index_is_the_one_of_proj_and_a_millimetre_wider(a: float, b: float, c: float, d: float) -> None:
    west, south, east, north = min(a, c), min(b, d), max(a, c), max(b, d)
    corners = crs.from_wgs84(crs.of_epsg(3857), at((west, south), (east, north)))
    wider = np.array(references.around_3857(west, south, east, north)).reshape(2, 2)
    assert np.allclose(wider - corners, [[-0.001, -0.001], [0.001, 0.001]], atol=5e-4, rtol=0)


@settings(deadline=None)
@given(IN_CHINA)
def test_gcj02_moves_every_place_in_china_by_less_than_a_kilometre(
    place: tuple[float, float],
) -> None:
    moved = crs.from_wgs84(crs.GCJ02, at(place)) - at(place)
    metres = np.hypot(moved[0, 0] * np.cos(np.radians(place[1])), moved[0, 1]) * METRES_PER_DEGREE
    assert 0 < metres < 1100


def test_outside_china_nothing_is_shifted() -> None:
    paris = at((2.35, 48.85))
    assert np.array_equal(crs.from_wgs84(crs.GCJ02, paris), paris)
    assert np.array_equal(crs.to_wgs84(crs.GCJ02, paris), paris)


def test_a_long_array_equals_its_rows_one_by_one() -> None:
    many = np.column_stack((np.linspace(118, 121, 50), np.linspace(30, 33, 50)))
    together = crs.to_wgs84(crs.BD09, many)
    apart = np.vstack([crs.to_wgs84(crs.BD09, row[None, :]) for row in many])
    assert np.abs(together - apart).max() < 1e-11


def test_no_coordinates_are_no_error() -> None:
    empty = np.empty((0, 2))
    assert crs.to_wgs84(crs.GCJ02, empty).shape == (0, 2)
    assert crs.to_wgs84(crs.of_epsg(4549), empty).shape == (0, 2)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("WGS-84", "wgs84"),
        ("wgs84", "wgs84"),
        ("4326", "wgs84"),
        (4326, "wgs84"),
        ("CGCS2000", "cgcs2000"),
        ("epsg:4490", "cgcs2000"),
        ("GCJ-02", "gcj02"),
        ("高德", "gcj02"),
        ("bd-09", "bd09"),
        ("百度", "bd09"),
        ("EPSG:4549", "epsg:4549"),
        ("urn:ogc:def:crs:EPSG::4549", "epsg:4549"),
        (3857, "epsg:3857"),
    ],
)
def test_names_people_type(typed: str | int, name: str) -> None:
    assert crs.named(typed).name == name


@pytest.mark.parametrize("typed", ["", "mars", "EPSG:999999", "12", "epsg:5773"])
def test_an_unknown_system_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as caught:
        crs.named(typed)
    assert caught.value.code == "bad-crs"


@pytest.mark.parametrize(
    ("lon", "lat", "srid"),
    [
        (119.95, 31.7, 4549),
        (116.4, 39.9, 4548),
        (75.0, 38.0, 4534),
        (2.35, 48.85, 32631),
        (-71.4, 41.8, 32619),
        (151.2, -33.9, 32756),
        (180.0, 0.0, 32660),
    ],
)
def test_metric_system_comes_from_the_longitude(lon: float, lat: float, srid: int) -> None:
    assert crs.metric_srid(lon, lat) == srid


@settings(deadline=None)
@given(IN_CHINA)
def test_metres_of_the_chosen_system_are_metres_on_the_ground(place: tuple[float, float]) -> None:
    system = crs.of_epsg(crs.metric_srid(*place))
    east, north = crs.from_wgs84(system, at(place))[0]
    there = crs.to_wgs84(system, at((east, north), (east + 100, north)))
    geodesic = pyproj.Geod(ellps="WGS84").inv(*there[0], *there[1])[2]
    assert abs(geodesic - 100) < 0.04


def test_esri_definition_is_recognised() -> None:
    text = (
        'PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
        'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
        'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
        'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],'
        'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )
    found = crs.of_wkt(text)
    assert found is not None
    assert found.epsg == 4549


def test_an_unreadable_definition_is_no_system() -> None:
    assert crs.of_wkt('LOCAL_CS["Changzhou city"]') is None
    assert crs.of_wkt("nonsense") is None


def test_geometries_move_vertex_by_vertex_and_keep_their_kind() -> None:
    square = shapely.box(119.9, 31.6, 120.0, 31.7)
    moved = crs.move(square, crs.WGS84, crs.of_epsg(4549))
    assert moved.geom_type == "Polygon"
    assert 104e6 < moved.area < 106e6
    assert crs.move(square, crs.WGS84, crs.WGS84) is square


def test_places_stand_where_the_phone_moves_them_too() -> None:
    places = json.loads((Path(__file__).parents[1] / "scenarios" / "gcj02.json").read_text("utf-8"))["places"]
    given_at = np.array([place["wgs84"] for place in places])
    assert gcj02.wgs84_to_gcj02(given_at) == pytest.approx(np.array([place["gcj02"] for place in places]), abs=1e-9)
