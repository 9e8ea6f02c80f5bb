"""Grading: methods by version, runs over many enterprises, and every grade that was proposed or held."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"

_MOMENT = sa.DateTime(timezone=True)
_STATES = {
    "grading_method": "state IN ('draft', 'published', 'withdrawn')",
    "grading_run": "state IN ('waiting', 'running', 'done', 'failed')",
    "grading": "state IN ('proposed', 'approved', 'superseded')",
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "grading_method",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("author", sa.Uuid(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("touched_at", _MOMENT, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        *_keys("grading_method", "id", city_id="area", district_id="area", author="person", published_by="person"),
    )
    op.create_index(
        "ix_grading_method_district_id", "grading_method", ["district_id", "supervision_class", "valid_from"]
    )
    op.create_table(
        "grading_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=True),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("only_due", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        *_keys("grading_run", "id", city_id="area", district_id="area", by_person="person"),
    )
    op.create_index("ix_grading_run_district_id", "grading_run", ["district_id", "at"])
    op.create_table(
        "grading",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("method_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("points", postgresql.JSONB(), nullable=False),
        sa.Column("vetoes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("missing", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        *_keys(
            "grading", "id",
            enterprise_id="enterprise", run_id="grading_run", method_id="grading_method", decided_by="person",
        ),
        sa.CheckConstraint("grade IS NULL OR grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_grading_grade_known")),
        sa.CheckConstraint("source IN ('method', 'manual')", name=op.f("ck_grading_source_known")),
    )  # fmt: skip
    op.create_index("ix_grading_enterprise_id", "grading", ["enterprise_id", "valid_from"])
    op.create_index("ix_grading_run_id_state", "grading", ["run_id", "state"])
    for name, where in (
        ("uq_grading_current", "state = 'approved' AND valid_to IS NULL"),
        ("uq_grading_proposed", "state = 'proposed'"),
    ):
        op.create_index(name, "grading", ["enterprise_id"], unique=True, postgresql_where=sa.text(where))


def downgrade() -> None:
    """Take back."""
    for table in ("grading", "grading_run", "grading_method"):
        op.drop_table(table)


def _keys(table: str, key: str, **foreign: str) -> list[sa.Constraint]:
    """Give the constraints that every one of these tables has."""
    return [
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        sa.CheckConstraint(_STATES[table], name=op.f(f"ck_{table}_state_known")),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in foreign.items()
        ),
    ]
