"""What circulars answer, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from grids.circulars import AddresseeState
from grids.commands import CircularKind
from grids.offices import OfficeKind
from server.api.shapes import Shape


class AttachedShape(Shape):
    """An attached file."""

    sha256: str
    name: str
    mime: str
    bytes: int


class AttachmentKept(Shape):
    """A file that is stored."""

    sha256: str
    bytes: int
    mime: str


class CountedOf(Shape):
    """So many of so many."""

    n: int
    d: int


class CircularRates(Shape):
    """How far the addressees are; answered is of those that were asked."""

    read: CountedOf
    signed: CountedOf
    answered: CountedOf
    overdue: CountedOf


class CircularReceiptShape(Shape):
    """My own receipt in short."""

    addressee: str = Field(examples=["town:12"])
    name: str
    state: AddresseeState
    due_on: date | None
    overdue: bool
    read_at: datetime | None
    signed_at: datetime | None
    signed_name: str
    answered_at: datetime | None
    done_at: datetime | None


class CircularShape(Shape):
    """A circular in a list; `rates` are for who issued it or stands above."""

    id: UUID
    number: str = Field(examples=["(某某区)安传〔2026〕区0003号"])
    office: str
    office_name: str
    kind: CircularKind
    title: str
    due_on: date | None
    wants_answer: bool
    period: str | None
    issued_at: datetime
    issued_by_name: str
    withdrawn_at: datetime | None
    is_demo: bool
    files: int
    receipts: list[CircularReceiptShape]
    rates: CircularRates | None


class CircularList(Shape):
    """Circulars newest first; `next` goes into `before` for more."""

    items: list[CircularShape]
    next: UUID | None


class AnswerShape(Shape):
    """One answer, and what was decided of it."""

    id: UUID
    n: int
    body: str
    attachments: list[AttachedShape]
    at: datetime
    by_name: str
    accepted: bool | None
    opinion: str
    decided_at: datetime | None


class AddresseeShape(Shape):
    """An addressee with receipt and answers, newest first."""

    addressee: str
    name: str
    enterprise_id: UUID | None
    town_name: str | None
    state: AddresseeState
    due_on: date | None
    overdue: bool
    read_at: datetime | None
    readers: int
    signed_at: datetime | None
    signed_name: str
    answered_at: datetime | None
    done_at: datetime | None
    answers: list[AnswerShape]


class AddresseeList(Shape):
    """Exactly the addressees that a figure counts."""

    total: int
    items: list[AddresseeShape]
    next: str | None


class CircularWhole(CircularShape):
    """A circular with its text and files, my receipts and what I may do."""

    body: str
    attachments: list[AttachedShape]
    audience: dict[str, Any]
    withdraw_reason: str
    mine: list[AddresseeShape]
    may: list[str]


class ReachedShape(Shape):
    """How many enterprises a filter means."""

    enterprises: int
    with_account: int


class ReportDraftShape(Shape):
    """The first words of a report."""

    title: str
    body: str


class ReportDutyShape(Shape):
    """An office that owes a report, and whether it came."""

    office: str
    kind: OfficeKind
    name: str
    standing: Literal["in_time", "late", "waiting", "missed"]
    circular: UUID | None
    number: str | None
    title: str | None
    issued_at: datetime | None


class DutyList(Shape):
    """Who owes the report of a period; n of d sent it in time."""

    kind: CircularKind
    period: str
    due_on: date
    items: list[ReportDutyShape]
    n: int
    d: int
