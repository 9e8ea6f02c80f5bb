"""Edits of a tiling: each takes a tiling in metres and returns what it changes, proved to leave the area tiled.

Method: the edited units and their neighbours are noded together with the new line on the 1 mm grid; each face goes
to the unit that held it, or to the one the edit names; neighbours that got a vertex on their edge belong to the edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely
from shapely.ops import linemerge, substring

from gis.coverage import GRID_M, Shapes
from gis.tiling import Edit, Tiling, cut, is_same, joined
from grids.errors import Refusal

Point = tuple[float, float]
SNAP_M: Final = 15.0
"""A drawn line that ends this near a boundary was meant to end on it: a finger covers about so much at town scale."""
_SAME_M: Final = GRID_M / 2
_HALVES: Final = 2


def move(tiling: Tiling, moves: Mapping[Point, Point]) -> Edit:
    """Move shared vertices: every unit that has one follows.

    Raises: Refusal `redraw-no-vertex` for a place without a vertex, and those of `Tiling.edited`.
    """
    goals = {_key(at): _rounded(to) for at, to in moves.items()}
    owners = {unit for at in moves for unit in tiling.at(*at)}
    found: set[tuple[int, int]] = set()

    def follow(xy: Any) -> Any:  # noqa: ANN401 - an array of coordinates
        keys = [_key(each) for each in xy.tolist()]
        found.update(key for key in keys if key in goals)
        return np.array([goals.get(key, tuple(each)) for key, each in zip(keys, xy.tolist(), strict=True)])

    made = {unit: shapely.transform(tiling.shape(unit), follow) for unit in owners}
    for at in moves:
        if _key(at) not in found:
            raise Refusal("redraw-no-vertex", x=round(at[0], 3), y=round(at[1], 3))
    return tiling.edited(made)


def bend(tiling: Tiling, start: Point, end: Point, to: Point) -> Edit:
    """Pull a straight piece of boundary to a point: it gets a vertex there, in every unit that has the piece.

    Raises: Refusal `redraw-no-vertex` where no unit has this piece, and those of `Tiling.edited`.
    """
    ends = {_key(start), _key(end)}
    made = {}
    for unit in tiling.at((start[0] + end[0]) / 2, (start[1] + end[1]) / 2):
        shape = tiling.shape(unit)
        bent = _with_rings(shape, lambda ring: _bent(ring, ends, _rounded(to)))
        if bent is not None:
            made[unit] = bent
    if not made:
        raise Refusal("redraw-no-vertex", x=round(start[0], 3), y=round(start[1], 3))
    return tiling.edited(made)


def split(tiling: Tiling, unit: str, line: Any, new: str) -> Edit:  # noqa: ANN401 - a LineString
    """Split a unit in two along a line; the larger part keeps the name.

    The line may start and end outside, or up to `SNAP_M` inside: it is led to the boundary.
    Raises: Refusal `redraw-split` (`parts`: how many the line makes), and those of `Tiling.edited`.
    """
    shape = tiling.shape(unit)
    drawn = _led_to(line, shapely.boundary(shape))
    faces = cut(_one(shape), [shapely.intersection(drawn, shape)])
    inside = [face for face in faces if shapely.contains_properly(shape, shapely.point_on_surface(face))]
    if len(inside) != _HALVES:
        raise Refusal("redraw-split", parts=len(inside))
    inside.sort(key=lambda face: (-shapely.area(face), shapely.to_wkb(face)))
    smaller = inside[1]
    shapely.prepare(smaller)

    def owner(name: str, point: Any) -> str:  # noqa: ANN401 - a Point
        return new if name == unit and shapely.intersects(smaller, point) else name

    return _redrawn(tiling, (unit,), [shapely.intersection(drawn, shape)], owner)


def merge(tiling: Tiling, units: Sequence[str], into: str) -> Edit:
    """Merge units that touch each other into one of them. Raises: Refusal `redraw-parts` where they do not touch."""
    whole = joined(part for unit in units for part in shapely.get_parts(tiling.shape(unit)))
    most = max(int(shapely.get_num_geometries(tiling.shape(unit))) for unit in units)
    parts = int(shapely.get_num_geometries(whole))
    if parts > most:
        raise Refusal("redraw-parts", unit=into, parts=parts)
    made = {unit: None for unit in units if unit != into} | {into: whole}
    return tiling.edited(made)


def give(tiling: Tiling, giver: str, taker: str, ground: Any, *, islands: bool = False) -> Edit:  # noqa: ANN401
    """Give the part of a unit that lies in a polygon to another unit.

    `islands`: the taker may come out in one piece more, and the giver too, because the planner says so.
    Raises: Refusal `redraw-nothing` where the polygon holds nothing of the giver, `redraw-all` where it holds all.
    """
    shape = tiling.shape(giver)
    tiling.shape(taker)
    strip = shapely.intersection(shape, ground, grid_size=GRID_M)
    if shapely.area(strip) <= GRID_M:
        raise Refusal("redraw-nothing")
    if shapely.area(shapely.difference(shape, strip, grid_size=GRID_M)) <= GRID_M * shapely.length(shape):
        raise Refusal("redraw-all", unit=giver)
    shapely.prepare(strip)

    def owner(unit: str, point: Any) -> str:  # noqa: ANN401 - a Point
        return taker if unit == giver and shapely.intersects(strip, point) else unit

    lines = [shapely.intersection(shapely.boundary(ground), shape)]
    allowed = frozenset({giver, taker}) if islands else frozenset()
    return _redrawn(tiling, (giver, taker), lines, owner, allowed)


def redraw_border(tiling: Tiling, one: str, other: str, line: Any) -> Edit:  # noqa: ANN401 - a LineString
    """Replace the border of two units, between the points where a line leaves and meets it, by the line.

    The ends of the line are led to the border when they lie within `SNAP_M` of it.
    Raises: Refusal `redraw-no-border` where the units have no border near both ends, and those of `Tiling.edited`.
    """
    border = _border_near(tiling, one, other, line)
    drawn = _between(line, border)
    start, end = (border.project(shapely.get_point(drawn, n)) for n in (0, -1))
    low, high = sorted((start, end))
    kept = [substring(border, 0, low), substring(border, high, border.length)]
    rest = shapely.difference(_shared(tiling, one, other), border)
    pair = np.array([tiling.shape(one), tiling.shape(other)], dtype=object)
    region = shapely.union_all(pair)
    pieces = cut(_one(region), [drawn, rest, *[piece for piece in kept if piece.length > 0]])
    inside = [face for face in pieces if shapely.intersects(region, shapely.point_on_surface(face))]
    ground = {one: _side(inside, pair, 0), other: _side(inside, pair, 1)}

    def owner(unit: str, point: Any) -> str:  # noqa: ANN401 - a Point
        if unit not in ground:
            return unit
        return next((name for name, parts in ground.items() if _holds(parts, point)), unit)

    return _redrawn(tiling, (one, other), [drawn], owner)


def follow(tiling: Tiling, one: str, other: str, guide: Any) -> Edit:  # noqa: ANN401 - a LineString
    """Let the border of two units follow a guide, such as a road or a village boundary, along its whole length.

    The border's ends stay; the guide is taken between the points nearest to them.
    Raises: those of `redraw_border`.
    """
    border = _border_near(tiling, one, other, guide, within_m=float("inf"))
    first, last = shapely.get_point(border, 0), shapely.get_point(border, -1)
    along = _merged(guide)
    part = substring(along, along.project(first), along.project(last))
    if part.length <= 0:
        raise Refusal("redraw-no-border", units=f"{one}, {other}")
    middle = shapely.get_coordinates(part).tolist()
    line = shapely.LineString([(first.x, first.y), *map(tuple, middle), (last.x, last.y)])
    return redraw_border(tiling, one, other, shapely.remove_repeated_points(line, _SAME_M))


def ground_of(points: Iterable[Point], others: Iterable[Point], within: Any) -> Any:  # noqa: ANN401 - geometries
    """Return the part of a unit that lies nearer to some points than to others: to hand enterprises over by name."""
    chosen, rest = list(points), list(others)
    if not rest:
        return within
    sites = shapely.MultiPoint([*chosen, *rest])
    cells = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=within))
    _, cell = shapely.STRtree(cells).query(shapely.points(chosen), predicate="intersects")
    return shapely.intersection(shapely.union_all(cells[np.unique(cell)]), within, grid_size=GRID_M)


Owner = Callable[[str, Any], str]
"""Unit that held a face, and a point in the face -> unit that gets it."""


def _redrawn(
    tiling: Tiling,
    units: Sequence[str],
    lines: Sequence[Any],
    owner: Owner,
    parts_allowed: frozenset[str] = frozenset(),
) -> Edit:
    """Node the units, their neighbours and the lines together, and give every face its owner."""
    local = [*units, *tiling.beside(units)]
    shapes = np.array([tiling.shape(unit) for unit in local], dtype=object)
    faces = cut(shapes, lines)
    points = shapely.point_on_surface(faces)
    face, held_by = shapely.STRtree(shapes).query(points, predicate="intersects")
    parts: dict[str, list[Any]] = {}
    for n, unit in zip(face.tolist(), held_by.tolist(), strict=True):
        parts.setdefault(owner(local[unit], points[n]), []).append(faces[n])
    made: dict[str, Any] = {unit: joined(mine) for unit, mine in parts.items()}
    made |= {unit: None for unit in units if unit not in made}
    own = {unit: tiling.shape(unit) for unit in made if unit in tiling}
    kept = {unit: shape for unit, shape in made.items() if unit in units or not is_same(own.get(unit), shape)}
    return tiling.edited(kept, parts_allowed=parts_allowed)


def _led_to(line: Any, boundary: Any) -> Any:  # noqa: ANN401 - geometries
    """Lengthen a line to the boundary where an end lies within `SNAP_M` of it."""
    xy = [tuple(each) for each in shapely.get_coordinates(line).tolist()]
    ends = []
    for point in (xy[0], xy[-1]):
        near = shapely.get_point(shapely.shortest_line(shapely.Point(point), boundary), 1)
        beyond = (near.x + (near.x - point[0]) * GRID_M, near.y + (near.y - point[1]) * GRID_M)
        ends.append(beyond if shapely.distance(shapely.Point(point), boundary) <= SNAP_M else point)
    return shapely.LineString([ends[0], *xy, ends[1]])


def _border_near(tiling: Tiling, one: str, other: str, line: Any, within_m: float = SNAP_M) -> Any:  # noqa: ANN401
    """Return the piece of the common border that both ends of a line are nearest to, as one LineString."""
    pieces = shapely.get_parts(_shared(tiling, one, other))
    ends = [shapely.Point(shapely.get_coordinates(line)[n]) for n in (0, -1)]
    far = [max(float(shapely.distance(piece, end)) for end in ends) for piece in pieces]
    if not far or min(far) > within_m:
        raise Refusal("redraw-no-border", units=f"{one}, {other}")
    return pieces[int(np.argmin(far))]


def _shared(tiling: Tiling, one: str, other: str) -> Any:  # noqa: ANN401 - lines
    """Return the common border of two units, joined into as few lines as it has pieces."""
    both = shapely.intersection(shapely.boundary(tiling.shape(one)), shapely.boundary(tiling.shape(other)))
    lines = [part for part in shapely.get_parts(both) if part.geom_type == "LineString" and part.length > 0]
    if not lines:
        raise Refusal("redraw-no-border", units=f"{one}, {other}")
    return linemerge(lines) if len(lines) > 1 else lines[0]


def _between(line: Any, border: Any) -> Any:  # noqa: ANN401 - lines
    """Let a line begin and end exactly on the border."""
    xy = [tuple(each) for each in shapely.get_coordinates(line).tolist()]
    first, last = (border.interpolate(border.project(shapely.Point(end))) for end in (xy[0], xy[-1]))
    return shapely.remove_repeated_points(shapely.LineString([(first.x, first.y), *xy, (last.x, last.y)]), _SAME_M)


def _side(faces: Sequence[Any], pair: Shapes, mine: int) -> list[Any]:
    """Return the faces that belong to one of two units: those on its own outer side; an enclosed one goes by area."""
    own = [shapely.difference(shapely.boundary(pair[n]), shapely.boundary(pair[1 - n])) for n in range(_HALVES)]
    found = []
    for face in faces:
        edge = shapely.boundary(face)
        held = [float(shapely.length(shapely.intersection(edge, own[n]))) for n in range(_HALVES)]
        if max(held) <= GRID_M:
            held = [float(shapely.area(shapely.intersection(face, pair[n]))) for n in range(_HALVES)]
        if held[mine] > held[1 - mine] or (held[mine] == held[1 - mine] and mine == 0):
            found.append(face)
    return found


def _holds(parts: Sequence[Any], point: Any) -> bool:  # noqa: ANN401 - a Point
    return any(shapely.intersects(part, point) for part in parts)


def _with_rings(shape: Any, change: Callable[[list[Point]], list[Point] | None]) -> Any | None:  # noqa: ANN401
    """Rebuild a shape ring by ring; None when no ring changed."""
    changed = False
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = []
        for ring in shapely.get_rings(polygon):
            xy = [tuple(each) for each in shapely.get_coordinates(ring).tolist()]
            other = change(xy)
            changed = changed or other is not None
            rings.append(shapely.LinearRing(other or xy))
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    if not changed:
        return None
    return polygons[0] if shape.geom_type == "Polygon" else shapely.MultiPolygon(polygons)


def _bent(ring: list[Point], ends: set[tuple[int, int]], to: Point) -> list[Point] | None:
    keys = [_key(each) for each in ring]
    for n in range(len(ring) - 1):
        if {keys[n], keys[n + 1]} == ends:
            return [*ring[: n + 1], to, *ring[n + 1 :]]
    return None


def _merged(line: Any) -> Any:  # noqa: ANN401 - a line
    parts = shapely.get_parts(line)
    whole = linemerge(parts.tolist()) if len(parts) > 1 else parts[0]
    return max(shapely.get_parts(whole), key=shapely.length)


def _one(shape: Any) -> Shapes:  # noqa: ANN401 - a geometry
    return np.array([shape], dtype=object)


def _key(at: Sequence[float]) -> tuple[int, int]:
    """Name a place of the grid by whole millimetres."""
    return round(at[0] / GRID_M), round(at[1] / GRID_M)


def _rounded(at: Point) -> Point:
    return round(at[0], 3), round(at[1], 3)
