"""The feed tells of visits, to those who count and to no reader: rows without a place, which no scope binds."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply."""
    op.execute(
        "CREATE FUNCTION feed_visit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO change_log (kind, op, ref) SELECT 'visit', 'put', r.id::text FROM new_rows r; "
        "RETURN NULL; END $$"
    )
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER feed_{event.lower()} AFTER {event} ON visit "
            "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION feed_visit()"
        )


def downgrade() -> None:
    """Take back."""
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER feed_{event} ON visit")
    op.execute("DROP FUNCTION feed_visit()")
