"""A generated city into a migrated, empty database: COPY with triggers and checks asleep, indexes built afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import psycopg
import shapely
from psycopg import sql

from bench import city_facts as facts
from bench.city_facts import AreaIds, Columns
from bench.city_ground import Array, Ground, Recipe, lay
from grids.permissions import Role
from grids.policy import local_day
from server import map_upkeep
from server.db import Database
from server.people import hash_password

Progress = Callable[[str, int, int | None], None]
PASSWORD: Final = "measured, never used again"  # noqa: S105 - the installation lives for the time of a benchmark
_CHUNK: Final = 20_000
_BEGUN: Final = date(2023, 1, 1)
_BIG: Final = ("enterprise", "hazard", "visit", "grid_unit", "hazard_event", "notice", "self_check", "grading")
_PEOPLE: Final = {
    "city": "SELECT 'city' AS level, id AS area, NULL::int AS unit FROM area WHERE level = 'city'",
    "district": "SELECT 'district', district_id, NULL::int FROM enterprise GROUP BY 2 "
    "ORDER BY count(*) DESC, 2 LIMIT 1",
    "town_head": "SELECT 'town', town_id, NULL::int FROM enterprise GROUP BY 2 ORDER BY count(*) DESC, 2 LIMIT 1",
    "officer": "SELECT NULL::text, NULL::int, unit_id FROM enterprise WHERE unit_id IS NOT NULL GROUP BY 3 "
    "ORDER BY count(*) DESC, 3 LIMIT 1",
}
"""User name and role -> where: the fullest district, town and unit."""
_PAPERS: Final = Path(__file__).with_name("city_papers.sql").read_text("utf-8").split(";\n")[:-1]
_STATES: Final = """
INSERT INTO enterprise_state (enterprise_id, name, status, unit_id, village_id, town_id, district_id, city_id,
  supervision_class, valid_from)
SELECT id, name, status, unit_id, village_id, town_id, district_id, city_id, supervision_class, listed_on
FROM enterprise
"""
"""As the triggers would have noted them, which sleep while the city is written."""
_FEED: Final = """
INSERT INTO change_log (at, kind, ref, op, enterprise_id, unit_id, village_id, town_id, district_id, city_id)
SELECT h.found_at, 'hazard', h.id::text, 'put', h.enterprise_id, h.unit_id, h.village_id, h.town_id, h.district_id,
       h.city_id
FROM hazard h WHERE h.found_at > %s::timestamptz - interval '35 days' ORDER BY h.found_at
"""
"""The feed as it stands on an ordinary day: what was found in the days it keeps."""


def load(url: str, recipe: Recipe, tell: Progress) -> None:
    """Make the city and write it; the same recipe gives the same rows."""
    chance = np.random.default_rng(recipe.seed)
    tell("ground", 0, 1)
    ground = lay(recipe, chance)
    tell("ground", 1, 1)
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")  # rows are whole by construction
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SET synchronous_commit = off")
        with _without_indexes(connection, tell):
            _write(connection, recipe, ground, chance, tell)
            for done, statement in enumerate(_PAPERS if recipe.papers else (), start=1):
                connection.execute(statement.encode())
                tell("papers", done, len(_PAPERS))
        connection.execute(_STATES)
        _add_people(connection)
        connection.execute(_FEED, [facts.UNTIL])
    database = Database.at(url, statement_timeout_s=0)
    with database.transaction() as session:
        map_upkeep.recount(session)
        map_upkeep.advance(session, local_day(facts.UNTIL))
        map_upkeep.outline(session)
    with database.alone() as session:
        for done, table in enumerate(map_upkeep.POINTS, start=1):
            map_upkeep.lay_in_order(session, table)
            tell("order", done, len(map_upkeep.POINTS))
    database.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _write(
    connection: psycopg.Connection[Any], recipe: Recipe, ground: Ground, chance: np.random.Generator, tell: Progress
) -> None:
    _copy(connection, "area", _areas(ground), tell)
    _copy(connection, "grid_unit", _units(ground), tell)
    by = facts.uuids(chance, 1)[0]
    connection.execute(
        "INSERT INTO person (id, username, name, password_hash, is_demo) VALUES (%s, 'finder', '生成', '!', true)", [by]
    )
    at = facts.places(recipe, ground, chance)
    _copy(connection, "enterprise", facts.of_enterprises(ground, at, chance), tell)
    visits = facts.of_visits(recipe, ground, at, by, chance)
    _copy(connection, "visit", visits, tell)
    _copy(connection, "hazard", facts.of_hazards(recipe, ground, at, by, chance, visits), tell)


def _areas(ground: Ground) -> Columns:
    """Give divisions of every level, with shapes joined from the units."""
    ids = AreaIds.of(ground)
    levels: list[tuple[str, int, Array, Array | None, int]] = [
        ("city", ids.city, np.zeros(len(ground.units), dtype=int), None, 0),
        ("district", ids.district, ground.district_of, None, ids.city),
        ("town", ids.town, ground.town_of, ground.district_of, ids.district),
        ("village", ids.village, ground.village_of, ground.town_of, ids.town),
    ]
    columns: Columns = {
        name: [] for name in ("id", "parent_id", "level", "name", "city_id", "district_id", "town_id", "geom", "point")
    }
    for level, first, group_of, parent_of, parent_first in levels:
        shapes = ground.joined(group_of)
        one = [int(np.argmax(group_of == group)) for group in range(len(shapes))]  # a unit of each group
        for group, unit in enumerate(one):
            above = parent_first + (0 if parent_of is None else int(parent_of[unit]))
            columns["id"].append(first + group)
            columns["parent_id"].append(r"\N" if level == "city" else above)
            columns["level"].append(level)
            columns["name"].append(f"生成{level}{group + 1}")
            columns["city_id"].append(r"\N" if level == "city" else ids.city)
            columns["district_id"].append(
                ids.district + int(ground.district_of[unit]) if level in {"town", "village"} else r"\N"
            )
            columns["town_id"].append(ids.town + int(ground.town_of[unit]) if level == "village" else r"\N")
        columns["geom"] += facts.ewkb(ground, shapely.multipolygons(shapes[:, None]))
        columns["point"] += facts.ewkb(ground, shapely.point_on_surface(shapes))
    return columns


def _units(ground: Ground) -> Columns:
    ids, number = AreaIds.of(ground), len(ground.units)
    whole = shapely.multipolygons(ground.units[:, None])
    metric = shapely.to_wkb(shapely.set_srid(whole, ground.srid), hex=True, include_srid=True).tolist()
    return {
        "id": range(1, number + 1),
        "code": [f"G{n:05d}" for n in range(1, number + 1)],
        "name": [f"生成网格{n}" for n in range(1, number + 1)],
        "village_id": ids.village + ground.village_of,
        "town_id": ids.town + ground.town_of,
        "district_id": ids.district + ground.district_of,
        "city_id": [ids.city] * number,
        "geom": facts.ewkb(ground, whole),
        "geom_metric": metric,
        "is_demo": ["t"] * number,
        "valid_from": [_BEGUN] * number,
    }


def _copy(connection: psycopg.Connection[Any], table: str, columns: Columns, tell: Progress) -> None:
    """Write columns of text; none holds a tab, a line break or a backslash but the empty value."""
    plain = [column.tolist() if isinstance(column, np.ndarray) else column for column in columns.values()]
    rows = list(zip(*(map(str, column) for column in plain), strict=True))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        for at in range(0, len(rows), _CHUNK):
            chunk = rows[at : at + _CHUNK]
            into.write("\n".join(map("\t".join, chunk)) + "\n")
            tell(table, at + len(chunk), len(rows))
    if "unit" in table or table == "area":
        highest = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {}")
        connection.execute(highest.format(sql.Identifier(table)), [table])


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any], tell: Progress) -> Iterator[None]:
    """Take the indexes that no constraint needs away while rows come in: built at once they are faster and denser."""
    found = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(_BIG)],
    ).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for done, (_, definition) in enumerate(found, start=1):
        connection.execute(sql.SQL(definition))  # as the database itself wrote it
        tell("indexes", done, len(found))


def _add_people(connection: psycopg.Connection[Any]) -> None:
    """Let one person of each level sign in, where most enterprises are."""
    hashed = hash_password(PASSWORD)
    for role, where in _PEOPLE.items():
        named: Sequence[object] = [Role(role).value, f"生成{role}", hashed]
        connection.execute(
            "INSERT INTO person (username, name, password_hash, is_demo) VALUES (%s, %s, %s, true)", named
        )
        statement = sql.SQL(
            "INSERT INTO person_grant (person_id, role, level, area_id, unit_id, part, valid_from) "
            "SELECT p.id, %s, w.level, w.area, w.unit, CASE WHEN w.unit IS NOT NULL THEN 'A' END, '2023-01-01' "
            "FROM person p, ({}) w(level, area, unit) WHERE p.username = %s"
        ).format(sql.SQL(where))
        connection.execute(statement, [role, role])
