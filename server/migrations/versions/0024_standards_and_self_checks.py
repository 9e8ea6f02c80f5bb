"""Departments write standards as drafts and publish versions; enterprises check themselves and report by period."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"

_PLACES = ("unit_id", "village_id", "town_id", "district_id", "city_id")
_NEEDED = frozenset({"district_id", "city_id"})
_STATES = "state IN ('due', 'started', 'submitted', 'signed', 'accepted', 'returned')"
_SHOWN = ("before", "after", "reinspection", "reopening", "visit", "signature", "position", "file")
_FED = {"self_check": "self_check", "self_period": "self_period"}


def upgrade() -> None:
    """Apply."""
    _standards()
    _periods()
    _checks()
    _reports()
    op.add_column(
        "hazard",
        sa.Column("criterion_ids", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("hazard", sa.Column("self_check_id", sa.Uuid(), nullable=True))
    op.add_column("evidence", sa.Column("self_check_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_evidence_self_check_id",
        "evidence",
        ["self_check_id"],
        postgresql_where=sa.text("self_check_id IS NOT NULL"),
    )
    _roles(*_SHOWN, "self_check")
    for table, kind in _FED.items():
        _feed(table, kind)


def downgrade() -> None:
    """Take back."""
    for table in _FED:
        op.execute(f"DROP TRIGGER feed_insert ON {table}")
        op.execute(f"DROP TRIGGER feed_update ON {table}")
        op.execute(f"DROP FUNCTION feed_{table}()")
    op.execute("DELETE FROM evidence WHERE role = 'self_check'")
    _roles(*_SHOWN)
    op.drop_column("evidence", "self_check_id")
    op.drop_column("hazard", "self_check_id")
    op.drop_column("hazard", "criterion_ids")
    for table in ("self_report", "self_check", "self_period", "standard_draft"):
        op.drop_table(table)
    op.drop_column("checklist_version", "published_at")
    op.drop_column("checklist_version", "published_by")
    op.drop_constraint(op.f("uq_checklist_uid"), "checklist", type_="unique")
    op.drop_column("checklist", "district_id")
    op.drop_column("checklist", "uid")


def _roles(*roles: str) -> None:
    """Say what a photo may show."""
    listed = ", ".join(f"'{role}'" for role in roles)
    op.drop_constraint(op.f("ck_evidence_role_known"), "evidence", type_="check")
    op.create_check_constraint(op.f("ck_evidence_role_known"), "evidence", f"role IN ({listed})")


def _standards() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("checklist", sa.Column("uid", sa.Uuid(), server_default=sa.func.gen_random_uuid(), nullable=False))
    op.create_unique_constraint(op.f("uq_checklist_uid"), "checklist", ["uid"])
    op.add_column("checklist", sa.Column("district_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_checklist_district_id"), "checklist", "area", ["district_id"], ["id"])
    op.add_column("checklist_version", sa.Column("published_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_checklist_version_published_by"), "checklist_version", "person", ["published_by"], ["id"]
    )
    op.add_column("checklist_version", sa.Column("published_at", moment, nullable=True))
    op.create_table(
        "standard_draft",
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("header", postgresql.JSONB(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("touched_by", sa.Uuid(), nullable=False),
        sa.Column("touched_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("checklist_id", name=op.f("pk_standard_draft")),
        sa.ForeignKeyConstraint(["checklist_id"], ["checklist.id"], name=op.f("fk_standard_draft_checklist_id")),
        sa.ForeignKeyConstraint(["touched_by"], ["person.id"], name=op.f("fk_standard_draft_touched_by")),
    )


def _periods() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "self_period",
        sa.Column("id", sa.Uuid(), server_default=sa.func.gen_random_uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("waived", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="due", nullable=False),
        sa.Column("checks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("zero", sa.Boolean(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("first_signed_at", moment, nullable=True),
        sa.Column("late", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("corrections", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        *_placed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_period")),
        sa.UniqueConstraint("enterprise_id", "period", name=op.f("uq_self_period_enterprise_id_period")),
        sa.CheckConstraint(_STATES, name=op.f("ck_self_period_state_known")),
        sa.CheckConstraint("rhythm IN ('monthly', 'quarterly', 'yearly')", name=op.f("ck_self_period_rhythm_known")),
        *_bound("self_period"),
    )
    op.create_index("ix_self_period_town_id_period", "self_period", ["town_id", "period"])
    op.create_index("ix_self_period_district_id_period", "self_period", ["district_id", "period"])


def _checks() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "self_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("checklist_version_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), server_default="", nullable=False),
        sa.Column("checker", sa.Text(), nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("finished_at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("of_items", sa.Integer(), nullable=False),
        sa.Column("hazards", sa.Integer(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("points", sa.Numeric(), nullable=True),
        sa.Column("of_points", sa.Numeric(), nullable=True),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        *_placed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check")),
        sa.ForeignKeyConstraint(
            ["checklist_version_id"], ["checklist_version.id"], name=op.f("fk_self_check_checklist_version_id")
        ),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_self_check_by_person")),
        *_bound("self_check"),
    )
    op.create_index("ix_self_check_enterprise_id_period", "self_check", ["enterprise_id", "period"])


def _reports() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "self_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("signed_at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("opinion", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        *_placed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_report")),
        sa.UniqueConstraint("enterprise_id", "period", "n", name=op.f("uq_self_report_enterprise_id_period_n")),
        sa.CheckConstraint(
            "decision IS NULL OR decision IN ('accepted', 'returned')", name=op.f("ck_self_report_decision_known")
        ),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_self_report_by_person")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_self_report_decided_by")),
        *_bound("self_report"),
    )


def _placed() -> list[sa.Column[object]]:
    columns: list[sa.Column[object]] = [sa.Column(name, sa.Integer(), nullable=name not in _NEEDED) for name in _PLACES]
    return [*columns, sa.Column("supervision_class", sa.Text(), nullable=False)]


def _bound(table: str) -> list[sa.ForeignKeyConstraint]:
    found = [
        sa.ForeignKeyConstraint(
            [name], ["grid_unit.id" if name == "unit_id" else "area.id"], name=op.f(f"fk_{table}_{name}")
        )
        for name in _PLACES
    ]
    own = sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f(f"fk_{table}_enterprise_id"))
    return [*found, own]


def _feed(table: str, kind: str) -> None:
    """Tell the feed what is new or changed, for the enterprise's own phone and the desks above it."""
    columns = "enterprise_id, unit_id, village_id, town_id, district_id, city_id"
    op.execute(
        f"CREATE FUNCTION feed_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO change_log (kind, op, ref, {columns}) SELECT '{kind}', 'put', r.id::text, {columns} "
        "FROM new_rows r; RETURN NULL; END $$"
    )
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER feed_{event.lower()} AFTER {event} ON {table} "
            f"REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION feed_{table}()"
        )
