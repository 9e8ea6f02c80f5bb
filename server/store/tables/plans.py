"""Frequency that was published, inspection plans of a year with their draws and objects, and declared conflicts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.plans import PlanState
from server.store.tables.base import AreaId, Base, EnterpriseId, Json, PersonId, one_of


class FrequencyRow(Base):
    """What each grade is owed in a district, or in one class of it, from a day until the next one; never changed."""

    __tablename__ = "frequency"
    __table_args__ = (Index("ix_frequency_district_id", "district_id", "supervision_class", "valid_from"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    supervision_class: Mapped[str | None]
    title: Mapped[str]
    grades: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    valid_from: Mapped[date]
    reason: Mapped[str]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class InspectionPlan(Base):
    """The plan of one authority for one year; without classes it looks at the whole district."""

    __tablename__ = "inspection_plan"
    __table_args__ = (
        one_of("state", PlanState),
        Index("ix_inspection_plan_district_id", "district_id", "year"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    authority: Mapped[str]
    classes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    year: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str]
    criteria: Mapped[Json]
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(server_default="1")
    draws: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    drawn_on_revision: Mapped[int | None]
    author: Mapped[PersonId]
    created_at: Mapped[datetime]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    opinion: Mapped[str] = mapped_column(server_default="")
    number: Mapped[str | None]
    filed_on: Mapped[date | None]
    activated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    summary: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class PlanDraw(Base):
    """One draw of a plan: seed, everything that was drawn from, and what came of it. All draws are kept."""

    __tablename__ = "plan_draw"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("inspection_plan.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    seed: Mapped[str]
    frame: Mapped[Json]
    result: Mapped[list[Any]] = mapped_column(JSONB)
    by_person: Mapped[PersonId]
    at: Mapped[datetime]


class PlanObject(Base):
    """One inspection that a plan is made of: whom, why, in which month, by which pair."""

    __tablename__ = "plan_object"
    __table_args__ = (
        one_of("how", ("key", "random", "added")),
        Index("ix_plan_object_enterprise_id", "enterprise_id"),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("inspection_plan.id"), primary_key=True)
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    how: Mapped[str]
    why: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    stratum: Mapped[str]
    month: Mapped[int] = mapped_column(SmallInteger)
    officer_id: Mapped[PersonId]
    second_id: Mapped[PersonId]


class PlanChange(Base):
    """A change of a plan that is being carried out; it holds when somebody else let it."""

    __tablename__ = "plan_change"
    __table_args__ = (one_of("op", ("add", "drop", "move")), Index("ix_plan_change_plan_id", "plan_id", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("inspection_plan.id"))
    op: Mapped[str]
    enterprise_id: Mapped[EnterpriseId]
    turn: Mapped[int | None] = mapped_column(SmallInteger)
    month: Mapped[int | None] = mapped_column(SmallInteger)
    reason: Mapped[str]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    approved: Mapped[bool | None]
    opinion: Mapped[str] = mapped_column(server_default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class InspectorConflict(Base):
    """An inspector keeps away from an enterprise, from when until when, and why."""

    __tablename__ = "inspector_conflict"
    __table_args__ = (
        Index(
            "uq_inspector_conflict_standing", "person_id", "enterprise_id", unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId]
    enterprise_id: Mapped[EnterpriseId]
    reason: Mapped[str]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
