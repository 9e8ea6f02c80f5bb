"""A message tells the open pages of the one it is to; who handed a task back, when and why stays with the task."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

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
    op.create_table(
        "task_return",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_return_task_id_task")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_task_return_by_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_return")),
    )
    op.create_index("ix_task_return_task_id", "task_return", ["task_id", "at"])
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON task_return "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("task_return")
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER feed_{event} ON inbox_message")
    op.execute("DROP FUNCTION feed_message()")
    op.execute("DELETE FROM change_log WHERE kind = 'message'")
