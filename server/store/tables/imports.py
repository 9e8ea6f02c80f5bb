"""Imports: what came in from which file, and what was refused."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func, text
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base, Json, one_of


class ImportBatch(Base):
    """One import with its report; `refused_csv` gives the refused rows back with reasons."""

    __tablename__ = "import_batch"
    __table_args__ = (one_of("kind", ("divisions", "grids", "enterprises", "inspections")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    kind: Mapped[str]
    file_name: Mapped[str]
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    at: Mapped[datetime]
    dry_run: Mapped[bool] = mapped_column(server_default=text("false"))
    state: Mapped[str] = mapped_column(server_default="done")
    report: Mapped[Json]
    refused_csv: Mapped[str | None]
