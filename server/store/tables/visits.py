"""Visits: who stood where when, how it ended, what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import VisitKind, VisitOutcome
from grids.visits import Presence
from server.store.tables.base import Base, EnterpriseId, PersonId, Placed, one_of


class VisitRow(Placed, Base):
    """A visit; started and finished as the phone claims, received by the server's clock."""

    __tablename__ = "visit"
    __table_args__ = (
        one_of("kind", VisitKind),
        one_of("outcome", VisitOutcome, nullable=True),
        one_of("presence", Presence),
        Index("ix_visit_enterprise_id_started_at", "enterprise_id", "started_at"),
        Index("ix_visit_unit_id_started_at", "unit_id", "started_at"),
        Index("ix_visit_town_id_started_at", "town_id", "started_at"),
        Index("ix_visit_officer_id_started_at", "officer_id", "started_at"),
        Index("ix_visit_finished_at", "finished_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    kind: Mapped[str]
    officer_id: Mapped[PersonId]
    second_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    received_at: Mapped[datetime]
    fix: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    fix_radius_m: Mapped[float | None]
    fix_age_s: Mapped[float | None]
    distance_m: Mapped[float | None]
    presence: Mapped[str]
    away_reason: Mapped[str] = mapped_column(server_default="")
    outcome: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    checklist_version_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_version.id"))
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    person_met: Mapped[str] = mapped_column(server_default="")
    signature: Mapped[str | None]
    remark: Mapped[str] = mapped_column(server_default="")
    import_batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_batch.id"))
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
