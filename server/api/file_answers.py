"""What enterprises' files are answered, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from grids.completeness import Owes
from grids.enterprise_files import Owner, Way
from grids.enterprises import Status
from grids.papers import PaperState
from server.api.office_answers import ChangeRequestShape
from server.api.shapes import Shape


class MissingShape(Shape):
    """One thing that is owed: `what` is `base` or `topic`, `name` the fact or the ledger."""

    what: str = Field(examples=["topic"])
    name: str = Field(examples=["dust"])
    why: str = Field(examples=["empty"])
    owed_by: Owes
    weight: int


class CompletenessShape(Shape):
    """Weights that are there and owed; `percent` is null where nothing is owed."""

    percent: int | None
    filled: int
    owed: int
    missing: list[MissingShape]


class VerifiedShape(Shape):
    """When the whole file was last gone through on site, by whom, and until when that counts."""

    at: datetime | None
    by_name: str | None
    until: date | None
    is_stale: bool


class PaperShape(Shape):
    """How a paper stands: days left, below 0 since it ran out, and the narrowest mark that it has passed."""

    state: PaperState
    days: int
    mark: int | None


class CarriedRecord(Shape):
    """One record as a phone carries it."""

    id: UUID
    topic: str = Field(examples=["permit"])
    fields: dict[str, Any]
    valid_from: date
    valid_to: date | None
    ended_on: date | None
    verified_at: datetime | None
    version: int
    paper: PaperShape | None


class RecordShape(CarriedRecord):
    """One record with who wrote it and what shows it."""

    end_reason: str | None
    by_name: str | None
    at: datetime
    verified_by_name: str | None
    photos: list[str]


class StateShape(Shape):
    """What an enterprise was from when to when."""

    name: str
    status: Status
    supervision_class: str
    unit_id: int | None
    unit_name: str | None
    town_id: int | None
    town_name: str | None
    valid_from: datetime
    valid_to: datetime | None
    reason: str | None
    by_name: str | None


class IndustryShape(Shape):
    """The industry code with its name in the edition that holds."""

    code: str | None
    name: str | None
    edition: str = Field(examples=["GB/T 4754-2017"])
    is_known: bool


class ScaleShape(Shape):
    """The size that was entered beside the computed one; `lacks` are the measures needed to know."""

    entered: str | None
    computed: str | None
    group: str | None
    lacks: list[str]
    differs: bool


class LinkedShape(Shape):
    """Another enterprise that this one has to do with."""

    id: UUID
    name: str
    role: str


class LinksShape(Shape):
    """Lessor, tenants, the entry this one was merged into, and those merged into it."""

    lessor: list[LinkedShape]
    tenant: list[LinkedShape]
    master: list[LinkedShape]
    entry: list[LinkedShape]


class MergeShape(Shape):
    """A merge that can still be taken back until a day."""

    at: datetime
    reason: str
    undo_until: date


class FileShape(Shape):
    """One enterprise, one file; with `on` as it stood at the end of that day, when nothing may be done to it."""

    id: UUID
    name: str
    on: date | None
    base: dict[str, str]
    then: StateShape | None
    industry: IndustryShape
    scale: ScaleShape
    completeness: CompletenessShape | None
    verified: VerifiedShape
    owner: Owner
    direct_since: date | None
    records: list[RecordShape]
    states: list[StateShape]
    changes: list[ChangeRequestShape]
    links: LinksShape
    merge: MergeShape | None
    may: list[str]
    ways: dict[str, Way]


class WaitingShape(Shape):
    """What is proposed for a record and not yet decided."""

    record: UUID
    op: str = Field(examples=["add"])
    topic: str
    proposed: dict[str, Any]


class CarriedFile(Shape):
    """What a phone carries of a file."""

    base: dict[str, str]
    owner: Owner
    records: list[CarriedRecord]
    waiting: list[WaitingShape]
    completeness: CompletenessShape
    verified: VerifiedShape


class FileRow(Shape):
    """One file in the list of what is owed."""

    id: UUID
    name: str
    town_id: int | None
    unit_id: int | None
    status: Status
    grade: str | None
    owner: Owner
    completeness: CompletenessShape
    verified: VerifiedShape
    expired: int
    next_end: date | None


class FileList(Shape):
    """Files of an area from the least complete up, and sums over all of them."""

    items: list[FileRow]
    total: int
    figures: dict[str, int]


class PaperRow(Shape):
    """A paper that has run out or is about to."""

    id: UUID
    enterprise_id: UUID
    enterprise_name: str
    topic: str
    fields: dict[str, Any]
    valid_to: date
    paper: PaperShape


class CodeShape(Shape):
    """One code of a list."""

    code: str
    name: str
    parent: str


class CodeListShape(Shape):
    """A national code list in the edition that holds."""

    id: str
    edition: str
    name: str
    source: str
    valid_from: date
    valid_to: date | None
    codes: list[CodeShape]
