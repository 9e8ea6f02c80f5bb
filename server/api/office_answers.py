"""What the office is answered: figures, messages, imports, proposed changes, sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from server.api.shapes import Shape


class TokenShape(Shape):
    """One of my access tokens; the token itself is not kept."""

    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class NewTokenShape(TokenShape):
    """An access token as it is made: the only time that it is shown."""

    token: str


class SessionShape(Shape):
    """A device where the person is signed in."""

    id: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class ChangeRequestShape(Shape):
    """A proposed change of a file, old values beside new ones."""

    id: UUID
    enterprise_id: UUID
    enterprise_name: str
    visit_id: UUID | None
    op: str = Field(examples=["base"], description="base, add, change, end or move")
    topic: str | None
    record_id: UUID | None
    proposed: dict[str, Any]
    present: dict[str, Any]
    reason: str
    state: str
    by_name: str
    at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    decision_reason: str | None
    is_direct: bool = Field(description="A department supervises directly and decides")
    photos: list[str]


class Share(Shape):
    """A share as numerator and denominator; 0 of 0 is no share."""

    n: int
    d: int


class Counts(Shape):
    """Hazards counted by state, and the share that was closed."""

    open: int
    overdue: int
    waiting: int
    found: int
    closed: int
    closed_share: Share


class UnitFigures(Counts):
    """Counts of one grid unit; without an id, of what lies in none."""

    unit_id: int | None
    code: str | None
    name: str | None
    town_id: int | None


class Figures(Shape):
    """Figures with the day they hold, the period they count and how they are made."""

    as_of: datetime
    period: dict[str, date]
    units: list[UnitFigures]
    total: Counts
    formulas: dict[str, dict[str, str]]


class MessageShape(Shape):
    """A message in the reader's language, about something that can be opened."""

    id: int
    title: str
    body: str
    event: str = Field(examples=["notice-issued"])
    ref_kind: str
    ref_id: str
    created_at: datetime
    read_at: datetime | None


class Inbox(Shape):
    """A page of messages, newest first, and how many are unread in all."""

    items: list[MessageShape]
    unread: int


class BodyShape(Shape):
    """A body a hazard can be transferred to."""

    id: int
    level: str
    name: str


class WarningShape(Shape):
    """Something about an imported file that somebody should look at."""

    code: str
    facts: dict[str, Any]
    text: str


class ImportReport(BaseModel):
    """What an import did, or with `dry_run` would do; refused rows come back as a file."""

    id: UUID
    kind: str
    file_name: str
    at: datetime
    state: str
    dry_run: bool
    read: int
    inserted: int
    updated: int
    unchanged: int
    refused: int
    flagged: int
    warnings: list[WarningShape]
    refused_url: str | None


class RescueLeft(Shape):
    """An act of a rescue file that was not applied, and why."""

    id: UUID
    kind: str
    status: str
    reason: str | None


class RescueOutcome(Shape):
    """What came of a rescue file: acts by verdict, photos stored and refused, and what is left over."""

    acts: dict[str, int]
    photos: dict[str, int]
    left: list[RescueLeft]


class RescueShape(Shape):
    """A rescue file in quarantine, or what was decided on it."""

    id: UUID
    state: str
    bytes: int
    acts: int
    photos: int
    made_at: datetime
    received_at: datetime
    decided_at: datetime | None
    reason: str | None
    outcome: RescueOutcome | None
    person_name: str
    username: str
    brought_by_name: str | None
    decided_by_name: str | None


class RescueKept(Shape):
    """What was proved and is kept: a rescue file, or the key of a phone."""

    id: UUID


class SystemShape(Shape):
    """A coordinate system a file may be written in, what it is for, and what it adds to the error."""

    name: str = Field(examples=["epsg:4549"])
    title: str
    error: str


class ExportPlan(Shape):
    """What an export would hold."""

    rows: int
    by_worker: bool
    filter: str
    scope: str
    systems: list[SystemShape]


class ExportShape(Shape):
    """An export or report on record; `file_url` while its file may be fetched."""

    id: UUID
    what: str = Field(examples=["hazards"])
    title: str
    format: str
    crs: str
    at: datetime
    state: str = Field(examples=["done"])
    rows_total: int
    rows_done: int
    bytes: int | None
    sha256: str | None
    file_name: str | None
    expires_at: datetime | None
    file_url: str | None
