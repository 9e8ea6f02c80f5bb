"""Redraws: planned changes of grid boundaries with their units and edits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "redraw",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("metric_srid", sa.Integer(), nullable=False),
        sa.Column("author", sa.Uuid(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("touched_at", _MOMENT, nullable=False),
        sa.Column("touched_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", _MOMENT, nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("opinion", sa.Text(), server_default="", nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("outcome", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'approved', 'published', 'archived', 'withdrawn')",
            name=op.f("ck_redraw_state_known"),
        ),
        *_keys("redraw", city_id="area", district_id="area", town_id="area", author="person", touched_by="person",
               submitted_by="person", decided_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redraw")),
    )  # fmt: skip
    op.create_index("ix_redraw_district_id_state", "redraw", ["district_id", "state"])
    op.create_table(
        "redraw_unit",
        sa.Column("redraw_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("base", postgresql.JSONB(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("wkb", sa.LargeBinary(), nullable=True),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=True),
        sa.CheckConstraint("kind IN ('general', 'dedicated')", name=op.f("ck_redraw_unit_kind_known")),
        *_keys("redraw_unit", unit_id="grid_unit", village_id="area", town_id="area", district_id="area",
               city_id="area"),
        sa.ForeignKeyConstraint(["redraw_id"], ["redraw.id"], ondelete="CASCADE",
                                name=op.f("fk_redraw_unit_redraw_id")),
        sa.PrimaryKeyConstraint("redraw_id", "key", name=op.f("pk_redraw_unit")),
    )  # fmt: skip
    op.create_index("ix_redraw_unit_unit_id", "redraw_unit", ["unit_id"])
    op.create_index("ix_redraw_unit_geom", "redraw_unit", ["geom"], postgresql_using="gist")
    op.create_table(
        "redraw_edit",
        sa.Column("redraw_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("op", postgresql.JSONB(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("turned_by", sa.Uuid(), nullable=True),
        sa.Column("turned_at", _MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('done', 'undone', 'dropped')", name=op.f("ck_redraw_edit_state_known")),
        *_keys("redraw_edit", by_person="person", turned_by="person"),
        sa.ForeignKeyConstraint(["redraw_id"], ["redraw.id"], ondelete="CASCADE",
                                name=op.f("fk_redraw_edit_redraw_id")),
        sa.PrimaryKeyConstraint("redraw_id", "n", name=op.f("pk_redraw_edit")),
    )  # fmt: skip


def downgrade() -> None:
    """Take back."""
    for table in ("redraw_edit", "redraw_unit", "redraw"):
        op.drop_table(table)


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]
