"""Which of two grid units over one point has it, said once for every query: the dedicated one before the general."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    op.execute(
        "CREATE FUNCTION unit_precedence(kind text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
        "$$ SELECT CASE kind WHEN 'dedicated' THEN 0 ELSE 1 END $$"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION unit_precedence(text)")
