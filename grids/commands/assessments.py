"""Assessments: open, score, self-assess, appeal, answer, decide, withdraw the decision, cancel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen

from grids.commands.circulars import Attachments
from grids.units import Line, Note, Strict, Text

Points = Annotated[float, Ge(0), Le(1000)]
"""Points of a standard or a score; two decimals count."""
Percent = Annotated[float, Ge(0), Le(100)]


class ObjectKind(StrEnum):
    """What is assessed. Source: 武政办发〔2013〕20号 四-7 (各地、各部门及相关企业)."""

    TOWN = "town"
    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"


class HonourKind(StrEnum):
    """Who is honoured. Source: 武政办发〔2013〕20号 四-8 (先进镇、部门、企业及其先进个人)."""

    TOWN = "town"
    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Automatic(Strict):
    """An indicator that gives the points: all at one share, none at the other, in between by the straight line."""

    indicator: Line
    full_at: Percent
    none_at: Percent


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentItem(Strict):
    """One item of a standard: counted by an indicator, or scored by the district from evidence."""

    key: Line
    text: Text
    text_en: Note = ""
    points: Points
    evidence: Note = ""
    """What the office shows for an item that is scored by hand."""
    automatic: Automatic | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour(Strict):
    """A town, department, enterprise or person that is named as advanced; a person with the unit."""

    honour_kind: HonourKind
    name: Line
    unit: Annotated[str, MaxLen(200)] = ""
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Criticism(Strict):
    """What an assessed object is criticised for, and by when it is put right."""

    sheet: UUID
    reason: Text
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAssessment(Strict):
    """Open an assessment of these objects over a period; its standard stands from then on."""

    kind: Literal["open-assessment"] = "open-assessment"
    assessment: UUID
    title: Line
    object_kind: ObjectKind
    objects: Annotated[tuple[Line, ...], MinLen(1), MaxLen(500)]
    period_first: date
    period_last: date
    pass_percent: Annotated[int, Ge(1), Le(100)]
    source: Note = ""
    items: Annotated[tuple[AssessmentItem, ...], MaxLen(100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreAssessment(Strict):
    """Score an item that no indicator counts; a later score follows the first, which stays."""

    kind: Literal["score-assessment"] = "score-assessment"
    sheet: UUID
    item: Line
    entry: UUID
    points: Points
    reason: Note = ""
    attachments: Attachments = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessOwnWork(Strict):
    """Say what the own office gives itself on an item, and why. Source: 常安〔2016〕21号 一(二)."""

    kind: Literal["assess-own-work"] = "assess-own-work"
    sheet: UUID
    item: Line
    entry: UUID
    points: Points
    reason: Text
    attachments: Attachments = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAssessment(Strict):
    """Ask for another score of an item of the own sheet, with a reason."""

    kind: Literal["appeal-assessment"] = "appeal-assessment"
    appeal: UUID
    sheet: UUID
    item: Line
    reason: Text
    attachments: Attachments = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAppeal(Strict):
    """Accept an appeal with new points, or refuse it with a reason."""

    kind: Literal["answer-appeal"] = "answer-appeal"
    appeal: UUID
    accepted: bool
    points: Points | None = None
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideAssessment(Strict):
    """Decide an assessment: sheets stand still, honours and criticism are named."""

    kind: Literal["decide-assessment"] = "decide-assessment"
    assessment: UUID
    decision: UUID
    opinion: Note = ""
    honours: Annotated[tuple[Honour, ...], MaxLen(200)] = ()
    criticisms: Annotated[tuple[Criticism, ...], MaxLen(200)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAssessment(Strict):
    """Withdraw a decision with a reason; it stays in the history, and the assessment is open again."""

    kind: Literal["withdraw-assessment"] = "withdraw-assessment"
    assessment: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAssessment(Strict):
    """Call an open assessment off with a reason."""

    kind: Literal["cancel-assessment"] = "cancel-assessment"
    assessment: UUID
    reason: Text


AssessmentStep = (
    OpenAssessment
    | ScoreAssessment
    | AssessOwnWork
    | AppealAssessment
    | AnswerAppeal
    | DecideAssessment
    | WithdrawAssessment
    | CancelAssessment
)
