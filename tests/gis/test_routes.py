"""Day routes: everything fits, nothing is twice, the most urgent goes first, and the way is one a person would take."""

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis import routes, tours
from gis.routes import Stop
from server.store.policy import plans_on
from tests.grids.test_tasks import ON

POLICY = plans_on(ON).route
LON, LAT = 119.95, 31.72
METRE = 1 / 111_194.9


def stop(x: float, y: float, **more: object) -> Stop:
    lon = LON + x * METRE / math.cos(math.radians(LAT))
    return Stop(**{"lon": lon, "lat": LAT + y * METRE, "minutes": 30.0, **more})  # type: ignore[arg-type]


def scattered(n: int, seed: int, **more: object) -> list[Stop]:
    chance = random.Random(seed)  # noqa: S311 - a drawing
    return [stop(chance.uniform(0, 3000), chance.uniform(0, 3000), due=chance.randint(0, 30), **more) for _ in range(n)]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 60), st.integers(0, 2**16), st.integers(1, 5))
def test_each_visit_lies_in_one_day_at_most_and_each_day_fits(n: int, seed: int, days: int) -> None:
    found = routes.plan(scattered(n, seed), days, POLICY, "seed")
    placed = [own for day in found for own in day.order]
    assert len(placed) == len(set(placed))
    assert len(found) <= days
    assert all(day.minutes <= POLICY.day_minutes + 0.1 for day in found)
    assert (placed == []) == (n == 0)


def test_the_same_seed_gives_the_same_days() -> None:
    stops = scattered(40, 7)
    assert routes.plan(stops, 5, POLICY, "a") == routes.plan(stops, 5, POLICY, "a")


def test_when_not_everything_fits_the_most_urgent_goes_first() -> None:
    stops = [stop(n * 10, 0, due=n, minutes=60) for n in range(30)]
    (day,) = routes.plan(stops, 1, POLICY, "seed")
    assert set(day.order) == set(range(len(day.order)))


def test_two_villages_are_two_days_and_not_two_days_through_both() -> None:
    stops = [stop(x + dx, dy, minutes=50) for x in (0, 20_000) for dx, dy in itertools.product((0, 200), (0, 200))]
    days = routes.plan(stops, 3, POLICY, "seed")
    assert sorted(sorted(day.order) for day in days) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert all(day.metres < 1_000 for day in days)


def test_a_row_of_houses_is_walked_from_one_end_to_the_other() -> None:
    order = [3, 0, 4, 1, 5, 2]
    stops = [stop(place * 300, 0, minutes=10) for place in order]
    (day,) = routes.plan(stops, 1, POLICY, "seed")
    walked = [order[n] for n in day.order]
    assert walked in (sorted(order), sorted(order, reverse=True))
    assert day.metres == pytest.approx(1500 * POLICY.detour, rel=0.002)
    assert day.minutes == pytest.approx(60 + day.metres / POLICY.metres_a_minute, abs=0.1)


def test_what_is_open_already_joins_a_day_that_passes_by_and_no_other() -> None:
    stops = [stop(0, 0), stop(1000, 0), stop(500, 50, early=True), stop(500, 5000, early=True)]
    (day,) = routes.plan(stops, 1, POLICY, "seed")
    assert set(day.order) == {0, 1, 2}
    assert day.order[1] == 2


def test_nothing_urgent_makes_no_day() -> None:
    assert routes.plan([stop(0, 0, early=True)], 3, POLICY, "seed") == []


@pytest.mark.parametrize("seed", range(12))
def test_the_way_over_eight_places_is_the_shortest_or_nearly(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a drawing
    xy = np.array([(chance.uniform(0, 2000), chance.uniform(0, 2000)) for _ in range(8)])
    metres = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))
    best = min(tours.length(metres, order) for order in itertools.permutations(range(8)))
    found = tours.improved(metres, tours.nearest(metres, range(8), 0))
    assert sorted(found) == list(range(8))
    assert tours.length(metres, found) <= best * 1.08
