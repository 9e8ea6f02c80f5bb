"""One enterprise, one file: the rest of the basic facts, what it was where when, former versions, merges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"

_MOMENT = sa.DateTime(timezone=True)
_TEXTS = ("short_name", "reg_type", "licence_type", "affiliation", "legal_rep", "reg_address")
_DAYS = ("founded_on", "production_on", "direct_since")
_COUNTS = ("full_time_safety", "part_time_safety", "special_operators", "registered_engineers")
_PLACE = ("unit_id", "village_id", "town_id", "district_id", "city_id", "supervision_class")
_ROLES = "'before', 'after', 'reinspection', 'reopening', 'visit', 'signature', 'position'"

_STATE = ", ".join(("name", "status", *_PLACE))
_DIFFERS = " OR ".join(f"o.{c} IS DISTINCT FROM n.{c}" for c in ("name", "status", *_PLACE))
_NOTE_STATE = f"""
CREATE FUNCTION note_enterprise_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moment timestamptz := clock_timestamp();
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO enterprise_state (enterprise_id, {_STATE}, valid_from)
    SELECT n.id, {", ".join(f"n.{c}" for c in ("name", "status", *_PLACE))}, least(n.listed_on, n.status_since)
    FROM new_rows n;
  ELSE
    WITH changed AS (SELECT n.id FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE {_DIFFERS}),
    closed AS (
      UPDATE enterprise_state s SET valid_to = moment FROM changed c
      WHERE s.enterprise_id = c.id AND s.valid_to IS NULL RETURNING s.enterprise_id
    )
    INSERT INTO enterprise_state (enterprise_id, {_STATE}, valid_from)
    SELECT n.id, {", ".join(f"n.{c}" for c in ("name", "status", *_PLACE))}, moment
    FROM new_rows n JOIN changed c ON c.id = n.id;
  END IF;
  RETURN NULL;
END $$
"""
_VERSION = (
    "topic", "fields", "valid_from", "valid_to", "ended_on", "end_reason", "by_person", "at", "verified_at",
    "verified_by", "version",
)  # fmt: skip
_COUNT_VERSION = (
    "CREATE FUNCTION count_record_version() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN NEW.version := OLD.version + 1; RETURN NEW; END $$"
)
_KEEP_VERSION = f"""
CREATE FUNCTION keep_record_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO file_record_version (record_id, enterprise_id, {", ".join(_VERSION)}, kept_at)
  SELECT n.id, n.enterprise_id, {", ".join(f"n.{c}" for c in _VERSION)},
    CASE WHEN n.version = 1 THEN n.at ELSE clock_timestamp() END
  FROM new_rows n;
  INSERT INTO change_log (kind, op, ref, enterprise_id, unit_id, village_id, town_id, district_id, city_id)
  SELECT 'enterprise', 'put', e.id::text, e.id, e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id
  FROM enterprise e WHERE e.id IN (SELECT enterprise_id FROM new_rows);
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Apply."""
    _columns()
    _states()
    _versions()
    _merges()
    for name in ("topic", "op"):
        op.add_column("change_request", sa.Column(name, sa.Text(), server_default="base" if name == "op" else None,
                                                  nullable=name == "topic"))  # fmt: skip
    op.add_column("change_request", sa.Column("record_id", sa.Uuid(), nullable=True))
    op.add_column("change_request", sa.Column("to_town_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_change_request_to_town_id"), "change_request", "area", ["to_town_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_change_request_op_known"), "change_request", "op IN ('base', 'add', 'change', 'end', 'move')"
    )
    op.drop_constraint(op.f("ck_evidence_role_known"), "evidence")
    op.create_check_constraint(op.f("ck_evidence_role_known"), "evidence", f"role IN ({_ROLES}, 'file')")
    op.add_column("evidence", sa.Column("record_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_evidence_record_id", "evidence", ["record_id"], postgresql_where=sa.text("record_id IS NOT NULL")
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM evidence WHERE role = 'file'")
    op.drop_index("ix_evidence_record_id", "evidence")
    op.drop_column("evidence", "record_id")
    op.drop_constraint(op.f("ck_evidence_role_known"), "evidence")
    op.create_check_constraint(op.f("ck_evidence_role_known"), "evidence", f"role IN ({_ROLES})")
    op.execute("DELETE FROM change_request WHERE op <> 'base'")
    for name in ("op", "topic", "record_id", "to_town_id"):
        op.drop_column("change_request", name)
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER version_{event} ON file_record")
        op.execute(f"DROP TRIGGER state_{event} ON enterprise")
    op.execute("DROP TRIGGER count_version ON file_record")
    for name in ("count_record_version", "keep_record_version", "note_enterprise_state"):
        op.execute(f"DROP FUNCTION {name}()")
    for name in ("enterprise_merge", "file_record_version", "enterprise_state"):
        op.drop_table(name)
    op.drop_index("ix_enterprise_lessor_id", "enterprise")
    op.drop_index("ix_enterprise_merged_into", "enterprise")
    for name in (*_TEXTS, *_DAYS, *_COUNTS, "floor_area_m2", "dormitory", "unlicensed", "lessor_id", "merged_into",
                 "file_verified_at", "file_verified_by"):  # fmt: skip
        op.drop_column("enterprise", name)


def _columns() -> None:
    for names, kind in ((_TEXTS, sa.Text()), (_DAYS, sa.Date()), (_COUNTS, sa.Integer())):
        for name in names:
            op.add_column("enterprise", sa.Column(name, kind, nullable=True))
    op.add_column("enterprise", sa.Column("floor_area_m2", sa.Float(), nullable=True))
    op.add_column("enterprise", sa.Column("dormitory", sa.Boolean(), nullable=True))
    op.add_column("enterprise", sa.Column("unlicensed", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("enterprise", sa.Column("lessor_id", sa.Uuid(), nullable=True))
    op.add_column("enterprise", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.add_column("enterprise", sa.Column("file_verified_at", _MOMENT, nullable=True))
    op.add_column("enterprise", sa.Column("file_verified_by", sa.Uuid(), nullable=True))
    for name, table in (("lessor_id", "enterprise"), ("merged_into", "enterprise"), ("file_verified_by", "person")):
        op.create_foreign_key(op.f(f"fk_enterprise_{name}"), "enterprise", table, [name], ["id"])
    for name in ("lessor_id", "merged_into"):
        op.create_index(f"ix_enterprise_{name}", "enterprise", [name], postgresql_where=sa.text(f"{name} IS NOT NULL"))


def _states() -> None:
    op.create_table(
        "enterprise_state",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("valid_from", _MOMENT, nullable=False),
        sa.Column("valid_to", _MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        *(sa.Column(c, sa.Integer(), nullable=c not in {"district_id", "city_id"}) for c in _PLACE[:-1]),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_state_enterprise_id")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_enterprise_state_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["grid_unit.id"], name=op.f("fk_enterprise_state_unit_id")),
        *(sa.ForeignKeyConstraint([c], ["area.id"], name=op.f(f"fk_enterprise_state_{c}")) for c in _PLACE[1:5]),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_state")),
    )
    op.create_index("ix_enterprise_state_enterprise_id", "enterprise_state", ["enterprise_id", "valid_from"])
    op.create_index("ix_enterprise_state_district_id", "enterprise_state", ["district_id", "valid_from"])
    # what was before is only known since the status of today began; until then it counted, as it did
    columns = ", ".join(f"e.{c}" for c in _PLACE)
    op.execute(
        f"INSERT INTO enterprise_state (enterprise_id, name, status, {', '.join(_PLACE)}, valid_from, valid_to) "
        f"SELECT e.id, e.name, 'active', {columns}, e.listed_on, e.status_since FROM enterprise e "
        "WHERE e.status NOT IN ('active', 'candidate') AND e.listed_on < e.status_since"
    )
    op.execute(
        f"INSERT INTO enterprise_state (enterprise_id, name, status, {', '.join(_PLACE)}, valid_from) "
        f"SELECT e.id, e.name, e.status, {columns}, CASE WHEN e.status IN ('active', 'candidate') "
        "THEN least(e.listed_on, e.status_since) ELSE e.status_since END FROM enterprise e"
    )
    op.execute(_NOTE_STATE)
    for event, tables in (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    ):
        op.execute(
            f"CREATE TRIGGER state_{event.lower()} AFTER {event} ON enterprise "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION note_enterprise_state()"
        )


def _versions() -> None:
    op.create_table(
        "file_record_version",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("verified_at", _MOMENT, nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("kept_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["file_record.id"], name=op.f("fk_file_record_version_record_id")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_file_record_version_enterprise_id")
        ),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_file_record_version_by_person")),
        sa.ForeignKeyConstraint(["verified_by"], ["person.id"], name=op.f("fk_file_record_version_verified_by")),
        sa.PrimaryKeyConstraint("record_id", "version", name=op.f("pk_file_record_version")),
    )
    op.create_index("ix_file_record_version_enterprise_id", "file_record_version", ["enterprise_id"])
    op.execute(
        f"INSERT INTO file_record_version (record_id, enterprise_id, {', '.join(_VERSION)}, kept_at) "
        f"SELECT id, enterprise_id, {', '.join(_VERSION)}, at FROM file_record"
    )
    op.execute(_COUNT_VERSION)
    op.execute(
        "CREATE TRIGGER count_version BEFORE UPDATE ON file_record FOR EACH ROW EXECUTE FUNCTION count_record_version()"
    )
    op.execute(_KEEP_VERSION)
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER version_{event.lower()} AFTER {event} ON file_record "
            "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_record_version()"
        )
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON file_record_version "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
    )


def _merges() -> None:
    op.create_table(
        "enterprise_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("master_id", sa.Uuid(), nullable=False),
        sa.Column("status_before", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", _MOMENT, nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_merge_enterprise_id")),
        sa.ForeignKeyConstraint(["master_id"], ["enterprise.id"], name=op.f("fk_enterprise_merge_master_id")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_enterprise_merge_by_person")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_enterprise_merge_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_merge")),
    )
    op.create_index(
        "uq_enterprise_merge_standing", "enterprise_merge", ["enterprise_id"], unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )  # fmt: skip
