"""The feed also tells the body that a hazard was offered to, or that took it over, wherever the hazard lies."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

_ROWS = """
  SELECT n.id, n.enterprise_id, n.town_id, n.district_id, b.area FROM {rows} n
    CROSS JOIN LATERAL (VALUES (n.competent_area), ((n.transfer->>'to_area')::int)) b(area)
"""
_FUNCTION = """
CREATE FUNCTION feed_hazard_receivers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO change_log (kind, op, ref, enterprise_id, town_id, district_id)
  SELECT DISTINCT 'hazard', 'put', r.id::text, r.enterprise_id,
    CASE a.level WHEN 'town' THEN a.id END, CASE a.level WHEN 'district' THEN a.id END
  FROM ({rows}) r JOIN area a ON a.id = r.area
  WHERE a.level IN ('town', 'district') AND a.id IS DISTINCT FROM r.town_id AND a.id <> r.district_id;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Apply."""
    both = _ROWS.format(rows="new_rows") + " UNION " + _ROWS.format(rows="old_rows")
    op.execute(_FUNCTION.format(rows=both))
    op.execute(
        "CREATE TRIGGER feed_receivers AFTER UPDATE ON hazard REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION feed_hazard_receivers()"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER feed_receivers ON hazard")
    op.execute("DROP FUNCTION feed_hazard_receivers()")
