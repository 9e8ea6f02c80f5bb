"""A message tells the open pages of the one it is to, when it comes and when it was read elsewhere."""

from __future__ import annotations

from alembic import op

revision = "0044"
down_revision = "0042"

_FEED = """
CREATE FUNCTION feed_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_log (kind, op, ref, person_id)
  SELECT 'message', 'put', max(id)::text, person_id FROM new_rows GROUP BY person_id;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Apply."""
    op.execute(_FEED)
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER feed_{event.lower()} AFTER {event} ON inbox_message REFERENCING NEW TABLE AS new_rows "
            "FOR EACH STATEMENT EXECUTE FUNCTION feed_message()"
        )


def downgrade() -> None:
    """Take back."""
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER feed_{event} ON inbox_message")
    op.execute("DROP FUNCTION feed_message()")
    op.execute("DELETE FROM change_log WHERE kind = 'message'")
