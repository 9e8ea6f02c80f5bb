"""The side of the offices: contact tables, circulars with receipts and answers, trainings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "contact_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("seal_unit", sa.Text(), nullable=False),
        sa.Column("contacts", JSONB(), nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_contact_table_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_contact_table_area_id")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_contact_table_by_person")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_contact_table_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_contact_table_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_table")),
        sa.UniqueConstraint("office", "n", name=op.f("uq_contact_table_office_n")),
    )
    op.create_table(
        "attachment",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name=op.f("fk_attachment_received_by")),
        sa.PrimaryKeyConstraint("sha256", "received_by", name=op.f("pk_attachment")),
    )
    op.create_table(
        "circular",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attachments", JSONB(), server_default="[]", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("wants_answer", sa.Boolean(), nullable=False),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("audience", JSONB(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('notice', 'task', 'summary', 'quarter_report', 'briefing')", name=op.f("ck_circular_kind_known")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_circular_area_id")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_circular_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_circular_district_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_circular_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circular")),
        sa.UniqueConstraint("number", name=op.f("uq_circular_number")),
    )
    op.create_index("ix_circular_district_id", "circular", ["district_id", "issued_at"], unique=False)
    op.create_index("ix_circular_office", "circular", ["office", "issued_at"], unique=False)
    op.create_index(
        "uq_circular_report",
        "circular",
        ["office", "kind", "period"],
        unique=True,
        postgresql_where=sa.text("period IS NOT NULL AND withdrawn_at IS NULL"),
    )
    op.create_table(
        "circular_addressee",
        sa.Column("circular_id", sa.Uuid(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_name", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('sent', 'read', 'signed', 'answered', 'returned', 'done')",
            name=op.f("ck_circular_addressee_state_known"),
        ),
        sa.ForeignKeyConstraint(["circular_id"], ["circular.id"], name=op.f("fk_circular_addressee_circular_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_circular_addressee_enterprise_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_circular_addressee_signed_by")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_circular_addressee_town_id")),
        sa.PrimaryKeyConstraint("circular_id", "addressee", name=op.f("pk_circular_addressee")),
    )
    op.create_index("ix_circular_addressee_addressee", "circular_addressee", ["addressee"], unique=False)
    op.create_table(
        "circular_reading",
        sa.Column("circular_id", sa.Uuid(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["circular_id", "addressee"],
            ["circular_addressee.circular_id", "circular_addressee.addressee"],
            name=op.f("fk_circular_reading_circular_id_addressee"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_circular_reading_person_id")),
        sa.PrimaryKeyConstraint("circular_id", "addressee", "person_id", name=op.f("pk_circular_reading")),
    )
    op.create_table(
        "circular_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("circular_id", sa.Uuid(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attachments", JSONB(), server_default="[]", nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("opinion", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_circular_answer_by_person")),
        sa.ForeignKeyConstraint(
            ["circular_id", "addressee"],
            ["circular_addressee.circular_id", "circular_addressee.addressee"],
            name=op.f("fk_circular_answer_circular_id_addressee"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_circular_answer_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circular_answer")),
        sa.UniqueConstraint("circular_id", "addressee", "n", name=op.f("uq_circular_answer_circular_id_addressee_n")),
    )
    op.create_table(
        "training",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("audience", JSONB(), nullable=False),
        sa.Column("materials", JSONB(), server_default="[]", nullable=False),
        sa.Column("quiz", JSONB(), server_default="[]", nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=False),
        sa.Column("sign_code", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("form IN ('classroom', 'on_site', 'online')", name=op.f("ck_training_form_known")),
        sa.CheckConstraint("topic IN ('self_report', 'standards', 'system')", name=op.f("ck_training_topic_known")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_training_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_training_area_id")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_training_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_training_district_id")),
        sa.ForeignKeyConstraint(["planned_by"], ["person.id"], name=op.f("fk_training_planned_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index("ix_training_district_id", "training", ["district_id", "starts_at"], unique=False)
    op.create_table(
        "training_invited",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("supervision_class", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_training_invited_enterprise_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_invited_person_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_training_invited_town_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_invited_training_id")),
        sa.PrimaryKeyConstraint("training_id", "subject", name=op.f("pk_training_invited")),
    )
    op.create_index("ix_training_invited_subject", "training_invited", ["subject"], unique=False)
    op.create_table(
        "training_attendance",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.CheckConstraint("way IN ('code', 'list')", name=op.f("ck_training_attendance_way_known")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_training_attendance_by_person")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_attendance_training_id")),
        sa.PrimaryKeyConstraint("training_id", "subject", "name", name=op.f("pk_training_attendance")),
    )
    op.create_table(
        "training_result",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("answers", JSONB(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_result_person_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_result_training_id")),
        sa.PrimaryKeyConstraint("training_id", "person_id", "n", name=op.f("pk_training_result")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("training_result")
    op.drop_table("training_attendance")
    op.drop_table("training_invited")
    op.drop_table("training")
    op.drop_table("circular_answer")
    op.drop_table("circular_reading")
    op.drop_table("circular_addressee")
    op.drop_table("circular")
    op.drop_table("attachment")
    op.drop_table("contact_table")
