"""Circulars: what one office sends to others or to enterprises, their receipts and answers, and attached files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.circulars import AddresseeState
from grids.commands import CircularKind
from server.store.tables.base import AreaId, Base, Json, PersonId, one_of

Files = list[dict[str, Any]]


class AttachmentRow(Base):
    """A file that somebody sent in, by the hash of its bytes; each sender shows the bytes, so each has a row."""

    __tablename__ = "attachment"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    received_by: Mapped[PersonId] = mapped_column(primary_key=True)
    mime: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]


class CircularRow(Base):
    """A circular as it was issued; it is withdrawn, never changed."""

    __tablename__ = "circular"
    __table_args__ = (
        one_of("kind", CircularKind),
        Index("ix_circular_office", "office", "issued_at"),
        Index("ix_circular_district_id", "district_id", "issued_at"),
        Index(
            "uq_circular_report", "office", "kind", "period", unique=True,
            postgresql_where=text("period IS NOT NULL AND withdrawn_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    office: Mapped[str]
    office_name: Mapped[str]
    area_id: Mapped[AreaId]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    city_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    attachments: Mapped[Files] = mapped_column(JSONB, server_default="[]")
    due_on: Mapped[date | None]
    wants_answer: Mapped[bool]
    period: Mapped[str | None]
    audience: Mapped[Json]
    issued_at: Mapped[datetime]
    issued_by: Mapped[PersonId]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class CircularAddressee(Base):
    """One unit a circular went to, and how far it has come there; an office by its key, or an enterprise."""

    __tablename__ = "circular_addressee"
    __table_args__ = (
        one_of("state", AddresseeState),
        Index("ix_circular_addressee_addressee", "addressee"),
    )

    circular_id: Mapped[UUID] = mapped_column(ForeignKey("circular.id"), primary_key=True)
    addressee: Mapped[str] = mapped_column(primary_key=True)
    enterprise_id: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    name: Mapped[str]
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    state: Mapped[str]
    due_on: Mapped[date | None]
    read_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    signed_name: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class CircularReading(Base):
    """Who of an addressee opened a circular, and when first."""

    __tablename__ = "circular_reading"
    __table_args__ = (
        ForeignKeyConstraint(
            ["circular_id", "addressee"], ["circular_addressee.circular_id", "circular_addressee.addressee"]
        ),
    )

    circular_id: Mapped[UUID] = mapped_column(primary_key=True)
    addressee: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class CircularAnswer(Base):
    """One answer of an addressee; a later one follows, the first stays."""

    __tablename__ = "circular_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["circular_id", "addressee"], ["circular_addressee.circular_id", "circular_addressee.addressee"]
        ),
        UniqueConstraint("circular_id", "addressee", "n"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    circular_id: Mapped[UUID]
    addressee: Mapped[str]
    n: Mapped[int]
    body: Mapped[str]
    attachments: Mapped[Files] = mapped_column(JSONB, server_default="[]")
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    accepted: Mapped[bool | None]
    opinion: Mapped[str] = mapped_column(server_default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
