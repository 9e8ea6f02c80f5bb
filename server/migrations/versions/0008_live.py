"""Open maps are woken by the database itself: by each change in the feed, and when somebody's rights or sign-in end."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

_WAKE = """
CREATE FUNCTION wake_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('wangge_live', '');  -- one a transaction, however many rows: equal ones are folded
  RETURN NULL;
END $$
"""
_TABLES = {"change_log": "INSERT", "sign_in_session": "UPDATE OF revoked_at", "person": "UPDATE OF active",
           "person_grant": "INSERT OR UPDATE OR DELETE"}  # fmt: skip


def upgrade() -> None:
    """Apply."""
    op.execute(_WAKE)
    for table, events in _TABLES.items():
        op.execute(
            f"CREATE TRIGGER wake_live AFTER {events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION wake_live()"
        )


def downgrade() -> None:
    """Take back."""
    for table in _TABLES:
        op.execute(f"DROP TRIGGER wake_live ON {table}")
    op.execute("DROP FUNCTION wake_live()")
