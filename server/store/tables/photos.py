"""Photos by the hash of their bytes, and what each one is evidence of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base, PersonId, one_of


class PhotoRow(Base):
    """Bytes that are stored and were read back; the phone's own bytes, never what a screen shows."""

    __tablename__ = "photo"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    bytes: Mapped[int]
    mime: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    received_at: Mapped[datetime]
    received_by: Mapped[PersonId]


_SHOWN = (
    "before", "after", "reinspection", "reopening", "plan", "measure", "progress", "acceptance", "visit", "signature",
    "position", "file", "self_check",
)  # fmt: skip


class Evidence(Base):
    """What a photo shows; the photo itself may still be on its way ("owed")."""

    __tablename__ = "evidence"
    __table_args__ = (
        one_of("role", _SHOWN),
        UniqueConstraint("act_id", "sha256", "role"),
        Index("ix_evidence_sha256", "sha256"),
        Index("ix_evidence_hazard_id", "hazard_id"),
        Index("ix_evidence_visit_id", "visit_id"),
        Index("ix_evidence_record_id", "record_id", postgresql_where=text("record_id IS NOT NULL")),
        Index("ix_evidence_self_check_id", "self_check_id", postgresql_where=text("self_check_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    sha256: Mapped[str]
    role: Mapped[str]
    act_id: Mapped[UUID]
    device_id: Mapped[UUID | None]
    person_id: Mapped[PersonId]
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"))
    hazard_id: Mapped[UUID | None] = mapped_column(ForeignKey("hazard.id"))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))
    record_id: Mapped[UUID | None]
    self_check_id: Mapped[UUID | None]
    taken_at: Mapped[datetime]
    fix: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    fix_radius_m: Mapped[float | None]
