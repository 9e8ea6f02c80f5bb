"""Records of an enterprise's file: added, changed, ended, verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen

from grids.commands.terms import Fix, Photos
from grids.units import Line, Note, Strict, Text

Fields = Annotated[dict[Line, str | int | float | bool | None], MaxLen(40)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRecord(Strict):
    """Add one fact of a topic to a file; whoever does not keep the file proposes it."""

    kind: Literal["add-record"] = "add-record"
    record: UUID
    enterprise: UUID
    topic: Line
    fields: Fields
    valid_from: date | None = None
    valid_to: date | None = None
    reason: Note = ""
    visit: UUID | None = None
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord(Strict):
    """Put other values into a record; the former version stays readable."""

    kind: Literal["change-record"] = "change-record"
    record: UUID
    fields: Fields
    valid_from: date | None = None
    valid_to: date | None = None
    reason: Text
    visit: UUID | None = None
    expected_version: int | None = None
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRecord(Strict):
    """Say that what a record tells is no more, since a day."""

    kind: Literal["end-record"] = "end-record"
    record: UUID
    ended_on: date
    reason: Text
    visit: UUID | None = None
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyRecord(Strict):
    """See with one's own eyes that a record is true."""

    kind: Literal["verify-record"] = "verify-record"
    record: UUID
    verified_at: datetime
    fix: Fix | None = None
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyFile(Strict):
    """Go through the whole file on site and find it unchanged."""

    kind: Literal["verify-file"] = "verify-file"
    enterprise: UUID
    verified_at: datetime
    visit: UUID | None = None
    fix: Fix | None = None
    photos: Photos = ()


FileStep = AddRecord | ChangeRecord | EndRecord | VerifyRecord | VerifyFile
