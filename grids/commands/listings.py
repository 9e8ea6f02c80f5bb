"""Listed supervision: propose, decide, report progress, apply for delisting, accept on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.commands.terms import Acceptance, Evaluation, ListLevel, Photos
from grids.units import Note, Phone, Strict, Text, Yuan

Month = Annotated[str, MinLen(7), MaxLen(7)]
"""A month, written 2026-11."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeListing(Strict):
    """Propose that a level supervises the treatment of a major hazard by name."""

    kind: Literal["propose-listing"] = "propose-listing"
    listing: UUID
    hazard: UUID
    level: ListLevel
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseListing(Strict):
    """Propose that a higher level takes a listed hazard over."""

    kind: Literal["raise-listing"] = "raise-listing"
    listing: UUID
    level: ListLevel
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideListing(Strict):
    """List a hazard, or raise it: who leads, who is responsible, until when; or refuse."""

    kind: Literal["decide-listing"] = "decide-listing"
    listing: UUID
    approved: bool
    opinion: Note = ""
    leader: Note = ""
    responsible_unit: Note = ""
    responsible_person: Note = ""
    responsible_phone: Phone = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress(Strict):
    """Report a month's progress of a listed hazard; a second report of the month takes the first one's place."""

    kind: Literal["report-progress"] = "report-progress"
    listing: UUID
    month: Month
    text: Text
    funds_yuan: Yuan
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyDelisting(Strict):
    """Ask for acceptance of a listed hazard, with the evaluation of the treatment."""

    kind: Literal["apply-delisting"] = "apply-delisting"
    listing: UUID
    summary: Text
    funds_yuan: Yuan
    evaluation: Evaluation
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideDelisting(Strict):
    """Decide after acceptance on the spot: taken off the list, sent back, a later date, or the place is shut down."""

    kind: Literal["decide-delisting"] = "decide-delisting"
    listing: UUID
    outcome: Acceptance
    opinion: Text
    inspected_at: datetime
    new_deadline: date | None = None
    photos: Photos = ()


ListingStep = ProposeListing | RaiseListing | DecideListing | ReportProgress | ApplyDelisting | DecideDelisting
