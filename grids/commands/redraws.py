"""Plans of boundaries: draw, submit, decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from grids.boundaries import BoundaryOp
from grids.units import Line, Note, Revision, Strict, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRedraw(Strict):
    """Begin a plan to redraw the grid units of a district, or of one town of it."""

    kind: Literal["start-redraw"] = "start-redraw"
    redraw: UUID
    district: int
    town: int | None = None
    title: Line
    why: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRedraw(Strict):
    """Change the boundaries of a plan by one step, drawn on the revision that the planner saw."""

    kind: Literal["edit-redraw"] = "edit-redraw"
    redraw: UUID
    base_revision: Revision
    op: BoundaryOp


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoRedraw(Strict):
    """Take the last edit of a plan back."""

    kind: Literal["undo-redraw"] = "undo-redraw"
    redraw: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoRedraw(Strict):
    """Do the edit again that was taken back last."""

    kind: Literal["redo-redraw"] = "redo-redraw"
    redraw: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class RebaseRedraw(Strict):
    """Draw the edits of a plan anew on the grid units as they are today."""

    kind: Literal["rebase-redraw"] = "rebase-redraw"
    redraw: UUID
    base_revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRedraw(Strict):
    """Hand a plan in for approval, with the day from which it is to hold."""

    kind: Literal["submit-redraw"] = "submit-redraw"
    redraw: UUID
    base_revision: Revision
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRedraw(Strict):
    """Approve a plan, from its day on or another, or send it back; on its day it is published by itself."""

    kind: Literal["decide-redraw"] = "decide-redraw"
    redraw: UUID
    approved: bool
    opinion: Note = ""
    effective_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRedraw(Strict):
    """Let an approved plan hold, on the day that was decided: done by the calendar and nobody else."""

    kind: Literal["publish-redraw"] = "publish-redraw"
    redraw: UUID
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRedraw(Strict):
    """Give a plan up before it is published; it stays readable."""

    kind: Literal["withdraw-redraw"] = "withdraw-redraw"
    redraw: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRedraw(Strict):
    """Put a published or withdrawn plan away from the working list."""

    kind: Literal["archive-redraw"] = "archive-redraw"
    redraw: UUID


RedrawStep = (
    StartRedraw
    | EditRedraw
    | UndoRedraw
    | RedoRedraw
    | RebaseRedraw
    | SubmitRedraw
    | DecideRedraw
    | PublishRedraw
    | WithdrawRedraw
    | ArchiveRedraw
)
