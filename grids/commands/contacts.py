"""The contact table of an office: written as a whole, from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen

from grids.units import Line, Note, Phone, Revision, Strict


class ContactPart(StrEnum):
    """In which part of the organisation somebody stands. Source: 武政办发〔2013〕20号 六-1 and its annex."""

    LEADER = "leader"
    DEPUTY = "deputy"
    MEMBER = "member"
    OFFICE_HEAD = "office_head"
    OFFICE_MEMBER = "office_member"
    TEAM = "team"
    LIAISON = "liaison"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Strict):
    """One line of the table."""

    part: ContactPart
    name: Line
    post: Note = ""
    office_phone: Phone = ""
    mobile: Phone = ""
    remark: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteContacts(Strict):
    """Write the contact table of one's own office, to hold from a day on; versions before it stay."""

    kind: Literal["write-contacts"] = "write-contacts"
    table: UUID
    office: Line
    base_version: Revision
    valid_from: date
    seal_unit: Line
    contacts: Annotated[tuple[Contact, ...], MaxLen(100)]
    remark: Note = ""


ContactStep = WriteContacts
