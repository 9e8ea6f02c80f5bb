"""Cohorts of model enterprises, and who is or was in them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import AreaId, Base, EnterpriseId, PersonId


class Cohort(Base):
    """The cohort of one year in one district."""

    __tablename__ = "cohort"
    __table_args__ = (Index("ix_cohort_district_id", "district_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    title: Mapped[str]
    year: Mapped[int]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class CohortMember(Base):
    """One enterprise in a cohort, from its choosing to its removal."""

    __tablename__ = "cohort_member"
    __table_args__ = (
        Index(
            "uq_cohort_member_live", "cohort_id", "enterprise_id", unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_cohort_member_enterprise_id", "enterprise_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    enterprise_id: Mapped[EnterpriseId]
    department: Mapped[str]
    reason: Mapped[str]
    chosen_by: Mapped[PersonId]
    chosen_at: Mapped[datetime]
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str | None]
