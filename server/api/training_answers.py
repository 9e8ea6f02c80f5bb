"""What trainings answer, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from grids.commands import TrainingForm, TrainingTopic
from server.api.circular_answers import AttachedShape, CountedOf
from server.api.shapes import Shape


class SessionFigures(Shape):
    """Came of should-come, passed of those who came, guests beside."""

    trained: CountedOf
    passed: CountedOf
    guests: int


class TrainingShape(Shape):
    """A session in a list; figures are for its organiser and who stands above."""

    id: UUID
    office: str
    office_name: str
    topic: TrainingTopic
    form: TrainingForm
    title: str
    starts_at: datetime
    ends_at: datetime
    venue: str
    cancelled_at: datetime | None
    is_demo: bool
    questions: int
    files: int
    mine: list[str] = Field(description="As what I should come, or came", examples=[["person:…"]])
    figures: SessionFigures | None


class TrainingList(Shape):
    """Sessions, latest first."""

    items: list[TrainingShape]


class QuestionShape(Shape):
    """A question; `right` only for the organiser."""

    text: str
    choices: list[str]
    right: int | None = None


class CameShape(Shape):
    """That I was there."""

    subject: str
    name: str
    at: datetime
    way: Literal["code", "list"]


class TryShape(Shape):
    """One of my tries at the quiz."""

    n: int
    correct: int
    questions: int
    passed: bool
    at: datetime


class TrainingWhole(TrainingShape):
    """A session with its files, its quiz and what I did there."""

    audience: dict[str, Any]
    materials: list[AttachedShape]
    quiz: list[QuestionShape]
    pass_percent: int
    cancel_reason: str
    planned_at: datetime
    planned_by_name: str
    came: list[CameShape]
    tries: list[TryShape]
    sign_code: str | None
    organises: bool
    is_over: bool


class TrainingRow(Shape):
    """What a row counts."""

    trained: CountedOf
    passed: CountedOf
    sessions: int


class TrainingNamedRow(TrainingRow):
    """One town, class, audience or topic."""

    key: str | None
    name: str


class TrainingPeriod(Shape):
    """Days, both included."""

    from_: date = Field(alias="from")
    to: date


class TrainingTable(Shape):
    """Trained of those who should be, in all and by row."""

    by: str
    period: TrainingPeriod | None = Field(description="Null where a session is named without days")
    total: TrainingRow
    rows: list[TrainingNamedRow]


class AttendanceShape(Shape):
    """One who should come, and whether they did."""

    training_id: UUID
    title: str
    topic: TrainingTopic
    starts_at: datetime
    subject: str
    name: str
    audience: str
    town_name: str | None
    supervision_class: str | None
    enterprise_id: UUID | None
    came: bool
    came_at: datetime | None
    way: Literal["code", "list"] | None
    names: str | None
    correct: int | None
    questions: int | None
    passed: bool
    has_quiz: bool


class AttendanceList(Shape):
    """Exactly who a number counts."""

    total: int
    items: list[AttendanceShape]
