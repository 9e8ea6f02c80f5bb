"""What proposals are measured on is what the benchmark says it is, and with the real wards they do better."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from bench import partition
from gis.contacts import graph_of
from gis.proposals import Goal, Wish, propose


def test_the_generated_town_is_the_one_of_the_budget() -> None:
    atoms = partition._generated(np.random.default_rng(partition.SEED))  # noqa: SLF001 - what it measures on
    assert 180 <= len(atoms) <= 230
    assert sum(atom.enterprises for atom in atoms) == partition.ENTERPRISES
    assert len({atom.village for atom in atoms}) == 11
    assert shapely.coverage_is_valid(np.array([atom.shape for atom in atoms], dtype=object))
    assert len(graph_of(atoms).pieces([0] * len(atoms))) == 1


@pytest.mark.real_data
@pytest.mark.slow
def test_real_wards_are_made_more_even_and_more_compact_with_few_people_moved(real_data: Path) -> None:
    atoms = partition._blocks(real_data / "partitions" / "Providence_blocks.geojson.gz")  # noqa: SLF001
    found = propose(atoms, Wish(goal=Goal.EVEN, seed=1))
    wards, overall = found.present, found.alternatives[0].figures
    assert wards.max_over_mean == pytest.approx(1.049, abs=0.001)
    assert (overall.max_over_mean or 9) < (wards.max_over_mean or 0)
    assert (overall.mean_polsby_popper or 0) > (wards.mean_polsby_popper or 1)
    assert overall.pieces < wards.pieces
    assert overall.moved < overall.enterprises / 2
