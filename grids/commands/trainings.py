"""Trainings: plan a session, sign in, list who came, take the quiz, cancel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen

from grids.commands.circulars import Attachments, EnterpriseFilter
from grids.units import Line, Note, Strict, Text


class TrainingTopic(StrEnum):
    """What is taught. Source: 武政办发〔2013〕20号 六-3."""

    SELF_REPORT = "self_report"
    STANDARDS = "standards"
    SYSTEM = "system"


class TrainingForm(StrEnum):
    """How it is taught. Source: 武政办发〔2013〕20号 六-3 (several forms and channels); the list is ours."""

    CLASSROOM = "classroom"
    ON_SITE = "on_site"
    ONLINE = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Strict):
    """One question with its choices; `right` is the place of the right one, from 0."""

    text: Text
    choices: Annotated[tuple[Line, ...], MinLen(2), MaxLen(6)]
    right: Annotated[int, Ge(0), Le(5)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTraining(Strict):
    """Plan a session of the own office; who should come follows from roles, towns and the filter of enterprises."""

    kind: Literal["plan-training"] = "plan-training"
    training: UUID
    office: Line
    topic: TrainingTopic
    form: TrainingForm
    title: Line
    starts_at: datetime
    ends_at: datetime
    venue: Line
    roles: Annotated[tuple[Line, ...], MaxLen(10)] = ()
    towns: Annotated[tuple[int, ...], MaxLen(200)] = ()
    enterprises: EnterpriseFilter | None = None
    materials: Attachments = ()
    quiz: Annotated[tuple[Question, ...], MaxLen(30)] = ()
    pass_percent: Annotated[int, Ge(1), Le(100)] = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInTraining(Strict):
    """Sign in on the spot with the code that is shown there, for oneself or for the own enterprise."""

    kind: Literal["sign-in-training"] = "sign-in-training"
    training: UUID
    subject: Line
    code: Line
    name: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee(Strict):
    """One who came, by the subject that should come."""

    subject: Line
    name: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAttendance(Strict):
    """Enter who came from the organiser's list; whoever is on it already stays as entered."""

    kind: Literal["list-attendance"] = "list-attendance"
    training: UUID
    attendees: Annotated[tuple[Attendee, ...], MinLen(1), MaxLen(500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeQuiz(Strict):
    """Answer the quiz of a session: the place of the chosen answer for each question."""

    kind: Literal["take-quiz"] = "take-quiz"
    training: UUID
    subject: Line
    answers: Annotated[tuple[int, ...], MinLen(1), MaxLen(30)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTraining(Strict):
    """Call a session off; it counts nowhere from then on, and stays readable."""

    kind: Literal["cancel-training"] = "cancel-training"
    training: UUID
    reason: Text


TrainingStep = PlanTraining | SignInTraining | ListAttendance | TakeQuiz | CancelTraining
