"""What plans, tasks, routes and campaigns answer, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from grids.commands.tasks import Basis
from grids.plans import PlanState
from grids.tasks import TaskKind, TaskState
from server.api.shapes import LonLat, Shape

GradeName = Literal["A", "B", "C", "D", "none"]


class PlanShape(Shape):
    """A plan of inspections, with how much is planned and done."""

    id: UUID
    district_id: int
    district: str
    authority: str = Field(examples=["示范区应急管理局"])
    classes: list[str] = Field(description="Empty: the whole district")
    year: int = Field(examples=[2026])
    title: str
    state: PlanState
    revision: int
    draws: int
    drawn_on_revision: int | None
    criteria: dict[str, Any]
    number: str | None = Field(description="Under which it is filed")
    filed_on: date | None
    opinion: str
    summary: str
    submitted_at: datetime | None
    decided_at: datetime | None
    activated_at: datetime | None
    closed_at: datetime | None
    is_demo: bool
    author_name: str
    submitted_by_name: str | None
    decided_by_name: str | None
    planned: int = Field(description="Inspections")
    enterprises: int
    key: int = Field(description="Enterprises that are key objects")
    random: int = Field(description="Drawn by lot")
    due: int
    done: int
    overdue: int
    may: list[str]


class CapacityShape(Shape):
    """What the inspectors can do in the days that are left."""

    inspectors: int
    pairs: int
    working_days: int
    inspections: int


class MonthShape(Shape):
    """How many inspections of a kind lie in a month."""

    month: int
    how: Literal["key", "random", "added"]
    n: int


class PlanStratumShape(Shape):
    """How many were drawn of a stratum."""

    stratum: str
    n: int


class InspectorLoad(Shape):
    """How many inspections an inspector was drawn for."""

    id: UUID
    name: str
    objects: int


class DrawHead(Shape):
    """One draw of a plan; all are kept."""

    number: int
    seed: str
    at: datetime
    by_name: str
    drawn: int
    objects: int
    conflicts: int


class PlanChangeShape(Shape):
    """A change of a plan: asked for, then decided by somebody else."""

    id: UUID
    op: Literal["add", "drop", "move"]
    enterprise_id: UUID
    enterprise: str
    turn: int | None
    month: int | None
    reason: str
    at: datetime
    by_name: str
    approved: bool | None = Field(description="Empty: not decided")
    opinion: str
    decided_by_name: str | None
    decided_at: datetime | None
    may: list[str]


class PlanWhole(PlanShape):
    """A plan with what it rests on."""

    capacity: CapacityShape
    working_days: list[int] = Field(
        description="By month, from when it began, or of the days that are left", min_length=12, max_length=12
    )
    share_of_days: float
    visits_a_pair_day: float
    months: list[MonthShape]
    strata: list[PlanStratumShape]
    inspectors: list[InspectorLoad]
    draws_kept: list[DrawHead]
    changes: list[PlanChangeShape] = Field(description="What waits first, then the latest")
    changes_total: int


class PlanObjectShape(Shape):
    """One inspection of a plan."""

    enterprise_id: UUID
    enterprise: str
    grade: GradeName
    supervision_class: str
    town: str | None
    turn: int
    how: Literal["key", "random", "added"]
    why: list[str]
    stratum: str
    month: int
    officer_id: UUID
    officer: str
    second_id: UUID
    second: str
    task_id: UUID | None
    state: TaskState | None


class PlanObjects(Shape):
    """A page of them."""

    items: list[PlanObjectShape]
    total: int


class DrawWhole(Shape):
    """A draw with everything it was made from."""

    plan_id: UUID
    number: int
    seed: str
    at: datetime
    frame: dict[str, Any] = Field(description="objects: stratum by id; key: turns by id; inspectors; conflicts; shares")
    result: list[Any] = Field(description="[object, turn, key or random, stratum, inspector, inspector, month]")
    same: bool = Field(description="Whether repeating it from seed and frame gives the same")


class GradeRuleShape(Shape):
    """What a grade is owed."""

    grade: GradeName
    visit_days: int
    inspection_days: int
    cap: int
    checklists: list[str]


class FrequencyShape(Shape):
    """Content and frequency as published."""

    id: UUID
    district_id: int
    district: str
    supervision_class: str | None
    title: str
    grades: list[GradeRuleShape]
    valid_from: date
    reason: str
    by_name: str
    is_demo: bool


class Frequencies(Shape):
    """What was published, and what holds where nothing was."""

    default: list[GradeRuleShape]
    uncounted: list[Basis] = Field(description="Reasons for which an inspection is not within the cap")
    published: list[FrequencyShape]


class ConflictShape(Shape):
    """An inspector keeps away from an enterprise."""

    id: UUID
    person_id: UUID
    person: str
    enterprise_id: UUID
    enterprise: str
    reason: str
    at: datetime
    ended_at: datetime | None
    end_reason: str | None


class ConflictList(Shape):
    """Conflicts, the standing ones first; `total` may be more than are listed."""

    items: list[ConflictShape]
    total: int


class TaskCount(Shape):
    """How many tasks: due ones, done ones of these, and what is counted beside."""

    due: int
    done: int
    waiting: int
    in_time: int
    late: int
    overdue: int
    unassigned: int
    review: int
    waived: int
    merged: int
    minutes: int = Field(description="Of those that wait")


class TaskFigureRow(TaskCount):
    """One grade, class, officer, town, month or authority."""

    key: str | None
    name: str | None


class TaskFigures(Shape):
    """Tasks of a period, in all and by row."""

    by: str
    today: date
    total: TaskCount
    rows: list[TaskFigureRow]


class TaskReturnShape(Shape):
    """Who handed a task back, when and why."""

    by: str
    at: datetime
    reason: str


class TaskShape(Shape):
    """A visit or an inspection that is owed."""

    id: UUID
    kind: TaskKind
    basis: Basis
    authority: str
    state: TaskState
    window_from: date
    due_on: date
    finished_on: date | None
    day: date | None
    place_no: int | None
    minutes: int
    overdue: bool
    enterprise_id: UUID
    enterprise: str
    address: str
    grade: GradeName
    supervision_class: str
    town_id: int | None
    town: str | None
    unit_id: int | None
    unit: str | None
    officer_id: UUID | None
    officer: str | None
    second_id: UUID | None
    second: str | None
    plan_id: UUID | None
    plan: str | None
    visit_id: UUID | None
    merged_into: UUID | None
    reason: str
    returns: list[TaskReturnShape]
    counted: bool
    point: LonLat | None
    may: list[str]


class TaskList(Shape):
    """A page of tasks."""

    items: list[TaskShape]
    total: int


class PlanAbleShape(Shape):
    """Somebody who may do a task."""

    id: UUID
    name: str
    minutes: int = Field(description="Of the tasks that wait for them")


class CombinedTask(Shape):
    """One of several inspections at an enterprise."""

    id: UUID
    authority: str
    due_on: date
    officer: str | None


class CombinedShape(Shape):
    """Inspections that one visit would do for."""

    enterprise_id: UUID
    enterprise: str
    tasks: list[CombinedTask]


class TaskRunShape(Shape):
    """One making of tasks."""

    id: UUID
    district_id: int
    district: str
    state: Literal["waiting", "running", "done", "failed"]
    seed: str
    at: datetime
    finished_at: datetime | None
    counts: dict[str, float] | None


class RouteStop(Shape):
    """One visit of a day."""

    id: UUID
    enterprise_id: UUID
    kind: TaskKind
    due_on: date
    state: TaskState


class DayShape(Shape):
    """One day in its order; `metres` between its first and last visit, detour included."""

    day: date
    metres: int
    minutes: int
    own_order: bool
    tasks: list[RouteStop]


class CarriedDay(Shape):
    """One day as a phone carries it."""

    day: date
    metres: int
    stops: list[UUID] = Field(description="Enterprises in their order")


class OfficerDays(Shape):
    """What an officer has laid out."""

    officer_id: UUID
    officer: str
    days: int
    metres: float
    minutes: float
    least: float
    most: float
    tasks: int
    first_day: date


class CampaignCount(Shape):
    """So many of so many."""

    n: int
    d: int


class CampaignShape(Shape):
    """A campaign with what it counts."""

    id: UUID
    district_id: int
    district: str
    title: str
    first: date
    last: date
    classes: list[str]
    grades: list[GradeName]
    tags: list[str]
    categories: list[str]
    ended_on: date | None
    end_reason: str | None
    is_demo: bool
    figures: dict[Literal["tasks", "visited", "closed"], CampaignCount]
    may: list[str]


ANSWERS: dict[tuple[str, str], Any] = {
    ("get", "/api/v1/campaigns"): list[CampaignShape],
    ("get", "/api/v1/conflicts"): ConflictList,
    ("get", "/api/v1/frequency"): Frequencies,
    ("get", "/api/v1/plans"): list[PlanShape],
    ("get", "/api/v1/plans/{id}"): PlanWhole,
    ("get", "/api/v1/plans/{id}/draws/{number}"): DrawWhole,
    ("get", "/api/v1/plans/{id}/objects"): PlanObjects,
    ("get", "/api/v1/routes/officers"): list[OfficerDays],
    ("get", "/api/v1/routes/own"): list[DayShape],
    ("get", "/api/v1/tasks"): TaskList,
    ("get", "/api/v1/tasks/{id}/able"): list[PlanAbleShape],
    ("get", "/api/v1/tasks/combined"): list[CombinedShape],
    ("get", "/api/v1/tasks/figures"): TaskFigures,
    ("get", "/api/v1/tasks/runs"): list[TaskRunShape],
}
