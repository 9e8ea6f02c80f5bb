"""Every intention, once: what the phone queues, the wire carries and the door accepts.

Each class is one act of one person. `kind` is its name on the wire; ids are made where the act is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.boundaries import BoundaryOp
from grids.units import (
    Count,
    Latitude,
    Line,
    Longitude,
    Metres,
    Note,
    Phone,
    Revision,
    Seconds,
    Sha256,
    Text,
    Yuan,
)
from grids.units import Strict as _Strict


class HazardLevel(StrEnum):
    """Strictly general or major; local sub-levels are not levels. Source: Order 16 art 3; docs/rules.md 2.4."""

    GENERAL = "general"
    MAJOR = "major"


class VisitKind(StrEnum):
    """A patrol is no inspection. Source: 国办发〔2024〕54号; docs/rules.md 0.1."""

    PATROL = "patrol"
    INSPECTION = "inspection"
    REINSPECTION = "reinspection"


class VisitOutcome(StrEnum):
    """How a visit ended; all but `inspected` and `suspended` question the file. Source: docs/rules.md 3.3."""

    INSPECTED = "inspected"
    CLOSED_DOOR = "closed_door"
    SUSPENDED = "suspended"
    MOVED = "moved"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    NEW_OWNER = "new_owner"
    SEVERAL_UNITS = "several_units"


class AnswerResult(StrEnum):
    """What was seen for one checklist item; unlisted items of a finished visit are `ok`."""

    OK = "ok"
    HAZARD = "hazard"
    NOT_APPLICABLE = "not_applicable"
    NOT_CHECKED = "not_checked"


class NoticeKind(StrEnum):
    """The grid reminds, two licensed inspectors order. Source: docs/rules.md 0.1, 2.5."""

    REMINDER = "reminder"
    RECTIFICATION_ORDER = "rectification_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix(_Strict):
    """A position as the device gave it: WGS-84, 68 % radius in metres, age in seconds when used."""

    lon: Longitude
    lat: Latitude
    radius_m: Metres
    age_s: Seconds = 0
    method: Literal["gps", "map", "qr"] = "gps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo(_Strict):
    """A picture by the hash of its stored bytes, with when and where it was taken."""

    sha256: Sha256
    taken_at: datetime
    fix: Fix | None = None


Photos = Annotated[tuple[Photo, ...], MaxLen(12)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_Strict):
    """One checklist item that was not simply in order."""

    item: Line
    result: AnswerResult
    remark: Note = ""
    hazard: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartVisit(_Strict):
    """Arrive at an enterprise; presence is recorded and never a wall."""

    kind: Literal["start-visit"] = "start-visit"
    visit: UUID
    enterprise: UUID
    visit_kind: VisitKind = VisitKind.PATROL
    started_at: datetime
    fix: Fix | None = None
    away_reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishVisit(_Strict):
    """Leave, with the outcome, the exceptions found and the signature of the person met."""

    kind: Literal["finish-visit"] = "finish-visit"
    visit: UUID
    outcome: VisitOutcome
    finished_at: datetime
    checklist_version: int | None = None
    answers: Annotated[tuple[Answer, ...], MaxLen(400)] = ()
    person_met: Note = ""
    signature: Sha256 | None = None
    second_inspector: UUID | None = None
    remark: Note = ""
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHazard(_Strict):
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
    suggestion: Note = ""
    interim_measures: Note = ""
    due_on: date | None = None
    responsible: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RectifyOnTheSpot(_Strict):
    """Show before and after in the same visit and strike the hazard off at once."""

    kind: Literal["rectify-on-the-spot"] = "rectify-on-the-spot"
    hazard: UUID
    photos: Annotated[tuple[Photo, ...], MinLen(1), MaxLen(12)]
    done: Text
    done_by: Line
    done_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHazard(_Strict):
    """Decide in triage that the hazard stands: level, who is competent, by when."""

    kind: Literal["open-hazard"] = "open-hazard"
    hazard: UUID
    level: HazardLevel
    due_on: date
    suggestion: Note = ""
    interim_measures: Note = ""
    expected_version: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectHazard(_Strict):
    """Decide in triage that there is no hazard; the reporter is told why."""

    kind: Literal["reject-hazard"] = "reject-hazard"
    hazard: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeHazard(_Strict):
    """Decide that two entries are one hazard; the master goes on."""

    kind: Literal["merge-hazard"] = "merge-hazard"
    hazard: UUID
    master: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferHazard(_Strict):
    """Offer the hazard to the body that is competent; it must sign."""

    kind: Literal["transfer-hazard"] = "transfer-hazard"
    hazard: UUID
    to_area: int
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTransfer(_Strict):
    """Sign for a transferred hazard."""

    kind: Literal["accept-transfer"] = "accept-transfer"
    hazard: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTransfer(_Strict):
    """Send a transferred hazard back with a reason."""

    kind: Literal["return-transfer"] = "return-transfer"
    hazard: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLevel(_Strict):
    """Raise or lower the level of a hazard, naming the criteria."""

    kind: Literal["change-level"] = "change-level"
    hazard: UUID
    level: HazardLevel
    reason: Text
    criteria: Annotated[tuple[Line, ...], MaxLen(10)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidHazard(_Strict):
    """Take a wrong entry off the figures; it stays readable."""

    kind: Literal["void-hazard"] = "void-hazard"
    hazard: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenHazard(_Strict):
    """Open a closed hazard again: it came back, or the work was not done."""

    kind: Literal["reopen-hazard"] = "reopen-hazard"
    hazard: UUID
    reason: Text
    due_on: date
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeItem(_Strict):
    """One hazard on a notice: what to do by when."""

    hazard: UUID
    due_on: date
    demand: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueNotice(_Strict):
    """Tell an enterprise, on a numbered paper, what to rectify by when."""

    kind: Literal["issue-notice"] = "issue-notice"
    notice: UUID
    enterprise: UUID
    notice_kind: NoticeKind
    items: Annotated[tuple[NoticeItem, ...], MinLen(1), MaxLen(100)]
    second_inspector: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeNotice(_Strict):
    """Sign for a notice and say who will do what."""

    kind: Literal["acknowledge-notice"] = "acknowledge-notice"
    notice: UUID
    signed_by: Line
    phone: Phone = ""
    intention: Note = ""
    funds_planned: Yuan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeNoticeLink(_Strict):
    """Make the link and the QR code of a notice stop working."""

    kind: Literal["revoke-notice-link"] = "revoke-notice-link"
    notice: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPlan(_Strict):
    """Hand in the three-part report and six-part plan of a major hazard."""

    kind: Literal["submit-plan"] = "submit-plan"
    hazard: UUID
    causes: Text
    harm: Text
    goals: Text
    methods: Text
    funds: Text
    responsible: Text
    time_limit: Text
    emergency_measures: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlan(_Strict):
    """Approve the plan of a major hazard or send it back."""

    kind: Literal["review-plan"] = "review-plan"
    hazard: UUID
    approved: bool
    opinion: Text
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExtension(_Strict):
    """Ask the issuer for a later date, before the present one."""

    kind: Literal["request-extension"] = "request-extension"
    hazard: UUID
    new_due_on: date
    reason: Text
    interim_measures: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideExtension(_Strict):
    """Grant or refuse a later date; the original date stays for statistics."""

    kind: Literal["decide-extension"] = "decide-extension"
    hazard: UUID
    granted: bool
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRectification(_Strict):
    """Report one hazard rectified, with photos of the same spot."""

    kind: Literal["submit-rectification"] = "submit-rectification"
    hazard: UUID
    done: Text
    done_on: date
    done_by: Line
    photos: Annotated[tuple[Photo, ...], MinLen(1), MaxLen(12)]
    funds_actual: Yuan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinspectHazard(_Strict):
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
class VerifyPosition(_Strict):
    """Stand at the enterprise and fix where it is."""

    kind: Literal["verify-position"] = "verify-position"
    enterprise: UUID
    fix: Fix
    verified_at: datetime
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeChange(_Strict):
    """Propose another value for fields of an enterprise's file, with the evidence."""

    kind: Literal["propose-change"] = "propose-change"
    change: UUID
    enterprise: UUID
    visit: UUID | None = None
    reason: Text
    fields: Annotated[dict[Line, Note], MaxLen(40)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideChange(_Strict):
    """Accept or decline a proposed change of a file."""

    kind: Literal["decide-change"] = "decide-change"
    change: UUID
    accepted: bool
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignUnit(_Strict):
    """Put an enterprise into a grid unit by hand, for a stated reason; null lets the point decide again."""

    kind: Literal["assign-unit"] = "assign-unit"
    enterprise: UUID
    unit: int | None
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRedraw(_Strict):
    """Begin a plan to redraw the grid units of a district, or of one town of it."""

    kind: Literal["start-redraw"] = "start-redraw"
    redraw: UUID
    district: int
    town: int | None = None
    title: Line
    why: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRedraw(_Strict):
    """Change the boundaries of a plan by one step, drawn on the revision that the planner saw."""

    kind: Literal["edit-redraw"] = "edit-redraw"
    redraw: UUID
    base_revision: Revision
    op: BoundaryOp


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoRedraw(_Strict):
    """Take the last edit of a plan back."""

    kind: Literal["undo-redraw"] = "undo-redraw"
    redraw: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoRedraw(_Strict):
    """Do the edit again that was taken back last."""

    kind: Literal["redo-redraw"] = "redo-redraw"
    redraw: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class RebaseRedraw(_Strict):
    """Draw the edits of a plan anew on the grid units as they are today."""

    kind: Literal["rebase-redraw"] = "rebase-redraw"
    redraw: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRedraw(_Strict):
    """Hand a plan in for approval, with the day from which it is to hold."""

    kind: Literal["submit-redraw"] = "submit-redraw"
    redraw: UUID
    base_revision: Revision
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRedraw(_Strict):
    """Approve a plan, from its day on or another, or send it back; on its day it is published by itself."""

    kind: Literal["decide-redraw"] = "decide-redraw"
    redraw: UUID
    approved: bool
    opinion: Note = ""
    effective_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRedraw(_Strict):
    """Give a plan up before it is published; it stays readable."""

    kind: Literal["withdraw-redraw"] = "withdraw-redraw"
    redraw: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRedraw(_Strict):
    """Put a published or withdrawn plan away from the working list."""

    kind: Literal["archive-redraw"] = "archive-redraw"
    redraw: UUID


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
)
VisitStep = StartVisit | FinishVisit
NoticeStep = IssueNotice | AcknowledgeNotice | RevokeNoticeLink
EnterpriseStep = VerifyPosition | ProposeChange | DecideChange | AssignUnit
RedrawStep = (
    StartRedraw
    | EditRedraw
    | UndoRedraw
    | RedoRedraw
    | RebaseRedraw
    | SubmitRedraw
    | DecideRedraw
    | WithdrawRedraw
    | ArchiveRedraw
)
Command = HazardStep | VisitStep | NoticeStep | EnterpriseStep | RedrawStep
