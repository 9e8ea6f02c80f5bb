"""What a proposal starts from is what the database holds of the town, as far as the reader may see it."""

from __future__ import annotations

import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy import text

from gis import crs
from gis.assembly import replaced
from gis.proposals import Goal, Wish, propose
from gis.tiling import Tiling
from grids.permissions import Scope
from server.db import Database
from server.reads import atoms
from server.store.tables import Area
from tests.server.stage import Stage
from tests.town import METRIC, ORIGIN, SIDE_M, degrees, named

MINUTES = {"C": 15.0, "D": 60.0, None: 7.5}


def east(stage: Stage, db: Database, scope: Scope | None = None) -> atoms.Town:
    """Read 湖东镇, as its own office unless told otherwise."""
    area = stage.town.towns["湖东镇"]
    with db.session() as session:
        own = scope or Scope(towns=frozenset({area}))
        return atoms.town(session, own, area, crs.of_epsg(METRIC), lambda grade, *_: MINUTES[grade])


def change(db: Database, statement: str, **binds: object) -> None:
    with db.transaction() as session:
        session.execute(text(f"UPDATE enterprise SET {statement} WHERE id = :id"), binds)  # noqa: S608 - written here


def test_units_come_in_metres_and_enterprises_with_their_minutes(stage: Stage, db: Database) -> None:
    change(db, "grade = 'D'", id=named("enterprise B"))
    change(db, "grade = NULL", id=named("enterprise C"))
    found = east(stage, db)
    assert {unit: shape.area for unit, shape in found.units.items()} == {
        "G-A": 4 * SIDE_M**2, "G-B": 2 * SIDE_M**2, "G-C": 3 * SIDE_M**2,
    }  # fmt: skip
    assert {shape.geom_type for shape in found.units.values()} == {"Polygon"}
    assert sorted(found.sites.load.tolist()) == [7.5, 15.0, 60.0]
    for (x, y), load in zip(found.sites.xy, found.sites.load.tolist(), strict=True):
        unit = next(unit for unit, shape in found.units.items() if shapely.contains_xy(shape, x, y))
        assert load == {"G-A": 15.0, "G-B": 60.0, "G-C": 7.5}[unit]
    assert found.beside == 0


def test_whom_no_boundary_moves_is_counted_beside(stage: Stage, db: Database) -> None:
    change(db, "unit_source = 'manual'", id=named("enterprise A"))
    change(db, "position_quality = 'village'", id=named("enterprise B"))
    found = east(stage, db)
    assert (len(found.sites.load), found.beside, found.beside_minutes) == (1, 2, 30.0)


def test_what_a_dedicated_unit_has_is_counted_beside(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(text("UPDATE grid_unit SET kind = 'dedicated' WHERE id = :id"), {"id": stage.town.units["A"]})
    found = east(stage, db)
    assert set(found.units) == {"G-B", "G-C"}
    assert (len(found.sites.load), found.beside) == (2, 1)


def test_who_is_not_visited_any_more_is_no_work(stage: Stage, db: Database) -> None:
    change(db, "status = 'deregistered'", id=named("enterprise A"))
    change(db, "status = 'suspended'", id=named("enterprise B"))
    found = east(stage, db)
    assert (len(found.sites.load), found.beside) == (2, 0)


def test_another_town_reads_nothing_of_it(stage: Stage, db: Database) -> None:
    for scope in (Scope(), Scope(towns=frozenset({stage.town.towns["湖西镇"]}))):
        found = east(stage, db, scope)
        assert (dict(found.units), dict(found.villages), len(found.sites.load), found.beside) == ({}, {}, 0, 0)


def test_the_district_reads_it_whole(stage: Stage, db: Database) -> None:
    found = east(stage, db, Scope(districts=frozenset({stage.town.district})))
    assert (len(found.units), len(found.sites.load)) == (3, 3)


def test_boundaries_known_in_degrees_only_come_on_the_grid(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(text("UPDATE grid_unit SET geom_metric = NULL"))
    shape = east(stage, db).units["G-B"]
    west, south = ORIGIN[0] + 2 * SIDE_M, ORIGIN[1] + SIDE_M
    assert shape.equals(shapely.box(west, south, west + SIDE_M, south + 2 * SIDE_M))


def test_a_proposal_from_the_database_fits_into_the_tiling(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.add(_village(stage))
    found = east(stage, db)
    assert len(found.villages) == 1
    cut = found.atoms(4, locked=frozenset({"G-B"}))
    assert {atom.village for atom in cut} == {None, *found.villages}
    with db.session() as session:
        outlines = session.execute(text("SELECT code, ST_AsBinary(geom_metric) FROM grid_unit")).all()
    before = Tiling.of_wkb({code: bytes(wkb) for code, wkb in outlines})
    for each in propose(cut, Wish(goal=Goal.ONE_MORE)).alternatives:
        after = before.apply(replaced(before, cut, each.unit_of))
        assert after.is_whole()
        assert set(after.ids) == {*before.ids, "new-1"}
        assert after.shape("G-B").symmetric_difference(before.shape("G-B")).area < 1
        assert after.wkb("G-E") == before.wkb("G-E")


def _village(stage: Stage) -> Area:
    corners = [degrees(x, y) for x, y in ((0, 0), (1_500, 0), (1_500, 3_000), (0, 3_000))]
    return Area(
        level="village", name="试验村", parent_id=stage.town.towns["湖东镇"], town_id=stage.town.towns["湖东镇"],
        district_id=stage.town.district, city_id=stage.town.city,
        geom=from_shape(shapely.MultiPolygon([shapely.Polygon(corners)]), srid=4326),
    )  # fmt: skip
