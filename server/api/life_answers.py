"""What the life of a major hazard, its listed case and the balance of the list are answered as."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from grids.commands import ListLevel, Stop
from grids.hazards import State
from grids.listings import ListingState
from server.api.shapes import Shape


class TimelinessShape(Shape):
    """When a major hazard was reported, planned and reviewed, against the targets."""

    reported_at: datetime
    report_minutes: int
    report_late: bool
    plan_due_on: date
    plan_at: datetime | None
    plan_late: bool
    review_due_on: date | None
    reviewed_at: datetime | None
    review_late: bool


class StopShape(Shape):
    """An order to stop, and what became of it."""

    id: UUID
    measure: Stop
    stopped: str
    basis: str
    state: str = Field(examples=["in_force"])
    ordered_at: datetime
    ordered_by_name: str
    second_name: str | None
    asked_on: date | None
    examine_by: date | None
    evaluation: dict[str, Any] | None
    examined_at: datetime | None
    decided_at: datetime | None
    decided_by_name: str | None
    opinion: str
    refusals: int


class ListingBrief(Shape):
    """The listed case of a hazard, in short."""

    id: UUID
    state: ListingState
    level: ListLevel
    number: str | None
    deadline: date | None


class FollowUpShape(Shape):
    """A visit while the hazard lasted."""

    id: UUID
    started_at: datetime
    kind: str
    outcome: str | None
    officer_name: str


class TreatmentShape(Shape):
    """How a major hazard is treated."""

    five: dict[str, bool] = Field(description="The five in place: responsibility, measures, funds, time, emergency")
    missing: list[str]
    timeliness: TimelinessShape | None
    stops: list[StopShape]
    listing: ListingBrief | None
    follow_ups: list[FollowUpShape]
    follow_up_days: int


class ListingShape(Shape):
    """A listed case with its hazard; `months` have a report, `months_owed` should have one."""

    id: UUID
    hazard_id: UUID
    state: ListingState
    level: ListLevel
    number: str | None = Field(examples=["(示范区)安督〔2026〕区0001号"])
    reason: str
    proposed_at: datetime
    proposed_by: UUID
    proposed_by_name: str
    raise_to: ListLevel | None
    raise_reason: str
    raised_by: UUID | None
    raised_by_name: str | None
    leader: str
    responsible_unit: str
    responsible_person: str
    responsible_phone: str
    approved_on: date | None
    decided_by_name: str | None
    opinion: str
    deadline: date | None
    original_deadline: date | None
    applied_on: date | None
    accept_by: date | None
    evaluation: dict[str, Any] | None
    summary: str
    funds_yuan: int | None
    accepted_at: datetime | None
    accepted_by_name: str | None
    acceptance: str
    ended_on: date | None
    returns: int
    extensions: int
    is_demo: bool
    version: int
    ledger_no: str
    description: str
    place: str
    category: str
    hazard_state: State
    stop: Stop
    due_on: date | None
    unit_id: int | None
    town_id: int | None
    district_id: int
    city_id: int
    supervision_class: str
    enterprise_id: UUID
    enterprise_name: str
    address: str
    town_name: str | None
    spent_yuan: int
    months: list[str]
    overdue: bool
    raise_due: bool
    accept_late: bool
    months_owed: list[str]


class LevelFigures(Shape):
    """The cases of one level: listed in the period, done in it, late now, months owed, funds in yuan."""

    level: ListLevel
    listed: int
    done: int
    overdue: int
    months_owed: int
    funds_yuan: int


class ListingsShape(Shape):
    """Cases and their figures by level."""

    items: list[ListingShape]
    levels: list[LevelFigures]


class ProgressShape(Shape):
    """A month's progress."""

    month: str
    text: str
    funds_yuan: int
    photos: list[str]
    at: datetime
    by_name: str


class ListingWhole(ListingShape):
    """A case with its progress and what the reader may do next."""

    progress: list[ProgressShape]
    may: list[str] = Field(examples=[["report-progress"]])


class BalanceRow(Shape):
    """opening + new + reopened + moved_in - closed - void - moved_out = open."""

    key: str | None
    opening: int
    new: int
    reopened: int
    moved_in: int
    closed: int
    void: int
    moved_out: int
    open: int


class NamedBalance(BalanceRow):
    """The balance of one place, class or level."""

    name: str | None


class BalanceShape(Shape):
    """The balance of a period, by group and in all."""

    first: date
    last: date
    by: str
    rows: list[NamedBalance]
    total: BalanceRow


class StayShape(Shape):
    """A time on the list that a number counts."""

    id: int
    hazard_id: UUID
    ledger_no: str
    enterprise_name: str
    place: str
    description: str
    level: str
    source: str
    category: str
    found_at: datetime
    from_at: datetime
    came: str
    to_at: datetime | None
    went: str | None
    unit_name: str | None
    town_name: str | None
    is_demo: bool


class StayList(Shape):
    """A page of a number's list."""

    total: int
    items: list[StayShape]
