"""Numbered notices and their items."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import BIGINT
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import NoticeKind
from server.store.tables.base import Base, EnterpriseId, PersonId, Placed, one_of


class NoticeRow(Placed, Base):
    """A paper that tells an enterprise what to rectify by when; its link carries its own end."""

    __tablename__ = "notice"
    __table_args__ = (
        one_of("kind", NoticeKind),
        Index("ix_notice_enterprise_id_issued_at", "enterprise_id", "issued_at"),
        Index("ix_notice_town_id_issued_at", "town_id", "issued_at"),
        Index("ix_notice_issued_at", "issued_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    enterprise_id: Mapped[EnterpriseId]
    issued_by: Mapped[PersonId]
    second_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str]
    issued_at: Mapped[datetime]
    due_on: Mapped[date]
    link_expires_at: Mapped[datetime]
    link_revoked_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    acknowledged_phone: Mapped[str | None]
    intention: Mapped[str | None]
    funds_planned: Mapped[int | None] = mapped_column(BIGINT)
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class NoticeItemRow(Base):
    """One hazard on one notice."""

    __tablename__ = "notice_item"

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazard.id"), primary_key=True)
    item_no: Mapped[int]
    due_on: Mapped[date]
    demand: Mapped[str]
