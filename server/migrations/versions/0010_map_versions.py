"""A version of every area for the map's ETags, bumped in the transaction of the change; outlines for far zooms.

`map_version` gets a row a transaction, layer, area and class: no act waits for another, and one that commits late adds
a row that was not there. Areas are ids of divisions, or of grid units, negative. The set of rows is the version;
`prune_map_versions` puts one row of its own in the place of several decided ones: a set that never was before, or a
reader who saw a part of them would take the rest for known.
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"

_AREAS = "(r.city_id), (r.district_id), (r.town_id), (r.village_id), (-r.unit_id)"
_RECEIVERS = ", (r.competent_area), (CAST(r.transfer->>'to_area' AS integer))"
_UNIT_AREAS = "(r.city_id), (r.district_id), (r.town_id), (r.village_id), (-r.id)"
_TABLES = {
    "hazard": ("hazard", _AREAS + _RECEIVERS, "r.supervision_class"),
    "enterprise": ("enterprise", _AREAS, "r.supervision_class"),
    "grid_unit": ("unit", _UNIT_AREAS, "''"),
}


def upgrade() -> None:
    """Apply."""
    op.execute(
        "CREATE TABLE map_version (area integer NOT NULL, layer text NOT NULL, supervision_class text NOT NULL, "
        "xid xid8 NOT NULL DEFAULT pg_current_xact_id(), "
        "CONSTRAINT pk_map_version PRIMARY KEY (area, layer, supervision_class, xid))"
    )
    for table, (layer, areas, kind) in _TABLES.items():
        op.execute(_function(table, layer, areas, kind))
        for event, told in (
            ("INSERT", "NEW TABLE AS new_rows"),
            ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
            ("DELETE", "OLD TABLE AS old_rows"),
        ):
            op.execute(
                f"CREATE TRIGGER version_{event.lower()} AFTER {event} ON {table} "
                f"REFERENCING {told} FOR EACH STATEMENT EXECUTE FUNCTION version_{table}()"
            )
    op.execute(
        "CREATE FUNCTION prune_map_versions() RETURNS void LANGUAGE sql BEGIN ATOMIC "
        "WITH gone AS (DELETE FROM map_version v WHERE v.xid < pg_snapshot_xmin(pg_current_snapshot()) "
        "AND EXISTS (SELECT 1 FROM map_version n WHERE n.area = v.area AND n.layer = v.layer "
        "AND n.supervision_class = v.supervision_class AND n.xid <> v.xid "
        "AND n.xid < pg_snapshot_xmin(pg_current_snapshot())) RETURNING v.area, v.layer, v.supervision_class) "
        "INSERT INTO map_version (area, layer, supervision_class) "
        "SELECT DISTINCT area, layer, supervision_class FROM gone ON CONFLICT DO NOTHING; END"
    )
    op.execute(
        "ALTER TABLE grid_unit ADD COLUMN label_3857 geometry(POINT, 3857) "
        "GENERATED ALWAYS AS (ST_PointOnSurface(ST_Transform(geom, 3857))) STORED"
    )
    op.execute("CREATE INDEX ix_grid_unit_label_3857 ON grid_unit USING gist (label_3857)")
    op.execute(
        "CREATE TABLE unit_outline (unit_id integer NOT NULL, near_3857 geometry(MULTIPOLYGON, 3857) NOT NULL, "
        "far_3857 geometry(MULTIPOLYGON, 3857) NOT NULL, "
        "CONSTRAINT pk_unit_outline PRIMARY KEY (unit_id), "
        "CONSTRAINT fk_unit_outline_unit_id FOREIGN KEY (unit_id) REFERENCES grid_unit (id) ON DELETE CASCADE)"
    )
    op.execute(
        "CREATE FUNCTION drop_outline() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "DELETE FROM unit_outline o USING grid_unit u WHERE u.id = o.unit_id AND u.district_id IN "
        "(NEW.district_id, OLD.district_id); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER outline_gone AFTER UPDATE OF geom, geom_metric, valid_to, district_id ON grid_unit FOR EACH ROW "
        "WHEN (NEW.valid_to IS DISTINCT FROM OLD.valid_to OR NEW.district_id <> OLD.district_id "
        "OR NOT ST_OrderingEquals(NEW.geom, OLD.geom)) EXECUTE FUNCTION drop_outline()"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER outline_gone ON grid_unit")
    op.execute("DROP FUNCTION drop_outline()")
    op.execute("DROP TABLE unit_outline")
    op.execute("ALTER TABLE grid_unit DROP COLUMN label_3857")
    op.execute("DROP FUNCTION prune_map_versions()")
    for table in _TABLES:
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER version_{event} ON {table}")
        op.execute(f"DROP FUNCTION version_{table}()")
    op.execute("DROP TABLE map_version")


def _function(table: str, layer: str, areas: str, kind: str) -> str:
    def bump(rows: str) -> str:
        return (
            "INSERT INTO map_version (area, layer, supervision_class) "
            f"SELECT DISTINCT a.area, '{layer}', {kind} FROM {rows} r, LATERAL (VALUES {areas}) a(area) "
            "WHERE a.area IS NOT NULL ON CONFLICT DO NOTHING;"
        )

    return (
        f"CREATE FUNCTION version_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'DELETE' THEN {bump('new_rows')} END IF; "
        f"IF TG_OP <> 'INSERT' THEN {bump('old_rows')} END IF; RETURN NULL; END $$"
    )
