"""Hazards: every step of a hazard's life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.commands.stops import ApplyResume, DecideResume, OrderMeasure, ProposeMeasure
from grids.commands.terms import Evaluation, Fix, Forced, HazardLevel, Milestones, Photo, Photos
from grids.units import Count, Line, Note, Strict, Text, Yuan

Criteria = Annotated[tuple[Line, ...], MaxLen(10)]
"""Which criteria of major hazards are met: ids of the catalogue, or words where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHazard(Strict):
    """Put a hazard on the list, with its place."""

    kind: Literal["record-hazard"] = "record-hazard"
    hazard: UUID
    enterprise: UUID
    visit: UUID | None = None
    found_at: datetime
    place: Line
    description: Text
    category: Line
    level: HazardLevel = HazardLevel.GENERAL
    fix: Fix | None = None
    photos: Photos = ()
    check_item: Line | None = None
    criteria: Criteria = ()
    suggestion: Note = ""
    interim_measures: Note = ""
    due_on: date | None = None
    responsible: Note = ""
    spot_check: UUID | None = None
    """The enterprise of a spot check at which it was found: what the self-report had missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RectifyOnTheSpot(Strict):
    """Show before and after in the same visit and strike the hazard off at once."""

    kind: Literal["rectify-on-the-spot"] = "rectify-on-the-spot"
    hazard: UUID
    photos: Annotated[tuple[Photo, ...], MinLen(1), MaxLen(12)]
    done: Text
    done_by: Line
    done_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHazard(Strict):
    """Decide in triage that the hazard stands: level, who is competent, by when."""

    kind: Literal["open-hazard"] = "open-hazard"
    hazard: UUID
    level: HazardLevel
    due_on: date
    suggestion: Note = ""
    interim_measures: Note = ""
    expected_version: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectHazard(Strict):
    """Decide in triage that there is no hazard; the reporter is told why."""

    kind: Literal["reject-hazard"] = "reject-hazard"
    hazard: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeHazard(Strict):
    """Decide that two entries are one hazard; the master goes on."""

    kind: Literal["merge-hazard"] = "merge-hazard"
    hazard: UUID
    master: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferHazard(Strict):
    """Offer the hazard to the body that is competent; it must sign."""

    kind: Literal["transfer-hazard"] = "transfer-hazard"
    hazard: UUID
    to_area: int
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTransfer(Strict):
    """Sign for a transferred hazard."""

    kind: Literal["accept-transfer"] = "accept-transfer"
    hazard: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTransfer(Strict):
    """Send a transferred hazard back with a reason."""

    kind: Literal["return-transfer"] = "return-transfer"
    hazard: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLevel(Strict):
    """Raise or lower the level of a hazard, naming the criteria."""

    kind: Literal["change-level"] = "change-level"
    hazard: UUID
    level: HazardLevel
    reason: Text
    criteria: Criteria = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidHazard(Strict):
    """Take a wrong entry off the figures; it stays readable."""

    kind: Literal["void-hazard"] = "void-hazard"
    hazard: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenHazard(Strict):
    """Open a closed hazard again: it came back, or the work was not done."""

    kind: Literal["reopen-hazard"] = "reopen-hazard"
    hazard: UUID
    reason: Text
    due_on: date
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPlan(Strict):
    """Hand in the three-part report and six-part plan of a major hazard.

    Report: status and causes, degree of harm and difficulty, the plan. Plan: goals, methods, funds, responsible,
    time limit, emergency measures. Missing parts are refused by name (grids/major_hazards.py).
    """

    kind: Literal["submit-plan"] = "submit-plan"
    hazard: UUID
    causes: Note = ""
    harm: Note = ""
    goals: Note = ""
    methods: Note = ""
    funds: Note = ""
    funds_yuan: Yuan | None = None
    responsible: Note = ""
    responsible_person: Note = ""
    time_limit: Note = ""
    milestones: Milestones = ()
    interim_measures: Note = ""
    emergency_measures: Note = ""
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlan(Strict):
    """Approve the plan of a major hazard, with the day of each milestone, or send it back."""

    kind: Literal["review-plan"] = "review-plan"
    hazard: UUID
    approved: bool
    opinion: Text
    due_on: date | None = None
    milestones: Milestones = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExtension(Strict):
    """Ask the issuer for a later date, before the present one."""

    kind: Literal["request-extension"] = "request-extension"
    hazard: UUID
    new_due_on: date
    reason: Text
    interim_measures: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideExtension(Strict):
    """Grant or refuse a later date; the original date stays for statistics."""

    kind: Literal["decide-extension"] = "decide-extension"
    hazard: UUID
    granted: bool
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRectification(Strict):
    """Report one hazard rectified, with photos of the same spot."""

    kind: Literal["submit-rectification"] = "submit-rectification"
    hazard: UUID
    done: Text
    done_on: date
    done_by: Line
    photos: Annotated[tuple[Photo, ...], MinLen(1), MaxLen(12)]
    funds_actual: Yuan | None = None
    evaluation: Evaluation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinspectHazard(Strict):
    """Judge one rectified hazard on the spot: struck off, or back to the enterprise."""

    kind: Literal["reinspect-hazard"] = "reinspect-hazard"
    hazard: UUID
    passed: bool
    opinion: Text
    inspected_at: datetime
    visit: UUID | None = None
    second_inspector: UUID | None = None
    new_due_on: date | None = None
    photos: Photos = ()
    fix: Fix | None = None
    expected_version: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckClosing(Strict):
    """Judge on the spot whether a closed hazard of the sample is truly gone; a false closing opens it again."""

    kind: Literal["check-closing"] = "check-closing"
    hazard: UUID
    confirmed: bool
    opinion: Text
    checked_at: datetime
    photos: Photos = ()
    fix: Fix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideOverdue(Strict):
    """Decide what must follow where a hazard is long overdue: a case, a later date, or void."""

    kind: Literal["decide-overdue"] = "decide-overdue"
    hazard: UUID
    decision: Forced
    reason: Text
    new_due_on: date | None = None
    case_no: Note = ""


HazardStep = (
    RecordHazard
    | RectifyOnTheSpot
    | OpenHazard
    | RejectHazard
    | MergeHazard
    | TransferHazard
    | AcceptTransfer
    | ReturnTransfer
    | ChangeLevel
    | VoidHazard
    | ReopenHazard
    | SubmitPlan
    | ReviewPlan
    | RequestExtension
    | DecideExtension
    | SubmitRectification
    | ReinspectHazard
    | CheckClosing
    | DecideOverdue
    | ProposeMeasure
    | OrderMeasure
    | ApplyResume
    | DecideResume
)
