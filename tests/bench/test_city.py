"""The generated city is whole: the same every time, without gaps, every division one piece, every row where it says."""

import numpy as np
import pytest
import shapely
from sqlalchemy import text

from bench import city_facts, city_loading
from bench.city_ground import Ground, Recipe, lay, sharing
from server.db import Database
from tests import databases

RECIPE = Recipe(scale=0.004)


@pytest.fixture(scope="module")
def ground() -> Ground:
    return lay(RECIPE, np.random.default_rng(RECIPE.seed))


def test_the_units_are_a_coverage_of_the_area_asked_for(ground: Ground) -> None:
    assert shapely.coverage_is_valid(ground.units)
    assert shapely.coverage_is_valid(ground.degrees(ground.units))
    assert shapely.area(ground.units).sum() == pytest.approx(RECIPE.area_km2 * RECIPE.scale * 1e6, rel=1e-6)
    coordinates = shapely.get_coordinates(ground.units)
    assert np.abs(coordinates - np.round(coordinates, 3)).max() < 1e-6


def test_every_division_is_one_piece_inside_the_one_above(ground: Ground) -> None:
    for group_of in (ground.village_of, ground.town_of, ground.district_of):
        assert {shape.geom_type for shape in ground.joined(group_of)} == {"Polygon"}
    for below, above in ((ground.village_of, ground.town_of), (ground.town_of, ground.district_of)):
        pairs = set(zip(below.tolist(), above.tolist(), strict=True))
        assert len(pairs) == len({low for low, _ in pairs})


def test_neighbours_are_those_who_share_an_edge(ground: Ground) -> None:
    near = sharing(ground.units)
    for one, others in near.items():
        touching = shapely.length(shapely.intersection(ground.units[one].boundary, shapely.boundary(ground.units)))
        expected = {other for other in np.flatnonzero(touching > 0).tolist() if other != one}
        assert set(others) == expected


def test_the_same_recipe_gives_the_same_city(ground: Ground) -> None:
    again = lay(RECIPE, np.random.default_rng(RECIPE.seed))
    assert shapely.equals_exact(again.units, ground.units).all()
    first, second = (city_facts.places(RECIPE, ground, np.random.default_rng(1)) for _ in range(2))
    assert first.ids == second.ids
    assert (first.metres == second.metres).all()


def test_a_loaded_city_says_of_every_row_where_it_is_and_that_it_is_generated() -> None:
    with databases.copy("wangge_city") as url:
        city_loading.load(url, RECIPE, lambda *_: None)
        database = Database.at(url)
        with database.session() as session:
            counted = {
                table: session.execute(
                    text(f"SELECT count(*), count(*) FILTER (WHERE is_demo) FROM {table}")  # noqa: S608 - names below
                ).one()
                for table in ("grid_unit", "enterprise", "hazard", "visit")
            }
            elsewhere = session.scalar(
                text(
                    "SELECT count(*) FROM enterprise e JOIN grid_unit u ON ST_Covers(u.geom, e.point) "
                    "WHERE e.unit_id < u.id OR (e.unit_id IS NULL AND e.position_quality IN ('site', 'address'))"
                )
            )
        database.close()
    assert {table: row[0] for table, row in counted.items()} == {
        "grid_unit": len(lay(RECIPE, np.random.default_rng(RECIPE.seed)).units),
        "enterprise": RECIPE.some(RECIPE.enterprises),
        "hazard": RECIPE.some(RECIPE.hazards),
        "visit": RECIPE.some(RECIPE.visits),
    }
    assert all(row[0] == row[1] > 0 for row in counted.values())
    assert elsewhere == 0
