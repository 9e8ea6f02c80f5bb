"""An edit as a planner means it, in degrees, done on a tiling in metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, assert_never
from uuid import UUID

import numpy as np
import shapely

from gis import crs, redraw
from gis.coverage import GRID_M
from gis.crs import WGS84, Crs
from gis.redraw import Point
from gis.tiling import Edit, Tiling
from grids import boundaries as b
from grids.errors import Refusal
from grids.units import LonLat

Shaping = (
    b.MoveVertices
    | b.BendEdge
    | b.SplitUnit
    | b.MergeUnits
    | b.GiveGround
    | b.GiveEnterprises
    | b.RedrawBorder
    | b.FollowLine
    | b.ReplaceUnits
)
"""Edits that change outlines; names and codes are no geometry."""
TOUCH_M: Final = 0.5
"""A vertex this near to the place named is the one meant: what a screen kept of a vertex may have lost decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Where enterprises of the giver are, in metres: those to hand over, and those that stay."""

    chosen: Mapping[UUID, Point]
    others: Mapping[UUID, Point]


NO_SITES: Final = Sites(chosen={}, others={})


def draw(tiling: Tiling, op: Shaping, metric: Crs, *, new: str = "", sites: Sites = NO_SITES) -> Edit:
    """Do an edit; `new` is the key of the unit that a split makes.

    Error: positions are rounded to the 1 mm grid.
    Raises: Refusal `redraw-*`, those of `gis.redraw` and `gis.tiling`.
    """
    match op:
        case b.MoveVertices():
            return redraw.move(tiling, _moves(tiling, op, metric))
        case b.BendEdge():
            start, end, to = _metres((op.start, op.end, op.to), metric)
            return redraw.bend(tiling, _vertex(tiling, start), _vertex(tiling, end), to)
        case b.SplitUnit():
            return redraw.split(tiling, op.unit, _line(op.line, metric), new)
        case b.MergeUnits():
            return redraw.merge(tiling, b.named(op), op.into)
        case b.GiveGround():
            return redraw.give(tiling, op.giver, op.taker, _area((op.ground,), metric), islands=op.islands)
        case b.GiveEnterprises():
            return _give_sites(tiling, op, sites)
        case b.RedrawBorder():
            return redraw.redraw_border(tiling, op.one, op.other, _line(op.line, metric))
        case b.FollowLine():
            return redraw.follow(tiling, op.one, op.other, _line(op.guide, metric))
        case b.ReplaceUnits():
            return _replace(tiling, op, metric)
    assert_never(op)


def to_degrees(wkb: bytes, metric: Crs) -> Any:  # noqa: ANN401 - a geometry
    """Turn an outline into a WGS-84 MultiPolygon. Error: as `crs.move`."""
    return multi(crs.move(shapely.from_wkb(wkb), metric, WGS84))


def positions(wkb: bytes, metric: Crs) -> list[list[list[list[float]]]]:
    """Write an outline as the coordinates of a GeoJSON MultiPolygon.

    Unit: degrees with 9 decimals, which find their vertex again on the 1 mm grid.
    """
    return [
        [
            [[round(x, 9), round(y, 9)] for x, y in shapely.get_coordinates(ring).tolist()]
            for ring in shapely.get_rings(p)
        ]
        for p in shapely.get_parts(to_degrees(wkb, metric))
    ]


def multi(shape: Any) -> Any:  # noqa: ANN401 - geometries
    """Return an outline as the MultiPolygon that columns hold."""
    return shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])


def to_metres(wkb: bytes, metric: Crs) -> bytes:
    """Turn an outline in WGS-84 into one on the 1 mm grid."""
    shape = crs.move(shapely.from_wkb(wkb), WGS84, metric)
    on_grid = shapely.transform(shape, lambda xy: np.round(xy, 3))
    return bytes(shapely.to_wkb(on_grid, byte_order=1, include_srid=False))


def points_of(lonlat: Mapping[UUID, LonLat], metric: Crs) -> dict[UUID, Point]:
    """Turn positions of enterprises into metres."""
    return dict(zip(lonlat, _metres(tuple(lonlat.values()), metric), strict=True)) if lonlat else {}


def _moves(tiling: Tiling, op: b.MoveVertices, metric: Crs) -> dict[Point, Point]:
    places = _metres(tuple(move.at for move in op.moves), metric)
    goals = _metres(tuple(move.to for move in op.moves), metric)
    return {_vertex(tiling, place): goal for place, goal in zip(places, goals, strict=True)}


def _give_sites(tiling: Tiling, op: b.GiveEnterprises, sites: Sites) -> Edit:
    """Hand enterprises over with the ground around them; where none would stay it is a merge that is meant."""
    if not sites.chosen:
        raise Refusal("redraw-nothing")
    ground = redraw.ground_of(sites.chosen.values(), sites.others.values(), tiling.shape(op.giver))
    return redraw.give(tiling, op.giver, op.taker, ground, islands=op.islands)


def _replace(tiling: Tiling, op: b.ReplaceUnits, metric: Crs) -> Edit:
    made: dict[str, Any] = dict.fromkeys(op.ended)
    for unit in op.ended:
        tiling.shape(unit)
    for outline in op.units:
        parts = [_area(part, metric) for part in outline.parts]
        made[outline.key] = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    stated = frozenset(outline.key for outline in op.units if len(outline.parts) > 1)
    return tiling.edited(made, parts_allowed=stated)


def _vertex(tiling: Tiling, at: Point) -> Point:
    """Find the boundary vertex that is meant. Raises: Refusal `redraw-no-vertex`."""
    near = [tiling.shape(unit) for unit in tiling.at(*at, within_m=TOUCH_M)]
    if near:
        xy = shapely.get_coordinates(np.array(near, dtype=object))
        far = np.hypot(xy[:, 0] - at[0], xy[:, 1] - at[1])
        nearest = int(np.argmin(far))
        if far[nearest] <= TOUCH_M:
            return float(xy[nearest, 0]), float(xy[nearest, 1])
    raise Refusal("redraw-no-vertex", x=round(at[0], 3), y=round(at[1], 3))


def _metres(lonlat: tuple[LonLat, ...], metric: Crs) -> list[Point]:
    if not lonlat:
        return []
    xy = np.round(crs.from_wgs84(metric, np.array(lonlat, dtype=float)), 3)
    if not np.isfinite(xy).all():
        raise Refusal("redraw-nothing")
    return [(x, y) for x, y in xy.tolist()]


def _line(path: tuple[LonLat, ...], metric: Crs) -> Any:  # noqa: ANN401 - a LineString
    line = shapely.remove_repeated_points(shapely.LineString(_metres(path, metric)), GRID_M / 2)
    if line.length <= 0:
        raise Refusal("redraw-nothing")
    return line


def _area(rings: tuple[b.Ring, ...], metric: Crs) -> Any:  # noqa: ANN401 - a Polygon
    """Build a polygon of rings. Raises: Refusal `redraw-crosses` where a ring is open or crosses itself."""
    if any(ring[0] != ring[-1] for ring in rings):
        raise Refusal("redraw-crosses", units="—")
    outer, *holes = (_metres(ring, metric) for ring in rings)
    polygon = shapely.Polygon(outer, holes)
    if not polygon.is_valid or polygon.area <= 0:
        raise Refusal("redraw-crosses", units="—")
    return polygon
