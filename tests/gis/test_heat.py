"""Cells are true on the ground, sums lose nothing, small bases are pulled to the mean."""

import math

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from gis.heat import NOWHERE, Raster, kernel_km2, peaks, raster, shrink, smooth, square_sums

TO_MERCATOR = Transformer.from_crs(4326, 3857, always_xy=True)
TO_DEGREES = Transformer.from_crs(3857, 4326, always_xy=True)
GROUND = Geod(ellps="WGS84")


def around(lon: float, lat: float, half_deg: float) -> tuple[float, float, float, float]:
    west, south = TO_MERCATOR.transform(lon - half_deg, lat - half_deg)
    east, north = TO_MERCATOR.transform(lon + half_deg, lat + half_deg)
    return west, south, east, north


@given(lat=st.floats(-60, 60), half=st.floats(0.001, 0.6), bandwidth=st.sampled_from([250, 500, 1000, 2000]))
@settings(max_examples=200, deadline=None)
def test_a_cell_is_as_wide_and_as_high_on_the_ground_as_it_says(lat: float, half: float, bandwidth: int) -> None:
    on = raster(around(119.9, lat, half), bandwidth)
    for cx, cy in ((0, 0), (on.nx - 1, on.ny - 1), (on.nx // 2, on.ny // 2)):
        x, y = (on.x0 + cx * on.side) / 100, (on.y0 + cy * on.side) / 100
        corner, right, up = (
            TO_DEGREES.transform(x + dx * on.side / 100, y + dy * on.side / 100) for dx, dy in ((0, 0), (1, 0), (0, 1))
        )
        for other in (right, up):
            *_, metres = GROUND.inv(*corner, *other)
            assert abs(metres / on.side_m - 1) <= on.error()


def test_the_error_over_a_city_is_under_two_percent() -> None:
    assert raster(around(119.9, 31.7, 0.35), 2000).error() < 0.02


@given(half=st.floats(0.001, 3), bandwidth=st.sampled_from([250, 500, 1000, 2000]))
@settings(max_examples=100, deadline=None)
def test_no_area_needs_more_cells_than_can_be_sent_and_the_bandwidth_is_told(half: float, bandwidth: int) -> None:
    on = raster(around(119.9, 31.7, half), bandwidth)
    assert max(on.nx, on.ny) <= 175
    assert on.bandwidth_m >= bandwidth
    assert on.bandwidth_m == bandwidth or half > 0.05
    assert on.side_m in {on.bandwidth_m / 4, on.bandwidth_m / 2}


def test_a_box_of_a_continent_is_cut_to_what_can_be_counted() -> None:
    on = raster((-2e7, -1e7, 2e7, 1e7), 250)
    assert on.keys(np.zeros(1, np.int32), np.zeros(1, np.int32))[0] < on.cells


def test_neighbouring_areas_have_the_same_cells() -> None:
    one, other = raster(around(119.9, 31.6, 0.05), 500), raster(around(119.98, 31.7, 0.05), 500)
    assert one.side == other.side
    assert (one.x0 - other.x0) % one.side == (one.y0 - other.y0) % one.side == 0


def test_every_position_is_in_one_cell_or_in_none_of_them() -> None:
    on = Raster(x0=-500, y0=-500, side=100, nx=10, ny=10, side_m=1, bandwidth_m=4, latitude=0)
    x = np.array([-500, -501, 499, 500, 0, -1, NOWHERE], np.int32)
    keys = on.keys(x, np.zeros_like(x))
    assert keys.tolist() == [50, 100, 59, 100, 55, 54, 100]
    for key in (50, 59, 55):
        west, south, east, north = on.square(key, 0)
        assert (west, south) == (-500 + key % 10 * 100, 0)
        assert (east - west, north - south) == (100, 100)


FLAT = Raster(x0=0, y0=0, side=10_000, nx=40, ny=30, side_m=100, bandwidth_m=400, latitude=0)


def test_the_kernel_is_one_in_the_middle_and_falls_by_distance_in_metres() -> None:
    point = np.zeros((30, 40))
    point[15, 20] = 1
    spread = smooth(point, FLAT).reshape(30, 40)
    assert spread[15, 20] == pytest.approx(1)
    assert spread[15, 24] == pytest.approx(math.exp(-0.5))
    assert spread[11, 20] == pytest.approx(math.exp(-0.5))
    assert spread[11, 24] == pytest.approx(math.exp(-1))
    assert spread[15, 33] == 0
    assert spread.sum() * 0.01 == pytest.approx(kernel_km2(FLAT), rel=1e-9)
    assert kernel_km2(FLAT) == pytest.approx(2 * math.pi * 0.4**2, rel=0.01)


def test_the_kernel_is_the_same_ground_whatever_the_cells() -> None:
    for side_m in (50, 100, 200):
        on = Raster(x0=0, y0=0, side=1, nx=80, ny=80, side_m=side_m, bandwidth_m=400, latitude=0)
        assert kernel_km2(on) == pytest.approx(2 * math.pi * 0.4**2, rel=0.01)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_square_sum_is_what_a_list_of_the_square_holds(data: st.DataObject) -> None:
    cells = np.array(data.draw(st.lists(st.integers(0, 9), min_size=12 * 9, max_size=12 * 9)))
    on = Raster(x0=0, y0=0, side=100, nx=12, ny=9, side_m=1, bandwidth_m=4, latitude=0)
    radius = data.draw(st.integers(0, 5))
    sums = square_sums(cells, on, radius)
    for key in range(on.cells):
        west, south, east, north = (edge // 100 for edge in on.square(key, radius))
        assert sums[key] == cells.reshape(9, 12)[south:north, west:east].sum()


def test_small_bases_are_pulled_to_the_mean_as_esda_does() -> None:
    chance = np.random.default_rng(3)
    base = chance.integers(1, 400, 60)
    events = chance.poisson(base * chance.uniform(0.1, 2.0, 60))
    judge = Empirical_Bayes(events.astype(float), base.astype(float)).r
    assert shrink(events, base) == pytest.approx(np.ravel(judge))


def test_a_place_without_a_base_gets_the_mean_and_nothing_at_all_gets_nought() -> None:
    assert shrink(np.array([4, 0, 0]), np.array([8, 0, 8]))[1] == pytest.approx(0.25)
    assert shrink(np.array([3, 0]), np.array([0, 0])).tolist() == [0, 0]
    assert shrink(np.array([2, 2]), np.array([4, 4])).tolist() == [0.5, 0.5]


def test_the_worst_places_do_not_lie_in_each_others_squares() -> None:
    score = np.arange(30 * 40, dtype=float)
    able = np.ones(30 * 40, bool)
    able[-1] = False
    found = peaks(score, able, FLAT, 3, 4)
    assert found[0] == 30 * 40 - 2
    spots = [divmod(key, 40) for key in found]
    for n, (y, x) in enumerate(spots):
        for other_y, other_x in spots[:n]:
            assert max(abs(y - other_y), abs(x - other_x)) > 6


@given(st.lists(st.tuples(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1)), min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_cells_are_those_of_plain_arithmetic_all_over_the_world(spots: list[tuple[int, int]]) -> None:
    x, y = (np.array(each, np.int32) for each in zip(*spots, strict=True))
    for x0, y0 in ((1_334_000_000, 371_000_000), (-2_003_750_000, -1_000_000_000), (1_900_000_000, 0)):
        on = Raster(x0=x0, y0=y0, side=234_567, nx=170, ny=160, side_m=2000, bandwidth_m=4000, latitude=0)
        for (px, py), key in zip(spots, on.keys(x, y).tolist(), strict=True):
            cx, cy = (px - x0) // on.side, (py - y0) // on.side
            assert key == (cy * on.nx + cx if 0 <= cx < on.nx and 0 <= cy < on.ny else on.cells)


def test_a_raster_wider_than_its_numbers_is_refused() -> None:
    on = Raster(x0=0, y0=0, side=1_000_000, nx=200, ny=2, side_m=1, bandwidth_m=1, latitude=0)
    with pytest.raises(ValueError, match="wider"):
        on.keys(np.zeros(1, np.int32), np.zeros(1, np.int32))
