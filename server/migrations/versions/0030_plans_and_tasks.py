"""Frequency as published, inspection plans with draws, tasks with day routes, campaigns.

Inspectors' phones hold what they are to inspect: the feed tells both of a pair of a task's enterprise.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"

_FEED = """
CREATE FUNCTION feed_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_log (kind, op, ref, person_id)
  SELECT 'enterprise', 'put', NEW.enterprise_id::text, who FROM unnest(ARRAY[NEW.officer_id, NEW.second_id]) who
  WHERE who IS NOT NULL;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Apply."""
    _frequency()
    _plans()
    _tasks()
    _campaigns()
    op.execute(_FEED)
    for when, is_told in (
        ("INSERT", "NEW.day IS NOT NULL"),
        ("UPDATE OF state, day, officer_id, second_id", "OLD.day IS NOT NULL OR NEW.day IS NOT NULL"),
    ):
        op.execute(
            f"CREATE TRIGGER feed_task_{when.split()[0].lower()} AFTER {when} ON task "
            f"FOR EACH ROW WHEN (NEW.kind = 'inspection' AND ({is_told})) EXECUTE FUNCTION feed_task()"
        )


def downgrade() -> None:
    """Take back."""
    for table in (
        "task", "plan_change", "plan_object", "inspector_conflict", "plan_draw", "task_run", "inspection_plan", "frequency",
        "day_route", "campaign",
    ):  # fmt: skip
        op.drop_table(table)
    op.execute("DROP FUNCTION feed_task()")


def _frequency() -> None:
    op.create_table(
        "frequency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("grades", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_frequency_by_person")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_frequency_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_frequency_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frequency")),
    )
    op.create_index(
        "ix_frequency_district_id", "frequency", ["district_id", "supervision_class", "valid_from"], unique=False
    )


def _plans() -> None:
    op.create_table(
        "inspection_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("draws", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("drawn_on_revision", sa.Integer(), nullable=True),
        sa.Column("author", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'filed', 'active', 'closed')",
            name=op.f("ck_inspection_plan_state_known"),
        ),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_inspection_plan_author")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_inspection_plan_city_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_inspection_plan_decided_by")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_inspection_plan_district_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["person.id"], name=op.f("fk_inspection_plan_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_plan")),
    )
    op.create_index("ix_inspection_plan_district_id", "inspection_plan", ["district_id", "year"], unique=False)
    op.create_table(
        "plan_draw",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("frame", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_plan_draw_by_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["inspection_plan.id"], name=op.f("fk_plan_draw_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_plan_draw")),
    )
    op.create_table(
        "inspector_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_inspector_conflict_by_person")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_inspector_conflict_ended_by")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_inspector_conflict_enterprise_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inspector_conflict_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspector_conflict")),
    )
    op.create_index(
        "uq_inspector_conflict_standing",
        "inspector_conflict",
        ["person_id", "enterprise_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "plan_object",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("why", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("month", sa.SmallInteger(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("how IN ('key', 'random', 'added')", name=op.f("ck_plan_object_how_known")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_plan_object_enterprise_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_plan_object_officer_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["inspection_plan.id"], name=op.f("fk_plan_object_plan_id")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_plan_object_second_id")),
        sa.PrimaryKeyConstraint("plan_id", "enterprise_id", "turn", name=op.f("pk_plan_object")),
    )
    _changes()
    op.create_index("ix_plan_object_enterprise_id", "plan_object", ["enterprise_id"], unique=False)


def _changes() -> None:
    op.create_table(
        "plan_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.SmallInteger(), nullable=True),
        sa.Column("month", sa.SmallInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("opinion", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("op IN ('add', 'drop', 'move')", name=op.f("ck_plan_change_op_known")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_plan_change_by_person")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_plan_change_decided_by")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_plan_change_enterprise_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["inspection_plan.id"], name=op.f("fk_plan_change_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
    )
    op.create_index("ix_plan_change_plan_id", "plan_change", ["plan_id", "at"], unique=False)


def _tasks() -> None:
    op.create_table(
        "day_route",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("metres", sa.Double(), nullable=False),
        sa.Column("minutes", sa.Double(), nullable=False),
        sa.Column("own_order", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_day_route_district_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_day_route_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", "day", name=op.f("pk_day_route")),
    )
    op.create_table(
        "task_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_task_run_state_known")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_task_run_by_person")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_task_run_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_task_run_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_run")),
    )
    op.create_index("ix_task_run_district_id", "task_run", ["district_id", "at"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), server_default="", nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("plan_turn", sa.SmallInteger(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("window_from", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text(), server_default="generated", nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("place_no", sa.SmallInteger(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "basis IN ('floor', 'plan', 'campaign', 'report', 'transfer', 'accident', 'major_hazard', 'reinspection', 'assigned')",
            name=op.f("ck_task_basis_known"),
        ),
        sa.CheckConstraint("kind IN ('patrol', 'inspection')", name=op.f("ck_task_kind_known")),
        sa.CheckConstraint(
            "state IN ('generated', 'assigned', 'accepted', 'in_progress', 'submitted', 'done', 'returned', 'waived', 'merged', 'superseded')",
            name=op.f("ck_task_state_known"),
        ),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_task_by_person")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_task_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_task_district_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_task_enterprise_id")),
        sa.ForeignKeyConstraint(["merged_into"], ["task.id"], name=op.f("fk_task_merged_into")),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_task_officer_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["inspection_plan.id"], name=op.f("fk_task_plan_id")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_task_second_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_task_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["grid_unit.id"], name=op.f("fk_task_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_task_village_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_task_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_district_id_due_on", "task", ["district_id", "due_on"], unique=False)
    op.create_index("ix_task_enterprise_id", "task", ["enterprise_id", "kind", "due_on"], unique=False)
    op.create_index("ix_task_officer_id_day", "task", ["officer_id", "day"], unique=False)
    op.create_index(
        "uq_task_plan",
        "task",
        ["plan_id", "enterprise_id", "plan_turn"],
        unique=True,
        postgresql_where=sa.text("plan_id IS NOT NULL"),
    )
    op.create_index(
        "uq_task_visit", "task", ["visit_id", "kind"], unique=True, postgresql_where=sa.text("visit_id IS NOT NULL")
    )


def _campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("grades", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_campaign_by_person")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_campaign_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_campaign_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index("ix_campaign_district_id", "campaign", ["district_id"], unique=False)
