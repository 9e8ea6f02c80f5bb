"""Heat in metres: square cells on the ground, a Gaussian kernel whose bandwidth is a distance, rates of what it sums.

Cells lie in EPSG:3857 and are stretched by the latitude of the place, so that their side is true on the ground.
Positions are whole centimetres of EPSG:3857: SQL and numpy then put every point into the same cell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

NOWHERE: Final = -(2**31)
"""A position that is not known, among centimetres."""
_FARTHEST: Final = 140_000_000
_WIDEST_M: Final = 1_000_000.0
_EARTH_M: Final = 6_378_137.0
_BAND_DEG: Final = 0.5
_FINE: Final = 128
_MOST: Final = 160
_REACH: Final = 3.0
"""The kernel ends where it has fallen to 1 %: three bandwidths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """Square cells over an area: where they begin, how large they are, how many.

    Unit: `x0`, `y0`, `side` in whole centimetres of EPSG:3857; `side_m`, `bandwidth_m` in metres on the ground.
    """

    x0: int
    y0: int
    side: int
    nx: int
    ny: int
    side_m: float
    bandwidth_m: int
    latitude: float

    @property
    def cells(self) -> int:
        """How many there are."""
        return self.nx * self.ny

    @property
    def radius(self) -> int:
        """How many cells a bandwidth reaches from a cell, at least one."""
        return max(1, round(self.bandwidth_m / self.side_m))

    def error(self) -> float:
        """Tell by how much a side may differ from its true length, as a share.

        Error: web mercator stretches by 1/cos(latitude), which is taken at one latitude for the whole raster; and its
        sphere differs from the ellipsoid by up to 0.7 % (EPSG guidance note 7-2, 1024).
        """
        south, north = (_latitude(y / 100) for y in (self.y0, self.y0 + self.ny * self.side))
        true = math.cos(math.radians(self.latitude))
        return max(abs(math.cos(math.radians(edge)) / true - 1) for edge in (south, north)) + 0.007

    def keys(self, x: NDArray[np.int32], y: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the cell of each position, `cells` outside or not known.

        Differences are taken modulo 2**32, so that one comparison holds both edges: what lies west of the raster, and
        what is nowhere, is then far east of it. That holds for rasters under 1,400 km.
        """
        if max(self.nx, self.ny) * self.side >= _FARTHEST:
            raise ValueError(f"a raster of {self.nx} by {self.ny} cells of {self.side} cm is wider than its numbers")
        east, north = ((each.view(np.uint32) - np.uint32(low % 2**32)) for each, low in ((x, self.x0), (y, self.y0)))
        inside = (east < np.uint32(self.nx * self.side)) & (north < np.uint32(self.ny * self.side))
        side = np.uint32(self.side)
        keys = (north // side) * np.uint32(self.nx) + east // side
        return np.where(inside, keys, np.uint32(self.cells)).astype(np.int64)

    def square(self, key: int, radius: int) -> tuple[int, int, int, int]:
        """Return the square around a cell in centimetres: west, south, east, north, the last two outside."""
        cy, cx = divmod(key, self.nx)
        west, east = max(0, cx - radius), min(self.nx, cx + radius + 1)
        south, north = max(0, cy - radius), min(self.ny, cy + radius + 1)
        return (
            self.x0 + west * self.side, self.y0 + south * self.side,
            self.x0 + east * self.side, self.y0 + north * self.side,
        )  # fmt: skip


def raster(box_m: tuple[float, float, float, float], bandwidth_m: int) -> Raster:
    """Lay cells over a box of EPSG:3857, a quarter of a bandwidth wide, coarser where that were too many.

    Unit: metres. A bandwidth that a large area cannot be drawn with is doubled until it can; the raster tells it.
    The same place has the same cells in every area of a half degree of latitude: they begin at whole sides.
    """
    west, south, east, north = _cut(box_m)
    latitude = round(_latitude((south + north) / 2) / _BAND_DEG) * _BAND_DEG
    stretch = 1 / math.cos(math.radians(latitude))
    across = max(east - west, north - south) / stretch
    margin = 2.0
    while across / (bandwidth_m / 2) + 2 * margin * 2 > _MOST:
        bandwidth_m *= 2
    side_m = bandwidth_m / (4 if across / (bandwidth_m / 4) + 2 * margin * 4 <= _FINE else 2)
    side = round(side_m * stretch * 100)
    edge = margin * bandwidth_m * stretch
    x0, y0 = (math.floor((low - edge) * 100 / side) * side for low in (west, south))
    nx, ny = (
        math.ceil(((high + edge) * 100 - first) / side) for high, first in ((east, x0), (north, y0))
    )  # fmt: skip
    return Raster(
        x0=x0, y0=y0, side=side, nx=max(1, nx), ny=max(1, ny), side_m=side_m, bandwidth_m=bandwidth_m,
        latitude=latitude,
    )  # fmt: skip


def smooth(cells: NDArray[Any], on: Raster) -> Real:
    """Sum the neighbourhood of each cell by a Gaussian kernel that is 1 at the cell itself.

    So the sum of visits reads as "visits within the bandwidth". Divide two of them for a rate, or one by
    `kernel_km2` for a density.
    """
    grid = cells.reshape(on.ny, on.nx).astype(np.float64)
    for axis in (0, 1):
        grid = _spread(grid, axis, on)
    return grid.ravel()


def kernel_km2(on: Raster) -> float:
    """Return the area a kernel sums over, in km2: a density is a sum divided by it."""
    line = 1 + 2 * sum(_weight(steps, on) for steps in range(1, _reach(on) + 1))
    return (line * on.side_m / 1000) ** 2


def square_sums(cells: NDArray[Any], on: Raster, radius: int) -> Whole:
    """Sum the square around each cell: what a list of that square holds, exactly."""
    grid = cells.reshape(on.ny, on.nx).astype(np.int64)
    for axis, n in ((0, on.ny), (1, on.nx)):
        summed = np.concatenate([np.zeros_like(grid.take([0], axis)), grid.cumsum(axis)], axis)
        at = np.arange(n)
        grid = summed.take(np.minimum(at + radius + 1, n), axis) - summed.take(np.maximum(at - radius, 0), axis)
    return grid.ravel()


def shrink(events: NDArray[Any], base: NDArray[Any]) -> Real:
    """Pull rates of small bases towards the mean of all: empirical Bayes with one global prior.

    Source: Marshall 1991, Mapping disease and mortality rates using empirical Bayes estimators; as esda's
    Empirical_Bayes. Where the base is nothing, the mean itself.
    """
    events, base = events.astype(np.float64), base.astype(np.float64)
    if base.sum() <= 0:
        return np.zeros_like(events)
    mean = events.sum() / base.sum()
    crude = np.divide(events, base, out=np.full_like(events, mean), where=base > 0)
    spread = (base * (crude - mean) ** 2).sum() / base.sum() - mean / base[base > 0].mean()
    spread = max(float(spread), 0.0)
    if spread == 0:
        return np.full_like(events, mean)
    trust = np.divide(spread, spread + mean / np.maximum(base, 1e-12), out=np.zeros_like(events), where=base > 0)
    shrunk: Real = mean + trust * (crude - mean)
    return shrunk


def peaks(score: Real, able: NDArray[np.bool_], on: Raster, radius: int, most: int) -> list[int]:
    """Return the cells of the highest scores, none within another's square."""
    left = np.where(able, score, -np.inf).reshape(on.ny, on.nx)
    found: list[int] = []
    while len(found) < most:
        key = int(left.argmax())
        cy, cx = divmod(key, on.nx)
        if left[cy, cx] == -np.inf:
            break
        found.append(key)
        left[max(0, cy - 2 * radius) : cy + 2 * radius + 1, max(0, cx - 2 * radius) : cx + 2 * radius + 1] = -np.inf
    return found


def significant(values: NDArray[Any], digits: int) -> Real:
    """Round each value to so many digits that count."""
    size = np.floor(np.log10(np.maximum(np.abs(values), 1e-12)))
    by = 10.0 ** (digits - 1 - size)
    rounded: Real = np.round(values * by) / by
    return rounded


def _cut(box_m: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Keep what lies in the middle of a box too wide to be one area; the rest is told as outside."""
    west, south, east, north = box_m
    x, y = (west + east) / 2, (south + north) / 2
    half_x, half_y = (min(side / 2, _WIDEST_M / 2) for side in (east - west, north - south))
    return x - half_x, y - half_y, x + half_x, y + half_y


def _spread(grid: Real, axis: int, on: Raster) -> Real:
    """Sum shifted copies along an axis: a few dozen additions, where a product of matrices would wake every core."""
    lines = grid if axis == 0 else grid.T
    summed = lines.copy()
    for steps in range(1, min(_reach(on), len(lines) - 1) + 1):
        weight = _weight(steps, on)
        summed[steps:] += weight * lines[:-steps]
        summed[:-steps] += weight * lines[steps:]
    return summed if axis == 0 else summed.T


def _reach(on: Raster) -> int:
    return math.floor(_REACH * on.bandwidth_m / on.side_m)


def _weight(steps: int, on: Raster) -> float:
    return math.exp(-0.5 * (steps * on.side_m / on.bandwidth_m) ** 2)


def _latitude(y_m: float) -> float:
    return math.degrees(2 * math.atan(math.exp(y_m / _EARTH_M)) - math.pi / 2)
