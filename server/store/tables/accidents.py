"""Accidents: what the authority keeps beside the record of the enterprise's file, and the hazards behind them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base, PersonId


class AccidentRow(Base):
    """When and where, by the minute, and who was told when; day, type, people and loss are in the file's record."""

    __tablename__ = "accident"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("file_record.id"), primary_key=True)
    type_code: Mapped[str]
    """The type of the edition that held on the day (grids/tables/accidents.toml); the record keeps its name."""
    happened_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    sent_up_at: Mapped[datetime | None]
    place: Mapped[str]
    brief: Mapped[str]


class AccidentHazard(Base):
    """A hazard that an accident came from."""

    __tablename__ = "accident_hazard"
    __table_args__ = (Index("ix_accident_hazard_hazard_id", "hazard_id"),)

    record_id: Mapped[UUID] = mapped_column(ForeignKey("accident.record_id"), primary_key=True)
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazard.id"), primary_key=True)


class AccidentSupplement(Base):
    """Why an accident was told anew, and by whom; the record's versions hold what was said before and after."""

    __tablename__ = "accident_supplement"

    act_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("accident.record_id"))
    version: Mapped[int]
    """The version of the record that this supplement made."""
    at: Mapped[datetime]
    by_person: Mapped[PersonId]
    reason: Mapped[str]
    late: Mapped[bool]
    """Told after the days in which casualties are supplemented. Source: Order 493 art 13."""
