"""Past inspections of another system can be kept: marked by their batch, owned by an account nobody can sign in to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

IMPORT_HOLDER = "00000000-0000-4000-8000-000000000002"
_IMPORTED = "hazard-imported"
_EVENTS = (
    "hazard-imported", "hazard-reported", "hazard-opened", "hazard-rectified-on-the-spot", "hazard-rejected",
    "hazard-merged", "transfer-offered", "transfer-accepted", "transfer-returned", "level-changed", "hazard-voided",
    "hazard-reopened", "notice-issued", "notice-acknowledged", "plan-submitted", "plan-approved", "plan-returned",
    "extension-requested", "extension-granted", "extension-refused", "rectification-submitted", "reinspection-passed",
    "reinspection-failed",
)  # fmt: skip
_KINDS = ("divisions", "grids", "enterprises")


def upgrade() -> None:
    """Apply."""
    for table in ("visit", "hazard"):
        op.add_column(table, sa.Column("import_batch_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_import_batch_id"), table, "import_batch", ["import_batch_id"], ["id"])
    _allow("hazard_event", "event", list(_EVENTS))
    _allow("import_batch", "kind", [*_KINDS, "inspections"])
    op.execute(
        sa.text(
            "INSERT INTO person (id, username, name, password_hash, active) "
            "VALUES (CAST(:id AS uuid), '#import', '导入的记录', '!', false)"
        ).bindparams(id=IMPORT_HOLDER)
    )


def downgrade() -> None:
    """Take back; refused by the database while imported steps exist, for steps are never deleted."""
    op.execute(sa.text("DELETE FROM person WHERE id = CAST(:id AS uuid)").bindparams(id=IMPORT_HOLDER))
    _allow("import_batch", "kind", list(_KINDS))
    _allow("hazard_event", "event", [event for event in _EVENTS if event != _IMPORTED])
    for table in ("visit", "hazard"):
        op.drop_constraint(op.f(f"fk_{table}_import_batch_id"), table, type_="foreignkey")
        op.drop_column(table, "import_batch_id")


def _allow(table: str, column: str, values: list[str]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    op.drop_constraint(name, table, type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(name, table, f"{column} IN ({listed})")
