"""Records of an enterprise's file: dust, permits, staff, accidents and the rest, one row a fact, each with its days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"

_MONEY = ("annual_output_yuan", "revenue_yuan", "assets_yuan")


def upgrade() -> None:
    """Apply."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "file_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("verified_at", moment, nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_record")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_file_record_enterprise_id")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_file_record_by_person")),
        sa.ForeignKeyConstraint(["verified_by"], ["person.id"], name=op.f("fk_file_record_verified_by")),
    )
    op.create_index("ix_file_record_enterprise_id", "file_record", ["enterprise_id", "topic"])
    op.create_index(
        "ix_file_record_valid_to", "file_record", ["valid_to"],
        postgresql_where=sa.text("valid_to IS NOT NULL AND ended_on IS NULL"),
    )  # fmt: skip
    for name in _MONEY:
        op.add_column("enterprise", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take back."""
    for name in _MONEY:
        op.drop_column("enterprise", name)
    op.drop_table("file_record")
