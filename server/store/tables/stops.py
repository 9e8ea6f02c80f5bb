"""Stops that were ordered on the spot, and what became of each."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import Stop
from server.store.tables.base import Base, EnterpriseId, Json, PersonId, one_of


class StopOrder(Base):
    """One decision on the spot; in force until it is lifted or another one takes its place."""

    __tablename__ = "stop_order"
    __table_args__ = (
        one_of("measure", Stop),
        one_of("state", ("in_force", "lifted", "replaced", "none")),
        Index("uq_stop_order_in_force", "hazard_id", unique=True, postgresql_where=text("state = 'in_force'")),
        Index("ix_stop_order_enterprise_id", "enterprise_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazard.id"))
    enterprise_id: Mapped[EnterpriseId]
    measure: Mapped[str]
    stopped: Mapped[str]
    basis: Mapped[str]
    state: Mapped[str]
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[PersonId]
    second_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    asked_on: Mapped[date | None]
    examine_by: Mapped[date | None]
    evaluation: Mapped[Json | None]
    examined_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    opinion: Mapped[str] = mapped_column(server_default="")
    refusals: Mapped[int] = mapped_column(server_default="0")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
