"""What lists are answered, as the OpenAPI page describes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import Field

from grids.commands import ListKind
from grids.key_list import KeySource, KeyState
from grids.published_lists import ListSource, ListState
from server.api.shapes import Shape
from server.api.spot_check_answers import SpotShare as Share


class ListVersionShape(Shape):
    """One version of a department's lists; the counts sum to the total."""

    id: UUID
    department: str = Field(examples=["应急管理局"])
    district_id: int
    city_id: int
    classes: list[str]
    number: int | None
    state: ListState
    revision: int
    drafted_at: datetime
    published_on: date | None
    published_at: datetime | None
    note: str
    is_demo: bool
    drafted_by_name: str
    published_by_name: str | None
    counts: dict[ListKind, int]
    total: int


class VersionList(Shape):
    """Versions by department, the newest first."""

    items: list[ListVersionShape]


class ListEntryShape(Shape):
    """One enterprise of a version, named as it was then."""

    enterprise_id: UUID
    name: str
    kind: ListKind
    source: ListSource
    reason: str
    name_now: str
    supervision_class: str
    grade: str | None
    town_id: int | None
    town: str | None
    direct_since: date | None


class DifferenceOfLists(Shape):
    """An enterprise that two versions have on different lists."""

    enterprise_id: UUID
    name: str
    was: ListKind | None
    now: ListKind | None
    how: str = Field(examples=["in"])


class FlagShape(Shape):
    """An enterprise whose lock and list say different things today."""

    enterprise_id: UUID
    name: str
    direct_since: date | None
    kind: ListKind | None
    what: str = Field(examples=["locked_not_listed"])


class VersionWhole(ListVersionShape):
    """One version with its rows in the reader's area; `found` may be more than the entries listed."""

    before: int | None
    shown: int = Field(description="Rows in the reader's area")
    found: int = Field(description="Rows of those that the question finds")
    entries: list[ListEntryShape]
    differences: list[DifferenceOfLists]
    flags: list[FlagShape]
    may: list[str]


class KeyStepShape(Shape):
    """One step of an entry."""

    step: str = Field(examples=["decide-key-entry:yes"])
    by: UUID
    name: str
    at: datetime
    text: str


class KeyEntryShape(Shape):
    """One stay on the key list."""

    id: UUID
    enterprise_id: UUID
    enterprise_name: str
    town_id: int | None
    town: str | None
    supervision_class: str
    grade: str | None
    state: KeyState
    source: KeySource
    hazard_id: UUID | None
    ledger_no: str | None
    reason: str
    evidence: str
    conditions: str
    proposed_by_name: str | None
    proposed_at: datetime
    entered_on: date | None
    exited_on: date | None
    history: list[KeyStepShape]
    is_demo: bool
    may: list[str]


class KeyFigures(Shape):
    """How many are on the list of how many enterprises, and how many entries wait for a decision."""

    on_list: Share
    waiting: int


class KeyList(Shape):
    """Entries as of a day; `total` may be more than are listed."""

    items: list[KeyEntryShape]
    total: int
    figures: KeyFigures
    as_of: date


class CohortShape(Shape):
    """A cohort of a year."""

    id: UUID
    title: str
    year: int
    district_id: int
    at: datetime
    is_demo: bool
    by_name: str
    n: int


class CohortList(Shape):
    """Cohorts of a district."""

    items: list[CohortShape]


class MemberShape(Shape):
    """An enterprise that is or was in a cohort."""

    id: int
    story: Literal["none", "up", "down"]
    enterprise_id: UUID
    name: str
    supervision_class: str
    grade: str | None
    town_id: int | None
    town: str | None
    department: str
    reason: str
    chosen_by_name: str
    chosen_at: datetime
    removed_by_name: str | None
    removed_at: datetime | None
    removed_reason: str | None
    is_key: bool


class QuotaShape(Shape):
    """So many chosen of so many wanted, so many of them of key industries."""

    units: int
    wanted: int
    chosen: int
    key: int
    key_wanted: int
    is_met: bool


class PlaceQuota(QuotaShape):
    """The quota of one town."""

    town_id: int | None
    town: str | None


class DepartmentQuota(Shape):
    """How many models a department cultivates of the least it must."""

    department: str
    n: int
    wanted: int


class CohortPolicy(Shape):
    """The numbers of the dated tables that the quotas follow from, and how long a story may be."""

    share: float
    key_share: float
    department_min: int
    story_max: int = Field(description="Characters of a story")
    photos_max: int = Field(description="Photos of a story")


class CohortWhole(CohortShape):
    """A cohort with members and quotas."""

    members: list[MemberShape]
    places: list[PlaceQuota]
    total: QuotaShape
    shown: Share
    departments: list[DepartmentQuota]
    policy: CohortPolicy


class GapFigures(Shape):
    """How many are in order of all, and how many have each gap."""

    rate: Share
    no_territorial: int
    no_industry: int
    double_industry: int


class GapShape(Shape):
    """An enterprise whose supervisors are not in order."""

    id: UUID
    name: str
    supervision_class: str
    industry: str
    town_id: int | None
    town: str | None
    unit: str | None
    no_territorial: bool
    no_industry: bool
    double_industry: bool


class GapList(Shape):
    """Enterprises with a gap; `total` may be more than are listed."""

    items: list[GapShape]
    total: int
    figures: GapFigures


class NamedShape(Shape):
    """Who was named."""

    side: str
    name: str
    reason: str
    by_name: str
    valid_from: datetime
    valid_to: datetime | None


class ListAbleShape(Shape):
    """Who can be named."""

    id: UUID
    name: str
    role: str
    classes: list[str] | None
    side: str


class SupervisorsShape(Shape):
    """Who supervises an enterprise, and who could."""

    named: list[NamedShape]
    people: list[ListAbleShape]
    sides: list[str]


class ArchivedIndustryShape(Shape):
    """One class (`whole`) or one industry of it."""

    supervision_class: str
    industry: str | None
    whole: bool
    n: int
    a: int
    b: int
    c: int
    d: int
    ungraded: int
    locked: int
    key_list: int
    employees: int
    open_hazards: int


class IndustryList(Shape):
    """The archive; the classes sum to the total."""

    as_of: date
    total: int
    rows: list[ArchivedIndustryShape]


ANSWERS: Final[Mapping[tuple[str, str], Any]] = {
    ("get", "/api/v1/cohorts"): CohortList,
    ("get", "/api/v1/cohorts/{id}"): CohortWhole,
    ("get", "/api/v1/industries"): IndustryList,
    ("get", "/api/v1/key-list"): KeyList,
    ("get", "/api/v1/key-list/{id}"): KeyEntryShape,
    ("get", "/api/v1/lists"): VersionList,
    ("get", "/api/v1/lists/{id}"): VersionWhole,
    ("get", "/api/v1/supervisors"): GapList,
    ("get", "/api/v1/supervisors/{enterprise}"): SupervisorsShape,
}
