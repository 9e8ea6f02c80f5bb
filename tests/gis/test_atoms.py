"""A town in atoms: they tile its ground exactly, hold every enterprise once, and go back into the tiling as units."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.assembly import outlines, replaced
from gis.atoms import Atom, Sites, cut_town
from gis.proposals import Goal, Wish, propose
from gis.tiling import Tiling
from grids.errors import Refusal

LAKE = shapely.box(700, 700, 1100, 1000)


def tiling() -> Tiling:
    """A town of four units, one with a lake, and a unit of another town on each side."""
    ground = {
        "a": shapely.Polygon([(0, 0), (2000, 0), (1900, 1500.123), (13.371, 1500.07)], [LAKE.exterior.coords]),
        "b": shapely.Polygon([(2000, 0), (4000, 0), (4000, 1500), (1900, 1500.123)]),
        "c": shapely.Polygon([(13.371, 1500.07), (1900, 1500.123), (1950, 3000), (0, 3000)]),
        "d": shapely.Polygon([(1900, 1500.123), (4000, 1500), (4000, 3000), (1950, 3000)]),
        "west": shapely.Polygon([(-1000, 0), (0, 0), (13.371, 1500.07), (0, 3000), (-1000, 3000)]),
        "east": shapely.Polygon([(4000, 0), (5000, 0), (5000, 3000), (4000, 3000), (4000, 1500)]),
    }
    return Tiling(ground)


def town(of: Tiling) -> dict[str, Any]:
    return {unit: of.shape(unit) for unit in "abcd"}


def villages() -> dict[str, Any]:
    """Three villages whose borders are not quite those of the units."""
    return {
        "v1": shapely.box(0, 0, 1000, 3000),
        "v2": shapely.box(1000, 0, 3000, 1501),
        "v3": shapely.box(1000, 1501, 3000, 3000),
    }


def sites(count: int = 300, seed: int = 0) -> Sites:
    chance = np.random.default_rng(seed)
    xy = np.round(chance.uniform((0, 0), (4000, 3000), (count, 2)), 3)
    xy = xy[~shapely.contains_xy(LAKE, xy) & (xy[:, 0] > 15)]
    return Sites(xy=xy, load=chance.choice([10.0, 20.0, 60.0], size=len(xy)))


def made(seed: int = 0, locked: frozenset[str] = frozenset(), wanted: int = 5) -> tuple[Atom, ...]:
    return cut_town(town(tiling()), villages(), sites(), wanted, locked=locked, seed=seed)


def test_atoms_tile_the_ground_of_the_units_and_leave_the_lake_out() -> None:
    shapes = np.array([atom.shape for atom in made()], dtype=object)
    assert 40 <= len(shapes) <= 75
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()
    assert {shape.geom_type for shape in shapes} == {"Polygon"}
    ground = shapely.union_all(np.array(list(town(tiling()).values()), dtype=object))
    assert shapely.symmetric_difference(shapely.union_all(shapes), ground).area < 5
    assert shapely.union_all(shapes).intersection(LAKE).area < 1


def test_each_atom_lies_in_one_unit_and_one_village_and_none_is_a_sliver() -> None:
    units, named = town(tiling()), villages()
    for atom in made():
        assert units[atom.unit or ""].intersection(atom.shape).area == pytest.approx(atom.shape.area, abs=5)
        assert 2 * atom.shape.area > 5 * atom.shape.length
        if atom.village is None:
            assert atom.shape.bounds[2] > 3000
        else:
            assert named[atom.village].intersection(atom.shape).area > 0.98 * atom.shape.area


def test_every_enterprise_is_in_one_atom_also_on_a_border() -> None:
    work = sites()
    on_borders = np.array([[1900, 1500.123], [13.371, 1500.07], [1000, 200], [2000, 0], [4000, 3000]])
    outside = np.array([[900.0, 800.0], [-5.0, 10.0]])
    xy = np.concatenate((work.xy, on_borders, outside))
    atoms = cut_town(town(tiling()), villages(), Sites(xy=xy, load=np.full(len(xy), 7.5)), 5)
    inside = len(work.xy) + len(on_borders)
    assert sum(atom.enterprises for atom in atoms) == inside
    assert sum(atom.load for atom in atoms) == inside * 7.5


def test_where_the_work_is_atoms_are_small() -> None:
    chance = np.random.default_rng(0)
    dense = np.round(chance.uniform((3000, 0), (4000, 800), (200, 2)), 3)
    atoms = cut_town(town(tiling()), {}, Sites(xy=dense, load=np.full(200, 20.0)), 5)
    busy = [atom.shape.area for atom in atoms if atom.enterprises]
    idle = [atom.shape.area for atom in atoms if not atom.enterprises]
    assert np.mean(busy) < np.mean(idle) / 3


def test_a_locked_unit_is_cut_by_villages_only() -> None:
    atoms = [atom for atom in made(locked=frozenset({"a"})) if atom.unit == "a"]
    assert all(atom.locked for atom in atoms)
    assert len(atoms) == 2


def test_a_town_without_villages_and_without_work_is_cut_all_the_same() -> None:
    atoms = cut_town(town(tiling()), {}, Sites(xy=np.zeros((0, 2)), load=np.zeros(0)), 4)
    assert {atom.village for atom in atoms} == {None}
    assert len(atoms) >= 12
    assert {atom.load for atom in atoms} == {0.0}


def test_the_same_seed_cuts_the_same_atoms() -> None:
    assert [shapely.to_wkb(a.shape) for a in made(3)] == [shapely.to_wkb(a.shape) for a in made(3)]
    assert [shapely.to_wkb(a.shape) for a in made(3)] != [shapely.to_wkb(a.shape) for a in made(4)]


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**31), wanted=st.integers(2, 6), lock=st.booleans())
def test_a_proposal_goes_into_the_tiling_and_the_outer_boundary_stays(*, seed: int, wanted: int, lock: bool) -> None:
    before = tiling()
    locked = frozenset({"d"}) if lock else frozenset()
    atoms = made(seed, locked, wanted)
    for each in propose(atoms, Wish(goal=Goal.COUNT, units=wanted, seed=seed)).alternatives:
        edit = replaced(before, atoms, each.unit_of)
        after = before.apply(edit)
        assert after.is_whole()
        assert set(after.ids) == set(each.unit_of.values()) | {"west", "east"}
        assert {shape.geom_type for shape in map(after.shape, after.ids)} == {"Polygon"}
        for unit in ("west", "east"):
            assert after.shape(unit).symmetric_difference(before.shape(unit)).area < 3
            assert _vertices(before.shape(unit)) <= _vertices(after.shape(unit))
        outer = [shapely.union_all([t.shape(u) for u in t.ids if u not in {"west", "east"}]) for t in (before, after)]
        assert outer[0].symmetric_difference(outer[1]).area < 0.001 * outer[0].length
        assert outer[0].hausdorff_distance(outer[1]) < 0.001
        assert _ids(after.apply(edit.inverse)) == _ids(before)
        if lock:
            assert after.shape("d").symmetric_difference(before.shape("d")).area < 3


def test_units_that_keep_their_atoms_keep_their_outline_to_the_byte() -> None:
    before = tiling()
    atoms = made()
    edit = replaced(before, atoms, {atom.id: "new" if atom.unit == "a" else atom.unit or "" for atom in atoms})
    assert edit.before == {"a": before.wkb("a"), "new": None}
    assert set(edit.after) == {"a", "new"}
    assert before.apply(edit).shape("new").equals(before.shape("a"))


def test_outlines_are_the_atoms_joined() -> None:
    atoms = made()
    found = outlines(atoms, {atom.id: atom.unit or "" for atom in atoms})
    for unit, shape in town(tiling()).items():
        assert found[unit].symmetric_difference(shape).area < 3


def test_a_tiling_that_changed_meanwhile_refuses_the_proposal() -> None:
    atoms = made()
    moved = {unit: tiling().shape(unit) for unit in tiling().ids}
    moved["west"] = shapely.Polygon([(-1000, 0), (0, 0), (-300, 1500), (0, 3000), (-1000, 3000)])
    moved["a"] = shapely.union(moved["a"], shapely.Polygon([(0, 0), (13.371, 1500.07), (-300, 1500)]))
    moved["c"] = shapely.union(moved["c"], shapely.Polygon([(13.371, 1500.07), (0, 3000), (-300, 1500)]))
    with pytest.raises(Refusal) as refused:
        replaced(Tiling(moved), atoms, {atom.id: "all" for atom in atoms})
    assert refused.value.code == "redraw-outer"


def test_a_new_unit_may_not_be_called_as_one_elsewhere() -> None:
    atoms = made()
    with pytest.raises(Refusal) as refused:
        replaced(tiling(), atoms, {atom.id: "east" if atom.unit == "a" else atom.unit or "" for atom in atoms})
    assert refused.value.code == "redraw-outer"


def test_a_wish_beyond_reason_is_cut_no_finer_than_the_limit() -> None:
    atoms = cut_town({"a": tiling().shape("a")}, {}, sites(40), 10**9)
    assert 1_000 < len(atoms) <= 5_000


def _vertices(shape: Any) -> set[tuple[float, ...]]:
    return {tuple(xy) for xy in shapely.get_coordinates(shape).tolist()}


def _ids(of: Tiling) -> dict[str, bytes | None]:
    return {unit: of.wkb(unit) for unit in of.ids}
