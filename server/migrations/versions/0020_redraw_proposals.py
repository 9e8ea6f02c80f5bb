"""Proposals: ways to divide a town that a planner had computed for a plan, and how far the work is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Apply."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "redraw_proposal",
        sa.Column("redraw_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("locked", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("share", sa.Float(), server_default="0", nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("finished_at", moment, nullable=True),
        sa.Column("problem", postgresql.JSONB(), nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("redraw_id", "n", name=op.f("pk_redraw_proposal")),
        sa.ForeignKeyConstraint(["redraw_id"], ["redraw.id"], ondelete="CASCADE",
                                name=op.f("fk_redraw_proposal_redraw_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_redraw_proposal_town_id")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_redraw_proposal_by_person")),
        sa.CheckConstraint("goal IN ('count', 'even', 'one-more')", name=op.f("ck_redraw_proposal_goal_known")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_redraw_proposal_state_known"),
        ),
    )  # fmt: skip
    op.create_index(
        "uq_redraw_proposal_unfinished", "redraw_proposal", ["redraw_id"], unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )  # fmt: skip
    op.execute("REVOKE ALL ON redraw_proposal FROM wangge_reader")  # asked for and read on the primary only


def downgrade() -> None:
    """Take back."""
    op.drop_table("redraw_proposal")
