"""What an inspector chose to hold on the phone for a while, beyond what the work brings there by itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base


class KeptEnterprise(Base):
    """One enterprise on one person's phone, through a day; its changes go into that person's feed by trigger."""

    __tablename__ = "kept_enterprise"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), primary_key=True, index=True)
    until: Mapped[date]
