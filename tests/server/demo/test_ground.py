"""The demo's ground: a clean coverage of the district, cut the same way every time."""

from pathlib import Path

import numpy as np
import shapely

from gis import crs
from gis.coverage import diagnose
from grids.levels import Level
from server.demo import ground
from server.demo.files import outlines
from tests.server.demo.tale import the_ground


def test_units_tile_the_district_without_overlap_or_hole() -> None:
    laid = the_ground()
    found = diagnose({unit.code: unit.metric for unit in laid.units})
    assert found.is_coverage
    assert not found.holes
    assert not found.multipart
    district = crs.move(outlines()[ground.DISTRICT[:6]], crs.WGS84, crs.of_epsg(laid.srid))
    assert abs(found.covered_m2 - district.area) < 1e-6 * district.area


def test_vertices_lie_on_the_millimetre_grid_of_the_zone() -> None:
    laid = the_ground()
    assert laid.srid == 4549
    xy = shapely.get_coordinates([unit.metric for unit in laid.units])
    assert np.abs(xy - np.round(xy, 3)).max() < 1e-6


def test_there_are_so_many_units_as_a_district_has_each_of_workable_size() -> None:
    laid = the_ground()
    assert 60 <= len(laid.units) <= 100
    assert min(unit.land.area for unit in laid.units) > 1_000_000
    assert len({unit.code for unit in laid.units}) == len({unit.name for unit in laid.units}) == len(laid.units)


def test_units_nest_in_towns_and_villages_in_units_ground() -> None:
    laid = the_ground()
    for unit in laid.units:
        assert shapely.covers(unit.town.metric.buffer(0.01), unit.metric)
        assert unit.code.startswith(unit.town.code[:9])
        for _, land in unit.villages:
            assert shapely.intersection(land, unit.metric).area > 0.999 * land.area


def test_divisions_form_the_tree_of_the_official_list() -> None:
    laid = the_ground()
    by_id = {division.id: division for division in laid.divisions}
    levels = [Level.CITY, Level.DISTRICT, Level.TOWN, Level.VILLAGE]
    counts = [sum(d.level is level for d in laid.divisions) for level in levels]
    assert counts == [1, 6, 18, 297]
    for division in laid.divisions:
        if division.parent is not None:
            assert levels.index(by_id[division.parent].level) == levels.index(division.level) - 1
        if division.shape is not None:
            assert division.shape.is_valid
            assert division.centre is not None


def test_laying_it_again_gives_the_same_bytes() -> None:
    again = ground.lay(None)
    assert [unit.metric.wkb for unit in again.units] == [unit.metric.wkb for unit in the_ground().units]


def test_another_metric_system_is_possible() -> None:
    laid = ground.lay(4548)
    assert laid.srid == 4548
    assert diagnose({unit.code: unit.metric for unit in laid.units}).is_coverage


def test_every_file_of_data_is_named_with_its_licence() -> None:
    folder = Path(ground.__file__).parent / "data"
    licences = (folder / "LICENCES.md").read_text("utf-8")
    for file in folder.iterdir():
        assert file.name == "LICENCES.md" or f"`{file.name}`" in licences
    assert sum(file.stat().st_size for file in folder.iterdir()) < 1_500_000
