"""Listed supervision: the cases as they stand, and the progress of each month. How a case came there: hazard_event."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import ListLevel
from grids.listings import ListingState
from server.store.tables.base import Base, EnterpriseId, Json, PersonId, one_of


class ListingRow(Base):
    """One case of listed supervision."""

    __tablename__ = "listing"
    __table_args__ = (
        one_of("state", ListingState),
        one_of("level", ListLevel),
        one_of("raise_to", ListLevel, nullable=True),
        Index(
            "uq_listing_live", "hazard_id", unique=True,
            postgresql_where=text("state NOT IN ('refused', 'delisted', 'closed_down')"),
        ),
        Index("ix_listing_hazard_id", "hazard_id"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazard.id"))
    enterprise_id: Mapped[EnterpriseId]
    state: Mapped[str]
    level: Mapped[str]
    number: Mapped[str | None] = mapped_column(unique=True)
    reason: Mapped[str]
    proposed_by: Mapped[PersonId]
    proposed_at: Mapped[datetime]
    raise_to: Mapped[str | None]
    raised_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    raise_reason: Mapped[str] = mapped_column(server_default="")
    leader: Mapped[str] = mapped_column(server_default="")
    responsible_unit: Mapped[str] = mapped_column(server_default="")
    responsible_person: Mapped[str] = mapped_column(server_default="")
    responsible_phone: Mapped[str] = mapped_column(server_default="")
    approved_on: Mapped[date | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    opinion: Mapped[str] = mapped_column(server_default="")
    deadline: Mapped[date | None]
    original_deadline: Mapped[date | None]
    applied_on: Mapped[date | None]
    accept_by: Mapped[date | None]
    evaluation: Mapped[Json | None]
    summary: Mapped[str] = mapped_column(server_default="")
    funds_yuan: Mapped[int | None] = mapped_column(BigInteger)
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    acceptance: Mapped[str] = mapped_column(server_default="")
    ended_on: Mapped[date | None]
    returns: Mapped[int] = mapped_column(server_default="0")
    extensions: Mapped[int] = mapped_column(server_default="0")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default="1")


class ListingProgress(Base):
    """The progress of one month; a second report of it takes the first one's place, the chain keeps both."""

    __tablename__ = "listing_progress"

    listing_id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    funds_yuan: Mapped[int] = mapped_column(BigInteger)
    photos: Mapped[list[str]] = mapped_column(server_default="{}")
    at: Mapped[datetime]
    by_person: Mapped[PersonId]
