"""Rules of quality that a district adds to those that ship, and what each rule counted day by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_ASPECTS = "('completeness', 'timeliness', 'correlation')"
_OWNERS = "('enterprise', 'officer', 'town', 'department')"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "quality_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("applies", sa.Text(), nullable=False),
        sa.Column("holds", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_rule")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_quality_rule_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_quality_rule_district_id")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_quality_rule_by_person")),
        sa.CheckConstraint(f"aspect IN {_ASPECTS}", name=op.f("ck_quality_rule_aspect_known")),
        sa.CheckConstraint(f"owner IN {_OWNERS}", name=op.f("ck_quality_rule_owner_known")),
    )
    op.create_index("ix_quality_rule_district_id", "quality_rule", ["district_id"])
    op.create_table(
        "quality_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("town_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("d", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "town_id", "supervision_class", "rule", name=op.f("pk_quality_day")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_quality_day_town_id")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("quality_day")
    op.drop_table("quality_rule")
