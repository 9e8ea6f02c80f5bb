"""Self-checks of enterprises, the periods they are owed for, and the signed reports with every version."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.self_checks import Decision, PeriodState, Rhythm
from server.store.tables.base import Base, EnterpriseId, Json, PersonId, Placed, one_of


class SelfPeriod(Placed, Base):
    """One enterprise in one quarter or year: what it owes and where that stands, in the place of that time."""

    __tablename__ = "self_period"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "period"),
        one_of("state", PeriodState),
        one_of("rhythm", Rhythm),
        Index("ix_self_period_town_id_period", "town_id", "period"),
        Index("ix_self_period_district_id_period", "district_id", "period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    enterprise_id: Mapped[EnterpriseId]
    period: Mapped[str]
    rhythm: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    due_on: Mapped[date]
    opened_at: Mapped[datetime]
    waived: Mapped[str | None]
    """Why it owes nothing after all: the status it had when the period ended."""
    state: Mapped[str] = mapped_column(server_default="due")
    checks: Mapped[int] = mapped_column(server_default="0")
    zero: Mapped[bool | None]
    report_id: Mapped[UUID | None]
    first_signed_at: Mapped[datetime | None]
    late: Mapped[bool] = mapped_column(server_default=text("false"))
    corrections: Mapped[int] = mapped_column(server_default="0")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class SelfCheck(Placed, Base):
    """A self-check that was done: every item that was looked at with its answer; never changed."""

    __tablename__ = "self_check"
    __table_args__ = (Index("ix_self_check_enterprise_id_period", "enterprise_id", "period"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    period: Mapped[str]
    month: Mapped[str]
    checklist_version_id: Mapped[int] = mapped_column(ForeignKey("checklist_version.id"))
    area: Mapped[str] = mapped_column(server_default="")
    checker: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    received_at: Mapped[datetime]
    by_person: Mapped[PersonId]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    mark: Mapped[str]
    """A hash of what was answered: two self-checks with the same one say the very same."""
    checked: Mapped[int]
    of_items: Mapped[int]
    hazards: Mapped[int]
    photos: Mapped[int]
    points: Mapped[Decimal | None]
    of_points: Mapped[Decimal | None]
    remark: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class SelfReport(Placed, Base):
    """A report as the principal signed it; a correction is a new row with the next number, the first one stays."""

    __tablename__ = "self_report"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "period", "n"),
        one_of("decision", Decision, nullable=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    period: Mapped[str]
    n: Mapped[int]
    figures: Mapped[Json]
    principal: Mapped[str]
    signature: Mapped[str]
    signed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    late: Mapped[bool]
    by_person: Mapped[PersonId]
    reason: Mapped[str] = mapped_column(server_default="")
    decision: Mapped[str | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    opinion: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
