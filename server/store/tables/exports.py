"""Exports and reports: who took what out, by which filter, and where the file is while it may be fetched."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base, Json, PersonId, one_of

STATES = ("waiting", "making", "done", "failed", "cancelled", "expired")


class ExportRow(Base):
    """One export on record; the row stays when its file is gone."""

    __tablename__ = "export"
    __table_args__ = (one_of("state", STATES), Index("ix_export_by_person_at", "by_person", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    what: Mapped[str]
    format: Mapped[str]
    crs: Mapped[str]
    language: Mapped[str]
    wanted: Mapped[Json]
    seen: Mapped[str]
    """Fingerprint of what its author might read when it was asked for: with another, the file is theirs no more."""
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    state: Mapped[str]
    rows_total: Mapped[int]
    rows_done: Mapped[int] = mapped_column(server_default="0")
    file_name: Mapped[str | None]
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    fetched: Mapped[int] = mapped_column(server_default="0")
    fetched_at: Mapped[datetime | None]
