"""Stories of model enterprises that everybody sees."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "model_story",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("photos", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("down_by", sa.Uuid(), nullable=True),
        sa.Column("down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("down_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["down_by"], ["person.id"], name=op.f("fk_model_story_down_by")),
        sa.ForeignKeyConstraint(["member_id"], ["cohort_member.id"], name=op.f("fk_model_story_member_id")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_model_story_published_by")),
        sa.PrimaryKeyConstraint("member_id", "number", name=op.f("pk_model_story")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("model_story")
