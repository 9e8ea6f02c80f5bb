"""Outlines from a file: begin, work the faults off, hand the clean units in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.surveys import FaultKind, Remedy
from grids.units import Line, Metres, Note, Revision, Sha256, Strict, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSurvey(Strict):
    """Begin to work on a file that was read: whose bytes have this hash, in the coordinate system that was named."""

    kind: Literal["start-survey"] = "start-survey"
    survey: UUID
    file_name: Line
    sha256: Sha256
    crs: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleFaults(Strict):
    """Settle faults alike, as a person decided."""

    kind: Literal["settle-faults"] = "settle-faults"
    survey: UUID
    base_revision: Revision
    faults: Annotated[tuple[Line, ...], MinLen(1), MaxLen(2000)]
    remedy: Remedy
    taker: Line | None = None
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSuggestions(Strict):
    """Settle open faults as suggested: those that have one answer, or with `up_to_m` all that are no wider."""

    kind: Literal["take-suggestions"] = "take-suggestions"
    survey: UUID
    base_revision: Revision
    kinds: Annotated[tuple[FaultKind, ...], MaxLen(10)] = ()
    up_to_m: Metres | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoSurvey(Strict):
    """Take the last step on the list back."""

    kind: Literal["undo-survey"] = "undo-survey"
    survey: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoSurvey(Strict):
    """Take the step again that was taken back last."""

    kind: Literal["redo-survey"] = "redo-survey"
    survey: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInSurvey(Strict):
    """Hand the clean units of a district in: they become a plan of boundaries that is drawn on, submitted, decided."""

    kind: Literal["hand-in-survey"] = "hand-in-survey"
    survey: UUID
    base_revision: Revision
    district: int
    redraw: UUID
    title: Line
    why: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropSurvey(Strict):
    """Put a survey away."""

    kind: Literal["drop-survey"] = "drop-survey"
    survey: UUID
    reason: Text


SurveyStep = StartSurvey | SettleFaults | TakeSuggestions | UndoSurvey | RedoSurvey | HandInSurvey | DropSurvey
