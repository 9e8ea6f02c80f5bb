"""Entries of the key supervision list, from the proposal to the end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.key_list import KeySource, KeyState
from server.store.tables.base import Base, EnterpriseId, one_of


class KeyEntry(Base):
    """One stay of an enterprise on the list; `history` has every step with who said what when."""

    __tablename__ = "key_entry"
    __table_args__ = (
        one_of("state", KeyState),
        one_of("source", KeySource),
        Index("ix_key_entry_enterprise_id", "enterprise_id"),
        Index(
            "uq_key_entry_live", "enterprise_id", unique=True,
            postgresql_where=text("state NOT IN ('refused', 'exited')"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    state: Mapped[str]
    source: Mapped[str]
    hazard_id: Mapped[UUID | None] = mapped_column(ForeignKey("hazard.id"))
    reason: Mapped[str] = mapped_column(server_default="")
    evidence: Mapped[str] = mapped_column(server_default="")
    conditions: Mapped[str] = mapped_column(server_default="")
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    entered_on: Mapped[date | None]
    exited_on: Mapped[date | None]
    history: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
