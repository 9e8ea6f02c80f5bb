"""The change feed is written by the tables themselves; the ledger and the chain only ever grow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

LINK_HOLDER = "00000000-0000-4000-8000-000000000001"  # acts of whoever holds a notice's link; can't sign in

# table -> (kind in the feed, expression of the reference, of the enterprise, of the unit)
_FED = {
    "enterprise": ("enterprise", "{r}.id::text", "{r}.id", "{r}.unit_id"),
    "hazard": ("hazard", "{r}.id::text", "{r}.enterprise_id", "{r}.unit_id"),
    "notice": ("notice", "{r}.id::text", "{r}.enterprise_id", "{r}.unit_id"),
    "grid_unit": ("unit", "{r}.id::text", "NULL::uuid", "{r}.id"),
}
_BOTH = "old_rows r JOIN new_rows n ON n.id = r.id"
_APPEND_ONLY = ("ledger", "hazard_event")


def upgrade() -> None:
    """Apply."""
    for table, parts in _FED.items():
        op.execute(_function(table, *parts))
        for event, tables in (
            ("INSERT", "NEW TABLE AS new_rows"),
            ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
            ("DELETE", "OLD TABLE AS old_rows"),
        ):
            op.execute(
                f"CREATE TRIGGER feed_{event.lower()} AFTER {event} ON {table} "
                f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION feed_{table}()"
            )
    op.execute(
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )
    op.execute("INSERT INTO installation (key, value) VALUES ('epoch', to_jsonb(gen_random_uuid()::text))")
    op.execute(
        sa.text(
            "INSERT INTO person (id, username, name, password_hash) VALUES (CAST(:id AS uuid), '#link', '通知链接', '!')"
        ).bindparams(id=LINK_HOLDER)
    )


def downgrade() -> None:
    """Take back."""
    for table in _APPEND_ONLY:
        op.execute(f"DROP TRIGGER only_grows ON {table}")
    op.execute("DROP FUNCTION only_grows()")
    for table in _FED:
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER feed_{event} ON {table}")
        op.execute(f"DROP FUNCTION feed_{table}()")
    op.execute(sa.text("DELETE FROM person WHERE id = CAST(:id AS uuid)").bindparams(id=LINK_HOLDER))
    op.execute("DELETE FROM installation WHERE key = 'epoch'")


def _function(table: str, kind: str, ref: str, enterprise: str, unit: str) -> str:
    """Build the trigger function: one row for the new place, one for the old place where it moved."""

    def insert(rows: str, change: str, where: str = "") -> str:
        columns = ", ".join(f"r.{c}" for c in ("village_id", "town_id", "district_id", "city_id"))
        values = ", ".join(e.format(r="r") for e in (ref, enterprise, unit))
        return (
            "INSERT INTO change_log (kind, op, ref, enterprise_id, unit_id, village_id, town_id, district_id, city_id) "
            f"SELECT '{kind}', '{change}', {values}, {columns} FROM {rows} {where};"
        )

    moved = " OR ".join(
        f"r.{c} IS DISTINCT FROM n.{c}"
        for c in (("id",) if table == "grid_unit" else ("unit_id",)) + ("village_id", "town_id", "district_id")
    )
    return (
        f"CREATE FUNCTION feed_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'DELETE' THEN {insert('new_rows r', 'put')} END IF; "
        f"IF TG_OP = 'DELETE' THEN {insert('old_rows r', 'drop')} END IF; "
        f"IF TG_OP = 'UPDATE' THEN {insert(_BOTH, 'drop', f'WHERE {moved}')} END IF; "
        "RETURN NULL; END $$"
    )
