"""Contact tables of offices: each version whole, from a day until the next one's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import AreaId, Base, PersonId


class ContactTable(Base):
    """One version of an office's contact table; it is never changed, only followed."""

    __tablename__ = "contact_table"
    __table_args__ = (
        UniqueConstraint("office", "n"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office: Mapped[str]
    area_id: Mapped[AreaId]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    city_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    n: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    seal_unit: Mapped[str]
    contacts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    remark: Mapped[str] = mapped_column(server_default="")
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
