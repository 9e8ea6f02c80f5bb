"""The tables of the job library, as it ships them."""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

revision = "0003"
down_revision = "0002"

_DROP = """
DO $$
DECLARE thing record;
BEGIN
  FOR thing IN SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname LIKE 'procrastinate\\_%' LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', thing.name);
  END LOOP;
  FOR thing IN SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = current_schema() AND p.proname LIKE 'procrastinate\\_%' LOOP
    EXECUTE 'DROP FUNCTION IF EXISTS ' || thing.name || ' CASCADE';
  END LOOP;
  FOR thing IN SELECT t.typname AS name FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE n.nspname = current_schema() AND t.typtype IN ('e', 'c') AND t.typname LIKE 'procrastinate\\_%' LOOP
    EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', thing.name);
  END LOOP;
END $$
"""


def upgrade() -> None:
    """Apply; the raw cursor takes the script whole, with its percent signs."""
    raw = op.get_bind().connection.driver_connection
    assert raw is not None  # noqa: S101 - a live migration has a connection
    with raw.cursor() as cursor:
        cursor.execute(SchemaManager.get_schema())


def downgrade() -> None:
    """Take back."""
    op.execute(text(_DROP))
