"""Turns that were waived are found by enterprise, and phones hear of them: the next visit counts from them everywhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_FEED = """
CREATE FUNCTION feed_waived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_log (kind, op, ref, enterprise_id, unit_id, village_id, town_id, district_id, city_id)
  SELECT 'enterprise', 'put', e.id::text, e.id, e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id
  FROM enterprise e WHERE e.id = NEW.enterprise_id;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_task_waived",
        "task",
        ["enterprise_id", "due_on"],
        postgresql_where=sa.text("kind = 'patrol' AND state = 'waived'"),
    )
    op.execute(_FEED)
    op.execute(
        "CREATE TRIGGER feed_waived AFTER UPDATE OF state ON task FOR EACH ROW "
        "WHEN (NEW.kind = 'patrol' AND (OLD.state = 'waived') <> (NEW.state = 'waived')) EXECUTE FUNCTION feed_waived()"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER feed_waived ON task")
    op.execute("DROP FUNCTION feed_waived()")
    op.drop_index("ix_task_waived", table_name="task")
