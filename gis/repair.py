"""Turn polygons that nearly tile an area into a coverage: mend what has one answer, name the rest.

What a boundary commission would have to decide (two units claiming ground wider than a stated
limit) is never decided here: those units come back as contested. Every piece of ground that
changes hands is in the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import shapely

from gis import faces as cutting
from gis.coverage import (
    GRID_M,
    Diagnosis,
    Shapes,
    diagnose,
    point_inside,
    polygonal,
    width_bound_m,
    width_m,
)
from gis.faces import Faces, Index
from grids.errors import Refusal

_REPORTED_M2: Final = 1.0
"""Smaller pieces are in the sums of their units, not in the list."""
_NOBODY: Final = -1
_MOST_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How wide a strip may be and still have an obvious owner (metres, by the largest inscribed circle).

    Source: ours; 10 m is the error of boundaries drawn on a 1:10 000 map (0.5 mm is 5 m, both sides).
    """

    overlap_m: float = 10.0
    gap_m: float = 10.0
    inlet_m: float = 10.0
    """The same for a gap that opens to the outside, such as the mouth of a lake."""


class Piece(StrEnum):
    """Why a piece of ground changed hands."""

    OVERLAP = "overlap"
    GAP = "gap"
    INLET = "inlet"
    CRUMB = "crumb"


@dataclass(frozen=True, slots=True)
class Handover:
    """A piece of ground of at least 1 m2 given to a unit; taker None: a crumb nobody adjoins, dropped."""

    piece: Piece
    givers: tuple[str, ...]
    taker: str | None
    area_m2: float
    width_m: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Contest:
    """Ground claimed by several units and too wide to be a drawing error."""

    units: tuple[str, ...]
    area_m2: float
    width_m: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Change:
    """One unit of the coverage, before and after; gained and lost are measured by themselves."""

    unit: str
    before_m2: float
    after_m2: float
    gained_m2: float
    lost_m2: float
    was_invalid: bool
    parts: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A coverage, what it took to make it, and what is left to people."""

    units: dict[str, Any]
    changes: tuple[Change, ...]
    handovers: tuple[Handover, ...]
    contests: tuple[Contest, ...]
    before: Diagnosis
    after: Diagnosis

    @property
    def contested(self) -> frozenset[str]:
        """Name the units that are left out because their ground is in dispute."""
        return frozenset(unit for contest in self.contests for unit in contest.units)


def repair(units: Mapping[str, Any], limits: Limits = Limits()) -> Repair:
    """Make a coverage of the units, on the 1 mm grid; contested units are left out and named.

    Unit: m. Error: a boundary nobody disputes moves by at most 0.71 mm; a disputed strip no wider
    than its limit goes whole to the claimant (a gap: the neighbour) with the longest border.
    """
    before = diagnose(units)
    ids = list(units)
    shapes = polygonal(np.array(list(units.values()), dtype=object))
    work = _Work(ids, cutting.cut(shapes, lids(shapes, limits.inlet_m)), limits)
    contests = work.settle()
    work.gather_crumbs()
    left_out = {unit for contest in contests for unit in contest.units}
    made = {unit: shape for unit, shape in work.shapes().items() if unit not in left_out}
    after = diagnose(made)
    if made and not after.is_coverage:
        raise Refusal("bad-file", cause="no-coverage", overlaps=after.overlap_count)
    changes = _changes(ids, shapes, made, {ring.unit for ring in before.invalid})
    return Repair(made, changes, tuple(work.handovers), tuple(contests), before, after)


class _Work:
    """The faces and who owns each; the only thing here that changes while a repair runs."""

    def __init__(self, ids: list[str], faces: Faces, limits: Limits) -> None:
        self.ids = ids
        self.faces = faces
        self._limit = {
            Piece.OVERLAP: limits.overlap_m,
            Piece.GAP: limits.gap_m,
            Piece.INLET: limits.inlet_m,
            Piece.CRUMB: limits.gap_m,
        }
        self.owner: Index = np.array([c[0] if len(c) == 1 else _NOBODY for c in faces.claims])
        self.handovers: list[Handover] = []

    def settle(self) -> list[Contest]:
        """Give narrow overlaps and gaps away; return the overlaps that are too wide to."""
        contests = []
        claims, lids = self.faces.claims, self.faces.lids
        open_question = cutting.groups(self.faces, lambda n: None if len(claims[n]) == 1 else (claims[n], lids[n]))
        for region in open_question:
            claimants = claims[region[0]]
            piece = _piece(claimants, is_lid=lids[region[0]])
            limit = self._limit[piece]
            width = self._width(region, limit)
            if width <= limit or piece is Piece.INLET:
                self._give(region, piece, width, claimants, claimants)
            elif claimants:
                names = tuple(self.ids[c] for c in claimants)
                contests.append(Contest(names, *self._extent(region, width)))
        return sorted(contests, key=lambda c: -c.area_m2)

    def gather_crumbs(self) -> None:
        """Give narrow detached pieces of a unit to the neighbour with the longest border."""
        for _ in range(_MOST_ROUNDS):
            crumbs = self._crumbs()
            if not crumbs:
                return
            for region in crumbs:
                unit = int(self.owner[region[0]])
                self._give(region, Piece.CRUMB, self._width(region, 0.0), (unit,), ())

    def shapes(self) -> dict[str, Any]:
        """Give each unit the union of its faces, vertices of neighbours included."""
        made = {}
        for n, unit in enumerate(self.ids):
            mine = self.faces.shapes[self.owner == n]
            if len(mine):
                made[unit] = shapely.coverage_union_all(mine)
        return made

    def _crumbs(self) -> list[Index]:
        areas = self.faces.areas_m2
        by_unit: dict[int, list[Index]] = {}
        owner = self.owner.tolist()
        for region in cutting.groups(self.faces, lambda n: None if owner[n] < 0 else owner[n]):
            by_unit.setdefault(owner[region[0]], []).append(region)
        crumbs = []
        for regions in by_unit.values():
            regions.sort(key=lambda r: -areas[r].sum())
            limit = self._limit[Piece.CRUMB]
            crumbs += [r for r in regions[1:] if self._width(r, limit) <= limit]
        return crumbs

    def _give(
        self, region: Index, piece: Piece, width: float, givers: tuple[int, ...], allowed: tuple[int, ...]
    ) -> None:
        """Give a region to the allowed unit (all, when none is named) with the longest border."""
        lengths = cutting.borders(self.faces, region, self.owner)
        if piece is Piece.CRUMB:
            lengths.pop(givers[0], None)
        candidates = {u: length for u, length in lengths.items() if not allowed or u in allowed}
        fallback = min(allowed) if allowed else _NOBODY
        taker = min(candidates, key=lambda u: (-candidates[u], u)) if candidates else fallback
        self.owner[region] = taker
        area, width, x, y = self._extent(region, width)
        if area >= _REPORTED_M2:
            names = tuple(self.ids[g] for g in givers)
            to = None if taker == _NOBODY else self.ids[taker]
            self.handovers.append(Handover(piece, names, to, area, width, x, y))

    def _width(self, region: Index, enough: float) -> float:
        """Measure a region's width, or give its upper bound when that is not more than `enough`."""
        bound = width_bound_m(float(self.faces.areas_m2[region].sum()))
        return bound if bound <= enough else width_m(self._shape(region))

    def _extent(self, region: Index, width: float) -> tuple[float, float, float, float]:
        largest = region[np.argmax(self.faces.areas_m2[region])]
        area = float(self.faces.areas_m2[region].sum())
        return area, width, *point_inside(self.faces.shapes[largest])

    def _shape(self, region: Index) -> Any:  # noqa: ANN401 - a geometry
        return shapely.coverage_union_all(self.faces.shapes[region])


def _piece(claimants: tuple[int, ...], *, is_lid: bool) -> Piece:
    if claimants:
        return Piece.OVERLAP
    return Piece.INLET if is_lid else Piece.GAP


def lids(shapes: Shapes, width: float) -> Shapes:
    """Lay lids over gaps that open to the outside, so that what lies behind is enclosed.

    A morphological closing finds every inlet that a disc of `width` can't enter; only those between
    two units or more count, for one unit's own ragged edge is its own affair.
    """
    if width <= 0 or not len(shapes):
        return np.empty(0, dtype=object)
    whole = shapely.union_all(shapes)
    swollen = shapely.buffer(whole, width / 2, quad_segs=2)
    closed = shapely.buffer(swollen, -width / 2, quad_segs=2)
    inlets = shapely.get_parts(polygonal(np.array([shapely.difference(closed, whole)]))[0])
    filled = shapely.union_all(shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(whole))))
    shapely.prepare(filled)
    inlets = inlets[~shapely.intersects(filled, shapely.point_on_surface(inlets))]
    inlet, _ = shapely.STRtree(shapes).query(inlets, predicate="dwithin", distance=GRID_M)
    laid: Shapes = inlets[np.bincount(inlet, minlength=len(inlets)) > 1]
    return laid


def _changes(ids: list[str], stated: Shapes, made: dict[str, Any], invalid: set[str]) -> tuple[Change, ...]:
    found = []
    for unit, old in zip(ids, stated, strict=True):
        if unit not in made:
            continue
        new = made[unit]
        found.append(
            Change(
                unit=unit,
                before_m2=float(shapely.area(old)),
                after_m2=float(shapely.area(new)),
                gained_m2=float(shapely.area(shapely.difference(new, old))),
                lost_m2=float(shapely.area(shapely.difference(old, new))),
                was_invalid=unit in invalid,
                parts=int(shapely.get_num_geometries(new)),
            )
        )
    return tuple(found)
