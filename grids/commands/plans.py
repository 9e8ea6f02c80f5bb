"""Inspection plans of a year: frequency, plan, draw, approval, filing, and conflicts of inspectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen

from grids.commands.grading import GradeOrNone
from grids.units import Line, Note, Revision, Strict, Text

Share = Annotated[float, Ge(0), Le(1)]
Affiliation = Line
Year = Annotated[int, Ge(2000), Le(2100)]
EveryDays = Annotated[int, Ge(1), Le(3660)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeFrequency(Strict):
    """What one grade is owed: a visit and an inspection in so many days, at most so many inspections a year."""

    grade: GradeOrNone
    visit_days: EveryDays
    inspection_days: EveryDays
    cap: Annotated[int, Ge(0), Le(24)]
    checklists: Annotated[tuple[Line, ...], MaxLen(20)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishFrequency(Strict):
    """Let content and frequency by grade hold from a day on, for a class or, without one, for all of a district."""

    kind: Literal["publish-frequency"] = "publish-frequency"
    frequency: UUID
    district: int
    supervision_class: Line | None = None
    title: Line
    grades: Annotated[tuple[GradeFrequency, ...], MinLen(5), MaxLen(5)]
    valid_from: date
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumShare(Strict):
    """How much of a grade is drawn by lot."""

    grade: GradeOrNone
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria(Strict):
    """Who is a key object, and how much of each grade among the others is drawn by lot."""

    key_grades: Annotated[tuple[GradeOrNone, ...], MaxLen(5)] = ("D",)
    key_list: bool = True
    affiliations: Annotated[tuple[Affiliation, ...], MaxLen(10)] = ()
    shares: Annotated[tuple[StratumShare, ...], MaxLen(5)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteInspectionPlan(Strict):
    """Begin the plan of an authority for a year, or write on the draft as it was seen."""

    kind: Literal["write-inspection-plan"] = "write-inspection-plan"
    plan: UUID
    district: int
    authority: Line
    classes: Annotated[tuple[Line, ...], MaxLen(20)] = ()
    year: Year
    title: Line
    criteria: Criteria
    base_revision: Revision = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawInspectionPlan(Strict):
    """Draw objects and inspectors by lot, from a seed of the server's; every draw stays in the record."""

    kind: Literal["draw-inspection-plan"] = "draw-inspection-plan"
    plan: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitInspectionPlan(Strict):
    """Hand a drawn plan in."""

    kind: Literal["submit-inspection-plan"] = "submit-inspection-plan"
    plan: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideInspectionPlan(Strict):
    """Approve a plan, or give it back with a reason; never who wrote or submitted it."""

    kind: Literal["decide-inspection-plan"] = "decide-inspection-plan"
    plan: UUID
    approved: bool
    opinion: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInspectionPlan(Strict):
    """Note with whom and under which number an approved plan is filed."""

    kind: Literal["file-inspection-plan"] = "file-inspection-plan"
    plan: UUID
    number: Line
    filed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateInspectionPlan(Strict):
    """Let a filed plan begin: its inspections become tasks."""

    kind: Literal["activate-inspection-plan"] = "activate-inspection-plan"
    plan: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseInspectionPlan(Strict):
    """End a plan, with what is to be said of what was not done."""

    kind: Literal["close-inspection-plan"] = "close-inspection-plan"
    plan: UUID
    summary: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareConflict(Strict):
    """Declare that an inspector has to keep away from an enterprise."""

    kind: Literal["declare-conflict"] = "declare-conflict"
    conflict: UUID
    inspector: UUID
    enterprise: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EndConflict(Strict):
    """End a declared conflict."""

    kind: Literal["end-conflict"] = "end-conflict"
    conflict: UUID
    reason: Text


PlanStep = (
    PublishFrequency | WriteInspectionPlan | DrawInspectionPlan | SubmitInspectionPlan | DecideInspectionPlan
    | FileInspectionPlan | ActivateInspectionPlan | CloseInspectionPlan | DeclareConflict | EndConflict
)  # fmt: skip
