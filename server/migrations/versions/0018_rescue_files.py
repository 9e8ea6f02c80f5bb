"""Rescue files wait in quarantine, proved by the key of the phone that made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Apply."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "device_key",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("registered_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "device_id", name=op.f("pk_device_key")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_key_person_id")),
    )
    op.create_table(
        "rescue_file",
        sa.Column("id", sa.Uuid(), server_default=sa.func.gen_random_uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=True),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("outcome", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescue_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_rescue_file_sha256")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rescue_file_person_id")),
        sa.ForeignKeyConstraint(["brought_by"], ["person.id"], name=op.f("fk_rescue_file_brought_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_rescue_file_decided_by")),
        sa.CheckConstraint("state IN ('waiting', 'taken', 'declined')", name=op.f("ck_rescue_file_state_known")),
    )
    op.create_index(op.f("ix_rescue_file_device_id_received_at"), "rescue_file", ["device_id", "received_at"])
    op.create_index(op.f("ix_rescue_file_person_id"), "rescue_file", ["person_id"])
    op.execute("REVOKE ALL ON device_key, rescue_file FROM wangge_reader")  # only the office that decides sees them


def downgrade() -> None:
    """Take back."""
    op.drop_table("rescue_file")
    op.drop_table("device_key")
