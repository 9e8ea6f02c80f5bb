"""What a hazard was on a past day: each event keeps the level and due day it left behind, a row when it last changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_INDEXES = {
    "ix_hazard_found_at": ("hazard", ["found_at"]),
    "ix_hazard_changed_at": ("hazard", ["changed_at"]),
    "ix_hazard_due_on_all": ("hazard", ["due_on"]),
    "ix_visit_finished_at": ("visit", ["finished_at"]),
    "ix_notice_issued_at": ("notice", ["issued_at"]),
}
_PUT_OFF = "original_due_on IS DISTINCT FROM due_on"
_RECTIFIED = "event = 'rectification-submitted'"


def upgrade() -> None:
    """Apply; what stands there changed last with its last event."""
    op.add_column("hazard_event", sa.Column("level_after", sa.Text(), nullable=True))
    op.add_column("hazard_event", sa.Column("due_after", sa.Date(), nullable=True))
    op.add_column(
        "hazard", sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
    )
    op.execute(
        "UPDATE hazard h SET changed_at = coalesce((SELECT max(v.at) FROM hazard_event v WHERE v.hazard_id = h.id "
        "AND v.event <> 'hazard-imported'), h.closed_at, h.found_at)"
    )
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)
    op.create_index("ix_hazard_original_due_on", "hazard", ["original_due_on"], postgresql_where=sa.text(_PUT_OFF))
    op.create_index("ix_hazard_event_rectified", "hazard_event", ["at"], postgresql_where=sa.text(_RECTIFIED))


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_hazard_event_rectified", table_name="hazard_event")
    op.drop_index("ix_hazard_original_due_on", table_name="hazard")
    for name, (table, _) in _INDEXES.items():
        op.drop_index(name, table_name=table)
    op.drop_column("hazard", "changed_at")
    op.drop_column("hazard_event", "due_after")
    op.drop_column("hazard_event", "level_after")
