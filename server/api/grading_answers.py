"""What grading is answered, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from grids.grading_methods import Course, Method
from server.api.shapes import Shape


class Ratio(Shape):
    """A figure with what it is made of."""

    n: float
    d: float


class MethodShape(Shape):
    """A version of a grading method; `id` is `default` for the one of those who published none."""

    id: str = Field(examples=["default"])
    district_id: int | None
    district: str | None
    city_id: int | None
    supervision_class: str | None
    title: str
    state: Literal["default", "draft", "published", "withdrawn"]
    revision: int
    valid_from: date | None
    valid_to: date | None
    touched_at: datetime | None
    published_at: datetime | None
    reason: str | None = Field(description="Why a draft was withdrawn; for the default, its source")
    author_name: str | None
    published_by_name: str | None
    is_demo: bool
    may: list[str]


class MethodWhole(MethodShape):
    """The same with its factors."""

    body: Method


class TopicShape(Shape):
    """A topic of the file with its fields and their types."""

    id: str = Field(examples=["dust"])
    kind: str
    tag: str | None
    fields: dict[str, str]


class Vocabulary(Shape):
    """What a method can be made of."""

    topics: list[TopicShape]
    fields: list[str]
    courses: list[Course]
    colours: dict[str, str]
    source: str


class RunCount(Shape):
    """How many of a run go from a grade to another, by what became of it."""

    was: str | None
    grade: str | None
    state: str
    n: int


class RunShape(Shape):
    """A run, and what came of it in the reader's area."""

    id: UUID
    district_id: int
    district: str
    supervision_class: str | None
    only_due: bool
    note: str
    as_of: date
    state: Literal["waiting", "running", "done", "failed"]
    done: int
    total: int
    at: datetime
    finished_at: datetime | None
    by_name: str
    counts: list[RunCount]


class ProposalRow(Shape):
    """A grade that waits: from `was` to `grade`, points from `low` to `high`, and what is missing."""

    id: UUID
    name: str
    supervision_class: str
    town_id: int | None
    unit_id: int | None
    scale: str | None
    run_id: UUID
    as_of: date
    was: str | None
    grade: str | None
    low: float
    high: float
    vetoes: list[str]
    missing: list[str]


class ProposalPage(Shape):
    """A page of them."""

    items: list[ProposalRow]
    total: int
    next: str | None


class DueRow(Shape):
    """An enterprise to be graded again, and why."""

    id: UUID
    name: str
    supervision_class: str
    town_id: int | None
    unit_id: int | None
    grade: str | None
    graded_on: date | None
    reasons: list[str] = Field(examples=[["major_hazard"]])


class DuePage(Shape):
    """A page of them."""

    items: list[DueRow]
    total: int
    next: str | None


class SourceShape(Shape):
    """Where a value comes from."""

    of: str
    what: str | None
    topic: str | None
    take: str | None
    months: int | None


class FactorShape(Shape):
    """A factor: its value (`none`: known to have none, null: unknown) and the least and most points."""

    id: str
    title: str
    value: float | str | None
    low: float
    high: float
    source: SourceShape


class GroupShape(Shape):
    """A group of factors after its cap."""

    id: str
    title: str
    low: float
    high: float
    cap: float | None
    combine: str
    share: float
    factors: list[FactorShape]


class CheckShape(Shape):
    """A veto with its value."""

    id: str
    title: str
    value: float | str | None
    at_least: float
    source: SourceShape


class MethodName(Shape):
    """By which version."""

    id: UUID | None
    title: str
    supervision_class: str | None
    valid_from: date | None


class Working(Shape):
    """A grade with all that it is made of."""

    method: MethodName
    grade: str | None
    low: float | None
    high: float | None
    vetoes: list[str]
    missing: list[str]
    bands: dict[str, float]
    groups: list[GroupShape]
    checks: list[CheckShape]


class PastWorking(Working):
    """A grade that was approved or proposed, with who decided and from when until when it held."""

    id: int
    run_id: UUID | None
    state: str
    source: Literal["method", "manual"]
    was: str | None
    as_of: date
    reason: str | None
    decided_by_name: str | None
    decided_at: datetime | None
    valid_from: date | None
    valid_to: date | None


class EnterpriseGrading(Shape):
    """Why an enterprise has its grade."""

    id: UUID
    grade: str | None
    risk_colour: str | None
    graded_on: date | None
    as_of: date
    now: Working
    history: list[PastWorking]
    due: list[str]
    may: list[str]


class SideShape(Shape):
    """One side of a trial: grades, visits, what is overdue today, and what the pace of a quarter would leave undone."""

    grades: list[dict[str, Any]]
    intervals: dict[str, int]
    visits_a_week: float
    overdue: Ratio
    each_officer: Ratio
    left_undone: Ratio


class UnitGrades(Shape):
    """Enterprises of a grid unit by grade; without a unit, those in none."""

    unit_id: int | None
    name: str
    A: int
    B: int
    C: int
    D: int
    none: int
    grade: str | None = Field(description="Whose colour the unit has on the four-colour map")


class GradeFigures(Shape):
    """The same for every unit of the reader's area."""

    as_of: datetime
    shares: dict[str, float]
    units: list[UnitGrades]


class GradeVisits(Shape):
    """Visits of one grade: how many enterprises owe one within the interval, and how it stands with them."""

    grade: str
    interval_days: int
    owed: int
    paid: int
    soon: int
    overdue: int


class VisitFigures(Shape):
    """The same for every grade."""

    as_of: date
    soon_days: int
    grades: list[GradeVisits]


class MoveShape(Shape):
    """How many go from one grade to another."""

    was: str
    grade: str
    n: int


class MoverShape(Shape):
    """Who goes so."""

    was: str
    grade: str
    id: UUID
    name: str
    low: float
    high: float
    then_low: float
    then_high: float


class TrialShape(Shape):
    """What holds beside what is tried."""

    as_of: date
    enterprises: int
    moved: Ratio
    moves: list[MoveShape]
    officers: int
    pace: Ratio
    now: SideShape
    then: SideShape
    listed: list[MoverShape]
