"""Which coordinate system do these numbers really have? A verdict with its evidence, or none.

Rows say where they belong (a town's name); the town's outline is known. Under the right reading the
rows lie in the town they name, under a wrong one those near its edge do not. Readings are compared
in blocks of one kilometre, so that a thousand rows on one spot count as one witness.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis import crs
from gis.crs import BD09, GCJ02, WGS84, Crs
from gis.gcj02 import Array

Mask = NDArray[np.bool_]
Claims = Sequence[Hashable | None]

_BLOCK_DEG: Final = 0.01
"""About one kilometre: beyond it drawing errors of an outline go either way."""
_SURE: Final = 3.0
"""Standard errors; nine blocks that all say the same reach it."""
_CLEARER: Final = 2.0
_GAIN_SHARE: Final = 0.005
_PLAUSIBLE_SHARE: Final = 0.5
_FAR_DEG: Final = 0.3
_SEARCH_M: Final = ((1500, 250), (250, 50))
"""Radius and step of the two passes that look for the best shift."""
_MOST_SEARCHED: Final = 2000
_SAMPLES: Final = 20_000
_METRES_PER_DEGREE: Final = 111_320.0


class Finding(StrEnum):
    """What the evidence allows to say about the stated system."""

    FITS = "fits"
    OTHER = "other"
    """Another reading fits, and clearly better than every third one."""
    NOT_STATED = "not-stated"
    """The stated reading is wrong, but which is right can't be told."""
    ELSEWHERE = "elsewhere"
    """No reading puts the rows into the area at all."""
    NOTHING = "nothing"
    """No coordinates or no known areas to judge by."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand two columns of numbers; swapped means north came first."""

    crs: Crs
    swapped: bool = False

    @property
    def name(self) -> str:
        """Name the reading, for instance `gcj02` or `epsg:4549-swapped`."""
        return self.crs.name + ("-swapped" if self.swapped else "")

    def to_wgs84(self, xy: Array) -> Array:
        """Read the numbers this way; what the system can't hold becomes infinite."""
        return crs.to_wgs84(self.crs, xy[:, ::-1] if self.swapped else xy)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many rows lie in the place they name, under one reading."""

    reading: str
    inside: int
    judged: int

    @property
    def share(self) -> float:
        """Give the share of rows inside; 0 when none was judged."""
        return self.inside / self.judged if self.judged else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, the evidence for the stated and the best reading, and which others fit as well."""

    finding: Finding
    stated: Evidence
    best: Evidence
    as_good: tuple[str, ...]
    """Readings the data can't tell from the best."""
    shift_east_m: float | None = None
    shift_north_m: float | None = None
    """The shift of the stated reading that brings most rows home. Error: 50 m, 100 m against generalised outlines."""

    @property
    def shift_m(self) -> float | None:
        """Give the length of the best shift."""
        if self.shift_east_m is None or self.shift_north_m is None:
            return None
        return float(np.hypot(self.shift_east_m, self.shift_north_m))


def judge_points(xy: Array, claims: Claims, areas: Mapping[Any, Any], stated: Crs) -> Verdict:
    """Judge coordinates whose rows name the area they belong to (None: any of the areas).

    `areas` are polygons in WGS-84 by the name the claims use; a claim not among them counts as None.
    Error: a wrong verdict needs three standard errors over blocks of 1 km; shifts of less than about
    100 m can't be told from drawing errors of the outlines.
    """
    finite = np.isfinite(xy).all(axis=1)
    kept = np.flatnonzero(finite).tolist()
    xy, claims = xy[kept], [claims[n] for n in kept]
    nothing = Evidence(stated.name, 0, 0)
    if not len(xy) or not areas:
        return Verdict(Finding.NOTHING, nothing, nothing, ())
    court = _Court(xy, claims, areas)
    return court.judge(Reading(stated))


def judge_shapes(shapes: Sequence[Any], claims: Claims, areas: Mapping[Any, Any], stated: Crs) -> Verdict:
    """Judge polygons that name the area they are part of, by a lattice of points inside each.

    Error: as `judge_points`.
    """
    each = max(16, _SAMPLES // max(1, len(shapes)))
    lattices = [_lattice(shape, each) for shape in shapes]
    owners = [c for c, lattice in zip(claims, lattices, strict=True) for _ in range(len(lattice))]
    xy = np.concatenate(lattices) if lattices else np.empty((0, 2))
    return judge_points(xy, owners, areas, stated)


class _Court:
    """The rows and the areas of one case."""

    def __init__(self, xy: Array, claims: Claims, areas: Mapping[Any, Any]) -> None:
        self.xy = xy
        self.whole = shapely.union_all(shapely.make_valid(np.array(list(areas.values()))))
        names = {name: n for n, name in enumerate(areas)}
        self.shapes = [*areas.values(), self.whole]
        shapely.prepare(self.shapes)
        anywhere = len(self.shapes) - 1
        self.claim = np.array([names.get(c, anywhere) for c in claims])
        self.metres_east = _METRES_PER_DEGREE * np.cos(np.radians(self.whole.centroid.y))

    def judge(self, stated: Reading) -> Verdict:
        """Compare every reading that makes sense with the stated one."""
        readings = list(dict.fromkeys([stated, *self._candidates()]))
        wgs84 = [reading.to_wgs84(self.xy) for reading in readings]
        inside = [_inside(self.shapes, self.claim, points) for points in wgs84]
        # max() keeps the first of equals, so the stated reading wins a tie
        best = max(range(len(readings)), key=lambda n: int(inside[n].sum()))
        blocks = _blocks(wgs84[best])
        leads = [_lead(inside[best], other, blocks) for other in inside]
        as_good = tuple(
            readings[n].name
            for n in range(len(readings))
            if n != best and leads[n] < _CLEARER and not _same(wgs84[n], wgs84[best])
        )
        finding = self._finding(best, leads, inside, wgs84, as_good)
        east, north = self._shift(wgs84[0], inside[0]) if finding is not Finding.FITS else (None, None)
        return Verdict(
            finding, self._evidence(readings[0], inside[0]),
            self._evidence(readings[best], inside[best]), as_good, east, north,
        )  # fmt: skip

    def _candidates(self) -> list[Reading]:
        degrees = np.abs(self.xy).max(axis=0) <= 180  # noqa: PLR2004 - degrees
        systems = [WGS84, GCJ02, BD09] if degrees.all() else self._metric()
        return [Reading(s, swapped) for swapped in (False, True) for s in systems]

    def _metric(self) -> list[Crs]:
        """List the projected systems in use around the area, the present national one first."""
        centre = self.whole.centroid
        here = crs.metric_srid(centre.x, centre.y)
        zone = round((centre.x - 75) / 3)
        chinese = [base + zone + d for base in (4534, 4513, 2370, 2349, 2422, 2401) for d in (0, -1, 1)]
        in_china = here in range(4534, 4555)
        numbers = [here, 3857, *(chinese if in_china else [])]
        return [crs.of_epsg(number) for number in dict.fromkeys(numbers)]

    def _finding(
        self, best: int, leads: list[float], inside: list[Mask], wgs84: list[Array], as_good: tuple[str, ...]
    ) -> Finding:
        count = len(self.xy)
        if inside[best].sum() < _PLAUSIBLE_SHARE * count:
            return Finding.ELSEWHERE
        gain = (inside[best].sum() - inside[0].sum()) / count
        gross = not inside[0].any() and self._is_far(wgs84[0])
        if not gross and (leads[0] < _SURE or gain < _GAIN_SHARE):
            return Finding.FITS
        return Finding.NOT_STATED if as_good else Finding.OTHER

    def _is_far(self, wgs84: Array) -> bool:
        usable = wgs84[np.isfinite(wgs84).all(axis=1)]
        if not len(usable):
            return True
        middle = shapely.Point(np.median(usable, axis=0))
        return bool(shapely.distance(self.whole, middle) > _FAR_DEG)

    def _shift(self, wgs84: Array, inside: Mask) -> tuple[float | None, float | None]:
        """Find the shift that brings most rows home, in two passes."""
        if not inside.any():
            return None, None
        step = max(1, len(wgs84) // _MOST_SEARCHED)
        sample, claim = wgs84[::step], self.claim[::step]
        centre = np.zeros(2)
        per_degree = np.array([self.metres_east, _METRES_PER_DEGREE])
        for radius, fine in _SEARCH_M:
            line = np.arange(-radius, radius + 1, fine, dtype=np.float64)
            tries = centre + np.array([(e, n) for e in line for n in line])
            counts = np.array([_inside(self.shapes, claim, sample + t / per_degree).sum() for t in tries])
            centre = tries[counts == counts.max()].mean(axis=0)
        return float(centre[0]), float(centre[1])

    def _evidence(self, reading: Reading, inside: Mask) -> Evidence:
        return Evidence(reading.name, int(inside.sum()), len(self.xy))


def _inside(shapes: list[Any], claim: NDArray[np.intp], wgs84: Array) -> Mask:
    """Say for each row whether it lies in the shape it claims."""
    found = np.zeros(len(wgs84), dtype=bool)
    for n in np.unique(claim).tolist():
        rows = np.flatnonzero(claim == n)
        found[rows] = shapely.contains_xy(shapes[n], wgs84[rows, 0], wgs84[rows, 1])
    return found


def _lead(best: Mask, other: Mask, blocks: NDArray[np.intp]) -> float:
    """Measure by how many standard errors one reading is better, a block being one witness."""
    net = np.bincount(blocks, weights=best.astype(float) - other.astype(float))
    spread = float(np.sqrt((net**2).sum()))
    return float(net.sum()) / spread if spread else 0.0


def _blocks(wgs84: Array) -> NDArray[np.intp]:
    cells = np.floor(np.nan_to_num(wgs84, posinf=0.0, neginf=0.0) / _BLOCK_DEG)
    return np.unique(cells, axis=0, return_inverse=True)[1].reshape(-1)


def _same(left: Array, right: Array) -> bool:
    return bool(np.allclose(left, right, atol=1e-6, rtol=0))


def _lattice(shape: Any, wanted: int) -> Array:  # noqa: ANN401 - a geometry
    """Lay a square lattice of about `wanted` points into a polygon."""
    whole = shapely.make_valid(shape)  # the loops of a ring that crosses itself take each other's area away
    area = float(shapely.area(whole))
    if not area:
        return np.empty((0, 2))
    step = np.sqrt(area / wanted)
    west, south, east, north = shapely.bounds(shape)
    x, y = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    inside = shapely.contains_xy(whole, x.ravel(), y.ravel())
    return np.column_stack((x.ravel()[inside], y.ravel()[inside]))
