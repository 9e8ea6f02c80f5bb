"""Grading: write and publish a method, order a run, approve what it proposes, change a grade by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen

from grids.grading_methods import Method
from grids.units import Line, Note, Revision, Strict, Text

GradeOrNone = Literal["A", "B", "C", "D", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteGradingMethod(Strict):
    """Begin a version of a grading method, or write on the draft as it was seen; without a class it is for all."""

    kind: Literal["write-grading-method"] = "write-grading-method"
    method: UUID
    district: int
    supervision_class: Line | None = None
    title: Line
    body: Method
    base_revision: Revision = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishGradingMethod(Strict):
    """Let a version hold from a day on; it takes the place of the one before."""

    kind: Literal["publish-grading-method"] = "publish-grading-method"
    method: UUID
    base_revision: Revision
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawGradingMethod(Strict):
    """Give a draft up; it stays readable."""

    kind: Literal["withdraw-grading-method"] = "withdraw-grading-method"
    method: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderGrading(Strict):
    """Have the enterprises of a district, or of one class of it, graded as of today; only those due, if so asked."""

    kind: Literal["order-grading"] = "order-grading"
    run: UUID
    district: int
    supervision_class: Line | None = None
    only_due: bool = False
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveGrades(Strict):
    """Approve what a run proposes: all of it, these grades, or these enterprises."""

    kind: Literal["approve-grades"] = "approve-grades"
    run: UUID
    grades: Annotated[tuple[GradeOrNone, ...], MaxLen(5)] = ()
    enterprises: Annotated[tuple[UUID, ...], MaxLen(2000)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGrade(Strict):
    """Give an enterprise another grade than the method does, for a stated reason; `none` takes the grade away."""

    kind: Literal["change-grade"] = "change-grade"
    enterprise: UUID
    grade: GradeOrNone
    reason: Text


GradingStep = (
    WriteGradingMethod | PublishGradingMethod | WithdrawGradingMethod | OrderGrading | ApproveGrades | ChangeGrade
)
