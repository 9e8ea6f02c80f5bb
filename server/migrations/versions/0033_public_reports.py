"""Reports by the public with who made them in a table of its own, and what the authority keeps of accidents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"

_MOMENT = sa.DateTime(timezone=True)
_NEW = (
    "public_report_try", "public_reporter_reading", "public_reporter", "public_report_event", "public_report_photo",
    "public_report", "accident_supplement", "accident_hazard", "accident",
)  # fmt: skip
_SOURCES = ("grid", "inspection", "self_check", "town", "department", "spot_check")


def upgrade() -> None:
    """Apply."""
    _know_sources((*_SOURCES, "report"))
    _accidents()
    _reports()
    _beside()
    # who reported is read by the office that was given a reason, on the primary, and by no list, layer or export
    op.execute("REVOKE ALL ON public_reporter, public_reporter_reading, public_report_try FROM wangge_reader")


def downgrade() -> None:
    """Take back."""
    for table in _NEW:
        op.drop_table(table)
    op.execute("UPDATE hazard SET source = 'town' WHERE source = 'report'")
    _know_sources(_SOURCES)


def _know_sources(words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(op.f("ck_hazard_source_known"), "hazard")
    op.create_check_constraint(op.f("ck_hazard_source_known"), "hazard", f"source IN ({listed})")


def _reports() -> None:
    text, whole = sa.Text(), sa.Integer()
    op.create_table(
        "public_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", text, nullable=False),
        sa.Column("code_seal", text, nullable=True),
        sa.Column("channel", text, nullable=False),
        sa.Column("external_id", text, server_default="", nullable=False),
        sa.Column("feedback_due_on", sa.Date(), nullable=True),
        sa.Column("state", text, nullable=False),
        sa.Column("subject", text, server_default="hazard", nullable=False),
        sa.Column("words", text, nullable=False),
        sa.Column("place", text, nullable=False),
        sa.Column("point", Geometry("POINT", srid=4326, spatial_index=False), nullable=True),
        sa.Column("enterprise_named", text, server_default="", nullable=False),
        sa.Column("is_employee", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_named", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("unit_id", whole, nullable=True),
        sa.Column("village_id", whole, nullable=True),
        sa.Column("town_id", whole, nullable=True),
        sa.Column("district_id", whole, nullable=False),
        sa.Column("city_id", whole, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("transfers", whole, server_default="0", nullable=False),
        sa.Column("finding", text, nullable=True),
        sa.Column("reason", text, server_default="", nullable=False),
        sa.Column("feedback", text, server_default="", nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("hazard_id", sa.Uuid(), nullable=True),
        sa.Column("accident_id", sa.Uuid(), nullable=True),
        sa.Column("reward", text, nullable=True),
        sa.Column("reward_yuan", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reward_fine_yuan", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reward_concealed", whole, server_default="0", nullable=False),
        sa.Column("reward_decision", text, server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", whole, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_report")),
        sa.UniqueConstraint("number", name=op.f("uq_public_report_number")),
        *_foreign("public_report", unit_id="grid_unit", hazard_id="hazard"),
        *_foreign("public_report", village_id="area", town_id="area", district_id="area", city_id="area"),
        _known("public_report", "state", "received", "accepted", "settled", "discarded"),
        sa.ForeignKeyConstraint(["accident_id"], ["accident.record_id"], name=op.f("fk_public_report_accident_id")),
        _known("public_report", "subject", "hazard", "accident"),
        _known("public_report", "channel", "page", "phone", "letter", "visit", "hotline", "fire", "other"),
        _known("public_report", "finding", "true", "partly", "untrue", nullable=True),
        _known("public_report", "reward", "none", "certificate", "money", nullable=True),
    )
    op.create_index("ix_public_report_town_id_state", "public_report", ["town_id", "state"])
    op.create_index("ix_public_report_district_id_state", "public_report", ["district_id", "state"])
    op.create_index("ix_public_report_received_at", "public_report", ["received_at"])
    op.create_index(
        "ix_public_report_hazard_id", "public_report", ["hazard_id"],
        postgresql_where=sa.text("hazard_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "uq_public_report_external", "public_report", ["district_id", "channel", "external_id"], unique=True,
        postgresql_where=sa.text("external_id <> ''"),
    )  # fmt: skip


def _beside() -> None:
    text = sa.Text()
    op.create_table(
        "public_report_photo",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", text, nullable=False),
        sa.Column("role", text, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "sha256", name=op.f("pk_public_report_photo")),
        *_foreign("public_report_photo", report_id="public_report"),
        _known("public_report_photo", "role", "report", "check"),
    )
    op.create_index("ix_public_report_photo_sha256", "public_report_photo", ["sha256"])
    op.create_table(
        "public_report_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("event", text, nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", text, nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_report_event")),
        *_foreign("public_report_event", report_id="public_report", person_id="person"),
    )
    op.create_index("ix_public_report_event_report_id", "public_report_event", ["report_id"])
    op.create_table(
        "public_reporter",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("contact", text, nullable=False),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_public_reporter")),
        *_foreign("public_reporter", report_id="public_report"),
    )
    op.create_table(
        "public_reporter_reading",
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("reason", text, nullable=False),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_public_reporter_reading")),
        *_foreign("public_reporter_reading", report_id="public_report", person_id="person"),
    )
    op.create_index("ix_public_reporter_reading_report_id", "public_reporter_reading", ["report_id"])
    op.create_table(
        "public_report_try",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("key", text, nullable=False),
        sa.Column("kind", text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_report_try")),
        _known("public_report_try", "kind", "report", "look"),
    )
    op.create_index("ix_public_report_try_key", "public_report_try", ["key", "kind", "at"])
    op.create_index("ix_public_report_try_at", "public_report_try", ["at"])


def _accidents() -> None:
    op.create_table(
        "accident",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("type_code", sa.Text(), nullable=False),
        sa.Column("happened_at", _MOMENT, nullable=False),
        sa.Column("told_at", _MOMENT, nullable=True),
        sa.Column("sent_up_at", _MOMENT, nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_accident")),
        *_foreign("accident", record_id="file_record"),
    )
    op.create_table(
        "accident_hazard",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "hazard_id", name=op.f("pk_accident_hazard")),
        sa.ForeignKeyConstraint(["record_id"], ["accident.record_id"], name=op.f("fk_accident_hazard_record_id")),
        *_foreign("accident_hazard", hazard_id="hazard"),
    )
    op.create_index("ix_accident_hazard_hazard_id", "accident_hazard", ["hazard_id"])
    op.create_table(
        "accident_supplement",
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_accident_supplement")),
        sa.ForeignKeyConstraint(["record_id"], ["accident.record_id"], name=op.f("fk_accident_supplement_record_id")),
        *_foreign("accident_supplement", by_person="person"),
    )


def _foreign(table: str, **columns: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def _known(table: str, column: str, *words: str, nullable: bool = False) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    empty = f"{column} IS NULL OR " if nullable else ""
    return sa.CheckConstraint(f"{empty}{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_known"))
