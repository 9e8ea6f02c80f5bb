"""What plans of boundaries are answered, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from grids.boundaries import BoundaryOp
from grids.redraws import EditState, LoadVerdict, RedrawState, Severity
from server.api.shapes import Shape, VerdictShape


class RedrawShape(Shape):
    """A plan of boundaries; `units` and `edits` are how many it changed so far."""

    id: UUID
    title: str
    why: str
    state: RedrawState
    revision: int
    city_id: int
    district_id: int
    district: str
    town_id: int | None
    town: str | None
    effective_on: date | None
    created_at: datetime
    touched_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    published_at: datetime | None
    opinion: str
    outcome: dict[str, Any] | None = Field(description="What publishing did, why a plan was withdrawn or given back")
    author_id: UUID
    author_name: str
    submitted_by_name: str | None
    decided_by_name: str | None
    units: int
    edits: int


class EditShape(Shape):
    """One edit that was ever made; `dropped` ones were taken back and overtaken."""

    n: int
    op: BoundaryOp
    state: EditState
    at: datetime
    by_name: str
    turned_at: datetime | None
    turned_by_name: str | None
    units: int


class RedrawCheckShape(Shape):
    """Something wrong or doubtful in a plan, at a unit (by key) or at none."""

    code: str = Field(examples=["load-high"])
    unit: str | None
    severity: Severity
    facts: dict[str, Any]


class RedrawWhole(RedrawShape):
    """A plan with its edits, what is checked, and what the reader may do next."""

    history: list[EditShape]
    checks: list[RedrawCheckShape]
    may: list[str] = Field(examples=[["edit-redraw", "submit-redraw"]])


class UnitProperties(Shape):
    """What a plan says of a unit beside its outline."""

    key: str
    unit_id: int | None
    code: str
    name: str
    kind: str
    town_id: int | None
    village_id: int | None
    changed: bool
    new: bool
    ended: bool


class UnitFeature(Shape):
    """A unit as GeoJSON; one that ends has no geometry."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None
    properties: UnitProperties


class UnitCollection(Shape):
    """The units of a plan, on a revision of it."""

    type: Literal["FeatureCollection"]
    revision: int | None = None
    features: list[UnitFeature]


class DayProperties(Shape):
    """What a unit was on a day."""

    code: str
    name: str
    kind: str
    town_id: int | None
    village_id: int | None
    valid_from: date
    valid_to: date | None


class DayFeature(Shape):
    """A unit of a day as GeoJSON."""

    type: Literal["Feature"]
    id: int
    geometry: dict[str, Any]
    properties: DayProperties


class DayCollection(Shape):
    """The grid map of a day."""

    type: Literal["FeatureCollection"]
    features: list[DayFeature]


class UnitLoad(Shape):
    """What a unit asks: enterprises still visited, their hazards, visits due soon, minutes, a round, its size."""

    enterprises: int
    open_hazards: int
    due_visits: int
    high_risk: int
    minutes_a_month: int
    round_m: float = Field(description="Estimated way of one round over the visits that are due")
    stops: int
    area_ha: float


class BoundOfficer(Shape):
    """Who looks after a unit today."""

    name: str
    part: str | None


class LoadMark(Shape):
    """Objects an officer would look after, against the limits; with nobody bound, one officer."""

    each: float
    verdict: LoadVerdict


class UnitImpact(Shape):
    """A unit before and after; none where it is not there."""

    key: str
    unit_id: int | None
    code: str
    name: str
    before: UnitLoad | None
    after: UnitLoad | None
    officers: list[BoundOfficer]
    binding: Literal["kept", "to_bind", "ends"]
    load: LoadMark | None


class MovedEnterprise(Shape):
    """An enterprise that comes into another unit; `with_unit`: because its own ends."""

    id: UUID
    name: str
    from_: str | None = Field(alias="from")
    to: str
    with_unit: bool


class MovedList(Shape):
    """How many, and those whose names the reader may know."""

    count: int
    items: list[MovedEnterprise]


class LoadLimits(Shape):
    """The numbers of policy that the load is judged by."""

    objects_min: int
    objects_max: int
    due_within_days: int
    visit_minutes: dict[str, int]
    round: dict[str, float]


class Impact(Shape):
    """What a plan would do."""

    redraw: UUID
    revision: int
    as_of: datetime
    units: list[UnitImpact]
    moved: MovedList
    manual: MovedList
    limits: LoadLimits


class Tried(Shape):
    """What an edit would make, and what it alone would do."""

    revision: int
    units: UnitCollection
    impact: Impact


class RedrawFileRow(Shape):
    """A unit of the file or the plan, and how they differ; `fitted`: a neighbour whose edge gets a vertex."""

    key: str
    code: str
    name: str
    change: Literal["same", "changed", "fitted", "new", "missing", "ended"]
    before_ha: float | None
    after_ha: float | None


class FileRead(Shape):
    """How a file differs from a plan, what taking it would do, and what became of it where it was taken."""

    revision: int
    rows: list[RedrawFileRow]
    tried: Tried | None
    verdict: VerdictShape | None
