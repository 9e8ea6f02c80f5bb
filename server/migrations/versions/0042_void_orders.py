"""A void order is void wherever notices are counted; appeals of a sheet are found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Apply."""
    op.add_column("notice", sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE notice n SET voided_at = p.voided_at FROM inspection_paper p "
        "WHERE p.notice_id = n.id AND p.state = 'voided'"
    )
    op.create_index("ix_assessment_appeal_sheet_id", "assessment_appeal", ["sheet_id", "at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_assessment_appeal_sheet_id", table_name="assessment_appeal")
    op.drop_column("notice", "voided_at")
