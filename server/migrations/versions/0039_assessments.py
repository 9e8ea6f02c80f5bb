"""Assessments: standards as opened, sheets, scores, appeals, decisions and what they froze."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=False),
        sa.Column("period_last", sa.Date(), nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("items", JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "object_kind IN ('town', 'department', 'enterprise')", name=op.f("ck_assessment_object_kind_known")
        ),
        sa.CheckConstraint("state IN ('open', 'decided', 'cancelled')", name=op.f("ck_assessment_state_known")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_assessment_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_assessment_district_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_assessment_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index("ix_assessment_district_id", "assessment", ["district_id", "opened_at"], unique=False)
    op.create_table(
        "assessment_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_sheet_assessment_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_assessment_sheet_enterprise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_sheet")),
        sa.UniqueConstraint("assessment_id", "object", name=op.f("uq_assessment_sheet_assessment_id_object")),
    )
    op.create_index("ix_assessment_sheet_object", "assessment_sheet", ["object"], unique=False)
    op.create_table(
        "assessment_appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attachments", JSONB(), server_default="[]", nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_assessment_appeal_answered_by")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_assessment_appeal_by_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["assessment_sheet.id"], name=op.f("fk_assessment_appeal_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_appeal")),
    )
    op.create_index(
        "uq_assessment_appeal_open",
        "assessment_appeal",
        ["sheet_id", "item"],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "assessment_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("of_whom", sa.Text(), nullable=False),
        sa.Column("points", sa.Numeric(9, 2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attachments", JSONB(), server_default="[]", nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=True),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("of_whom IN ('district', 'own')", name=op.f("ck_assessment_entry_of_whom_known")),
        sa.ForeignKeyConstraint(["appeal_id"], ["assessment_appeal.id"], name=op.f("fk_assessment_entry_appeal_id")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_assessment_entry_by_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["assessment_sheet.id"], name=op.f("fk_assessment_entry_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_entry")),
    )
    op.create_index("ix_assessment_entry_sheet_id", "assessment_entry", ["sheet_id", "item", "at"], unique=False)
    op.create_table(
        "assessment_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("honours", JSONB(), nullable=False),
        sa.Column("criticisms", JSONB(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_decision_assessment_id")
        ),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_assessment_decision_by_person")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["person.id"], name=op.f("fk_assessment_decision_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_decision")),
        sa.UniqueConstraint("assessment_id", "n", name=op.f("uq_assessment_decision_assessment_id_n")),
    )
    op.create_table(
        "assessment_result",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("earned", sa.Numeric(9, 2), nullable=False),
        sa.Column("possible", sa.Numeric(9, 2), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("lines", JSONB(), nullable=False),
        sa.CheckConstraint("outcome IN ('passed', 'failed', 'none')", name=op.f("ck_assessment_result_outcome_known")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["assessment_decision.id"], name=op.f("fk_assessment_result_decision_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["assessment_sheet.id"], name=op.f("fk_assessment_result_sheet_id")),
        sa.PrimaryKeyConstraint("decision_id", "sheet_id", name=op.f("pk_assessment_result")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("assessment_result")
    op.drop_table("assessment_decision")
    op.drop_table("assessment_entry")
    op.drop_table("assessment_appeal")
    op.drop_table("assessment_sheet")
    op.drop_table("assessment")
