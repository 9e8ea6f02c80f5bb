"""What differs when a program's token or its person's rights do, for those who read layers without reading tokens."""

from __future__ import annotations

from alembic import op

revision = "0043"
down_revision = "0042"

_ASKS = (
    "SELECT p.id || ' ' || p.xmin || ' ' || t.xmin || coalesce((SELECT string_agg(g.id || ':' || g.xmin, ' ' "
    "ORDER BY g.id) FROM person_grant g WHERE g.person_id = p.id), '') "
    "FROM access_token t JOIN person p ON p.id = t.person_id "
    "WHERE t.token_sha256 = token AND t.revoked_at IS NULL AND t.expires_at > now() AND p.active"
)


def upgrade() -> None:
    """Apply."""
    op.execute(
        "CREATE FUNCTION token_stamp(token text) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ BEGIN RETURN ({_ASKS}); END $$"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION token_stamp(text)")
