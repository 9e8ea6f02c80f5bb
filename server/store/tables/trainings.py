"""Trainings: sessions, who should come, who came, and what the quiz gave."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import TrainingForm, TrainingTopic
from server.store.tables.base import AreaId, Base, Json, PersonId, one_of

Rows = list[dict[str, Any]]


class TrainingRow(Base):
    """One session as it was planned; it is cancelled, never changed."""

    __tablename__ = "training"
    __table_args__ = (
        one_of("topic", TrainingTopic),
        one_of("form", TrainingForm),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_begins"),
        Index("ix_training_district_id", "district_id", "starts_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office: Mapped[str]
    office_name: Mapped[str]
    area_id: Mapped[AreaId]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    city_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    topic: Mapped[str]
    form: Mapped[str]
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    venue: Mapped[str]
    audience: Mapped[Json]
    materials: Mapped[Rows] = mapped_column(JSONB, server_default="[]")
    quiz: Mapped[Rows] = mapped_column(JSONB, server_default="[]")
    pass_percent: Mapped[int]
    sign_code: Mapped[str]
    planned_at: Mapped[datetime]
    planned_by: Mapped[PersonId]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class TrainingInvited(Base):
    """Who should come: a person, or an enterprise that sends somebody; fixed when the session was planned."""

    __tablename__ = "training_invited"
    __table_args__ = (Index("ix_training_invited_subject", "subject"),)

    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    enterprise_id: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    name: Mapped[str]
    audience: Mapped[str]
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    supervision_class: Mapped[str | None]


class TrainingAttendance(Base):
    """Somebody who came: by the code on the spot, or on the organiser's list."""

    __tablename__ = "training_attendance"
    __table_args__ = (one_of("way", ("code", "list")),)

    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str]
    at: Mapped[datetime]
    by_person: Mapped[PersonId]


class TrainingResult(Base):
    """What one try at the quiz gave; the best one counts."""

    __tablename__ = "training_result"

    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id"), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    answers: Mapped[list[int]] = mapped_column(JSONB)
    correct: Mapped[int]
    questions: Mapped[int]
    passed: Mapped[bool]
    at: Mapped[datetime]
