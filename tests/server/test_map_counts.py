"""Counts kept ready equal a recount, whatever happens and in whatever order; so what is drawn from them is true."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis import cells
from grids.hazards import State
from grids.policy import local_day
from server import map_upkeep
from server.db import Database
from tests.server.scope.mvt import Feature, around, features
from tests.server.stage import Stage
from tests.town import middle

TODAY = local_day(datetime.now(UTC))
CORNERS = [(119.3, 31.2), (120.5, 32.1)]
KEYS = "z, cx, cy, city_id, district_id, town_id, village_id, unit_id, supervision_class"
STATES = tuple(map(str, State))
_INSERT = (
    "INSERT INTO hazard (id, ledger_no, enterprise_id, state, level, source, category, place, description, found_by, "
    "found_at, recorded_at, due_on, point, unit_id, town_id, district_id, city_id, supervision_class) "
    "SELECT gen_random_uuid(), 'C' || CAST(:n AS text), e.id, :state, :level, 'grid', 'S05', 'x', 'x', :by, now(), "
    "now(), :due, ST_SetSRID(ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326), e.unit_id, e.town_id, "
    "e.district_id, e.city_id, e.supervision_class FROM enterprise e WHERE e.id = :e"
)

hazards = st.fixed_dictionaries(
    {
        "state": st.sampled_from(STATES),
        "level": st.sampled_from(("general", "major")),
        "due": st.one_of(st.none(), st.integers(-3, 3)),
        "lon": st.one_of(st.none(), st.floats(119.4, 120.4)),
        "lat": st.floats(31.3, 32.0),
        "spot": st.sampled_from("ABCD"),
    }
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("found"), hazards),
        st.tuples(st.just("moved"), st.sampled_from(STATES)),
        st.tuples(st.just("class"), st.sampled_from(("other", "commerce"))),
        st.tuples(st.just("gone"), st.none()),
        st.tuples(st.just("day"), st.integers(-2, 2)),
        st.tuples(st.just("fold"), st.none()),
        st.tuples(st.just("unit"), st.none()),
    ),
    min_size=1,
    max_size=12,
)


def counts(session: Session, table: str) -> list[Any]:
    """Add up the rows of every key; what comes to nothing is left out."""
    counters = cells.HAZARD_COUNTERS if table == "hazard_cell" else cells.ENTERPRISE_COUNTERS
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in counters)
    some = " OR ".join(f"sum({name}) <> 0" for name in counters)
    sql = f"SELECT {KEYS}, {sums} FROM {table} GROUP BY {KEYS} HAVING {some} ORDER BY {KEYS}"  # noqa: S608
    return [tuple(row) for row in session.execute(text(sql))]


def take(stage: Stage, session: Session, n: int, step: tuple[str, Any]) -> None:
    kind, what = step
    one = "(SELECT id FROM hazard ORDER BY ledger_no DESC LIMIT 1)"
    match kind:
        case "found":
            due = None if what["due"] is None else TODAY + timedelta(days=what["due"])
            given = {"n": n, "e": stage.town.enterprises[what["spot"]], "by": stage.people["wang"], "due": due}
            session.execute(text(_INSERT), {**what, **given})
        case "moved":
            session.execute(text(f"UPDATE hazard SET state = :s WHERE id = {one}"), {"s": what})  # noqa: S608
        case "class":
            session.execute(text("UPDATE hazard SET supervision_class = :c"), {"c": what})
            session.execute(text("UPDATE enterprise SET supervision_class = :c, grade = 'C'"), {"c": what})
        case "gone":
            session.execute(text(f"DELETE FROM hazard WHERE id = {one}"))  # noqa: S608
        case "day":
            map_upkeep.advance(session, TODAY + timedelta(days=what))
        case "fold":
            map_upkeep.fold(session)
        case _:
            session.execute(text("UPDATE enterprise SET unit_id = NULL, status = 'moved_out' WHERE name LIKE '%A%'"))
            session.execute(text("UPDATE hazard SET unit_id = NULL, town_id = NULL"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=steps)
def test_after_any_acts_the_counts_are_those_of_a_recount(
    stage: Stage, db: Database, taken: list[tuple[str, Any]]
) -> None:
    with db.session() as session, session.begin():
        undo = session.begin_nested()
        for n, step in enumerate(taken):
            take(stage, session, n, step)
        kept = {table: counts(session, table) for table in ("hazard_cell", "enterprise_cell")}
        map_upkeep.recount(session)
        assert kept == {table: counts(session, table) for table in kept}
        undo.rollback()


def scattered(stage: Stage, db: Database, rows: int = 400) -> None:
    chance = random.Random(11)  # noqa: S311 - places, no secrets
    with db.transaction() as session:
        for n in range(rows):
            session.execute(
                text(_INSERT.replace("31.7 + CAST(:n AS int) * 0.001", ":lat")),
                {
                    "n": f"{n:04}", "e": stage.town.enterprises[chance.choice("ABD")], "by": stage.people["wang"],
                    "state": chance.choice(STATES), "level": "major" if n % 9 == 0 else "general",
                    "due": TODAY + timedelta(days=chance.randint(-5, 5)), "lon": chance.uniform(119.4, 120.4),
                    "lat": chance.uniform(31.3, 32.0),
                },
            )  # fmt: skip


def drawn(stage: Stage, who: str, z: int, **query: Any) -> list[Feature]:
    return [f for tile in around(CORNERS, z) for f in features(stage, who, "hazard", tile, **query)]


def told(found: list[Feature]) -> tuple[int, int]:
    """Add up how many there are, and how many are overdue, in cells and points alike."""
    shown = [feature["properties"] for feature in found]
    return sum(p.get("n", 1) for p in shown), sum(int(p["overdue"]) for p in shown)


@pytest.mark.parametrize("query", [{}, {"state": ["open", "rectifying"]}, {"level": "major"}, {"category": "S"}])
def test_every_zoom_tells_the_same_number_whatever_it_is_drawn_from(
    stage: Stage, db: Database, query: dict[str, Any]
) -> None:
    scattered(stage, db)
    for counted in (date(1970, 1, 1), TODAY, TODAY + timedelta(days=2)):
        with db.transaction() as session:
            map_upkeep.advance(session, counted)
        for who in ("xu", "an"):
            told_by = {z: told(drawn(stage, who, z, **query)) for z in (5, 8, 9, 10, 11)}
            assert len(set(told_by.values())) == 1, (counted, who, told_by)
            assert who != "xu" or told_by[8][0] > 10


def test_units_tell_the_same_from_kept_counts_as_from_the_hazards(stage: Stage, db: Database) -> None:
    scattered(stage, db, 120)

    def units(**query: str) -> dict[int, Any]:
        found = [
            f for tile in around([middle("A"), middle("D")], 11) for f in features(stage, "xu", "unit", tile, **query)
        ]
        return {f["id"]: f["properties"] for f in found}

    ready = units()
    assert any(shown["overdue"] for shown in ready.values())
    assert ready == units(category="S")


@pytest.mark.parametrize("query", [{}, {"state": ["open", "rectifying"]}, {"level": "major"}])
def test_heat_tells_the_same_from_kept_counts_as_from_the_hazards(
    stage: Stage, db: Database, query: dict[str, Any]
) -> None:
    """All categories begin with S here: a filter by it can't be told by counts, so hazards are counted as they lie."""
    scattered(stage, db)
    town = stage.town.towns["湖东镇"]
    with db.transaction() as session:  # what a town took over lies beyond its own ground
        taken = session.execute(
            text("UPDATE hazard SET competent_area = :t WHERE level = 'major' AND town_id <> :t RETURNING state"),
            {"t": town},
        ).scalars()
        assert set(taken) & set(cells.SHOWN)

    def heat(who: str, z: int, **more: Any) -> set[tuple[Any, ...]]:
        return {
            (tile, *feature["geometry"]["coordinates"], *sorted(feature["properties"].items()))
            for tile in around(CORNERS, z)
            for feature in features(stage, who, "heat", tile, **query, **more)
        }

    for who in ("xu", "an"):
        for z in (5, 8, 11, 12):
            kept = heat(who, z)
            assert kept == heat(who, z, category="S"), (who, z)
            assert kept, (who, z)


def test_simplified_outlines_leave_no_gap_and_follow_a_changed_unit(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        made = map_upkeep.outline(session)
        assert made == session.scalar(text("SELECT count(*) FROM grid_unit WHERE valid_to IS NULL"))
        assert map_upkeep.outline(session) == 0
        for column in ("near_3857", "far_3857"):
            gap = text(
                f"SELECT abs(sum(ST_Area(u.geom_3857)) - ST_Area(ST_Union(o.{column}))), "  # noqa: S608
                f"sum(ST_Area(o.{column})) - ST_Area(ST_Union(o.{column})) FROM grid_unit u "
                "JOIN unit_outline o ON o.unit_id = u.id"
            )
            lost, doubled = session.execute(gap).one()
            assert max(abs(lost), abs(doubled)) < 10
        session.execute(
            text("UPDATE grid_unit SET geom = ST_Translate(geom, 0.5, 0) WHERE id = :u"), {"u": stage.town.units["A"]}
        )
        left = session.scalar(
            text("SELECT count(*) FROM unit_outline o WHERE o.unit_id = :u"), {"u": stage.town.units["A"]}
        )
        assert left == 0
