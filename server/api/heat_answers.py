"""What a heat map is answered, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from grids.heat import Measure, Verdict
from server.api.shapes import LonLat, Shape

Square = tuple[int, int, int, int]


class Numbers(Shape):
    """Hazards found, how many of them major; enterprises, how many of them visited; visits."""

    hazards: int
    majors: int
    enterprises: int
    visited: int
    visits: int


class Elsewhere(Shape):
    """What is counted and lies in no cell: no known place, or outside the area's box."""

    hazards: int
    enterprises: int
    visits: int


class Made(Shape):
    """How the figures are made: when, from what, of which days, by which numbers of policy."""

    as_of: datetime
    counted_in: str = Field(examples=["columns"], description="`columns` or `database`; both count the same")
    measure: Measure
    weighted: bool
    period: dict[str, date]
    denominator_min: int
    significance: float
    weights: dict[str, int]
    formula: dict[str, str]


class RasterShape(Shape):
    """Where the cells lie: centimetres of EPSG:3857; `side_m`, `bandwidth_m` on the ground; `error` a share."""

    x0: int
    y0: int
    side: int
    nx: int
    ny: int
    side_m: float
    bandwidth_m: int
    radius: int
    error: float


class CellLists(Shape):
    """Cells with something within a bandwidth, as lists of one length.

    `value` is for the colour; the numbers are those of the square of `radius` cells each way. `verdict`: 0 certain,
    1 small, 2 unvisited, 3 empty.
    """

    index: list[int]
    value: list[float]
    verdict: list[int]
    hazards: list[int]
    majors: list[int]
    enterprises: list[int]
    visited: list[int]
    visits: list[int]


class Spot(Numbers):
    """A place on the ground: its square, where it is, what it is called; `adjusted` is what orders it."""

    square: Square
    adjusted: float | None
    at: LonLat
    unit_id: int | None
    unit: str | None
    near: str | None


class GroundHeat(Made):
    """Heat on the ground."""

    raster: RasterShape
    cells: CellLists
    total: Numbers
    elsewhere: Elsewhere
    places: list[Spot]
    unvisited: list[Spot]
    bandwidths_m: list[int]
    industries: list[str]


class StandsOut(Shape):
    """Getis-Ord Gi*: 1 hot, -1 cold, 0 neither at the false discovery rate held."""

    stands: int
    z: float
    p: float


class AreaRow(Numbers):
    """One area, or one enterprise; `value` is none where there is nothing to divide by."""

    id: int | str
    name: str
    verdict: Verdict
    value: float | None
    adjusted: float
    weight: int
    spot: StandsOut | None
    at: LonLat | None = None


class AreaHeat(Made):
    """The areas of a level, in which of them each grid unit lies, and what lies in none."""

    level: str
    areas: list[AreaRow]
    units: dict[str, int | None]
    elsewhere: Numbers | None
