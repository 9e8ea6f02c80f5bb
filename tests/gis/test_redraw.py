"""Edits of a tiling: each does what it says, refuses what would break the tiling, and is undone to the byte."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from gis import crs, redraw
from gis.crs import WGS84
from gis.repair import repair
from gis.tiling import Edit, Tiling
from grids.errors import Refusal

SIDE = 100.0


def board(across: int = 4, down: int = 3) -> Tiling:
    """Squares of 100 m with a lake in the middle of the first one."""
    squares: dict[str, Any] = {}
    for x in range(across):
        for y in range(down):
            lake = [shapely.box(40, 40, 60, 60).exterior.coords[::-1]] if (x, y) == (0, 0) else []
            box = shapely.box(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE)
            squares[f"{'abcdefgh'[x]}{y}"] = shapely.Polygon(box.exterior, lake)
    return Tiling(squares)


def whole(tiling: Tiling) -> Any:
    return shapely.union_all(np.array([tiling.shape(unit) for unit in tiling.ids], dtype=object))


def taken(tiling: Tiling) -> dict[str, bytes | None]:
    return {unit: tiling.wkb(unit) for unit in tiling.ids}


def done(tiling: Tiling, edit: Edit) -> Tiling:
    """Apply, and prove the law of every edit."""
    after = tiling.apply(edit)
    assert after.is_whole()
    assert whole(after).symmetric_difference(whole(tiling)).area < 1
    assert taken(after.apply(edit.inverse)) == taken(tiling)
    return after


def test_a_shared_vertex_moves_in_all_four_units() -> None:
    edit = redraw.move(board(), {(100, 100): (110.0004, 95)})
    assert set(edit.after) == {"a0", "a1", "b0", "b1"}
    after = done(board(), edit)
    assert after.shape("a0").area == pytest.approx(SIDE * SIDE - 400 + (10 * 100 - 5 * 100) / 2)


def test_an_edge_moves_by_its_two_ends() -> None:
    after = done(board(), redraw.move(board(), {(200, 100): (190, 100), (200, 200): (190, 200)}))
    assert after.shape("c1").area == pytest.approx(SIDE * SIDE + 10 * SIDE)


def test_pulling_the_middle_of_an_edge_bends_it_in_both_units() -> None:
    edit = redraw.bend(board(), (200, 100), (200, 200), (190, 150))
    assert set(edit.after) == {"b1", "c1"}
    assert done(board(), edit).shape("b1").area == pytest.approx(SIDE * SIDE - 500)


@pytest.mark.parametrize(
    ("moves", "code"),
    [
        ({(100, 100): (250, 100)}, "redraw-crosses"),
        ({(0, 100): (-5, 100)}, "redraw-outer"),
        ({(0, 100): (5, 100)}, "redraw-outer"),
        ({(0, 100): (0.01, 100)}, "redraw-outer"),
        ({(40, 40): (45, 45)}, "redraw-outer"),
        ({(50, 100): (50, 110)}, "redraw-no-vertex"),
        ({(100, 100): (100.0001, 100)}, "redraw-nothing"),
    ],
)
def test_a_vertex_that_would_cross_open_a_gap_or_move_the_outer_boundary_stays(
    moves: dict[tuple[float, float], tuple[float, float]], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        redraw.move(board(), moves)
    assert refused.value.code == code


def test_a_line_splits_a_unit_and_the_neighbours_get_its_ends() -> None:
    line = shapely.LineString([(130, 90), (125, 150), (133, 210)])
    edit = redraw.split(board(), "b1", line, "new")
    assert set(edit.after) == {"b1", "new", "b0", "b2"}
    after = done(board(), edit)
    assert after.shape("b1").area > after.shape("new").area
    assert after.shape("b1").area + after.shape("new").area == pytest.approx(SIDE * SIDE)


def test_a_line_that_ends_just_short_of_the_boundary_is_led_to_it() -> None:
    line = shapely.LineString([(130, 108), (130, 192)])
    assert done(board(), redraw.split(board(), "b1", line, "new")).shape("new").area == pytest.approx(30 * SIDE)


@pytest.mark.parametrize(
    "line", [[(130, 130), (170, 130)], [(90, 120), (210, 120), (210, 180), (90, 180)], [(-50, 50), (150, 50)]]
)
def test_a_line_that_does_not_make_two_parts_is_refused(line: list[tuple[float, float]]) -> None:
    with pytest.raises(Refusal) as refused:
        redraw.split(board(), "b1", shapely.LineString(line), "new")
    assert refused.value.code == "redraw-split"


def test_a_unit_with_a_lake_is_split_beside_it_and_keeps_it() -> None:
    after = done(board(), redraw.split(board(), "a0", shapely.LineString([(80, -10), (80, 110)]), "new"))
    assert len(after.shape("a0").interiors) == 1


def test_units_merge_and_the_other_is_gone() -> None:
    after = done(board(), redraw.merge(board(), ["b1", "c1"], "b1"))
    assert "c1" not in after
    assert after.shape("b1").area == pytest.approx(2 * SIDE * SIDE)


def test_units_that_do_not_touch_do_not_merge() -> None:
    with pytest.raises(Refusal) as refused:
        redraw.merge(board(), ["a0", "c2"], "a0")
    assert refused.value.code == "redraw-parts"


def test_a_strip_goes_to_the_neighbour() -> None:
    after = done(board(), redraw.give(board(), "b1", "c1", shapely.box(180, 50, 300, 250)))
    assert after.shape("c1").area == pytest.approx(SIDE * SIDE + 20 * SIDE)


def test_an_island_is_given_only_when_the_planner_says_so() -> None:
    island = shapely.box(140, 140, 160, 160)
    with pytest.raises(Refusal) as refused:
        redraw.give(board(), "b1", "d0", island)
    assert refused.value.code == "redraw-parts"
    after = done(board(), redraw.give(board(), "b1", "d0", island, islands=True))
    assert shapely.get_num_geometries(after.shape("d0")) == 2


def test_giving_all_of_a_unit_is_a_merger() -> None:
    with pytest.raises(Refusal) as refused:
        redraw.give(board(), "b1", "c1", shapely.box(0, 0, 500, 500))
    assert refused.value.code == "redraw-all"


def test_a_border_is_replaced_by_a_line() -> None:
    line = shapely.LineString([(201, 110), (230, 130), (170, 170), (199, 190)])
    edit = redraw.redraw_border(board(), "b1", "c1", line)
    assert set(edit.after) == {"b1", "c1"}
    after = done(board(), edit)
    border = shapely.intersection(after.shape("b1").boundary, after.shape("c1").boundary)
    assert shapely.distance(border, shapely.Point(230, 130)) < 0.001
    assert after.shape("b1").area + after.shape("c1").area == pytest.approx(2 * SIDE * SIDE)


def test_a_border_follows_a_road() -> None:
    road = shapely.LineString([(205, 0), (210, 120), (190, 180), (195, 300)])
    after = done(board(), redraw.follow(board(), "b1", "c1", road))
    border = shapely.intersection(after.shape("b1").boundary, after.shape("c1").boundary)
    assert shapely.distance(border, shapely.Point(210, 120)) < 0.001
    assert shapely.distance(border, shapely.Point(190, 180)) < 0.001


def test_units_without_a_common_border_have_none_to_replace() -> None:
    with pytest.raises(Refusal) as refused:
        redraw.redraw_border(board(), "a0", "c2", shapely.LineString([(0, 0), (1, 1)]))
    assert refused.value.code == "redraw-no-border"


def test_enterprises_are_handed_over_with_the_ground_around_them() -> None:
    chosen, rest = [(190.0, 120.0), (185.0, 180.0)], [(120.0, 150.0), (150.0, 110.0)]
    tiling = board()
    ground = redraw.ground_of(chosen, rest, tiling.shape("b1"))
    after = done(tiling, redraw.give(tiling, "b1", "c1", ground))
    assert all(after.shape("c1").contains(shapely.Point(point)) for point in chosen)
    assert all(after.shape("b1").contains(shapely.Point(point)) for point in rest)


def test_an_edit_of_yesterdays_outline_is_refused_and_names_the_unit() -> None:
    first = redraw.move(board(), {(100, 100): (110, 100)})
    second = redraw.move(board(), {(100, 100): (105, 105)})
    with pytest.raises(Refusal) as refused:
        board().apply(first).apply(second)
    assert refused.value.code == "redraw-stale"
    assert "a0" in str(refused.value.facts["units"])


def _edit(data: st.DataObject, tiling: Tiling, number: int) -> Edit:
    """Draw any edit with any numbers; most of them are possible."""
    unit = data.draw(st.sampled_from(tiling.ids))
    beside = tiling.beside([unit])
    numbers = st.floats(-30, 30, allow_nan=False)
    xy = shapely.get_coordinates(tiling.shape(unit))
    at = xy[data.draw(st.integers(0, len(xy) - 2))]
    left, low, right, high = shapely.bounds(tiling.shape(unit)).tolist()
    part = st.floats(0.1, 0.9)
    across = shapely.LineString(
        [(left - 5, low + (high - low) * data.draw(part)), (right + 5, low + (high - low) * data.draw(part))]
    )
    match data.draw(st.sampled_from(["move", "split", "merge", "give", "border"])):
        case "move":
            to = (float(at[0]) + data.draw(numbers), float(at[1]) + data.draw(numbers))
            return redraw.move(tiling, {(float(at[0]), float(at[1])): to})
        case "split":
            return redraw.split(tiling, unit, across, f"n{number}")
        case "merge":
            return redraw.merge(tiling, [unit, data.draw(st.sampled_from(beside))], unit)
        case "give":
            circle = shapely.Point(at).buffer(data.draw(st.floats(3, 40)))
            return redraw.give(tiling, unit, data.draw(st.sampled_from(beside)), circle)
        case _:
            return redraw.redraw_border(tiling, unit, data.draw(st.sampled_from(beside)), across)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_sequence_of_edits_leaves_the_area_tiled_and_is_undone_to_the_byte(data: st.DataObject) -> None:
    tiling = start = board()
    log: list[Edit] = []
    for number in range(data.draw(st.integers(1, 12))):
        if len(tiling) < 3:
            break
        with suppress(Refusal):
            edit = _edit(data, tiling, number)
            tiling = done(tiling, edit)
            log.append(edit)
    for edit in reversed(log):
        tiling = tiling.apply(edit.inverse)
    assert taken(tiling) == taken(start)


def test_the_57_real_grids_are_split_merged_and_bent_200_times_and_come_back_to_the_byte(real_data: Path) -> None:
    features = json.loads((real_data / "boundaries/changzhou_grids57_wgs84.geojson").read_text("utf-8"))["features"]
    metric = crs.of_epsg(4549)
    outlines = {str(n): crs.move(shape(each["geometry"]), WGS84, metric) for n, each in enumerate(features)}
    tiling = start = Tiling(repair(outlines).units)
    chance, log = random.Random(57), list[Edit]()  # noqa: S311 - the same every time
    for number in range(200):
        with suppress(Refusal):
            edit = _any(tiling, chance, number)
            tiling = tiling.apply(edit)
            log.append(edit)
    assert len(log) > 100
    assert tiling.is_whole()
    slivers = shapely.get_parts(whole(tiling).symmetric_difference(whole(start)))
    assert (2 * shapely.area(slivers) <= 0.002 * shapely.length(slivers)).all(), "more than the rounding of nodes"
    for edit in reversed(log):
        tiling = tiling.apply(edit.inverse)
    assert taken(tiling) == taken(start)


def _any(tiling: Tiling, chance: random.Random, number: int) -> Edit:
    unit = chance.choice(tiling.ids)
    left, low, right, high = shapely.bounds(tiling.shape(unit)).tolist()
    match number % 3:
        case 0:
            ends = [(left - 5, chance.uniform(low, high)), (right + 5, chance.uniform(low, high))]
            return redraw.split(tiling, unit, shapely.LineString(ends), f"n{number}")
        case 1:
            return redraw.merge(tiling, [unit, chance.choice(tiling.beside([unit]))], unit)
        case _:
            x, y = chance.choice(shapely.get_coordinates(tiling.shape(unit)).tolist())
            return redraw.move(tiling, {(x, y): (x + chance.uniform(-5, 5), y + chance.uniform(-5, 5))})
