"""What self-inspection is answered, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from grids.self_checks import Decision, PeriodState, Rhythm
from server.api.shapes import PhotoShape, Shape


class SelfPeriodShape(Shape):
    """A period of one's own enterprise, as its phone holds it."""

    id: UUID
    enterprise_id: UUID
    period: str = Field(examples=["2026Q3"])
    rhythm: Rhythm
    begins_on: date
    ends_on: date
    due_on: date
    waived: str | None
    state: PeriodState
    checks: int
    zero: bool | None
    report_id: UUID | None
    first_signed_at: datetime | None
    late: bool
    corrections: int
    is_demo: bool


class PeriodShape(SelfPeriodShape):
    """An enterprise in a period as an office sees it; streaks count back from this period."""

    enterprise_name: str
    contact: str | None
    contact_phone: str | None
    supervision_class: str
    town_id: int | None
    town: str | None
    unit_id: int | None
    missed: bool
    owed: int = Field(description="Self-checks that the period asks for")
    zero_streak: int
    zero_warning: bool
    identical: int
    identical_warning: bool


class PeriodList(Shape):
    """A page of enterprises in a period."""

    items: list[PeriodShape]
    total: int


class SelfCounts(Shape):
    """How many enterprises; `owed` is the denominator of all but `zero`, whose denominator is `reported`."""

    owed: int
    checked: int
    reported: int
    on_time: int
    late: int
    missed: int
    zero: int
    zero_streak: int
    identical: int
    waiting: int
    waived: int


class SelfGroup(SelfCounts):
    """The counts of a town or a class."""

    key: int | str | None
    name: str | None


class SelfFiguresShape(Shape):
    """The rates of a period, each as numerator and denominator."""

    period: str
    begins_on: date
    ends_on: date
    due_on: date
    small_base: int
    zero_streak: int
    identical_streak: int
    total: SelfCounts
    towns: list[SelfGroup]
    classes: list[SelfGroup]


class SelfAnswerShape(Shape):
    """What was answered for one item."""

    item: str
    result: str
    remark: str | None = None
    hazard: UUID | None = None
    off: float | None = None


class SelfCheckShape(Shape):
    """A self-check that was done."""

    id: UUID
    enterprise_id: UUID
    enterprise_name: str
    period: str
    month: str
    version_id: int
    checklist: str
    checklist_en: str
    checklist_number: int
    area: str
    checker: str
    started_at: datetime
    finished_at: datetime
    received_at: datetime
    checked: int
    of_items: int
    hazards: int
    points: float | None
    of_points: float | None
    remark: str
    answers: list[SelfAnswerShape]
    photos: list[PhotoShape]
    is_demo: bool


class SelfCheckList(Shape):
    """The self-checks of an enterprise."""

    items: list[SelfCheckShape]


class SelfCheckWhole(SelfCheckShape):
    """A self-check with the items of its list as they were then."""

    items: list[dict[str, Any]]


class SelfFigureShape(Shape):
    """The figures of a report. Unit: pieces, yuan."""

    checks: int
    items: int
    general_found: int
    general_closed: int
    major_found: int
    major_closed: int
    major_planned: int
    major_in_place: int
    funds: int


class ReportVersion(Shape):
    """A report as it was signed; the first one stays when a later one corrects it."""

    id: UUID
    n: int
    figures: SelfFigureShape
    principal: str
    signature: str
    signed_at: datetime
    received_at: datetime
    late: bool
    reason: str
    decision: Decision | None
    decided_by_name: str | None
    decided_at: datetime | None
    opinion: str


class SelfReportWhole(Shape):
    """The report of an enterprise for a period: the figures now, and every version that was signed, newest first."""

    enterprise_id: UUID
    enterprise_name: str
    principal: str | None
    period: str
    begins_on: date
    ends_on: date
    due_on: date
    state: PeriodState
    late: bool
    corrections: int
    is_demo: bool
    figures: SelfFigureShape
    versions: list[ReportVersion]
