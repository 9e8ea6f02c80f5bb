"""What routes about reports by the public answer, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from grids.commands import Channel, Finding, HazardLevel, Reward, Subject
from grids.hazards import State
from grids.public_reports import ReportState
from server.api.shapes import LonLat, Shape


class ReportFigures(Shape):
    """What came in the period, and what became of it; `on_time` of those answered."""

    received: int
    open: int
    overdue: int
    settled: int
    discarded: int
    on_time: int
    true: int
    partly: int
    untrue: int
    reward_yuan: int


class ReportShape(Shape):
    """A report as the office sees it; who made it is not in it."""

    id: UUID
    number: str = Field(examples=["2026-002-00012"])
    channel: Channel
    external_id: str
    feedback_due_on: date | None
    state: ReportState
    subject: Subject
    words: str
    place: str
    point: LonLat | None
    enterprise_named: str
    is_employee: bool
    is_named: bool = Field(description="Whether a name was given; it is opened for a reason only")
    unit_id: int | None
    unit_name: str | None
    town_id: int | None
    town_name: str | None
    district_id: int
    city_id: int
    received_at: datetime
    due_on: date
    transfers: int
    finding: Finding | None
    reason: str
    feedback: str
    settled_on: date | None
    hazard_id: UUID | None
    ledger_no: str | None
    hazard_state: State | None
    hazard_level: HazardLevel | None
    accident_id: UUID | None
    accident_on: date | None
    accident_type: str | None
    enterprise_id: UUID | None
    enterprise_name: str | None
    reward: Reward | None
    reward_yuan: int
    reward_fine_yuan: int
    reward_concealed: int
    reward_decision: str
    is_demo: bool
    version: int
    overdue: bool
    feedback_late: bool


class ReportRow(ReportShape):
    """One line of the list."""

    photos: int


class ReportList(Shape):
    """At most 500 reports that my office checks, open ones first, and how many there are."""

    items: list[ReportRow]
    total: int
    figures: ReportFigures


class ReportPhoto(Shape):
    """A photo of the reporter's, or of the check on site."""

    sha256: str
    role: Literal["report", "check"]
    received: bool


class ReportEvent(Shape):
    """What the office did."""

    event: str = Field(examples=["report-accepted"])
    at: datetime
    person_name: str
    body: dict[str, Any]


class ReportReading(Shape):
    """Who opened the reporter's name, and why; the act is an entry of the ledger."""

    act_id: UUID
    person_name: str
    at: datetime
    reason: str


class RewardRule(Shape):
    """The numbers by which a reward is reckoned today. Unit: yuan; percent of the fine."""

    share_percent: int = Field(examples=[15])
    least_yuan: int = Field(examples=[3000])
    most_yuan: int = Field(examples=[300_000])
    general_most_yuan: int = Field(examples=[500])
    concealed_yuan: int | None = Field(description="For each concealed death, by the grade of the accident on file")


class ReportWhole(ReportShape):
    """A report with its photos, steps, readings, and what I may do."""

    photos: list[ReportPhoto]
    photo_count: int
    events: list[ReportEvent]
    readings: list[ReportReading]
    may: list[str]
    reward_rule: RewardRule


class ReporterShape(Shape):
    """Who made a report."""

    name: str
    contact: str
    until: datetime


class ReportForm(Shape):
    """What a report can name."""

    class Town(Shape):
        """A town that is served."""

        id: int
        name: str
        name_en: str | None
        district: str
        district_en: str | None

    towns: list[Town]
    box: list[float] | None
    photos_max: int
    verify_working_days: int


class ReportReceipt(Shape):
    """Number and code, shown once."""

    number: str = Field(examples=["2026-002-00012"])
    code: str = Field(examples=["7K2MPQ9XWD4T"])
    due_on: date


class ReportAnswer(Shape):
    """What became of a report, for who made it."""

    number: str
    state: ReportState
    received_at: datetime
    due_on: date
    transfers: int
    finding: Finding | None
    feedback: str
    settled_on: date | None
    reward: Reward | None
    reward_yuan: int
    reward_decision: str
    hazard: Literal["treated", "done", "ended"] | None
    photos: int
    photos_received: int
