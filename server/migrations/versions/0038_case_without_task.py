"""A case of inspection has no task's id beside it: nothing ever said that the task was of the same enterprise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Apply."""
    op.drop_column("inspection", "plan_task_id")


def downgrade() -> None:
    """Take back: the column comes again, empty."""
    op.add_column("inspection", sa.Column("plan_task_id", sa.Uuid(), nullable=True))
