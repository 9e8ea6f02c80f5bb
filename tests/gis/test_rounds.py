"""The tree of a round: exact for what an officer has, near enough for what nobody walks."""

import numpy as np
import pytest

from gis import rounds
from gis.gcj02 import Array


def scattered(kind: str, n: int) -> Array:
    chance = np.random.default_rng(n)
    if kind == "even":
        return chance.uniform(size=(n, 2)) * 3_000
    if kind == "centre":
        return chance.normal(size=(n, 2)) * 900
    return chance.normal(size=(n, 2)) * 60 + chance.uniform(size=(12, 2))[chance.integers(0, 12, n)] * 4_000


def test_a_tree_goes_the_shortest_way_and_counts_a_place_once() -> None:
    square = np.array([[0.0, 0.0], [0.0, 10.0], [10.0, 10.0], [10.0, 0.0], [10.0, 0.0], [5.0, 5.0]])
    length, stops = rounds.tree_m(square)
    assert length == pytest.approx(4 * np.hypot(5, 5))
    assert stops == 5


@pytest.mark.parametrize("kind", ["even", "centre", "clusters"])
def test_the_tree_of_very_many_places_is_estimated_within_a_seventh(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    places = scattered(kind, 2_500)
    estimated, stops = rounds.tree_m(places)
    monkeypatch.setattr(rounds, "EXACT", 10_000)
    exact, counted = rounds.tree_m(places)
    assert stops == counted == 2_500
    assert estimated == pytest.approx(exact, rel=1 / 7)
