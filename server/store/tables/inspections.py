"""Cases of enforcement inspection: the case, who entered and left, and its numbered documents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import DocumentKind, EntryMethod, InspectionGround
from grids.inspections import InspectionState
from server.store.tables.base import Base, EnterpriseId, Json, PersonId, Placed, one_of


class InspectionRow(Placed, Base):
    """One inspection of one enterprise; all its papers share the year and serial taken with its first number."""

    __tablename__ = "inspection"
    __table_args__ = (
        one_of("ground", InspectionGround),
        one_of("state", InspectionState),
        CheckConstraint("second_id <> opened_by", name="two_inspectors"),
        CheckConstraint("(year IS NULL) = (serial IS NULL)", name="year_with_serial"),
        Index("ix_inspection_enterprise_id", "enterprise_id"),
        Index("ix_inspection_district_id_year_serial", "district_id", "year", "serial"),
        Index("ix_inspection_opened_by", "opened_by"),
        Index("ix_inspection_second_id", "second_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    ground: Mapped[str]
    announced: Mapped[bool]
    purpose: Mapped[str]
    basis: Mapped[str]
    content: Mapped[str]
    method: Mapped[str]
    planned_on: Mapped[date]
    opened_by: Mapped[PersonId]
    second_id: Mapped[PersonId]
    opened_at: Mapped[datetime]
    emergency: Mapped[bool]
    emergency_reason: Mapped[str]
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("inspection.id"))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))
    state: Mapped[str]
    approved: Mapped[bool | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    opinion: Mapped[str] = mapped_column(server_default="")
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(server_default="")
    year: Mapped[int | None]
    serial: Mapped[int | None]
    authority: Mapped[str]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default="1")


class InspectionEntry(Base):
    """Somebody came in or went out: as the device says it, and when the server heard of it."""

    __tablename__ = "inspection_entry"
    __table_args__ = (
        one_of("method", EntryMethod, nullable=True),
        one_of("direction", ("in", "out")),
        Index("ix_inspection_entry_inspection_id", "inspection_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    person_id: Mapped[PersonId]
    direction: Mapped[str]
    method: Mapped[str | None]
    code: Mapped[str] = mapped_column(server_default="")
    code_fits: Mapped[bool | None]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    fix: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    fix_radius_m: Mapped[float | None]
    distance_m: Mapped[float | None]
    device_id: Mapped[UUID]


class InspectionPaper(Base):
    """A document: a draft that is written again, or an issued one, which a trigger keeps as it is."""

    __tablename__ = "inspection_paper"
    __table_args__ = (
        one_of("kind", DocumentKind),
        one_of("state", ("draft", "issued", "voided")),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="number_when_issued"),
        UniqueConstraint("district_id", "kind", "year", "serial", "again"),
        Index("ix_inspection_paper_inspection_id", "inspection_id"),
        Index("ix_inspection_paper_enterprise_id", "enterprise_id"),
        Index("ix_inspection_paper_notice_id", "notice_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    enterprise_id: Mapped[EnterpriseId]
    district_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[str]
    state: Mapped[str]
    said: Mapped[Json]
    saved_at: Mapped[datetime]
    saved_by: Mapped[PersonId]
    number: Mapped[str | None]
    year: Mapped[int | None]
    serial: Mapped[int | None]
    again: Mapped[int | None]
    content: Mapped[Json | None]
    content_sha256: Mapped[str | None]
    issued_at: Mapped[datetime | None]
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("notice.id"))
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("inspection_paper.id"))
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    void_reason: Mapped[str] = mapped_column(server_default="")
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str] = mapped_column(server_default="")
    signature: Mapped[str | None]
