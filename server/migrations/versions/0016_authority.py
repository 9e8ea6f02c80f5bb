"""The full legal name of the authority that signs papers, by area and day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "authority",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seal_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_authority_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_authority_area_id_area")),
        sa.PrimaryKeyConstraint("area_id", "valid_from", name=op.f("pk_authority")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("authority")
