"""An inspector's phone holds what the inspector works on: kept enterprises, and a feed of what concerns one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_KEPT = """
CREATE FUNCTION feed_kept_enterprise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_log (kind, op, ref, person_id)
  VALUES ('enterprise', 'put', coalesce(NEW.enterprise_id, OLD.enterprise_id)::text,
    coalesce(NEW.person_id, OLD.person_id));
  RETURN NULL;
END $$
"""
_INSPECTION = """
CREATE FUNCTION feed_inspection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_log (kind, op, ref, person_id) VALUES ('enterprise', 'put', NEW.enterprise_id::text, NEW.officer_id);
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "kept_enterprise",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kept_enterprise_person_id_person")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_kept_enterprise_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("person_id", "enterprise_id", name=op.f("pk_kept_enterprise")),
    )
    op.create_index(op.f("ix_kept_enterprise_enterprise_id"), "kept_enterprise", ["enterprise_id"])
    op.add_column("change_log", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_index("ix_change_log_person_id", "change_log", ["person_id", "xid", "id"])
    op.execute(_KEPT)
    op.execute(
        "CREATE TRIGGER feed_kept AFTER INSERT OR UPDATE OR DELETE ON kept_enterprise "
        "FOR EACH ROW EXECUTE FUNCTION feed_kept_enterprise()"
    )
    op.execute(_INSPECTION)
    op.execute(
        "CREATE TRIGGER feed_inspection AFTER INSERT OR UPDATE OF finished_at ON visit "
        "FOR EACH ROW WHEN (NEW.kind <> 'patrol') EXECUTE FUNCTION feed_inspection()"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER feed_inspection ON visit")
    op.execute("DROP FUNCTION feed_inspection()")
    op.drop_table("kept_enterprise")
    op.execute("DROP FUNCTION feed_kept_enterprise()")
    op.execute("DELETE FROM change_log WHERE person_id IS NOT NULL")
    op.drop_index("ix_change_log_person_id", "change_log")
    op.drop_column("change_log", "person_id")
