"""What onboarding, applications and compared lists answer, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from grids.applications import ApplicationState
from grids.commands import ApplicationOutcome, RosterAct
from grids.onboarding import InScope
from grids.rosters import RowKind
from server.api.shapes import Shape


class PhaseShape(Shape):
    """Whom a phase asks in a district, as it holds on the day."""

    district: int
    number: int = Field(examples=[1])
    name: str
    starts_on: date
    target_on: date
    min_output_yuan: int | None = Field(examples=[5_000_000])
    classes: list[str]
    tags: list[str]
    everyone: bool


class StageCounts(Shape):
    """Each stage takes in the ones before; `unknown` are those whose facts do not say whether the phase asks them."""

    regulated: int
    target: int
    unknown: int
    registered: int
    filed: int
    running: int
    trial: int


class StageRow(StageCounts):
    """One place or class."""

    key: int | str | None
    name: str


class OnboardingTable(Shape):
    """How far the enterprises had come at the end of a day, in all and by row."""

    day: date
    phase: int
    by: str
    screening_days: int = Field(description="How long a self-check counts as running normally where no report is due")
    phases: list[PhaseShape]
    total: StageCounts
    rows: list[StageRow]


class StageEnterprise(Shape):
    """An enterprise of one number, with what its file still lacks."""

    id: UUID
    name: str
    supervision_class: str
    scope: InScope
    stage: int = Field(description="0 expected, 1 registered, 2 file complete, 3 running")
    trial: bool
    registered_at: datetime | None
    live_on: date | None
    town: str | None
    unit: str | None
    lacks: list[str]


class StageList(Shape):
    """Exactly the enterprises that a number counts; `next` continues after the last one."""

    total: int
    items: list[StageEnterprise]
    next: str | None


class TownCurve(Shape):
    """How many of a town had gone live by each day."""

    id: int | None
    name: str
    target: int
    live: list[int]


class OnboardingCurve(Shape):
    """How many had registered and gone live by each day."""

    days: list[date]
    target: int
    registered: list[int]
    live: list[int]
    towns: list[TownCurve]


class PlaceShape(Shape):
    """A division to choose."""

    id: int
    level: str
    name: str
    name_en: str | None
    parent_id: int | None


class ReceiptShape(Shape):
    """What opens an application later; the secret is told this once."""

    number: str = Field(examples=["ZC2026-2-0001"])
    secret: str
    state: ApplicationState


class OwnApplication(Shape):
    """An application as its writer reads it: what they wrote, and the decision."""

    number: str
    state: ApplicationState
    reason: str
    uscc: str
    name: str
    address: str
    town: int
    town_name: str
    village: int | None
    lon: float | None
    lat: float | None
    radius_m: float | None
    principal: str
    phone: str
    username: str
    claims: bool
    at: datetime
    changed_at: datetime
    decided_at: datetime | None


class ApplicationShape(Shape):
    """An application as the office reads it."""

    id: UUID
    number: str
    state: ApplicationState
    outcome: ApplicationOutcome | None
    is_claim: bool
    uscc: str
    name: str
    address: str
    town_id: int
    town: str
    asked_town_id: int
    asked_town: str
    village_id: int | None
    village: str | None
    district_id: int
    lon: float | None
    lat: float | None
    radius_m: float | None
    principal: str
    phone: str
    username: str
    sent: int
    at: datetime
    changed_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    reason: str
    enterprise_id: UUID | None
    is_demo: bool
    unit_id: int | None
    others: int = Field(description="Other applications with the same code that wait")


class LikelyEntry(Shape):
    """An entry of the register that an application may be, and why."""

    id: UUID
    name: str
    uscc: str | None
    address: str
    principal: str | None
    principal_phone: str | None
    status: str
    town: str | None
    has_account: bool
    alike: float
    distance_m: int | None
    why: list[str]


class ApplicationList(Shape):
    """At most 500 applications, those that wait first, and how many there are."""

    items: list[ApplicationShape]
    total: int


class ApplicationWhole(ApplicationShape):
    """An application beside its likely entries, the surest first."""

    likely: list[LikelyEntry]


class RosterShape(Shape):
    """A compared list, and what is left of each kind of row."""

    id: UUID
    source: str
    list_day: date
    file_name: str
    summary: dict[str, int]
    has_refused: bool
    at: datetime
    is_demo: bool
    by_name: str
    town: str | None
    district: str
    progress: dict[str, dict[str, int]]


class RosterList(Shape):
    """At most 100 compared lists, newest first, and how many there are."""

    items: list[RosterShape]
    total: int


class RosterRowShape(Shape):
    """One thing to work off: what the list says, the entries it is about, what was done."""

    n: int
    kind: RowKind
    line: int | None
    name: str
    why: str | None
    enterprise_id: UUID | None
    other_id: UUID | None
    town_id: int | None
    town: str | None
    given: dict[str, str]
    differs: dict[str, list[str]] = Field(description="Field -> here, in the list")
    act: RosterAct | None
    reason: str | None
    result_id: UUID | None
    settled_at: datetime | None
    settled_by_name: str | None
    entry: dict[str, Any] | None
    other: dict[str, Any] | None


class RosterRows(Shape):
    """Rows in their order; `next` is the number after which the next page begins."""

    items: list[RosterRowShape]
    next: int | None
