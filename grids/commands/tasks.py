"""Tasks: make them, hand them out, take them, give them back, waive, review, merge, and the order of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.units import Line, Note, Strict, Text


class Basis(StrEnum):
    """Why there is a task. Source: docs/rules.md 3.8 (basis), 2.7 (what is not within the cap)."""

    FLOOR = "floor"
    PLAN = "plan"
    CAMPAIGN = "campaign"
    REPORT = "report"
    TRANSFER = "transfer"
    ACCIDENT = "accident"
    MAJOR_HAZARD = "major_hazard"
    REINSPECTION = "reinspection"
    ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTasks(Strict):
    """Have the tasks of a district made, balanced and ordered now and not only at night."""

    kind: Literal["order-tasks"] = "order-tasks"
    run: UUID
    district: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderInspection(Strict):
    """Set an inspection outside of the plan, for a stated reason; beyond the cap only for one that is not counted."""

    kind: Literal["order-inspection"] = "order-inspection"
    task: UUID
    enterprise: UUID
    authority: Line
    basis: Basis
    reason: Text
    due_on: date
    officer: UUID
    second: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask(Strict):
    """Hand a task to somebody who may do it; an inspection to two."""

    kind: Literal["assign-task"] = "assign-task"
    task: UUID
    officer: UUID
    second: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTask(Strict):
    """Take a task that was handed to oneself."""

    kind: Literal["accept-task"] = "accept-task"
    task: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTask(Strict):
    """Give a task back, with the reason; who hands out tasks hands it to somebody else."""

    kind: Literal["return-task"] = "return-task"
    task: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveTask(Strict):
    """Let a task go, with the reason; the next one counts from its due day."""

    kind: Literal["waive-task"] = "waive-task"
    task: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTask(Strict):
    """Accept what an inspection brought, or send it back to be done again."""

    kind: Literal["review-task"] = "review-task"
    task: UUID
    accepted: bool
    opinion: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeTasks(Strict):
    """Make one visit of inspections of several authorities at one enterprise."""

    kind: Literal["merge-tasks"] = "merge-tasks"
    task: UUID
    others: Annotated[tuple[UUID, ...], MinLen(1), MaxLen(20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDay(Strict):
    """Take the visits of a day in an order of one's own."""

    kind: Literal["order-day"] = "order-day"
    day: date
    tasks: Annotated[tuple[UUID, ...], MinLen(1), MaxLen(100)]


TaskStep = (
    OrderTasks | OrderInspection | AssignTask | AcceptTask | ReturnTask | WaiveTask | ReviewTask | MergeTasks | OrderDay
)
