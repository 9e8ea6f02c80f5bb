"""Rules of quality of a district's own, and what rules counted day by day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from grids.quality import Aspect, Mender
from server.store.tables.base import AreaId, Base, PersonId, one_of


class QualityRule(Base):
    """A rule that a district added; it is ended, never changed or deleted."""

    __tablename__ = "quality_rule"
    __table_args__ = (
        one_of("aspect", Aspect),
        one_of("owner", Mender),
        Index("ix_quality_rule_district_id", "district_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[AreaId]
    name: Mapped[str]
    advice: Mapped[str]
    aspect: Mapped[str]
    owner: Mapped[str]
    weight: Mapped[int]
    applies: Mapped[str]
    holds: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    end_reason: Mapped[str | None]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]


class QualityDay(Base):
    """What one rule counted among the files of one town and class on one day: so many in order of so many."""

    __tablename__ = "quality_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, autoincrement=False)
    supervision_class: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    city_id: Mapped[int | None]
    district_id: Mapped[int | None]
    weight: Mapped[int]
    n: Mapped[int]
    d: Mapped[int]
