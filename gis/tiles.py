"""Vector tiles from named SQL: bytes for a layer, a tile address and a condition that binds the reader's scope.

Far out, and wherever single points would be too many, things are counted in cells: from counts kept ready where they
can tell what is asked (gis/cells.py), from the points as they lie else. Nothing is ever cut off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from psycopg import Connection

from gis import cells, crowds, outlines, point_tile, straight
from gis.cells import Ready
from grids.commands import HazardLevel
from grids.errors import Refusal
from grids.hazards import State

Ask = Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]
"""Gives the rows of a statement with its values."""
_SQL: Final = Path(__file__).with_name("sql")
_BIND: Final = re.compile(r"(?<!:):([a-z]\w*)")
_REMARK: Final = re.compile(r"^--.*\n", re.MULTILINE)
HEAT_DEEPER: Final = 6
"""Zooms by which heat's cells are finer than the tile: 64 across."""
_HEAT_FINER: Final = HEAT_DEEPER - cells.DEEPER
DEEPEST: Final = 22
POINTS_FROM: Final = {"hazard": 9, "enterprise": 14}
"""Zoom from which a layer may show single points; below it shows counted cells."""
NAMES_FROM: Final = 15
"""Zoom from which the map writes names of enterprises (pwa/src/map/layers.ts): a tile of less has none."""
MOST_POINTS: Final = 5_000
"""A tile that would hold more points shows cells instead, so that nothing is cut off."""
FEW_POINTS: Final = 300
"""So many PostGIS draws itself, enterprises with their names; more are a crowd: cells where counts are ready, else
points from columns (point_tile.py)."""
_AROUND_M: Final = 40_075_016.68557849
_MIDDLE: Final = (
    "ST_MakePoint((2 * (c.cx - :west) + 1) * CAST(:half AS int), "
    f"{point_tile.EXTENT} - (2 * (c.cy - :south) + 1) * CAST(:half AS int))"
)
"""Where the middle of a cell stands on its tile, in whole numbers: from its first cell, in halves of a cell's side."""
_HERE: Final = (
    "point_3857 && ST_Expand(ST_TileEnvelope(:z, :x, :y), 1) "
    "AND floor((ST_X(point_3857) + 20037508.342789244) / :size)::int = :x "
    "AND floor((ST_Y(point_3857) + 20037508.342789244) / :size)::int = (1 << CAST(:z AS int)) - 1 - :y"
)
"""Each point is in exactly one tile, by the rule of the cells: tile_index of the database, written out."""
_PIXEL: Final = (
    "ST_MakePoint(round(((ST_X(d.p) + 20037508.342789244) / :size - :x) * 4096), "
    "round(((20037508.342789244 - ST_Y(d.p)) / :size - :y) * 4096))"
)
"""Where a point of the tile stands on it: what ST_AsMVTGeom says of a point inside, by arithmetic alone."""
_SPOT: Final = (
    f"round(((ST_X(f.p) + 20037508.342789244) / :size - :x) * {point_tile.EXTENT})::int << {point_tile.SPOT_BITS} "
    f"| round(((20037508.342789244 - ST_Y(f.p)) / :size - :y) * {point_tile.EXTENT})::int"
)
"""The same in one number, as point_tile.py reads it."""
_DRAWN: Final = "c.n, c.open, c.overdue"
"""What a cell of hazards says."""
_JUDGED: Final = (*cells.UNRESOLVED, State.CLOSED)
"""States that count as found in a unit's figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer of the map: what it draws from, and which of its aliases the scope binds."""

    name: str
    about: str
    bound: str


LAYERS: Final[Mapping[str, Layer]] = {
    layer.name: layer
    for layer in (
        Layer(name="unit", about="grid units with open, overdue, closed and found hazards", bound="unit"),
        Layer(name="unit_label", about="one label point a grid unit", bound="unit"),
        Layer(name="hazard", about="hazards: points from zoom 9, counted cells below and in crowds", bound="hazard"),
        Layer(
            name="enterprise",
            about="enterprises: points from zoom 14, counted cells below and in crowds",
            bound="enterprise",
        ),
        Layer(name="heat", about="hazards counted in fine cells, weighed by level", bound="hazard"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A tile of the web-mercator grid."""

    z: int
    x: int
    y: int

    @property
    def size_m(self) -> float:
        """Return its side, as `tile_index` of the database works it out."""
        return _AROUND_M / (1 << self.z)

    def check(self) -> None:
        """Refuse an address outside the grid."""
        if not (0 <= self.z <= DEEPEST and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z):
            raise Refusal("not-found", thing="tile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the reader may see, and which of it is wanted, as SQL with its values.

    `ready` says the same of counts kept ready, where they can tell it; of units, it is about their hazards.
    """

    scope: str
    values: Mapping[str, Any]
    figures: str = ""
    ready: Ready | None = None


def render(ask: Ask, layer: Layer, at: Address, condition: Condition, today: date, weights: Mapping[str, int]) -> bytes:
    """Make a tile; `weights` is what a hazard counts by its level, where cells are heat.

    CRS: EPSG:3857, extent 4096. Source: Mapbox Vector Tile 2.1, by ST_AsMVT, and by point_tile.py for a crowd.
    """
    at.check()
    fine = at.z + (HEAT_DEEPER if layer.name == "heat" else cells.DEEPER)
    binds = {
        "z": at.z, "x": at.x, "y": at.y, "size": at.size_m, "today": today, **_drawn_in(at, fine),
        "few": FEW_POINTS, "most": MOST_POINTS,
        "major": weights[HazardLevel.MAJOR], "general": weights[HazardLevel.GENERAL],
        **condition.values,
    }  # fmt: skip
    match layer.name:
        case "unit":
            return _units(ask, at, condition, binds)
        case "unit_label":
            return _made(ask, "unit_label_tile", condition, binds)[1]
        case "heat":
            return _heat(ask, at, condition, binds)
        case name:
            return _points_or_cells(ask, name, at, condition, binds)


def _heat(ask: Ask, at: Address, condition: Condition, binds: Mapping[str, Any]) -> bytes:
    """Count in cells of half the side, which are those kept ready for the next zoom, as far as there are any."""
    if condition.ready is not None and at.z + _HEAT_FINER <= cells.LAST:
        return _ready(ask, "hazard", at, condition.ready, condition, binds, finer=_HEAT_FINER)[1]
    return _made(ask, "hazard_cell_tile", condition, binds, layer="heat")[1]


def _points_or_cells(ask: Ask, name: str, at: Address, condition: Condition, binds: Mapping[str, Any]) -> bytes:
    """Draw points where there are few enough of them, counted cells else."""
    ready = condition.ready
    if ready is not None and at.z <= cells.LAST:
        n, content = _ready(ask, name, at, ready, condition, binds)
        if at.z < POINTS_FROM[name] or n > min(FEW_POINTS, MOST_POINTS):
            return content
    if at.z >= POINTS_FROM[name]:
        named = "f.name" if at.z >= NAMES_FROM else "NULL::text"
        n, content = _made(ask, f"{name}_tile", condition, binds, name=named)
        if n > FEW_POINTS:
            n, content = _crowd(ask, name, condition, binds)
        if n <= MOST_POINTS:
            return content
    if ready is not None and at.z <= cells.LAST_DRAWN:
        return _ready(ask, name, at, ready, condition, binds)[1]
    return _made(ask, f"{name}_cell_tile", condition, binds, layer=name)[1]


def _crowd(ask: Ask, name: str, condition: Condition, binds: Mapping[str, Any]) -> tuple[int, bytes]:
    """Write many points from their columns; one more than a tile may hold stands for all that were left out."""
    rows = ask(_statement(f"{name}_crowd_tile", scope=condition.scope, figures=condition.figures), binds)
    n = crowds.size(rows)
    return n, b"" if n > MOST_POINTS else point_tile.write(name, crowds.KEYS[name], crowds.groups(name, rows))


def _ready(
    ask: Ask, name: str, at: Address, ready: Ready, condition: Condition, binds: Mapping[str, Any], finer: int = 0
) -> tuple[int, bytes]:
    """Add up cells kept ready; those of a finer zoom are heat's, which has a weight."""
    sums = {
        "n": ready.sum_of(cells.SHOWN), "open": ready.sum_of(cells.UNRESOLVED),
        "late": ready.sum_of(cells.RUNNING, late=True), "weight": _weight(ready) if finer else "0",
    }  # fmt: skip
    made = _statement(
        f"{name}_ready_tile", scope=ready.scope, area=ready.area, beyond=ready.beyond, figures=condition.figures,
        layer="heat" if finer else name, drawn=_DRAWN + (", c.weight" if finer else ""), **sums,
    )  # fmt: skip
    source, drawn = ready.zoom(at.z + finer), min(at.z + finer, cells.LAST)
    west, south, across = _cells_of(at, source + cells.DEEPER)
    kept = {"source": source, "left": west, "right": west + across - 1, "low": south, "high": south + across - 1}
    return _run(ask, made, {**binds, **kept, "shift": source - drawn, **_drawn_in(at, drawn + cells.DEEPER)})


def _weight(ready: Ready) -> str:
    """Write the weight of hazards, as SQL over the rows of a group."""
    each = [f"CAST(:{level} AS int) * {replace(ready, levels=(level,)).sum_of(cells.SHOWN)}" for level in ready.levels]
    return " + ".join(each) or "0"


def _drawn_in(at: Address, fine: int) -> dict[str, int]:
    """Say in which cells a tile counts, those of a zoom, and where they stand on it."""
    west, south, across = _cells_of(at, fine)
    return {"fine": fine, "west": west, "south": south, "half": point_tile.EXTENT // (2 * across)}


def _cells_of(at: Address, fine: int) -> tuple[int, int, int]:
    """Return the tile's first cell from the west and from the south among those of a zoom, and how many are across."""
    deeper = fine - at.z
    return at.x << deeper, ((1 << at.z) - 1 - at.y) << deeper, 1 << deeper


def _units(ask: Ask, at: Address, condition: Condition, binds: Mapping[str, Any]) -> bytes:
    """Draw units: far out from simplified outlines and without names."""
    if at.z <= outlines.FAR_ZOOM:
        shape = "coalesce(o.far_3857, u.geom_3857)"
    else:
        shape = "coalesce(o.near_3857, u.geom_3857)" if at.z <= outlines.NEAR_ZOOM else "u.geom_3857"
    drawn = {"shape": shape, "name": "u.name" if at.z > outlines.NEAR_ZOOM else "NULL::text"}
    ready = condition.ready
    if ready is None:
        made = _statement("unit_tile", scope=condition.scope, figures=condition.figures, **drawn)
        return _run(ask, made, binds)[1]
    sums = {
        "open": ready.sum_of(cells.UNRESOLVED), "late": ready.sum_of(cells.RUNNING, late=True),
        "closed": ready.sum_of((State.CLOSED,)), "found": ready.sum_of(_JUDGED),
    }  # fmt: skip
    made = _statement(
        "unit_ready_tile", scope=condition.scope, counted=ready.scope, area=ready.area, beyond=ready.beyond,
        figures=condition.figures, **drawn, **sums,
    )  # fmt: skip
    return _run(ask, made, binds)[1]


def _made(ask: Ask, file: str, condition: Condition, binds: Mapping[str, Any], **parts: str) -> tuple[int, bytes]:
    return _run(ask, _statement(file, scope=condition.scope, figures=condition.figures, **parts), binds)


def _run(ask: Ask, statement: str, binds: Mapping[str, Any]) -> tuple[int, bytes]:
    """Return how many things a tile stands for, and its bytes."""
    (row,) = ask(statement, binds)
    return int(row[0]), bytes(row[-1] or b"")


def rows_of(driver: Connection[Any], statement: str, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Ask the driver itself for the rows of a tile's statement: one, or those of a crowd's groups, which may be none.

    A tile of one village takes less time than the layers above it.
    """
    return straight.rows(driver, statement, binds)


@lru_cache(maxsize=512)
def _statement(file: str, /, **parts: str) -> str:
    """Put a statement together from its file and texts of this package and of the caller's scope; values are bound."""
    whole = (
        (_SQL / f"{file}.sql").read_text("utf-8").format(middle=_MIDDLE, here=_HERE, pixel=_PIXEL, spot=_SPOT, **parts)
    )
    return bound(whole.replace("%", "%%"))


def bound(statement: str) -> str:
    """Write the binds of a statement as the driver knows them, without remarks."""
    return _BIND.sub(r"%(\1)s", _REMARK.sub("", statement))
