"""Gi* and the discovery limit are those of PySAL."""

import warnings

import numpy as np
import pytest
from esda import G_Local, fdr
from libpysal.weights import W, lat2W

from gis.hotspots import FEWEST, discovery_limit, gi_star


def pairs_of(weights: W) -> np.ndarray:
    return np.array([(a, b) for a, near in weights.neighbors.items() for b in near], np.intp).reshape(-1, 2)


@pytest.mark.parametrize("seed", range(6))
def test_z_and_p_are_those_of_esda(seed: int) -> None:
    chance = np.random.default_rng(seed)
    weights = lat2W(7, 9, rook=False)
    values = chance.gamma(2.0, 1.0, 63)
    values[:6] += 4 * (seed % 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        judge = G_Local(values, weights, transform="B", permutations=0, star=True)
    ours = gi_star(values, pairs_of(weights), 0.05)
    assert ours.z == pytest.approx(judge.Zs, rel=1e-9)
    assert ours.p == pytest.approx(2 * judge.p_norm, rel=1e-6, abs=1e-12)
    limit = fdr(ours.p, 0.05)
    assert set(np.flatnonzero(ours.stands)) == set(np.flatnonzero(ours.p <= min(limit, ours.limit)))


@pytest.mark.parametrize("seed", range(20))
def test_the_limit_is_that_of_esda_where_anything_stands_out(seed: int) -> None:
    p = np.random.default_rng(seed).beta(0.3, 1, 80)
    ours = discovery_limit(p, 0.05)
    judge = fdr(p, 0.05)
    assert (p <= ours).sum() == (p <= judge).sum()


def test_a_planted_cluster_is_found_and_noise_is_not() -> None:
    weights = lat2W(12, 12, rook=False)
    chance = np.random.default_rng(1)
    values = chance.normal(1, 0.2, 144)
    planted = [12 * y + x for y in (3, 4, 5) for x in (3, 4, 5)]
    found = gi_star(values, pairs_of(weights), 0.05)
    assert not found.stands.any()
    values[planted] += 1
    found = gi_star(values, pairs_of(weights), 0.05)
    assert found.stands[12 * 4 + 4] == 1
    assert set(np.flatnonzero(found.stands == 1)) >= set(planted)
    values[planted] -= 2
    assert gi_star(values, pairs_of(weights), 0.05).stands[12 * 4 + 4] == -1


def test_too_few_places_or_no_difference_stand_out_nowhere() -> None:
    few = gi_star(np.array([9.0] + [0.0] * (FEWEST - 2)), np.empty((0, 2), np.intp), 0.05)
    assert not few.stands.any()
    same = gi_star(np.ones(40), np.empty((0, 2), np.intp), 0.05)
    assert (same.p == 1).all()
    assert not same.stands.any()


def test_a_place_whose_neighbours_are_all_places_has_nothing_to_stand_out_from() -> None:
    everyone = np.array([(a, b) for a in range(12) for b in range(12) if a != b], np.intp)
    assert not gi_star(np.arange(12.0), everyone, 0.05).stands.any()
