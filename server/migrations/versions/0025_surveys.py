"""Surveys: outlines from files that are worked off before they are handed in, with the steps of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"

_MOMENT = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB()


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "survey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("crs", sa.Text(), nullable=False),
        sa.Column("metric_srid", sa.Integer(), nullable=False),
        sa.Column("overlap_m", sa.Float(), nullable=False),
        sa.Column("gap_m", sa.Float(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("touched_at", _MOMENT, nullable=False),
        sa.Column("touched_by", sa.Uuid(), nullable=False),
        *(sa.Column(name, _JSON, nullable=False) for name in ("units", "grounds", "faults", "loose", "choices", "before")),
        sa.Column("after", _JSON, nullable=True),
        *(sa.Column(name, _JSON, nullable=False) for name in ("rows", "handed")),
        sa.CheckConstraint("state IN ('read', 'open', 'dropped')", name=op.f("ck_survey_state_known")),
        *_keys("survey", city_id="area", district_id="area", town_id="area", chain_id="area", by_person="person",
               touched_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )  # fmt: skip
    op.create_index("ix_survey_city_id_state", "survey", ["city_id", "state"])
    op.create_table(
        "survey_step",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("before", _JSON, nullable=False),
        sa.Column("after", _JSON, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('done', 'undone', 'dropped')", name=op.f("ck_survey_step_state_known")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_step_survey_id"), ondelete="CASCADE"
        ),
        *_keys("survey_step", by_person="person"),
        sa.PrimaryKeyConstraint("survey_id", "n", name=op.f("pk_survey_step")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("survey_step")
    op.drop_table("survey")


def _keys(table: str, **of: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in of.items()
    ]
