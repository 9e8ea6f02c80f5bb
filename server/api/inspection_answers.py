"""What enforcement inspection is answered, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from grids.commands import DocumentKind, EntryMethod, InspectionGround
from grids.hazards import State
from grids.inspections import InspectionState
from server.api.shapes import Shape


class InspectionBase(Shape):
    """A case; `number` is its record's, or the first it has; the flags are said, never a wall."""

    id: UUID
    enterprise_id: UUID
    enterprise_name: str
    address: str
    ground: InspectionGround
    announced: bool
    purpose: str
    basis: str
    content: str
    method: str
    planned_on: date
    opened_by: UUID
    opened_by_name: str
    opened_by_licence: str | None
    second_id: UUID
    second_name: str
    second_licence: str | None
    opened_at: datetime
    emergency: bool
    emergency_reason: str
    follows_id: UUID | None
    visit_id: UUID | None
    state: InspectionState
    approved: bool | None
    decided_at: datetime | None
    decided_by_name: str | None
    opinion: str
    started_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    year: int | None
    serial: int | None
    authority: str
    is_demo: bool
    version: int
    town_name: str | None
    entered: bool
    recorded: bool
    forms: list[DocumentKind]
    number: str | None = Field(examples=["（某某）应急检记〔2026〕12号"])
    approval_late: bool
    entry_missing: bool


class InspectionShape(InspectionBase):
    """A case in a list."""

    uscc: str | None
    unit_id: int | None
    town_id: int | None
    district_id: int
    city_id: int
    supervision_class: str


class InspectionList(Shape):
    """A page of cases; `total` and `waiting` (for leave) count all that are wanted, and `next` is given as `after`."""

    items: list[InspectionShape]
    total: int
    waiting: int
    next: UUID | None


class InspectionEntryShape(Shape):
    """Somebody came in or went out: the device's time and the server's."""

    id: UUID
    direction: Literal["in", "out"]
    method: EntryMethod | None
    code_fits: bool | None
    at: datetime
    received_at: datetime
    distance_m: float | None
    fix_radius_m: float | None
    lon: float | None
    lat: float | None
    person_name: str


class DocumentShape(Shape):
    """An issued or void document in a list."""

    id: UUID
    inspection_id: UUID
    enterprise_id: UUID
    enterprise_name: str
    kind: DocumentKind
    state: Literal["draft", "issued", "voided"]
    number: str | None
    year: int | None
    serial: int | None
    again: int | None
    content_sha256: str | None = Field(description="Of everything that stands on it, as JSON with sorted keys")
    issued_at: datetime | None
    notice_id: UUID | None
    replaces_id: UUID | None
    voided_at: datetime | None
    voided_by_name: str | None
    void_reason: str
    signed_at: datetime | None
    signed_by: str
    authority: str
    is_demo: bool


class DocumentList(Shape):
    """Documents, newest first."""

    items: list[DocumentShape]


class DocumentWhole(DocumentShape):
    """A document of a case, with what was written on it."""

    said: dict[str, Any]
    saved_at: datetime
    saved_by_name: str


class CaseHazard(Shape):
    """A hazard of a case: found in it or on its own order (`here`), or on the order that its chain is about."""

    id: UUID
    ledger_no: str
    place: str
    description: str
    level: Literal["general", "major"]
    state: State
    category: str
    suggestion: str
    notice_id: UUID | None
    due_on: date | None
    stopped: str | None
    stop_basis: str | None
    here: bool
    reinspected: str | None


class DocumentHeld(Shape):
    """A document as the phone of its inspectors knows it."""

    id: UUID
    kind: DocumentKind
    state: Literal["draft", "issued", "voided"]
    number: str | None
    issued_at: datetime | None
    notice_id: UUID | None
    signed_at: datetime | None
    signed_by: str


class InspectionHeld(InspectionBase):
    """A case as the phone of its inspectors holds it."""

    entries: list[InspectionEntryShape]
    documents: list[DocumentHeld]
    ordered: list[UUID] = Field(description="Hazards on the last order of the chain that counts, in its order")


class InspectionWhole(InspectionShape):
    """A case with everything in it, and what the reader may do next."""

    entries: list[InspectionEntryShape]
    documents: list[DocumentWhole]
    ordered: list[UUID] = Field(description="Hazards on the last order of the chain that counts, in its order")
    hazards: list[CaseHazard]
    may: list[str]


class KindNumbers(Shape):
    """One form in a year; `skipped` are serial-count pairs that nobody has."""

    kind: DocumentKind
    issued: int
    voided: int
    cases: int
    skipped: list[str]


class VoidedShape(Shape):
    """A number whose document does not count, and why."""

    id: UUID
    inspection_id: UUID
    kind: DocumentKind
    number: str
    void_reason: str
    voided_at: datetime
    voided_by_name: str | None


class SeriesShape(Shape):
    """One authority and year: the last serial taken, the serials that no case has, the forms."""

    area_id: int
    area_name: str
    year: int
    last: int
    missing: list[int]
    whole: bool
    kinds: list[KindNumbers]
    voided: list[VoidedShape]


class NumbersShape(Shape):
    """The gap report of a year."""

    year: int
    years: list[int]
    series: list[SeriesShape]
