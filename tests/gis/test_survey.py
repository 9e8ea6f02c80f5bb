"""Outlines that come in: a list of faults is a function of the outlines and the choices, and what is clean tiles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.coverage import diagnose
from gis.repair import Limits
from gis.survey import Sheet
from gis.survey_ground import Stated
from grids.surveys import Choice, FaultKind, Remedy

SIDE_M = 400.0


def sheet(units: dict[str, Any], **more: Any) -> Sheet:
    return Sheet({unit: Stated(shape) for unit, shape in units.items()}, {}, **more)


def shaken(seed: int, noise_m: float) -> dict[str, Any]:
    """Nine squares side by side, each drawn by somebody with another hand."""
    random = np.random.default_rng(seed)
    made = {}
    for n in range(9):
        x, y = (n % 3) * SIDE_M, (n // 3) * SIDE_M
        corners = shapely.get_coordinates(shapely.segmentize(shapely.box(x, y, x + SIDE_M, y + SIDE_M), 100))[:-1]
        made[f"u{n}"] = shapely.Polygon(corners + random.normal(0, noise_m, corners.shape))
    return made


def settled(cut: Sheet) -> dict[str, Choice]:
    """Settle everything as suggested, and what has no suggestion by keeping it."""
    chosen: dict[str, Choice] = {}
    for _ in range(10):
        left = [each.fault for each in cut.faults(chosen) if each.fault.id not in chosen]
        if not left:
            return chosen
        chosen |= {fault.id: fault.suggestion or Choice(remedy=Remedy.KEEP) for fault in left}
    raise AssertionError("the list has no end")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.001, 30))
def test_whatever_is_chosen_of_what_is_proposed_tiles_in_the_end(seed: int, noise_m: float) -> None:
    cut = sheet(shaken(seed, noise_m))
    made = cut.clean(settled(cut))
    found = diagnose(made)
    assert found.is_coverage
    assert found.hole_count == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_same_outlines_give_the_same_list(seed: int) -> None:
    units = shaken(seed, 8)
    assert [each.fault for each in sheet(units).faults({})] == [each.fault for each in sheet(units).faults({})]


def test_ground_is_conserved_while_the_list_is_worked_off() -> None:
    cut = sheet(shaken(7, 6))
    chosen = settled(cut)
    covered = sum(shape.area for shape in cut.clean(chosen).values())
    by_list = sum(now for _, now in cut.areas_m2(chosen).values())
    pieces = sum(each.fault.area_m2 for each in cut.faults(chosen) if each.fault.kind is FaultKind.PIECE)
    assert by_list == pytest.approx(covered, abs=max(1.0, pieces))


def test_an_overlap_goes_to_whom_it_is_given() -> None:
    units = {"west": shapely.box(0, 0, 120, 100), "east": shapely.box(100, 0, 200, 100)}
    cut = sheet(units)
    (placed,) = cut.faults({})
    assert (placed.fault.kind, placed.fault.is_clear) == (FaultKind.OVERLAP, False)
    for taker, west in (("west", 12_000), ("east", 10_000)):
        made = cut.clean({placed.fault.id: Choice(remedy=Remedy.GIVE, taker=taker)})
        assert made["west"].area == pytest.approx(west)
        assert diagnose(made).is_coverage
    left = {placed.fault.id: Choice(remedy=Remedy.LEAVE, reason="?")}
    assert cut.left_out(left) == {"west", "east"}
    assert cut.clean(left) == {}


def test_a_lake_is_kept_or_given_and_a_narrow_gap_is_clear() -> None:
    ring = shapely.difference(shapely.box(0, 0, 300, 300), shapely.box(100, 100, 200, 200))
    gapped = {"ring": ring, "east": shapely.box(304, 0, 600, 300), "north": shapely.box(0, 300, 600, 500)}
    faults = {each.fault.kind: each.fault for each in sheet(gapped, limits=Limits(inlet_m=10)).faults({})}
    assert set(faults) == {FaultKind.GAP, FaultKind.INLET}
    lake, slit = faults[FaultKind.GAP], faults[FaultKind.INLET]
    assert not lake.is_clear
    assert lake.area_m2 == pytest.approx(10_000)
    assert Remedy.KEEP in lake.remedies
    assert slit.is_clear
    assert slit.width_m == pytest.approx(4, rel=0.3)


def test_inside_todays_ground_nothing_is_left_open_and_nothing_goes_beyond() -> None:
    ground = shapely.box(0, 0, 200, 100)
    units = {"west": Stated(shapely.box(-5, 0, 90, 100), 1), "east": Stated(shapely.box(120, 0, 200, 100), 1)}
    cut = Sheet(units, {1: ground})
    faults = {each.fault.kind: each.fault for each in cut.faults({})}
    assert faults[FaultKind.BEYOND].suggestion == Choice(remedy=Remedy.CUT)
    assert faults[FaultKind.GAP].remedies == {Remedy.GIVE}
    made = cut.clean(settled(cut))
    assert shapely.union_all(list(made.values())).symmetric_difference(ground).area == pytest.approx(0, abs=1e-6)
