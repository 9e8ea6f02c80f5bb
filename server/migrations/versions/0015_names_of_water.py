"""Water of the base map has an English name too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply."""
    op.add_column("basemap_feature", sa.Column("name_en", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("basemap_feature", "name_en")
