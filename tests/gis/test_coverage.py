"""Coverages drawn in metres: what is found, what is mended, what is left to people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from gis import crs
from gis.coverage import diagnose, width_m
from gis.repair import Limits, Piece, Repair, repair

LEFT = shapely.box(0, 0, 1000, 1000)


def right(from_x: float) -> Any:
    return shapely.box(from_x, 0, 2000, 1000)


def total(repaired: Repair) -> float:
    return float(sum(shapely.area(unit) for unit in repaired.units.values()))


def test_a_clean_pair_has_no_findings_and_comes_back_as_it_was() -> None:
    repaired = repair({"a": LEFT, "b": right(1000)})
    assert repaired.before.is_coverage
    assert repaired.handovers == ()
    assert [(c.gained_m2, c.lost_m2) for c in repaired.changes] == [(0, 0), (0, 0)]
    assert repaired.units["a"].equals(LEFT)


def test_an_overlap_is_named_with_its_area_and_width() -> None:
    (overlap,) = diagnose({"a": LEFT, "b": right(994)}).overlaps
    assert overlap.units == ("a", "b")
    assert overlap.area_m2 == pytest.approx(6000)
    assert overlap.width_m == pytest.approx(6, abs=0.1)
    assert 994 < overlap.x < 1000


def test_a_narrow_overlap_goes_to_one_of_its_claimants_and_is_reported() -> None:
    repaired = repair({"a": LEFT, "b": right(994)})
    (handover,) = repaired.handovers
    assert handover.piece is Piece.OVERLAP
    assert set(handover.givers) == {"a", "b"}
    assert handover.area_m2 == pytest.approx(6000)
    assert repaired.after.is_coverage
    assert total(repaired) == pytest.approx(2_000_000)


def test_a_wide_overlap_is_contested_and_neither_unit_is_made() -> None:
    repaired = repair({"a": LEFT, "b": right(900), "c": shapely.box(2000, 0, 3000, 1000)})
    assert repaired.contested == {"a", "b"}
    (contest,) = repaired.contests
    assert contest.area_m2 == pytest.approx(100_000)
    assert contest.width_m == pytest.approx(100, abs=1)
    assert list(repaired.units) == ["c"]


def test_a_wide_overlap_is_settled_when_the_limit_is_raised_on_purpose() -> None:
    repaired = repair({"a": LEFT, "b": right(900)}, Limits(overlap_m=150))
    assert not repaired.contests
    assert total(repaired) == pytest.approx(2_000_000)


def test_a_narrow_gap_between_neighbours_is_closed_even_where_it_opens_outwards() -> None:
    repaired = repair({"a": LEFT, "b": right(1004)})
    assert [h.piece for h in repaired.handovers] == [Piece.INLET]
    assert repaired.after.is_coverage
    # the lid follows a closing by a disc of 10 m: its two ends stay up to one disc short
    assert 1_999_900 < total(repaired) <= 2_000_000


def test_an_enclosed_sliver_goes_to_the_neighbour_with_the_longest_border() -> None:
    sliver = shapely.box(1000, 400, 1003, 600)
    west = shapely.box(0, 0, 1000, 1000)
    east = shapely.difference(
        shapely.box(1000, 0, 2000, 1000), shapely.union(sliver, shapely.box(1000, 390, 1001, 400))
    )
    repaired = repair({"a": west, "b": east})
    assert {h.taker for h in repaired.handovers} == {"b"}
    assert repaired.after.holes == ()
    assert repaired.units["a"].equals(west)


def test_a_lake_stays_a_hole() -> None:
    lake = shapely.Point(1000, 500).buffer(200)
    repaired = repair({"a": LEFT.difference(lake), "b": right(1000).difference(lake)})
    (hole,) = repaired.after.holes
    assert hole.neighbours == ("a", "b")
    assert hole.area_m2 == pytest.approx(lake.area, rel=1e-4)
    assert hole.width_m == pytest.approx(400, rel=0.01)


def test_a_bow_tie_is_named_with_its_place_and_made_valid() -> None:
    bow = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    repaired = repair({"bow": bow})
    (ring,) = repaired.before.invalid
    assert (ring.unit, ring.x, ring.y) == ("bow", 500, 500)
    assert "intersection" in ring.reason.lower()
    assert repaired.after.is_coverage
    assert repaired.changes[0].was_invalid


def test_a_stray_crumb_goes_to_the_unit_around_it() -> None:
    crumb = shapely.box(1500, 500, 1503, 503)
    repaired = repair({"a": shapely.union(LEFT, crumb), "b": right(1000).difference(crumb)})
    assert [(h.piece, h.givers, h.taker) for h in repaired.handovers] == [(Piece.CRUMB, ("a",), "b")]
    assert repaired.after.multipart == ()


def test_a_real_second_part_stays_and_is_named() -> None:
    island = shapely.box(3000, 0, 3500, 500)
    repaired = repair({"a": shapely.union(LEFT, island), "b": right(1000)})
    (multipart,) = repaired.after.multipart
    assert multipart.unit == "a"
    assert multipart.parts_m2 == pytest.approx((1_000_000, 250_000))


def test_the_same_polygon_twice_is_named_as_a_duplicate_and_contested() -> None:
    repaired = repair({"a": LEFT, "again": LEFT, "b": right(1000)})
    assert repaired.before.duplicates == (("a", "again"),)
    assert repaired.contested == {"a", "again"}


def test_edges_without_common_vertices_are_matched() -> None:
    stepped = shapely.union(shapely.box(1000, 0, 2000, 500), shapely.box(1000, 500, 1800, 1000))
    units = {"a": LEFT, "b": stepped}
    assert not diagnose(units).edges_match or diagnose(units).is_coverage
    assert repair(units).after.edges_match


def test_no_units_are_no_error() -> None:
    assert repair({}).units == {}


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.002, 0.3, 1.0]))
def test_noise_on_every_vertex_is_mended_and_no_ground_is_lost(seed: int, noise_m: float) -> None:
    random = np.random.default_rng(seed)
    units = {
        f"{row}-{column}": _shaken(
            shapely.box(column * 500, row * 500, column * 500 + 500, row * 500 + 500), random, noise_m
        )
        for row in range(4)
        for column in range(4)
    }
    repaired = repair(units, Limits(overlap_m=20, gap_m=20))
    assert repaired.after.is_coverage
    assert set(repaired.units) == set(units)
    assert repaired.after.holes == ()
    assert total(repaired) == pytest.approx(4_000_000, abs=noise_m * 8 * 4 * 2000)


def test_width_of_a_strip_is_its_short_side() -> None:
    assert width_m(shapely.box(0, 0, 500, 7)) == pytest.approx(7, abs=0.1)


def _shaken(box: Any, random: np.random.Generator, noise_m: float) -> Any:
    corners = shapely.get_coordinates(shapely.segmentize(box, 125))[:-1]
    moved = corners + random.normal(0, noise_m, corners.shape)
    return shapely.Polygon(moved)


@pytest.fixture
def grids57(real_data: Path) -> dict[str, Any]:
    text = (real_data / "boundaries/changzhou_grids57_gcj02_raw.geojson").read_text("utf-8")
    features = json.loads(text)["features"]
    metric = crs.of_epsg(4549)
    return {f["properties"]["grid_id"]: crs.move(shape(f["geometry"]), crs.GCJ02, metric) for f in features}


@pytest.mark.real_data
def test_the_57_real_grids_are_diagnosed_as_measured(grids57: dict[str, Any]) -> None:
    found = diagnose(grids57)
    assert len(found.invalid) == 10
    assert sum(o.area_m2 >= 1 for o in found.overlaps) == 92
    assert 500 < len(found.holes) < 600
    assert not found.is_coverage


@pytest.mark.real_data
def test_the_57_real_grids_leave_four_disputes_to_people(grids57: dict[str, Any]) -> None:
    repaired = repair(grids57)
    assert repaired.after.is_coverage
    assert len(repaired.contested) == 7
    assert len({contest.units for contest in repaired.contests}) == 4
    assert repaired.contests[0].area_m2 == pytest.approx(1.28e6, rel=0.01)


@pytest.mark.real_data
def test_the_57_real_grids_become_a_coverage_with_two_lakes(grids57: dict[str, Any]) -> None:
    repaired = repair(grids57, Limits(overlap_m=1000, gap_m=200))
    assert repaired.after.is_coverage
    assert len(repaired.units) == 57
    assert repaired.after.multipart == ()
    changge, north_ge = repaired.after.holes
    assert changge.area_m2 == pytest.approx(63.2e6, rel=0.01)
    assert north_ge.area_m2 == pytest.approx(0.895e6, rel=0.01)
