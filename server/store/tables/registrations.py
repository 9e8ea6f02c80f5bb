"""Enterprises that asked to be registered: what they said, and what the town decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import AreaId, Base, one_of


class Registration(Base):
    """One request to be registered; the account it asks for is made when the town accepts it."""

    __tablename__ = "registration"
    __table_args__ = (
        one_of("state", ("waiting", "accepted", "declined")),
        Index("ix_registration_town_id", "town_id", "state"),
        Index("uq_registration_waiting", "uscc", unique=True, postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    uscc: Mapped[str]
    name: Mapped[str]
    address: Mapped[str]
    town_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    city_id: Mapped[AreaId]
    principal: Mapped[str]
    phone: Mapped[str]
    supervision_class: Mapped[str]
    industry_code: Mapped[str | None]
    username: Mapped[str]
    password_hash: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    enterprise_id: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"))
