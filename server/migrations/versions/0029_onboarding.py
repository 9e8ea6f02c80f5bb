"""Onboarding: phases, facts of files as they were, registrations, trial units, applications, compared lists."""

from __future__ import annotations

import geoalchemy2
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"

_MOMENT = sa.DateTime(timezone=True)
_TEXTS = sa.ARRAY(sa.Text())
_FILLED = (
    "name", "uscc", "address", "business_scope", "supervision_class", "industry_code", "reg_type", "affiliation",
    "legal_rep", "scale", "employees", "annual_output_yuan", "principal", "principal_phone", "contact",
    "contact_phone", "safety_manager", "safety_manager_phone", "full_time_safety", "special_operators", "unit_id",
)  # fmt: skip


def _filled(row: str) -> str:
    cells = ", ".join(f"CASE WHEN {row}.{c}::text <> '' THEN '{c}' END" for c in _FILLED)
    return f"array_remove(ARRAY[{cells}]::text[], NULL)"


_NOTE_FACTS = f"""
CREATE FUNCTION note_enterprise_facts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moment timestamptz := clock_timestamp();
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO enterprise_facts (enterprise_id, output_yuan, tags, filled, valid_from)
    SELECT n.id, n.annual_output_yuan, n.tags, {_filled("n")}, least(n.listed_on, n.status_since) FROM new_rows n;
  ELSE
    WITH changed AS (
      SELECT n.id, n.annual_output_yuan, n.tags, {_filled("n")} AS filled
      FROM old_rows o JOIN new_rows n ON n.id = o.id
      WHERE o.annual_output_yuan IS DISTINCT FROM n.annual_output_yuan OR o.tags IS DISTINCT FROM n.tags
        OR {_filled("o")} <> {_filled("n")}
    ), closed AS (
      UPDATE enterprise_facts s SET valid_to = moment FROM changed c
      WHERE s.enterprise_id = c.id AND s.valid_to IS NULL RETURNING s.enterprise_id
    )
    INSERT INTO enterprise_facts (enterprise_id, output_yuan, tags, filled, valid_from)
    SELECT c.id, c.annual_output_yuan, c.tags, c.filled, moment FROM changed c;
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Apply."""
    _phases()
    _facts()
    _registrations()
    _applications()
    _rosters()


def downgrade() -> None:
    """Take back."""
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER facts_{event} ON enterprise")
    op.execute("DROP FUNCTION note_enterprise_facts()")
    for name in ("roster_row", "roster", "application", "enterprise_trial", "enterprise_registration",
                 "enterprise_facts", "onboarding_phase"):  # fmt: skip
        op.drop_table(name)


def _phases() -> None:
    op.create_table(
        "onboarding_phase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("min_output_yuan", sa.BigInteger(), nullable=True),
        sa.Column("classes", _TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("tags", _TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("everyone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_phase")),
        *_refers("onboarding_phase", city_id="area", district_id="area", by_person="person"),
    )
    op.create_index("ix_onboarding_phase_district_id", "onboarding_phase", ["district_id", "number", "valid_from"])


def _facts() -> None:
    op.create_table(
        "enterprise_facts",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("output_yuan", sa.BigInteger(), nullable=True),
        sa.Column("tags", _TEXTS, nullable=False),
        sa.Column("filled", _TEXTS, nullable=False),
        sa.Column("valid_from", _MOMENT, nullable=False),
        sa.Column("valid_to", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_facts")),
        *_refers("enterprise_facts", enterprise_id="enterprise"),
    )
    op.create_index("ix_enterprise_facts_enterprise_id", "enterprise_facts", ["enterprise_id", "valid_from"])
    # of the days before only what the row itself tells is known
    op.execute(
        "INSERT INTO enterprise_facts (enterprise_id, output_yuan, tags, filled, valid_from) "
        f"SELECT e.id, e.annual_output_yuan, e.tags, {_filled('e')}, least(e.listed_on, e.status_since) FROM enterprise e"
    )
    op.execute(_NOTE_FACTS)
    for event, tables in (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    ):
        op.execute(
            f"CREATE TRIGGER facts_{event.lower()} AFTER {event} ON enterprise "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION note_enterprise_facts()"
        )


def _registrations() -> None:
    op.create_table(
        "enterprise_registration",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("registered_at", _MOMENT, nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", name=op.f("pk_enterprise_registration")),
        sa.CheckConstraint("how IN ('signed_in', 'applied')", name=op.f("ck_enterprise_registration_how_known")),
        *_refers("enterprise_registration", enterprise_id="enterprise"),
    )
    op.execute(
        "INSERT INTO enterprise_registration (enterprise_id, registered_at, how) "
        "SELECT g.enterprise_id, min(s.created_at), 'signed_in' FROM person_grant g "
        "JOIN sign_in_session s ON s.person_id = g.person_id AND s.created_at >= g.valid_from "
        "WHERE g.role = 'enterprise' AND g.enterprise_id IS NOT NULL GROUP BY 1"
    )
    op.create_table(
        "enterprise_trial",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_trial")),
        *_refers("enterprise_trial", enterprise_id="enterprise", by_person="person"),
    )
    op.create_index(
        "uq_enterprise_trial_standing", "enterprise_trial", ["enterprise_id"], unique=True,
        postgresql_where=sa.text("to_on IS NULL"),
    )  # fmt: skip


def _applications() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(c, sa.Text(), nullable=c == "outcome") for c in ("number", "secret_sha256", "state", "outcome")),
        sa.Column("is_claim", sa.Boolean(), nullable=False),
        *(sa.Column(c, sa.Text(), nullable=False) for c in ("uscc", "name", "address")),
        *(
            sa.Column(c, sa.Integer(), nullable=c == "village_id")
            for c in ("asked_town_id", "town_id", "village_id", "district_id", "city_id")
        ),
        sa.Column("point", geoalchemy2.Geometry("POINT", srid=4326, spatial_index=False), nullable=True),
        sa.Column("radius_m", sa.Float(), nullable=True),
        *(sa.Column(c, sa.Text(), nullable=False) for c in ("principal", "phone", "username", "password_hash")),
        sa.Column("sent", sa.Integer(), server_default="1", nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("number", name=op.f("uq_application_number")),
        sa.CheckConstraint("state IN ('waiting', 'returned', 'approved')", name=op.f("ck_application_state_known")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('new', 'claim', 'return')", name=op.f("ck_application_outcome_known")
        ),
        *_refers(
            "application", asked_town_id="area", town_id="area", village_id="area", district_id="area",
            city_id="area", decided_by="person", enterprise_id="enterprise", person_id="person",
        ),
    )  # fmt: skip
    op.create_index("ix_application_town_id", "application", ["town_id", "state"])
    op.create_index("ix_application_phone", "application", ["phone", "at"])
    op.execute("REVOKE ALL ON application FROM wangge_reader")  # passwords and secrets, if only as hashes


def _rosters() -> None:
    op.create_table(
        "roster",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(c, sa.Integer(), nullable=c == "town_id") for c in ("city_id", "district_id", "town_id")),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("list_day", sa.Date(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("refused_csv", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        *_refers("roster", city_id="area", district_id="area", town_id="area", by_person="person"),
    )
    op.create_index("ix_roster_district_id", "roster", ["district_id", "at"])
    op.create_table(
        "roster_row",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=True),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        *(
            sa.Column(c, postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False)
            for c in ("given", "differs")
        ),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("result_id", sa.Uuid(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("roster_id", "n", name=op.f("pk_roster_row")),
        sa.CheckConstraint(
            "kind IN ('only_list', 'only_here', 'double', 'differs')", name=op.f("ck_roster_row_kind_known")
        ),
        sa.CheckConstraint(
            "act IS NULL OR act IN ('register', 'propose', 'merge', 'two', 'status', 'out_of_scope')",
            name=op.f("ck_roster_row_act_known"),
        ),
        *_refers(
            "roster_row", roster_id="roster", enterprise_id="enterprise", other_id="enterprise", town_id="area",
            settled_by="person",
        ),
    )  # fmt: skip
    op.create_index("ix_roster_row_town_id", "roster_row", ["town_id"])
    op.create_index("ix_roster_row_enterprise_id", "roster_row", ["enterprise_id"])


def _refers(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, of in columns.items()
    ]
