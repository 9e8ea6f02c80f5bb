"""What proposals of units are answered, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from server.api.shapes import Shape


class ProposalShape(Shape):
    """What was asked for, and how far it is; `reason`: why there is nothing, in the reader's language."""

    n: int
    town_id: int
    town: str
    goal: Literal["count", "even", "one-more"]
    units: int | None
    seed: int
    locked: list[str]
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    share: float = Field(description="How much of the work is done, from 0 to 1")
    by_name: str
    at: datetime
    finished_at: datetime | None
    reason: str | None


class ProposalRatio(Shape):
    """Numerator and denominator; 0/0 is no ratio."""

    n: float
    d: float


class ProposedUnit(Shape):
    """A unit as proposed: visit minutes a month and enterprises that its boundary holds."""

    key: str
    name: str
    minutes: float
    enterprises: int
    area_ha: float
    locked: bool


class ProposalFigures(Shape):
    """A division in figures."""

    units: int
    fullest: ProposalRatio = Field(description="Minutes a month of the fullest unit over the mean")
    emptiest: ProposalRatio = Field(description="Minutes a month of the emptiest unit over the mean")
    compact: ProposalRatio = Field(description="Sum of 4 pi area / perimeter squared over the units")
    pieces: ProposalRatio = Field(description="Pairs of village and unit over villages; 1 is every village whole")
    moved: ProposalRatio = Field(description="Enterprises that come into another unit over all that a boundary moves")
    by_unit: list[ProposedUnit]


class BoundShape(Shape):
    """No division has a fuller fullest unit than `n` over `d`; what it is that weighs so much, and where."""

    limit: Literal["nothing", "atom", "locked", "island"]
    n: float
    d: float
    unit: str | None
    unit_name: str | None
    enterprises: int | None
    at: tuple[float, float] | None


class Beside(Shape):
    """Enterprises of the town that no boundary moves, and their minutes a month."""

    enterprises: int
    minutes: float


class ProposedProperties(Shape):
    """What an alternative says of a unit; what is `changed` belongs into the edit that takes it."""

    key: str
    code: str
    name: str
    town_id: int | None
    new: bool
    changed: bool


class ProposedFeature(Shape):
    """A unit of an alternative as GeoJSON."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any]
    properties: ProposedProperties


class ProposedCollection(Shape):
    """The units of an alternative."""

    type: Literal["FeatureCollection"]
    features: list[ProposedFeature]


class AlternativeShape(Shape):
    """One way to divide the town, by what it is best at of those offered; `ended` are keys of units that end."""

    best_at: list[Literal["overall", "even", "compact", "villages", "moves"]]
    figures: ProposalFigures
    ended: list[str]
    units: ProposedCollection


class ProposalResult(Shape):
    """The alternatives, how it is at present, and how even it could be at best."""

    units: int
    present: ProposalFigures
    bound: BoundShape
    beside: Beside
    alternatives: list[AlternativeShape]


class ProposalWhole(ProposalShape):
    """A proposal with its alternatives; `fits`: they can still be taken, on the plan's `revision`."""

    revision: int
    fits: bool
    result: ProposalResult | None
