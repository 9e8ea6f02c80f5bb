"""What routes answer that is put together from shapes: a hazard with everything around it, the pack, its deltas."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from server.api.file_answers import CarriedFile
from server.api.inspection_answers import InspectionHeld
from server.api.life_answers import TreatmentShape
from server.api.plan_answers import CarriedDay
from server.api.self_check_answers import SelfCheckShape, SelfPeriodShape
from server.api.shapes import (
    AreaShape,
    EnterpriseShape,
    HazardShape,
    LonLat,
    NoticeShape,
    PersonShape,
    Shape,
)
from server.api.standard_answers import CriterionShape

_STRICT = ConfigDict(extra="forbid")


class EventShape(Shape):
    """What happened to a hazard; `receipt` is its hash in the ledger."""

    id: int
    event: str = Field(examples=["hazard-opened"])
    at: datetime
    act_at: datetime | None
    person_name: str
    role: str
    state_before: str | None
    state_after: str
    body: dict[str, Any]
    receipt: str | None


class HazardWhole(HazardShape):
    """A hazard with its enterprise, its notice, its life, and what the reader may do next."""

    model_config = _STRICT
    enterprise: EnterpriseShape | None
    notice: NoticeShape | None
    events: list[EventShape]
    may: list[str] = Field(examples=[["open-hazard", "reject-hazard"]])
    treatment: TreatmentShape | None = Field(description="How it is treated; of major hazards only")


class VisitShape(Shape):
    """A visit to an enterprise."""

    id: UUID
    kind: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    presence: str
    distance_m: float | None
    remark: str
    officer_name: str
    exceptions: int


class UnitHeldShape(Shape):
    """A grid unit an enterprise belonged to."""

    unit_id: int | None
    code: str | None
    name: str | None
    source: str
    reason: str | None
    valid_from: datetime
    valid_to: datetime | None


class EnterpriseWhole(EnterpriseShape):
    """A file with its last hazards, visits and grid units."""

    model_config = _STRICT
    hazards: list[HazardShape]
    visits: list[VisitShape]
    units: list[UnitHeldShape]


class NoticeWhole(NoticeShape):
    """A notice with its hazards as they stand."""

    model_config = _STRICT
    hazards: list[HazardShape]


class LinkShape(Shape):
    """The link that opens a notice without an account."""

    url: str = Field(examples=["https://grid.example.cn/n/AbC…"])
    qr: str = Field(description="The same as a QR code: a data: address of an SVG image")
    expires_at: datetime


class OfficerShape(Shape):
    """Who looks after a grid unit; part A leads, B stands in."""

    name: str
    phone: str | None
    part: str | None


class UnitShape(Shape):
    """A grid unit of today."""

    id: int
    code: str
    name: str
    kind: str
    town_id: int | None
    village_id: int | None
    geometry: dict[str, Any]
    centre: LonLat
    head: str | None
    head_phone: str | None
    valid_from: date
    officers: list[OfficerShape]


class ChecklistShape(Shape):
    """A version of a checklist."""

    version_id: int
    code: str
    number: int
    name: str
    name_en: str
    classes: list[str]
    tags: list[str]
    valid_from: date
    valid_to: date | None
    items: list[dict[str, Any]]


class ContentSet(Shape):
    """Standards by grade, from a day on, for a class or, without one, for a whole district."""

    supervision_class: str | None
    valid_from: date
    grades: dict[str, list[str]] = Field(description="Grade (none: not graded) to codes of standards, in their order")


class ContentShape(Shape):
    """Which standards a district published by class and grade: what holds, and what begins later."""

    id: int = Field(description="The district")
    sets: list[ContentSet]


class SelfPolicyShape(Shape):
    """What a self-check without a hazard must show."""

    zero_checked_share: float
    zero_not_applicable_share: float
    zero_seconds_an_item: float
    zero_photos_min: int
    remind_days: list[int]


class DutyShape(Shape):
    """An area or a post of the own enterprise and who answers for it."""

    name: str
    person: str
    post: str


class PolicyShape(Shape):
    """The numbers of policy that a phone needs, as of today."""

    presence_m: float
    general_due_days: int
    general_due_days_max: int
    reinspect_days: int
    extension_ask_days: int
    on_the_spot_gap_s: int
    clock_skew_min: int
    ungraded_interval_days: int
    position_check_days: int
    key_list_factor: float
    untrue_factor: float
    decision_days: int
    visit_interval_days: dict[str, int]
    open_hazard_follow_days: dict[str, int]


class DivisionShape(AreaShape):
    """An area in the tree."""

    parent_id: int | None


class ColleagueShape(Shape):
    """A licensed inspector."""

    id: UUID
    name: str
    licence_no: str


class EnterpriseHeld(EnterpriseShape):
    """An enterprise as a phone holds it, with its file where the role reads and corrects it without network."""

    model_config = _STRICT
    file: CarriedFile | None = None


class Pack(Shape):
    """Everything of an area that a phone needs for days without network."""

    cursor: str
    server_time: datetime
    person: PersonShape
    policy: PolicyShape
    areas: list[DivisionShape]
    units: list[UnitShape]
    enterprises: list[EnterpriseHeld]
    hazards: list[HazardShape]
    notices: list[NoticeShape]
    checklists: list[ChecklistShape]
    contents: list[ContentShape]
    inspections: list[InspectionHeld] = Field(description="Own cases of an inspector; empty for everybody else")
    self_checks: list[SelfCheckShape] = Field(description="Of the own enterprise; empty for everybody else")
    self_periods: list[SelfPeriodShape]
    self_policy: SelfPolicyShape
    duties: list[DutyShape]
    criteria: list[CriterionShape]
    inspectors: list[ColleagueShape]
    carries_files: bool = Field(description="Whether this phone fetches files after the pack")
    routes: list[CarriedDay] = Field(description="The next two weeks of the own visits, in their order")


class FileOfOne(Shape):
    """The file of one enterprise."""

    id: str
    file: CarriedFile


class FilesCarried(Shape):
    """Files as a phone carries them, of those that were asked for and lie in my area."""

    items: list[FileOfOne]


class Upserts(Shape):
    """Documents that are new or changed, by kind."""

    enterprise: list[EnterpriseHeld] = Field(default_factory=list)
    hazard: list[HazardShape] = Field(default_factory=list)
    notice: list[NoticeShape] = Field(default_factory=list)
    unit: list[UnitShape] = Field(default_factory=list)
    checklist: list[ChecklistShape] = Field(default_factory=list)
    content: list[ContentShape] = Field(default_factory=list)
    inspection: list[InspectionHeld] = Field(default_factory=list)
    self_check: list[SelfCheckShape] = Field(default_factory=list)
    self_period: list[SelfPeriodShape] = Field(default_factory=list)


class Delta(Shape):
    """What changed since a cursor; `removed` names what is no longer in the area, by kind."""

    cursor: str
    more: bool
    upserts: Upserts
    removed: dict[str, list[str]]


class KeptShape(Shape):
    """An enterprise that an inspector keeps on the phone, through a day."""

    id: UUID
    name: str
    until: date


class KeptNow(Shape):
    """Everything of an enterprise that was just taken onto the phone."""

    upserts: Upserts


class Pulse(Shape):
    """A version of everything in the area; its ETag moves when anything there does."""

    cursor: str


class ActCounts(Shape):
    """What became of the acts of a device."""

    received: int
    applied: int
    held: int
    conflict: int
    refused: int


class BlobCounts(Shape):
    """Photos of a device that arrived, and those that are owed."""

    received: int
    owed: list[str]


class Reconciled(Shape):
    """What the server has from a device."""

    acts: ActCounts
    blobs: BlobCounts


class StoredShape(Shape):
    """A photo whose bytes were read back from storage."""

    sha256: str
    bytes: int


class LinkedEnterprise(Shape):
    """What a notice's link tells of the enterprise: where it is, and no phone of anybody."""

    id: UUID
    name: str
    address: str
    point: LonLat | None
    near: LonLat | None
    unit_id: int | None
    town_id: int | None
    is_demo: bool


class LinkHolder(Shape):
    """Whoever holds the link."""

    id: UUID
    name: str
    roles: list[str]


class PublicNotice(Shape):
    """A notice as its link opens it."""

    notice: NoticeShape
    hazards: list[HazardShape]
    enterprise: LinkedEnterprise
    person: LinkHolder
