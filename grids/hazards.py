"""What a hazard is: its states, its facts, and which step may follow which state.

Source: docs/rules.md 3.1. `pwa/src/domain/hazards.ts` holds the same table; tests/scenarios/hazard_life.json
keeps the two in step. What a step does is in hazard_life.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids.commands import HazardLevel, ListLevel, Stop
from grids.errors import Conflict, Refusal
from grids.permissions import Person, Role


class State(StrEnum):
    """Where a hazard stands. Overdue, listed, on the spot are flags, never states."""

    REPORTED = "reported"
    OPEN = "open"
    RECTIFYING = "rectifying"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    TRANSFER_PENDING = "transfer_pending"
    PLAN_REVIEW = "plan_review"
    INVALID = "invalid"
    MERGED = "merged"
    VOID = "void"


class Source(StrEnum):
    """Who found it; decides who may close it."""

    GRID = "grid"
    INSPECTION = "inspection"
    SELF_CHECK = "self_check"
    TOWN = "town"
    DEPARTMENT = "department"
    SPOT_CHECK = "spot_check"
    REPORT = "report"
    """The public or an employee told of it, and the office found it true. Source: docs/rules.md 3.1, path P7."""


class HazardEvent(StrEnum):
    """What happened, in the past tense; one row of the chain each."""

    IMPORTED = "hazard-imported"
    """Taken over from another system with the state it had there; nobody's act."""
    REPORTED = "hazard-reported"
    OPENED = "hazard-opened"
    RECTIFIED_ON_THE_SPOT = "hazard-rectified-on-the-spot"
    REJECTED = "hazard-rejected"
    MERGED = "hazard-merged"
    TRANSFER_OFFERED = "transfer-offered"
    TRANSFER_ACCEPTED = "transfer-accepted"
    TRANSFER_RETURNED = "transfer-returned"
    LEVEL_CHANGED = "level-changed"
    VOIDED = "hazard-voided"
    REOPENED = "hazard-reopened"
    NOTICE_ISSUED = "notice-issued"
    ACKNOWLEDGED = "notice-acknowledged"
    PLAN_SUBMITTED = "plan-submitted"
    PLAN_APPROVED = "plan-approved"
    PLAN_RETURNED = "plan-returned"
    EXTENSION_REQUESTED = "extension-requested"
    EXTENSION_GRANTED = "extension-granted"
    EXTENSION_REFUSED = "extension-refused"
    RECTIFIED = "rectification-submitted"
    PASSED = "reinspection-passed"
    FAILED = "reinspection-failed"
    MEASURE_PROPOSED = "measure-proposed"
    MEASURE_ORDERED = "measure-ordered"
    RESUME_APPLIED = "resume-applied"
    RESUME_CONSENTED = "resume-consented"
    RESUME_REFUSED = "resume-refused"
    LISTING_PROPOSED = "listing-proposed"
    LISTING_APPROVED = "listing-approved"
    LISTING_REFUSED = "listing-refused"
    LISTING_RAISE_PROPOSED = "listing-raise-proposed"
    LISTING_RAISED = "listing-raised"
    LISTING_RAISE_REFUSED = "listing-raise-refused"
    LISTING_PROGRESS = "listing-progress"
    DELISTING_APPLIED = "delisting-applied"
    DELISTED = "listing-delisted"
    DELISTING_RETURNED = "delisting-returned"
    LISTING_EXTENDED = "listing-extended"
    LISTING_CLOSED_DOWN = "listing-closed-down"
    CLOSING_CONFIRMED = "closing-confirmed"
    CLOSING_FALSE = "closing-false"
    CASE_FILED = "case-filed"
    EXTENDED_BY_OFFICE = "extended-by-office"


ENDED: Final = frozenset({State.CLOSED, State.INVALID, State.MERGED, State.VOID})
UNRESOLVED: Final = frozenset(State) - ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An offer to another body that has not been signed for."""

    from_area: int | None
    to_area: int
    back_to: State
    sent_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """A hazard as the rules see it."""

    id: UUID
    enterprise: UUID
    state: State
    level: HazardLevel
    source: Source
    found_by: UUID
    found_at: datetime
    due_on: date | None = None
    original_due_on: date | None = None
    photos_before: int = 0
    first_photo_at: datetime | None = None
    interim_measures: str = ""
    competent_area: int | None = None
    transfer: Transfer | None = None
    returns: int = 0
    plan_approved: bool = False
    extension_to: date | None = None
    extensions: int = 0
    fixed_by: UUID | None = None
    fixed_by_name: str | None = None
    submitted_on: date | None = None
    failed_reinspections: int = 0
    on_the_spot: bool = False
    merged_into: UUID | None = None
    closed_by: UUID | None = None
    notice: UUID | None = None
    reopened: int = 0
    stop: Stop = Stop.NONE
    stop_proposed: Stop | None = None
    resume_asked_on: date | None = None
    listed: ListLevel | None = None
    case_no: str | None = None
    version: int = 1

    def is_overdue(self, on: date) -> bool:
        """Tell whether the present date has passed without rectified work. Source: docs/rules.md 3.1, flags."""
        waiting = self.state in {State.OPEN, State.RECTIFYING, State.PLAN_REVIEW}
        return waiting and self.due_on is not None and on > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, in which of the roles that the permission table left."""

    person: Person
    roles: frozenset[Role]
    area: int | None = None
    second: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What happened, and the hazard as it is from now on."""

    event: HazardEvent
    hazard: Hazard


NEXT: Final[dict[str, frozenset[State]]] = {
    "rectify-on-the-spot": frozenset({State.REPORTED, State.OPEN}),
    "open-hazard": frozenset({State.REPORTED}),
    "reject-hazard": frozenset({State.REPORTED}),
    "merge-hazard": frozenset({State.REPORTED, State.OPEN}),
    "transfer-hazard": frozenset({State.REPORTED, State.OPEN}),
    "accept-transfer": frozenset({State.TRANSFER_PENDING}),
    "return-transfer": frozenset({State.TRANSFER_PENDING}),
    "change-level": UNRESOLVED - {State.TRANSFER_PENDING},
    "void-hazard": UNRESOLVED,
    "reopen-hazard": frozenset({State.CLOSED}),
    "issue-notice": frozenset({State.OPEN, State.RECTIFYING}),
    "acknowledge-notice": frozenset({State.OPEN}),
    "submit-plan": frozenset({State.OPEN, State.RECTIFYING}),
    "review-plan": frozenset({State.PLAN_REVIEW}),
    "request-extension": frozenset({State.RECTIFYING}),
    "decide-extension": frozenset({State.RECTIFYING}),
    "submit-rectification": frozenset({State.RECTIFYING}),
    "reinspect-hazard": frozenset({State.SUBMITTED}),
    "propose-measure": UNRESOLVED - {State.TRANSFER_PENDING},
    "order-measure": UNRESOLVED - {State.TRANSFER_PENDING},
    "apply-resume": frozenset({State.SUBMITTED}),
    "decide-resume": frozenset({State.SUBMITTED}),
    "check-closing": frozenset({State.CLOSED}),
    "decide-overdue": frozenset({State.OPEN, State.RECTIFYING, State.PLAN_REVIEW}),
}
"""Step -> the states it may be taken from; the same table is in pwa/src/domain/hazards.ts."""

DECISIONS: Final = frozenset(
    {"open-hazard", "reject-hazard", "merge-hazard", "transfer-hazard", "change-level", "decide-extension"}
)
"""Steps of the competent body: after a transfer was signed for, the receiver's. Source: docs/rules.md 3.1 rows 6, 7."""


def must_follow(now: Hazard, step: str) -> None:
    """Refuse a step that does not follow from the present state; an ended hazard is a conflict told by name."""
    if now.state not in NEXT.get(step, frozenset()):
        refusal = Conflict if now.state in ENDED or step in {"open-hazard", "reinspect-hazard"} else Refusal
        raise refusal("wrong-state", state=now.state.value, step=step)


def followed(now: Hazard, event: HazardEvent, **changes: object) -> Outcome:
    """Return what is so from now on: the hazard with these changes, one version further."""
    after = replace(now, version=now.version + 1, **changes)  # type: ignore[arg-type]
    return Outcome(event=event, hazard=after)


def two_inspectors(actor: Actor) -> None:
    """Refuse what one licensed inspector does alone. Source: 行政处罚法 art 42; docs/rules.md 3.1 row 13."""
    second = actor.second
    licensed = actor.person.licence_no and second is not None and second.licence_no
    if not licensed or second is None or second.id == actor.person.id:
        raise Refusal("second-inspector-needed")


def nothing_stopped(now: Hazard, step: str) -> None:
    """Refuse to end a hazard while a stop is in force: nobody resumes without consent.

    Source: 安全生产法 art 65; docs/rules.md 3.1, path P6.
    """
    if now.stop is not Stop.NONE:
        raise Refusal("stop-in-force", step=step)
