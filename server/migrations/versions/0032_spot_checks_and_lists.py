"""Spot checks of self-reports, lists that departments publish, the key supervision list, cohorts, supervisors named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"

_TABLES = (
    "supervisor", "cohort_member", "cohort", "key_entry", "listed_enterprise", "published_list", "spot_result",
    "spot_target", "spot_frame", "spot_check",
)  # fmt: skip
_SOURCES = ("grid", "inspection", "self_check", "town", "department")
# Whoever is on the list already was put there before entries were kept; open proposals of the ladder become entries.
_CARRIED = """
INSERT INTO key_entry (id, enterprise_id, state, source, proposed_at, entered_on)
SELECT gen_random_uuid(), e.id, 'in_force', 'carried', now(), e.listed_on FROM enterprise e WHERE e.key_list
"""
_PROPOSED = """
INSERT INTO key_entry (id, enterprise_id, state, source, hazard_id, proposed_at)
SELECT DISTINCT ON (r.enterprise_id) gen_random_uuid(), r.enterprise_id, 'proposed', 'ladder', r.hazard_id, r.at
FROM grade_review r JOIN enterprise e ON e.id = r.enterprise_id
WHERE r.reason = 'key_list' AND r.settled_at IS NULL AND NOT e.key_list ORDER BY r.enterprise_id, r.id
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "spot_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("strata", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("framed", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("state IN ('ordered', 'drawn')", name=op.f("ck_spot_check_state_known")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_spot_check_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_spot_check_district_id")),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_spot_check_drawn_by")),
        sa.ForeignKeyConstraint(["ordered_by"], ["person.id"], name=op.f("fk_spot_check_ordered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
    )
    op.create_index("ix_spot_check_district_id", "spot_check", ["district_id"], unique=False)
    op.create_table(
        "spot_frame",
        sa.Column("spot_check_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("zero", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_spot_frame_enterprise_id")),
        sa.ForeignKeyConstraint(["spot_check_id"], ["spot_check.id"], name=op.f("fk_spot_frame_spot_check_id")),
        sa.PrimaryKeyConstraint("spot_check_id", "enterprise_id", name=op.f("pk_spot_frame")),
    )
    op.create_table(
        "spot_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("spot_check_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("stratum", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("checker_id", sa.Uuid(), nullable=True),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_by", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        sa.Column("person_met", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("photos", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("n_true", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_not_true", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_missed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_false_closing", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'done', 'impossible')", name=op.f("ck_spot_target_state_known")),
        sa.ForeignKeyConstraint(["assigned_by"], ["person.id"], name=op.f("fk_spot_target_assigned_by")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_spot_target_by_person")),
        sa.ForeignKeyConstraint(["checker_id"], ["person.id"], name=op.f("fk_spot_target_checker_id")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_spot_target_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_spot_target_district_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_spot_target_enterprise_id")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_spot_target_second_id")),
        sa.ForeignKeyConstraint(["spot_check_id"], ["spot_check.id"], name=op.f("fk_spot_target_spot_check_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_spot_target_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["grid_unit.id"], name=op.f("fk_spot_target_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_spot_target_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_target")),
        sa.UniqueConstraint("spot_check_id", "enterprise_id", name=op.f("uq_spot_target_spot_check_id_enterprise_id")),
    )
    op.create_index("ix_spot_target_checker_id", "spot_target", ["checker_id"], unique=False)
    op.create_index("ix_spot_target_enterprise_id", "spot_target", ["enterprise_id"], unique=False)
    op.create_index("ix_spot_target_second_id", "spot_target", ["second_id"], unique=False)
    op.create_table(
        "spot_result",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('answer', 'hazard', 'closing', 'missed')", name=op.f("ck_spot_result_kind_known")),
        sa.CheckConstraint("verdict IN ('true', 'not_true', 'missed')", name=op.f("ck_spot_result_verdict_known")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_spot_result_hazard_id")),
        sa.ForeignKeyConstraint(["target_id"], ["spot_target.id"], name=op.f("fk_spot_result_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_result")),
    )
    op.create_index(
        "ix_spot_result_hazard_id",
        "spot_result",
        ["hazard_id"],
        unique=False,
        postgresql_where=sa.text("hazard_id IS NOT NULL"),
    )
    op.create_index("ix_spot_result_target_id", "spot_result", ["target_id"], unique=False)
    op.create_table(
        "published_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name=op.f("ck_published_list_state_known")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_published_list_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_published_list_district_id")),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_published_list_drafted_by")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_published_list_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_list")),
        sa.UniqueConstraint(
            "district_id", "department", "number", name=op.f("uq_published_list_district_id_department_number")
        ),
    )
    op.create_index(
        "uq_published_list_draft",
        "published_list",
        ["district_id", "department"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "listed_enterprise",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('supervise', 'guide', 'serve')", name=op.f("ck_listed_enterprise_kind_known")),
        sa.CheckConstraint("source IN ('flag', 'class', 'hand')", name=op.f("ck_listed_enterprise_source_known")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_listed_enterprise_enterprise_id")),
        sa.ForeignKeyConstraint(["list_id"], ["published_list.id"], name=op.f("fk_listed_enterprise_list_id")),
        sa.PrimaryKeyConstraint("list_id", "enterprise_id", name=op.f("pk_listed_enterprise")),
    )
    op.create_index("ix_listed_enterprise_enterprise_id", "listed_enterprise", ["enterprise_id"], unique=False)
    op.create_table(
        "key_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("conditions", sa.Text(), server_default="", nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=True),
        sa.Column("exited_on", sa.Date(), nullable=True),
        sa.Column("history", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("source IN ('hand', 'ladder', 'carried')", name=op.f("ck_key_entry_source_known")),
        sa.CheckConstraint(
            "state IN ('proposed', 'refused', 'in_force', 'exit_applied', 'exited')",
            name=op.f("ck_key_entry_state_known"),
        ),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_key_entry_enterprise_id")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_key_entry_hazard_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_key_entry_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_entry")),
    )
    op.create_index("ix_key_entry_enterprise_id", "key_entry", ["enterprise_id"], unique=False)
    op.create_index(
        "uq_key_entry_live",
        "key_entry",
        ["enterprise_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('refused', 'exited')"),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_cohort_by_person")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_cohort_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_cohort_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
    )
    op.create_index("ix_cohort_district_id", "cohort", ["district_id"], unique=False)
    op.create_table(
        "cohort_member",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by"], ["person.id"], name=op.f("fk_cohort_member_chosen_by")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_member_cohort_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_cohort_member_enterprise_id")),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name=op.f("fk_cohort_member_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_member")),
    )
    op.create_index("ix_cohort_member_enterprise_id", "cohort_member", ["enterprise_id"], unique=False)
    op.create_index(
        "uq_cohort_member_live",
        "cohort_member",
        ["cohort_id", "enterprise_id"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "supervisor",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("side IN ('territorial', 'industry')", name=op.f("ck_supervisor_side_known")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_supervisor_by_person")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_supervisor_enterprise_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_supervisor_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor")),
    )
    op.create_index(
        "uq_supervisor_standing",
        "supervisor",
        ["enterprise_id", "side"],
        unique=True,
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.add_column("enterprise", sa.Column("untrue_until", sa.Date(), nullable=True))
    _sources((*_SOURCES, "spot_check"))
    op.execute(_CARRIED)
    op.execute(_PROPOSED)


def downgrade() -> None:
    """Take back."""
    op.execute("UPDATE hazard SET source = 'inspection' WHERE source = 'spot_check'")
    _sources(_SOURCES)
    op.drop_column("enterprise", "untrue_until")
    for table in _TABLES:
        op.drop_table(table)


def _sources(values: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_hazard_source_known"), "hazard", type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f("ck_hazard_source_known"), "hazard", f"source IN ({listed})")
