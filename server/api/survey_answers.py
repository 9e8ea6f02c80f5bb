"""What surveys are answered, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from grids.redraws import EditState
from grids.surveys import FaultKind, Remedy, SurveyState
from server.api.shapes import Shape, VerdictShape


class SurveyMade(Shape):
    """The survey a file became, and the verdict of the act that begins with it."""

    id: UUID
    verdict: VerdictShape


class CoverageFigures(Shape):
    """How a set of units is: counts, and ground that is claimed twice or covered, in m2."""

    invalid: int
    overlaps: int
    holes: int
    pieces: int
    duplicates: int
    twice_m2: float
    covered_m2: float
    edges_match: bool
    is_coverage: bool


class HandedDistrict(Shape):
    """A district that was handed in, and the plan it became."""

    district: int
    redraw: UUID
    at: datetime


class SurveyShape(Shape):
    """A file of outlines; `total` faults were found, `open` of them are not settled."""

    id: UUID
    state: SurveyState
    revision: int
    file_name: str
    sha256: str
    crs: str
    metric_srid: int
    overlap_m: float
    gap_m: float
    is_whole: bool
    city_id: int
    district_id: int | None
    town_id: int | None
    area: str
    at: datetime
    touched_at: datetime
    before: CoverageFigures
    after: CoverageFigures | None
    handed: list[HandedDistrict]
    by_name: str
    units: int
    total: int
    open: int


class ChoiceShape(Shape):
    """What is done about a fault; `taker` is the key of the unit that gets the ground."""

    remedy: Remedy
    taker: str | None
    reason: str


class FaultShape(Shape):
    """A place that is wrong; `is_clear`: no wider than a drawing error, so that the suggestion is the one answer."""

    id: str
    kind: FaultKind
    units: list[str]
    takers: list[str]
    remedies: list[Remedy]
    suggestion: ChoiceShape | None
    is_clear: bool
    area_m2: float
    width_m: float
    pieces: int
    lon: float
    lat: float
    note: str
    choice: ChoiceShape | None


class SurveyUnit(Shape):
    """A unit: the ground it states, and has by the choices so far; `known`: it is not in the file but stands beside."""

    key: str
    code: str
    name: str
    known: bool
    district_id: int
    district: str
    town: str | None
    stated_m2: float
    now_m2: float
    left_out: bool


class SurveyDistrict(Shape):
    """A district to hand in; `is_first`: it has no units yet."""

    id: int
    name: str
    units: int
    redraw: UUID | None
    is_first: bool


class SurveyStepShape(Shape):
    """A step on the list."""

    n: int
    state: EditState
    at: datetime
    by_name: str
    faults: int


class SurveyWhole(SurveyShape):
    """A survey with its list, and what the reader may do next."""

    rows: dict[str, Any] = Field(description="What became of the rows of the file")
    faults: list[FaultShape]
    units_listed: list[SurveyUnit]
    districts: list[SurveyDistrict]
    steps: list[SurveyStepShape]
    may: list[str]


class SurveyMap(Shape):
    """The units as stated and the faults, as GeoJSON."""

    revision: int
    units: dict[str, Any]
    faults: dict[str, Any]


class SiteShape(Shape):
    """An enterprise by name, address and place (lon, lat)."""

    id: UUID
    name: str
    address: str
    point: list[float]
