"""What assessments answer, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from grids.assessments import AssessmentState, LineState, Outcome
from grids.commands import HonourKind, ObjectKind
from server.api.circular_answers import AttachedShape, CountedOf
from server.api.shapes import Shape


class AssessmentPeriod(Shape):
    """First and last day, both included."""

    from_: date = Field(alias="from")
    to: date


class AssessmentShort(Shape):
    """An assessment in a list; `passed` once decided, `open_appeals` for district and city."""

    id: UUID
    title: str = Field(examples=["2026年第三季度镇街道考核"])
    object_kind: ObjectKind
    pass_percent: int = Field(examples=[80])
    state: AssessmentState
    district_name: str
    opened_at: datetime
    opened_by_name: str
    sheets: int
    decided_at: datetime | None
    own_sheet: UUID | None
    is_demo: bool
    period: AssessmentPeriod
    open_appeals: int | None
    passed: int | None


class AssessmentList(Shape):
    """A page of assessments."""

    items: list[AssessmentShort]
    next: UUID | None


class InBoth(Shape):
    """A text in both languages."""

    zh: str
    en: str


class AutomaticShape(Shape):
    """The indicator that counts an item, with the shares that give all and no points."""

    indicator: str = Field(examples=["on_time"])
    full_at: float
    none_at: float
    name: InBoth
    formula: InBoth
    facts: str


class AssessmentItemShape(Shape):
    """An item of a standard; without `automatic` the district scores it."""

    key: str
    text: str
    text_en: str
    points: float
    evidence: str
    automatic: AutomaticShape | None


class StandardOffered(Shape):
    """The standard that ships for a kind of object, to be edited before an assessment is opened."""

    object_kind: ObjectKind
    source: str
    pass_percent: int
    items: list[AssessmentItemShape]
    indicators: list[AutomaticOffered]


class AutomaticOffered(Shape):
    """An indicator an item can be counted by; more is better, worse, or neither. The two shares are proposed."""

    indicator: str
    name: InBoth
    is_good: bool | None
    full_at: float
    none_at: float


class AssessedOffice(Shape):
    """An office that can be assessed."""

    object: str = Field(examples=["town:12"])
    name: str


class SummedShape(Shape):
    """The sum of a sheet: numbers as text, two decimals."""

    earned: str = Field(examples=["86.50"])
    possible: str = Field(examples=["100.00"])
    percent: str | None
    outcome: Outcome
    waiting: int
    not_assessable: int


class RankedShape(SummedShape):
    """One object of the ranking; equal shares share a rank."""

    id: UUID
    object: str
    name: str
    enterprise_id: UUID | None
    rank: int | None
    open_appeals: int
    mine: bool


class HonourShape(Shape):
    """Who is honoured, and why."""

    honour_kind: HonourKind
    name: str
    unit: str
    reason: str


class CriticismShape(Shape):
    """Who is criticised, for what, until when."""

    sheet: UUID
    name: str
    reason: str
    due_on: date


class DecisionShape(Shape):
    """The decision that stands."""

    id: UUID
    n: int
    at: datetime
    by_name: str
    opinion: str
    honours: list[HonourShape]
    criticisms: list[CriticismShape]


class WithdrawnShape(Shape):
    """A decision that was withdrawn, with all it said."""

    n: int
    at: datetime
    by_name: str
    opinion: str
    honours: list[HonourShape]
    criticisms: list[CriticismShape]
    withdrawn_at: datetime
    withdrawn_by_name: str
    withdraw_reason: str


class AssessmentWhole(AssessmentShort):
    """An assessment with its standard, the sheets the reader may see, and what was decided."""

    source: str
    cancelled_at: datetime | None
    cancel_reason: str
    items: list[AssessmentItemShape]
    sees_all: bool
    rows: list[RankedShape]
    decision: DecisionShape | None
    history: list[WithdrawnShape]
    criticism_due_days: int = Field(description="Proposed for what is criticised, from today on")
    may: list[str]


class SheetLine(AssessmentItemShape):
    """An item on a sheet: what it got, and the numbers it was counted from."""

    state: LineState
    got: str | None
    counted: str | None
    share: CountedOf | None


class EntryShape(Shape):
    """Points somebody gave an item; the newest of the district counts."""

    id: UUID
    item: str
    of_whom: str
    points: str
    reason: str
    attachments: list[AttachedShape]
    appeal_id: UUID | None
    at: datetime
    by_name: str


class AppealShape(Shape):
    """An appeal and its answer."""

    id: UUID
    item: str
    reason: str
    attachments: list[AttachedShape]
    at: datetime
    by_name: str
    accepted: bool | None
    answer: str
    answered_at: datetime | None
    answered_by_name: str | None
    points: str | None


class SheetWhole(SummedShape):
    """One sheet: lines, who gave what and why, appeals; `question` is what lists the facts of a counted line."""

    id: UUID
    object: str
    name: str
    enterprise_id: UUID | None
    lines: list[SheetLine]
    entries: list[EntryShape]
    appeals: list[AppealShape]
    question: dict[str, Any]
    may: list[str]
    assessment: AssessmentShort
    source: str
    rank: int | None
    ranked: int
    decision: DecisionShape | None


StandardOffered.model_rebuild()
ANSWERS = {
    ("get", "/api/v1/assessments"): AssessmentList,
    ("get", "/api/v1/assessments/objects"): list[AssessedOffice],
    ("get", "/api/v1/assessments/standard"): StandardOffered,
    ("get", "/api/v1/assessments/{id}"): AssessmentWhole,
    ("get", "/api/v1/assessment-sheets/{id}"): SheetWhole,
}
