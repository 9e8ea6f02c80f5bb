"""What the JSON API gives and takes, as the OpenAPI page describes it; a test holds the answers to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from grids.commands import HazardLevel, ListLevel, NoticeKind, Stop
from grids.due import DueReason
from grids.enterprises import PositionQuality, Status
from grids.hazards import Source, State
from grids.permissions import Role

LonLat = tuple[float, float]


class Shape(BaseModel):
    """Base of all shapes: a field that is not declared is a fault."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """An error as RFC 9457 has it, with our code; `detail` is in the reader's language."""

    type: str = Field(examples=["/problems/wrong-state"])
    title: str
    status: int = Field(examples=[409])
    detail: str = Field(examples=["该隐患当前为“已销号”，不能办理此步。您的记录仍在。"])
    code: str | None = Field(examples=["wrong-state"])


class AreaShape(Shape):
    """An area by level, id and name."""

    level: str
    id: int
    name: str


class PersonShape(Shape):
    """Who is signed in."""

    id: UUID
    username: str = Field(examples=["officer"])
    name: str
    roles: list[Role]
    area: AreaShape | None
    units: list[int]
    enterprise_id: UUID | None
    licence_no: str | None
    locale: str
    time_zone: str = Field(examples=["Asia/Shanghai"])
    is_demo: bool


class SignedInShape(Shape):
    """A session."""

    person: PersonShape
    expires_at: datetime


class DueShape(Shape):
    """Why and when an enterprise is next visited."""

    on: date
    reason: DueReason


class EnterpriseShape(BaseModel):
    """An enterprise's file; `point` only where it is known well enough to be drawn."""

    id: UUID
    name: str
    uscc: str | None
    address: str
    industry: str
    supervision_class: str
    employees: int | None
    grade: str | None
    risk_colour: str | None
    status: Status
    town_id: int | None
    village_id: int | None
    unit_id: int | None
    unit_source: str
    point: LonLat | None
    near: LonLat | None
    position_quality: PositionQuality
    position_accuracy_m: float | None
    verified_at: datetime | None
    site: dict[str, Any] | None
    contact: str | None
    contact_phone: str | None
    principal: str | None
    principal_phone: str | None
    safety_manager: str | None
    safety_manager_phone: str | None
    stop: Stop = Field(description="The widest stop in force at the enterprise")
    tags: list[str]
    note: str
    key_list: bool
    flags: list[str]
    listed_on: date
    last_visit_on: date | None
    revisit_on: date | None
    is_demo: bool
    version: int
    interval_days: int | None = Field(
        default=None, description="Days between visits, where they are not as the table by grade has it"
    )
    waived_on: date | None = Field(
        default=None, description="The due day of the last turn that was waived; the next counts from it"
    )
    due: list[DueShape]


class FinderShape(Shape):
    """Who found a hazard."""

    id: UUID
    name: str


class PhotoShape(Shape):
    """A photo by hash; `received` once its bytes were read back from storage."""

    sha256: str
    role: str
    taken_at: datetime
    received: bool


class HazardShape(BaseModel):
    """A hazard as it stands."""

    id: UUID
    ledger_no: str = Field(examples=["城关镇2026-00012"])
    enterprise_id: UUID
    enterprise_name: str
    state: State
    level: HazardLevel
    source: Source
    category: str = Field(examples=["S05"])
    place: str
    description: str
    suggestion: str
    interim_measures: str
    responsible: str
    check_item: str | None
    criterion_ids: list[str] = Field(examples=[["10-11-3"]])
    point: LonLat | None
    radius_m: float | None
    point_from: str
    visit_id: UUID | None
    found_by: FinderShape
    found_at: datetime
    recorded_at: datetime
    late: bool
    due_on: date | None
    original_due_on: date | None
    overdue: bool
    notice_id: UUID | None
    transfer: dict[str, Any] | None
    returns: int
    extension_to: date | None
    extensions: int
    plan: dict[str, Any] | None
    plan_approved: bool
    fixed_by: UUID | None
    fixed_by_name: str | None
    done: str | None
    funds_actual: int | None
    submitted_on: date | None
    failed_reinspections: int
    on_the_spot: bool
    closed_at: datetime | None
    reopened: int
    repeat_of: UUID | None
    merged_into: UUID | None
    stop: Stop
    stop_proposed: Stop | None
    resume_asked_on: date | None
    listed: ListLevel | None
    case_no: str | None
    evaluation: dict[str, Any] | None
    sampled: bool = Field(description="Closed, and drawn to be looked at again")
    photos: list[PhotoShape]
    unit_id: int | None
    village_id: int | None
    town_id: int | None
    district_id: int
    imported: bool
    is_demo: bool
    version: int


class NoticeItemShape(Shape):
    """One line of a notice."""

    hazard_id: UUID
    item_no: int
    due_on: date
    demand: str


class NoticeShape(BaseModel):
    """A numbered notice."""

    id: UUID
    number: str = Field(examples=["(城关镇)安告〔2026〕0007号"])
    kind: NoticeKind
    enterprise_id: UUID
    enterprise_name: str
    issuer: str
    issuer_named: bool
    issued_by_name: str
    second_name: str | None
    issued_at: datetime
    due_on: date
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    intention: str | None
    link_expires_at: datetime
    link_revoked_at: datetime | None
    voided_at: datetime | None = Field(description="When the order's document was voided; it counts no more")
    items: list[NoticeItemShape]
    is_demo: bool


class HazardList(Shape):
    """A page of hazards."""

    items: list[HazardShape]
    total: int
    next: str | None


class EnterpriseList(Shape):
    """A page of enterprises."""

    items: list[EnterpriseShape]
    total: int
    next: str | None


class NoticeList(Shape):
    """A page of notices."""

    items: list[NoticeShape]
    total: int
    next: str | None


class VerdictShape(Shape):
    """What became of one act."""

    id: UUID
    status: str = Field(examples=["applied"])
    code: str | None
    reason: str | None
    detail: dict[str, Any]
    server_time: datetime
    receipt: str | None


class VerdictList(Shape):
    """What became of each act of a batch, in the order they came."""

    server_time: datetime
    items: list[VerdictShape]
