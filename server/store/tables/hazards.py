"""Hazards as they stand, and the append-only chain of what happened to each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Computed, ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import HazardLevel, ListLevel, Stop
from grids.hazards import HazardEvent, Source, State
from server.store.tables.base import Base, EnterpriseId, Json, PersonId, Placed, one_of


class HazardRow(Placed, Base):
    """One hazard as it stands now; how it came there is in hazard_event."""

    __tablename__ = "hazard"
    __table_args__ = (
        one_of("state", State),
        one_of("level", HazardLevel),
        one_of("source", Source),
        one_of("stop", Stop),
        one_of("stop_proposed", Stop, nullable=True),
        one_of("listed", ListLevel, nullable=True),
        Index("ix_hazard_unit_id_state", "unit_id", "state"),
        Index("ix_hazard_town_id_found_at", "town_id", "found_at"),
        Index("ix_hazard_town_id_state", "town_id", "state"),
        Index("ix_hazard_district_id_state", "district_id", "state"),
        Index("ix_hazard_enterprise_id", "enterprise_id"),
        Index("ix_hazard_point_3857", "point_3857", postgresql_using="gist"),
        Index("ix_hazard_found_at", "found_at"),
        Index("ix_hazard_changed_at", "changed_at"),
        Index("ix_hazard_due_on_all", "due_on"),
        Index(
            "ix_hazard_original_due_on",
            "original_due_on",
            postgresql_where=text("original_due_on IS DISTINCT FROM due_on"),
        ),
        Index("ix_hazard_due_on", "due_on", postgresql_where=text("state IN ('open', 'rectifying', 'plan_review')")),
        Index("ix_hazard_stop", "district_id", postgresql_where=text("stop <> 'none'")),
        Index("ix_hazard_competent_area", "competent_area", postgresql_where=text("competent_area IS NOT NULL")),
        Index(
            "ix_hazard_to_area",
            text("CAST(transfer->>'to_area' AS integer)"),
            postgresql_where=text("transfer IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ledger_no: Mapped[str] = mapped_column(unique=True)
    enterprise_id: Mapped[EnterpriseId]
    state: Mapped[str]
    level: Mapped[str]
    source: Mapped[str]
    category: Mapped[str]
    place: Mapped[str]
    description: Mapped[str]
    suggestion: Mapped[str] = mapped_column(server_default="")
    interim_measures: Mapped[str] = mapped_column(server_default="")
    responsible: Mapped[str] = mapped_column(server_default="")
    check_item: Mapped[str | None]
    criterion_ids: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Which criteria of major hazards it meets (server/standards/criteria.toml)."""
    self_check_id: Mapped[UUID | None]
    point: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    point_3857: Mapped[Any | None] = mapped_column(
        Geometry("POINT", srid=3857, spatial_index=False), Computed("ST_Transform(point, 3857)", persisted=True)
    )
    point_radius_m: Mapped[float | None]
    point_from: Mapped[str] = mapped_column(server_default="none")
    visit_id: Mapped[UUID | None]
    found_by: Mapped[PersonId]
    found_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(server_default=text("false"))
    due_on: Mapped[date | None]
    original_due_on: Mapped[date | None]
    photos_before: Mapped[int] = mapped_column(server_default="0")
    first_photo_at: Mapped[datetime | None]
    competent_area: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    transfer: Mapped[Json | None]
    returns: Mapped[int] = mapped_column(server_default="0")
    plan: Mapped[Json | None]
    plan_approved: Mapped[bool] = mapped_column(server_default=text("false"))
    extension_to: Mapped[date | None]
    extensions: Mapped[int] = mapped_column(server_default="0")
    fixed_by: Mapped[UUID | None]
    fixed_by_name: Mapped[str | None]
    done: Mapped[str | None]
    funds_actual: Mapped[int | None] = mapped_column(BigInteger)
    submitted_on: Mapped[date | None]
    failed_reinspections: Mapped[int] = mapped_column(server_default="0")
    on_the_spot: Mapped[bool] = mapped_column(server_default=text("false"))
    merged_into: Mapped[UUID | None]
    repeat_of: Mapped[UUID | None]
    closed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("notice.id"))
    reopened: Mapped[int] = mapped_column(server_default="0")
    stop: Mapped[str] = mapped_column(server_default="none")
    stop_proposed: Mapped[str | None]
    resume_asked_on: Mapped[date | None]
    listed: Mapped[str | None]
    case_no: Mapped[str | None]
    evaluation: Mapped[Json | None]
    import_batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_batch.id"))
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When its last event happened: on a later day it was what the row says. An imported one: closed, or else found."""
    version: Mapped[int] = mapped_column(server_default="1")


class HazardEventRow(Base):
    """One thing that happened to a hazard; rows are only ever added (a trigger refuses the rest)."""

    __tablename__ = "hazard_event"
    __table_args__ = (
        one_of("event", HazardEvent),
        Index("ix_hazard_event_hazard_id", "hazard_id", "id"),
        Index("ix_hazard_event_rectified", "at", postgresql_where=text("event = 'rectification-submitted'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazard.id"))
    event: Mapped[str]
    act_id: Mapped[UUID | None]
    at: Mapped[datetime]
    act_at: Mapped[datetime | None]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    role: Mapped[str]
    state_before: Mapped[str | None]
    state_after: Mapped[str]
    level_after: Mapped[str | None]
    due_after: Mapped[date | None]
    body: Mapped[Json]
