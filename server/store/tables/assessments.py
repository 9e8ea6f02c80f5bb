"""Assessments: what was opened, a sheet for each object, what was scored and appealed, what was decided."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.assessments import AssessmentState, Outcome
from grids.commands import ObjectKind
from server.store.tables.base import AreaId, Base, Json, PersonId, one_of
from server.store.tables.circulars import Files

Score = Annotated[Decimal, mapped_column(Numeric(9, 2))]


class AssessmentRow(Base):
    """An assessment with its standard as it was opened; the standard never changes afterwards."""

    __tablename__ = "assessment"
    __table_args__ = (
        one_of("object_kind", ObjectKind),
        one_of("state", AssessmentState),
        Index("ix_assessment_district_id", "district_id", "opened_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_id: Mapped[AreaId]
    city_id: Mapped[AreaId]
    title: Mapped[str]
    object_kind: Mapped[str]
    period_first: Mapped[date]
    period_last: Mapped[date]
    pass_percent: Mapped[int]
    source: Mapped[str]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    state: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[PersonId]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class AssessmentSheet(Base):
    """The sheet of one object: an office by its key, or an enterprise."""

    __tablename__ = "assessment_sheet"
    __table_args__ = (
        UniqueConstraint("assessment_id", "object"),
        Index("ix_assessment_sheet_object", "object"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    object: Mapped[str]
    name: Mapped[str]
    enterprise_id: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"))


class AssessmentEntry(Base):
    """Points that the district or the office itself gave an item, with reason and evidence; the last one counts."""

    __tablename__ = "assessment_entry"
    __table_args__ = (
        one_of("of_whom", ("district", "own")),
        Index("ix_assessment_entry_sheet_id", "sheet_id", "item", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_sheet.id"))
    item: Mapped[str]
    of_whom: Mapped[str]
    points: Mapped[Score]
    reason: Mapped[str]
    attachments: Mapped[Files] = mapped_column(JSONB, server_default="[]")
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment_appeal.id"))
    by_person: Mapped[PersonId]
    at: Mapped[datetime]


class AssessmentAppeal(Base):
    """An appeal against the points of an item, and its answer."""

    __tablename__ = "assessment_appeal"
    __table_args__ = (
        Index(
            "uq_assessment_appeal_open", "sheet_id", "item", unique=True, postgresql_where=text("answered_at IS NULL")
        ),
        Index("ix_assessment_appeal_sheet_id", "sheet_id", "at"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_sheet.id"))
    item: Mapped[str]
    reason: Mapped[str]
    attachments: Mapped[Files] = mapped_column(JSONB, server_default="[]")
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    accepted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(server_default="")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


class AssessmentDecision(Base):
    """A decision on an assessment; a withdrawn one stays, the last that stands counts."""

    __tablename__ = "assessment_decision"
    __table_args__ = (UniqueConstraint("assessment_id", "n"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    n: Mapped[int]
    at: Mapped[datetime]
    by_person: Mapped[PersonId]
    opinion: Mapped[str]
    honours: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    criticisms: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdraw_reason: Mapped[str] = mapped_column(server_default="")


class AssessmentResult(Base):
    """A sheet as it was decided: every line with its points and numbers, never counted again."""

    __tablename__ = "assessment_result"
    __table_args__ = (one_of("outcome", Outcome),)

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_decision.id"), primary_key=True)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_sheet.id"), primary_key=True)
    earned: Mapped[Score]
    possible: Mapped[Score]
    outcome: Mapped[str]
    rank: Mapped[int | None]
    lines: Mapped[list[Json]] = mapped_column(JSONB)
