"""Counts for the map, kept by the tables themselves: hazards and enterprises by cell, area and class.

A change adds rows with plus and minus; nothing is updated in place, so acts never wait for each other here, and the
sum of a key's rows is the count. `fold_map_cells` adds rows of one key up at night; `recount_map_cells` makes all anew.

Cells are those of the tiles: 32 across a tile of zoom `z`. Zooms 8 to 10 know the district, 11 to 13 the unit; zoom 0
holds the units' figures, with no cell. What is overdue is counted as of `installation.map_day`.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"

_PLACE = ("city_id", "district_id", "town_id", "village_id", "unit_id", "supervision_class")
_FINE = ("town_id", "village_id", "unit_id")
_SHOWN = ("reported", "transfer_pending", "open", "rectifying", "plan_review", "submitted", "closed")
_RUNNING = ("open", "rectifying", "plan_review")
_LEVELS = ("general", "major")
_GRADES = ("A", "B", "C", "D")
_HAZARD = {
    **{f"{s}_{v}": f"state = '{s}' AND level = '{v}'" for s in _SHOWN for v in _LEVELS},
    **{f"late_{s}_{v}": f"late AND state = '{s}' AND level = '{v}'" for s in _RUNNING for v in _LEVELS},
}
_ENTERPRISE = {"n": "true", "vague": "vague", **{f"grade_{g.lower()}": f"grade = '{g}'" for g in _GRADES}}
_HAZARD_FACTS = f"r.state, r.level, (r.state IN {_RUNNING} AND r.due_on < d.day) IS TRUE AS late"
_ENTERPRISE_FACTS = "r.grade, r.position_quality NOT IN ('site', 'address') AS vague"
_TABLES = {
    "hazard": (_HAZARD, _HAZARD_FACTS, "state, level, late", f"r.state IN {_SHOWN}"),
    "enterprise": (_ENTERPRISE, _ENTERPRISE_FACTS, "grade, vague", "r.status IN ('active', 'suspended', 'candidate')"),
}
_CELL = "CASE WHEN s.z > 0 THEN m.k{side} >> (13 - s.z) END"
_DAY = "(SELECT (value #>> '{}')::date AS day FROM installation WHERE key = 'map_day')"
_CREATE = """
CREATE TABLE {table}_cell (
  z smallint NOT NULL, cx integer, cy integer,
  tx integer GENERATED ALWAYS AS (cx >> 5) STORED, ty integer GENERATED ALWAYS AS (cy >> 5) STORED,
  city_id integer NOT NULL, district_id integer NOT NULL, town_id integer, village_id integer, unit_id integer,
  supervision_class text NOT NULL, {counters}
)
"""
_TALLY = """
INSERT INTO {table}_cell (z, cx, cy, {place}, {names})
SELECT s.z, {cx}, {cy}, m.city_id, m.district_id,
  {fine}, m.supervision_class, {sums}
FROM (
  SELECT kx, ky, {place}, {keys}, sum(sign)::int AS n FROM (
    SELECT r.sign, tile_index(ST_X(r.point_3857), 18) AS kx, tile_index(ST_Y(r.point_3857), 18) AS ky, {placed}, {facts}
    FROM ({rows}) r, {day} d WHERE {shown}
  ) f GROUP BY kx, ky, {place}, {keys} HAVING sum(sign) <> 0
) m
JOIN (VALUES (0), (8), (9), (10), (11), (12), (13)) s(z) ON (s.z = 0 OR m.kx IS NOT NULL)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, {cx} >> 5, {cy} >> 5
"""


def upgrade() -> None:
    """Apply."""
    op.execute(
        "CREATE FUNCTION tile_index(place double precision, zoom integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT "
        "PARALLEL SAFE RETURN floor((place + 20037508.342789244) / (40075016.68557849 / (1 << zoom)))::integer"
    )
    op.execute("INSERT INTO installation (key, value) VALUES ('map_day', '\"1970-01-01\"')")
    op.execute(f"CREATE INDEX ix_hazard_due_on ON hazard (due_on) WHERE state IN {_RUNNING}")
    op.execute("CREATE INDEX ix_hazard_competent_area ON hazard (competent_area) WHERE competent_area IS NOT NULL")
    op.execute(
        "CREATE INDEX ix_hazard_to_area ON hazard (CAST(transfer->>'to_area' AS integer)) WHERE transfer IS NOT NULL"
    )
    for table, (counters, *_) in _TABLES.items():
        op.execute(_CREATE.format(table=table, counters=", ".join(f"{name} integer" for name in counters)))
        op.execute(f"CREATE INDEX ix_{table}_cell_z ON {table}_cell (z, tx, ty)")
        op.execute(f"CREATE INDEX ix_{table}_cell_unit_id ON {table}_cell (unit_id, z)")
        op.execute(f"CREATE INDEX ix_{table}_cell_town_id ON {table}_cell (town_id, z)")
        op.execute(_trigger_function(table))
        for event, told in (
            ("INSERT", "NEW TABLE AS new_rows"),
            ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
            ("DELETE", "OLD TABLE AS old_rows"),
        ):
            op.execute(
                f"CREATE TRIGGER cells_{event.lower()} AFTER {event} ON {table} "
                f"REFERENCING {told} FOR EACH STATEMENT EXECUTE FUNCTION count_{table}()"
            )
    op.execute(_recount())
    op.execute(_fold())
    op.execute(_advance())
    op.execute("SELECT recount_map_cells()")


def downgrade() -> None:
    """Take back."""
    for function in ("recount_map_cells()", "fold_map_cells()", "advance_map_day(date)"):
        op.execute(f"DROP FUNCTION {function}")
    for table in _TABLES:
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER cells_{event} ON {table}")
        op.execute(f"DROP FUNCTION count_{table}()")
        op.execute(f"DROP TABLE {table}_cell")
    for name in ("ix_hazard_due_on", "ix_hazard_competent_area", "ix_hazard_to_area"):
        op.execute(f"DROP INDEX {name}")
    op.execute("DELETE FROM installation WHERE key = 'map_day'")
    op.execute("DROP FUNCTION tile_index(double precision, integer)")


def _tally(table: str, rows: str) -> str:
    counters, facts, keys, shown = _TABLES[table]
    return _TALLY.format(
        table=table,
        rows=rows,
        facts=facts,
        keys=keys,
        shown=shown,
        day=_DAY,
        cx=_CELL.format(side="x"),
        cy=_CELL.format(side="y"),
        names=", ".join(counters),
        place=", ".join(_PLACE),
        placed=", ".join(f"r.{name}" for name in _PLACE),
        fine=", ".join(f"CASE WHEN s.z NOT BETWEEN 8 AND 10 THEN m.{name} END" for name in _FINE),
        sums=", ".join(f"nullif(sum(m.n) FILTER (WHERE {test}), 0)" for test in counters.values()),
    )


def _trigger_function(table: str) -> str:
    added = "SELECT 1 AS sign, n.* FROM new_rows n"
    taken = "SELECT -1 AS sign, o.* FROM old_rows o"
    return (
        f"CREATE FUNCTION count_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {_tally(table, added)}; "
        f"ELSIF TG_OP = 'DELETE' THEN {_tally(table, taken)}; "
        f"ELSE {_tally(table, f'{added} UNION ALL {taken}')}; END IF; RETURN NULL; END $$"
    )


def _recount() -> str:
    """Make all counts anew; writers wait, readers do not."""
    steps = "".join(
        f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE; DELETE FROM {table}_cell; "
        f"{_tally(table, f'SELECT 1 AS sign, t.* FROM {table} t')}; "
        for table in _TABLES
    )
    return f"CREATE FUNCTION recount_map_cells() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {steps} END $$"


def _fold() -> str:
    """Add up rows of one key; those that come to nothing go."""
    steps = ""
    for table, (counters, *_) in _TABLES.items():
        keys = ", ".join(("z", "cx", "cy", *_PLACE))
        sums = ", ".join(f"nullif(sum({name}), 0)" for name in counters)
        some = " OR ".join(f"sum({name}) <> 0" for name in counters)
        steps += (
            f"WITH gone AS (DELETE FROM {table}_cell WHERE ctid IN (SELECT unnest(array_agg(ctid)) FROM {table}_cell "
            f"GROUP BY {keys} HAVING count(*) > 1) RETURNING *) "
            f"INSERT INTO {table}_cell ({keys}, {', '.join(counters)}) SELECT {keys}, {sums} FROM gone "
            f"GROUP BY {keys} HAVING {some}; "
        )
    return f"CREATE FUNCTION fold_map_cells() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {steps} END $$"


def _advance() -> str:
    """Count what became overdue since the last day; writers wait for the moment it takes."""
    late = {name: test for name, test in _HAZARD.items() if name.startswith("late_")}
    tally = (
        f"INSERT INTO hazard_cell (z, cx, cy, {', '.join(_PLACE)}, {', '.join(late)}) "
        f"SELECT s.z, {_CELL.format(side='x')}, {_CELL.format(side='y')}, m.city_id, m.district_id, "
        + ", ".join(f"CASE WHEN s.z NOT BETWEEN 8 AND 10 THEN m.{name} END" for name in _FINE)
        + ", m.supervision_class, "
        + ", ".join(f"nullif(step * count(*) FILTER (WHERE {test}), 0)" for test in late.values())
        + " FROM (SELECT h.*, true AS late, tile_index(ST_X(h.point_3857), 18) AS kx, "
        "tile_index(ST_Y(h.point_3857), 18) AS ky FROM hazard h "
        f"WHERE h.state IN {_RUNNING} AND h.due_on >= least(known, day) AND h.due_on < greatest(known, day)) m "
        "JOIN (VALUES (0), (8), (9), (10), (11), (12), (13)) s(z) ON (s.z = 0 OR m.kx IS NOT NULL) "
        "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9; "
    ).replace("late AND ", "")
    return (
        "CREATE FUNCTION advance_map_day(day date) RETURNS void LANGUAGE plpgsql AS $$ "
        "DECLARE known date; step integer; BEGIN "
        "LOCK TABLE hazard IN SHARE ROW EXCLUSIVE MODE; "
        "SELECT (value #>> '{}')::date INTO known FROM installation WHERE key = 'map_day'; "
        f"step := CASE WHEN day >= known THEN 1 ELSE -1 END; {tally}"
        "UPDATE installation SET value = to_jsonb(day::text) WHERE key = 'map_day'; END $$"
    )
