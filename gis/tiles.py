"""Vector tiles from named SQL: bytes for a layer, a tile address and a condition that binds the reader's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.errors import Refusal

_SQL: Final = Path(__file__).with_name("sql")
CELLS: Final = 32
"""Cells across a tile where points are counted."""
HEAT_CELLS: Final = 64
DEEPEST: Final = 22
POINTS_FROM: Final = {"hazard": 9, "enterprise": 14}
"""Zoom from which a layer shows single points; below it shows counted cells."""
MOST_POINTS: Final = 5_000
"""A tile that would hold more points shows cells instead, so that nothing is cut off."""


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
        Layer(name="hazard", about="hazards: points from zoom 9, counted cells below", bound="hazard"),
        Layer(name="enterprise", about="enterprises: points from zoom 14, counted cells below", bound="enterprise"),
        Layer(name="heat", about="hazards counted in fine cells, major ones five times", bound="hazard"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A tile of the web-mercator grid."""

    z: int
    x: int
    y: int

    def check(self) -> None:
        """Refuse an address outside the grid."""
        if not (0 <= self.z <= DEEPEST and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z):
            raise Refusal("not-found", thing="tile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the reader may see, and which of it is wanted, as SQL with its values."""

    scope: str
    values: Mapping[str, Any]
    figures: str = ""


def render(session: Session, layer: Layer, at: Address, condition: Condition, today: date) -> bytes:
    """Make a tile.

    CRS: EPSG:3857, extent 4096. Source: Mapbox Vector Tile 2.1 by ST_AsMVT.
    """
    at.check()
    binds = {"z": at.z, "x": at.x, "y": at.y, "today": today, "cells": CELLS, **condition.values}
    if layer.name == "heat":
        return _run(session, "hazard_cell_tile", "heat", condition, {**binds, "cells": HEAT_CELLS})
    if layer.name in POINTS_FROM and (
        at.z < POINTS_FROM[layer.name] or _points(session, layer.name, condition, binds) > MOST_POINTS
    ):
        return _run(session, f"{layer.name}_cell_tile", layer.name, condition, binds)
    return _run(session, f"{layer.name}_tile", layer.name, condition, binds)


def _points(session: Session, layer: str, condition: Condition, binds: Mapping[str, Any]) -> int:
    """Count what a tile would hold, no further than the limit."""
    alias = layer[0]
    wanted = condition.figures if layer == "hazard" else ""
    sql = text(
        f"SELECT count(*) FROM (SELECT 1 FROM {layer} {alias} WHERE {alias}.point_3857 && ST_TileEnvelope(:z, :x, :y) "  # noqa: S608 - names of LAYERS, conditions of the caller's own package
        f"AND {condition.scope} {wanted} LIMIT {MOST_POINTS + 1}) p"
    )
    return int(session.scalar(sql, dict(binds)) or 0)


def _run(session: Session, name: str, layer: str, condition: Condition, binds: Mapping[str, Any]) -> bytes:
    sql = (_SQL / f"{name}.sql").read_text("utf-8")
    sql = sql.format(scope=condition.scope, figures=condition.figures, layer=layer)
    made = session.scalar(text(sql), dict(binds))
    return bytes(made) if made is not None else b""
