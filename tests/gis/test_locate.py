"""Points to units, and fixes to sites."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.locate import NOWHERE, Locator, distance_beyond_error_m, distance_m

FOUR = {
    7: shapely.box(0, 0, 1, 1),
    3: shapely.box(1, 0, 2, 1),
    9: shapely.box(0, 1, 1, 2),
    5: shapely.box(1, 1, 2, 2),
}


def test_each_point_finds_its_unit_and_strangers_find_none() -> None:
    xy = np.array([(0.5, 0.5), (1.5, 0.5), (0.5, 1.5), (1.5, 1.5), (3.0, 0.5)])
    assert Locator(FOUR).units_of(xy).tolist() == [7, 3, 9, 5, NOWHERE]


@pytest.mark.parametrize(("point", "unit"), [((1, 0.5), 3), ((0.5, 1), 7), ((1, 1), 3), ((0, 0), 7)])
def test_on_an_edge_the_lowest_id_wins(point: tuple[float, float], unit: int) -> None:
    assert Locator(FOUR).units_of(np.array([point])).tolist() == [unit]


def test_a_dedicated_unit_wins_over_the_general_one_around_it_whatever_their_ids() -> None:
    park = shapely.box(0.2, 0.2, 0.8, 0.8)
    for number in (1, 99):
        found = Locator({**FOUR, number: park}, {number: "dedicated", 7: "general"})
        assert found.units_of(np.array([(0.5, 0.5), (0.1, 0.1), (0.2, 0.5)])).tolist() == [number, 7, number]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 2)), min_size=1, max_size=30))
def test_every_point_of_the_town_is_in_exactly_one_unit(points: list[tuple[float, float]]) -> None:
    units = Locator(FOUR).units_of(np.array(points))
    for (x, y), unit in zip(points, units.tolist(), strict=True):
        assert unit == min(i for i, box in FOUR.items() if box.intersects(shapely.Point(x, y)))


def test_no_units_and_no_points_are_no_error() -> None:
    assert Locator({}).units_of(np.array([(1.0, 1.0)])).tolist() == [NOWHERE]
    assert Locator(FOUR).units_of(np.empty((0, 2))).tolist() == []


def test_distance_agrees_with_the_geodesic() -> None:
    fix, site = (119.95, 31.70), (119.96, 31.71)
    geodesic = pyproj.Geod(ellps="WGS84").inv(*fix, *site)[2]
    assert distance_m(fix, shapely.Point(site)) == pytest.approx(geodesic, rel=4e-4)


def test_inside_the_site_the_distance_is_zero() -> None:
    site = shapely.box(119.94, 31.69, 119.96, 31.71)
    assert distance_m((119.95, 31.70), site) == 0.0


def test_the_error_of_the_fix_is_taken_off_and_never_makes_it_negative() -> None:
    site = shapely.Point(119.95, 31.70)
    whole = distance_m((119.951, 31.70), site)
    assert 90 < whole < 100
    assert distance_beyond_error_m((119.951, 31.70), 30.0, site) == pytest.approx(whole - 30.0)
    assert distance_beyond_error_m((119.951, 31.70), 500.0, site) == 0.0
