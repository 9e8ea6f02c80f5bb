"""Enforcement inspection: cases, entries, numbered documents that stay as issued; an authority's short form, a licence's term."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"

_STAY = """
CREATE FUNCTION issued_paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF OLD.state = 'draft' THEN RETURN coalesce(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'an issued document is never deleted'; END IF;
  IF NEW.state = 'draft' OR (OLD.state = 'voided' AND NEW.state <> 'voided')
    OR (NEW.kind, NEW.inspection_id, NEW.district_id, NEW.said, NEW.number, NEW.year, NEW.serial, NEW.again, NEW.content,
        NEW.content_sha256, NEW.issued_at)
      IS DISTINCT FROM
      (OLD.kind, OLD.inspection_id, OLD.district_id, OLD.said, OLD.number, OLD.year, OLD.serial, OLD.again, OLD.content,
        OLD.content_sha256, OLD.issued_at)
  THEN RAISE EXCEPTION 'an issued document is never changed'; END IF;
  RETURN NEW;
END $$
"""
# A row without a place binds nobody; the two inspectors are told by name. Their enterprise comes onto their phones.
_OF_CASE = """
CREATE FUNCTION feed_inspection_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO change_log (kind, op, ref, person_id)
  SELECT k.kind, 'put', k.ref, p.person
  FROM (VALUES ('inspection', NEW.id::text), ('enterprise', NEW.enterprise_id::text)) k (kind, ref),
    (VALUES (NEW.opened_by), (NEW.second_id)) p (person);
  RETURN NULL;
END $$
"""
_OF_PAPER = """
CREATE FUNCTION feed_inspection_paper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO change_log (kind, op, ref, person_id)
  SELECT 'inspection', 'put', i.id::text, p.person
  FROM inspection i, LATERAL (VALUES (i.opened_by), (i.second_id)) p (person) WHERE i.id = NEW.inspection_id;
  RETURN NULL;
END $$
"""


def _person(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}")) for column in columns]


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable, server_default=default)


def upgrade() -> None:
    """Apply."""
    op.add_column("authority", _text("short", default=""))
    for day in ("licence_from", "licence_until"):
        op.add_column("person", sa.Column(day, sa.Date(), nullable=True))
    op.execute(
        "INSERT INTO installation (key, value) VALUES ('entry_code_key', "
        "to_jsonb(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')))"
    )
    _cases()
    _entries()
    _papers()
    op.execute(_STAY)
    op.execute(
        "CREATE TRIGGER issued_stays BEFORE UPDATE OR DELETE ON inspection_paper "
        "FOR EACH ROW EXECUTE FUNCTION issued_paper_stays()"
    )
    op.execute(_OF_CASE)
    op.execute(_OF_PAPER)
    op.execute(
        "CREATE TRIGGER feed_case AFTER INSERT OR UPDATE ON inspection FOR EACH ROW EXECUTE FUNCTION feed_inspection_case()"
    )
    op.execute(
        "CREATE TRIGGER feed_paper AFTER INSERT OR UPDATE ON inspection_paper "
        "FOR EACH ROW EXECUTE FUNCTION feed_inspection_paper()"
    )


def _cases() -> None:
    grounds = "('plan', 'complaint', 'reinspection', 'transfer', 'directed')"
    states = "('proposed', 'approved', 'refused', 'under_way', 'closed', 'withdrawn')"
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        _text("ground"),
        sa.Column("announced", sa.Boolean(), nullable=False),
        _text("purpose"),
        _text("basis"),
        _text("content"),
        _text("method"),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        _time("opened_at", nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        _text("emergency_reason"),
        sa.Column("plan_task_id", sa.Uuid(), nullable=True),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        _text("state"),
        sa.Column("approved", sa.Boolean(), nullable=True),
        _time("decided_at"),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        _text("opinion", default=""),
        _time("started_at"),
        _time("ended_at"),
        _text("end_reason", default=""),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        _text("authority"),
        sa.Column("is_demo", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        _text("supervision_class"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        *_person("inspection", "opened_by", "second_id", "decided_by"),
        _refers("inspection", "enterprise_id", "enterprise"),
        _refers("inspection", "follows_id", "inspection"),
        _refers("inspection", "visit_id", "visit"),
        _refers("inspection", "unit_id", "grid_unit"),
        *(_refers("inspection", f"{level}_id", "area") for level in ("village", "town", "district", "city")),
        sa.CheckConstraint(f"ground IN {grounds}", name=op.f("ck_inspection_ground_known")),
        sa.CheckConstraint(f"state IN {states}", name=op.f("ck_inspection_state_known")),
        sa.CheckConstraint("second_id <> opened_by", name=op.f("ck_inspection_two_inspectors")),
        sa.CheckConstraint("(year IS NULL) = (serial IS NULL)", name=op.f("ck_inspection_year_with_serial")),
    )
    op.create_index("ix_inspection_enterprise_id", "inspection", ["enterprise_id"])
    op.create_index("ix_inspection_district_id_year_serial", "inspection", ["district_id", "year", "serial"])
    op.create_index("ix_inspection_opened_by", "inspection", ["opened_by"])
    op.create_index("ix_inspection_second_id", "inspection", ["second_id"])


def _entries() -> None:
    op.create_table(
        "inspection_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        _text("direction"),
        _text("method", nullable=True),
        _text("code", default=""),
        sa.Column("code_fits", sa.Boolean(), nullable=True),
        _time("at", nullable=False),
        _time("received_at", nullable=False),
        sa.Column("fix", Geometry("POINT", srid=4326, spatial_index=False), nullable=True),
        sa.Column("fix_radius_m", sa.Float(), nullable=True),
        sa.Column("distance_m", sa.Float(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_entry")),
        _refers("inspection_entry", "inspection_id", "inspection"),
        *_person("inspection_entry", "person_id"),
        sa.CheckConstraint(
            "method IS NULL OR method IN ('code', 'position')", name=op.f("ck_inspection_entry_method_known")
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_inspection_entry_direction_known")),
    )
    op.create_index("ix_inspection_entry_inspection_id", "inspection_entry", ["inspection_id"])


def _papers() -> None:
    kinds = "('scheme', 'notice', 'record', 'measure', 'order', 'opinion', 'receipt')"
    op.create_table(
        "inspection_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        _text("kind"),
        _text("state"),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        _time("saved_at", nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        _text("number", nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("again", sa.Integer(), nullable=True),
        sa.Column("content", postgresql.JSONB(), nullable=True),
        _text("content_sha256", nullable=True),
        _time("issued_at"),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        _time("voided_at"),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        _text("void_reason", default=""),
        _time("signed_at"),
        _text("signed_by", default=""),
        _text("signature", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_paper")),
        sa.UniqueConstraint(
            "district_id",
            "kind",
            "year",
            "serial",
            "again",
            name=op.f("uq_inspection_paper_district_id_kind_year_serial_again"),
        ),
        _refers("inspection_paper", "inspection_id", "inspection"),
        _refers("inspection_paper", "enterprise_id", "enterprise"),
        _refers("inspection_paper", "district_id", "area"),
        _refers("inspection_paper", "notice_id", "notice"),
        _refers("inspection_paper", "replaces_id", "inspection_paper"),
        *_person("inspection_paper", "saved_by", "voided_by"),
        sa.CheckConstraint(f"kind IN {kinds}", name=op.f("ck_inspection_paper_kind_known")),
        sa.CheckConstraint("state IN ('draft', 'issued', 'voided')", name=op.f("ck_inspection_paper_state_known")),
        sa.CheckConstraint("(state = 'draft') = (number IS NULL)", name=op.f("ck_inspection_paper_number_when_issued")),
    )
    for column in ("inspection_id", "enterprise_id", "notice_id"):
        op.create_index(f"ix_inspection_paper_{column}", "inspection_paper", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("inspection_paper")
    op.drop_table("inspection_entry")
    op.drop_table("inspection")
    for function in ("feed_inspection_paper", "feed_inspection_case", "issued_paper_stays"):
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("DELETE FROM change_log WHERE kind = 'inspection'")
    op.execute("DELETE FROM installation WHERE key = 'entry_code_key'")
    for day in ("licence_from", "licence_until"):
        op.drop_column("person", day)
    op.drop_column("authority", "short")
