"""What contact tables answer, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from grids.commands import ContactPart
from grids.offices import OfficeKind
from server.api.shapes import Shape


class ContactShape(Shape):
    """One line of a table."""

    part: ContactPart
    name: str
    post: str
    office_phone: str
    mobile: str
    remark: str


class LiaisonShape(Shape):
    """Whom one calls."""

    name: str
    office_phone: str
    mobile: str


class OfficeShape(Shape):
    """An office, and its table of the day in short; without one, `n` is null."""

    office: str = Field(examples=["town:12"])
    kind: OfficeKind
    area_id: int
    area_name: str
    name: str = Field(examples=["湖东镇安全生产委员会办公室"])
    n: int | None
    valid_from: date | None
    valid_to: date | None
    seal_unit: str
    by_name: str
    at: datetime | None
    fresh: bool | None = Field(description="Whether it was written within `fresh_days`; null without a table")
    is_demo: bool
    people: int
    may: bool = Field(description="Whether the table is mine to write")
    leaders: list[str]
    liaisons: list[LiaisonShape]


class OfficeList(Shape):
    """Offices in reach; n of d have a table that holds on the day, `fresh` of d one that is not stale."""

    day: date
    items: list[OfficeShape]
    n: int
    d: int
    fresh: int
    fresh_days: int


class ContactField(Shape):
    """A field that differs."""

    name: str
    old: str
    new: str


class ContactChange(Shape):
    """Somebody whose data changed."""

    part: ContactPart
    name: str
    fields: list[ContactField]


class ContactVersion(Shape):
    """A version, and what it changed."""

    n: int
    valid_from: date
    valid_to: date | None
    seal_unit: str
    at: datetime
    by_name: str
    added: list[ContactShape]
    removed: list[ContactShape]
    changed: list[ContactChange]


class ContactLatest(Shape):
    """The newest version, from which the next is written."""

    n: int
    valid_from: date
    seal_unit: str
    contacts: list[ContactShape]
    remark: str


class ContactWhole(OfficeShape):
    """An office's table as of a day, with all versions; `base_version` is what the next one follows."""

    day: date
    contacts: list[ContactShape]
    remark: str
    base_version: int
    versions: list[ContactVersion]
    latest: ContactLatest | None
