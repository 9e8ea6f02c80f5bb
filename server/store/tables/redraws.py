"""Redraws: planned changes of grid boundaries, units as drawn, every edit with its images, and computed proposals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.redraws import EditState, RedrawState
from server.store.tables.base import AreaId, Base, Json, PersonId, one_of

PROPOSAL_GOALS = ("count", "even", "one-more")
PROPOSAL_STATES = ("waiting", "running", "done", "failed", "cancelled")
UNFINISHED_PROPOSAL = ("waiting", "running")


class RedrawRow(Base):
    """One plan to redraw the general grid units of a district, or of one town of it."""

    __tablename__ = "redraw"
    __table_args__ = (one_of("state", RedrawState), Index("ix_redraw_district_id_state", "district_id", "state"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    title: Mapped[str]
    why: Mapped[str]
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(server_default="0")
    metric_srid: Mapped[int]
    """The metric system of its outlines; EPSG."""
    author: Mapped[PersonId]
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    touched_by: Mapped[PersonId]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    opinion: Mapped[str] = mapped_column(server_default="")
    effective_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    outcome: Mapped[Json | None]
    """What publishing did: who moved, which officers to bind; or why it could not be done on the day."""


class RedrawUnit(Base):
    """A unit that a plan changed, as drawn; `wkb` null: it ends. The bytes on the 1 mm grid are the authority."""

    __tablename__ = "redraw_unit"
    __table_args__ = (
        one_of("kind", ("general", "dedicated")),
        Index("ix_redraw_unit_unit_id", "unit_id"),
        Index("ix_redraw_unit_geom", "geom", postgresql_using="gist"),
    )

    redraw_id: Mapped[UUID] = mapped_column(ForeignKey("redraw.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("grid_unit.id"))
    base_version: Mapped[int | None]
    base: Mapped[Json | None]
    """The image of the unit when it was first touched (server/store/redraws.Image); null: the plan makes it."""
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[AreaId]
    city_id: Mapped[AreaId]
    wkb: Mapped[bytes | None]
    geom: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))


class RedrawEdit(Base):
    """One edit of a plan: what was meant, and every touched unit before and after, so that undoing restores bytes."""

    __tablename__ = "redraw_edit"
    __table_args__ = (one_of("state", EditState),)

    redraw_id: Mapped[UUID] = mapped_column(ForeignKey("redraw.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    op: Mapped[Json]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    turned_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    turned_at: Mapped[datetime | None]
    """Who undid, redid or dropped it last, and when."""


class RedrawProposal(Base):
    """What a planner had computed for a town of a plan; the same units, wish and seed give the same answer."""

    __tablename__ = "redraw_proposal"
    __table_args__ = (
        one_of("goal", PROPOSAL_GOALS),
        one_of("state", PROPOSAL_STATES),
        Index(
            "uq_redraw_proposal_unfinished",
            "redraw_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
    )

    redraw_id: Mapped[UUID] = mapped_column(ForeignKey("redraw.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    town_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    goal: Mapped[str]
    units: Mapped[int | None]
    seed: Mapped[int]
    locked: Mapped[list[str]]
    """Keys of the units that stay as they are."""
    state: Mapped[str]
    share: Mapped[float] = mapped_column(server_default="0")
    """How much of the work is done, from 0 to 1."""
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    problem: Mapped[Json | None]
    """Why there are no alternatives: code and facts of a refusal; null with `failed`: the work broke off."""
    result: Mapped[Json | None] = mapped_column(deferred=True)
    """Alternatives with figures and outlines; some hundred kilobytes, read only when looked at."""
