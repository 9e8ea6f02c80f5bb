"""Visits: arrive and leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen

from grids.commands.terms import AnswerResult, Fix, Photos, VisitKind, VisitOutcome
from grids.units import Line, Note, Sha256, Strict


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Strict):
    """One checklist item that was not simply in order."""

    item: Line
    result: AnswerResult
    remark: Note = ""
    hazard: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartVisit(Strict):
    """Arrive at an enterprise; presence is recorded and never a wall."""

    kind: Literal["start-visit"] = "start-visit"
    visit: UUID
    enterprise: UUID
    visit_kind: VisitKind = VisitKind.PATROL
    started_at: datetime
    fix: Fix | None = None
    away_reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishVisit(Strict):
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


VisitStep = StartVisit | FinishVisit
