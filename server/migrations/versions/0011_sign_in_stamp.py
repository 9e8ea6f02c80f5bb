"""What differs when a sign-in or its person's rights do, for those who read maps without reading sign-ins."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""
    op.execute(
        "CREATE FUNCTION sign_in_stamp(token text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS $$ "
        "SELECT p.id || ' ' || p.xmin || ' ' || s.xmin || coalesce((SELECT string_agg(g.id || ':' || g.xmin, ' ' "
        "ORDER BY g.id) FROM person_grant g WHERE g.person_id = p.id), '') "
        "FROM sign_in_session s JOIN person p ON p.id = s.person_id "
        "WHERE s.token_sha256 = token AND s.revoked_at IS NULL AND s.expires_at > now() AND p.active $$"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION sign_in_stamp(text)")
