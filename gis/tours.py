"""The order of a way over places that begins and ends where it likes: nearest neighbour, 2-opt, Or-opt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from gis.gcj02 import Array

_GAIN_M: Final = 0.01
_MOVED: Final = 3
"""So many places at most are moved together. Source: Or 1976."""


def length(metres: Array, order: Sequence[int]) -> float:
    """Measure the way along an order. Unit: as the distances."""
    return float(metres[list(order[:-1]), list(order[1:])].sum()) if len(order) > 1 else 0.0


def nearest(metres: Array, among: Sequence[int], first: int) -> list[int]:
    """Go from a place to the nearest that is left, and so on; ties by number.

    >>> nearest(np.array([[0.0, 9, 1], [9, 0, 8], [1, 8, 0]]), [0, 1, 2], 0)
    [0, 2, 1]
    """
    left, order = [n for n in among if n != first], [first]
    while left:
        here = metres[order[-1], left]
        order.append(left.pop(int(here.argmin())))
    return order


def improved(metres: Array, order: Sequence[int]) -> list[int]:
    """Turn stretches round and move up to three places while the way gets shorter; both ends are free.

    Error: a local optimum; on 5 to 60 places mostly within 3 % of the shortest. Source: Croes 1958; Or 1976.
    """
    if len(order) < 3:  # noqa: PLR2004 - two places have one way
        return list(order)
    around = _closed(metres, order)
    tour = np.arange(len(order) + 1)
    for _ in range(20 * len(order)):
        turned, by_turning = _turned(around, tour)
        moved, by_moving = _moved(around, tour)
        if max(by_turning, by_moving) <= _GAIN_M:
            break
        tour = turned if by_turning >= by_moving else moved
    return [order[n - 1] for n in tour[1:]]


def _closed(metres: Array, order: Sequence[int]) -> Array:
    """Add a place that is near to all: a round through it is a way with free ends."""
    around = np.zeros((len(order) + 1, len(order) + 1))
    around[1:, 1:] = metres[np.ix_(order, order)]
    return around


def _turned(around: Array, tour: np.ndarray) -> tuple[np.ndarray, float]:
    """Turn the stretch round whose turning saves most."""
    here, then = tour, np.roll(tour, -1)
    saved = (
        around[here, then][:, None] + around[here, then][None, :]
        - around[np.ix_(here, here)] - around[np.ix_(then, then)]
    )  # fmt: skip
    saved[np.tril_indices(len(tour), 1)] = -np.inf
    first, last = divmod(int(saved.argmax()), len(tour))
    after = tour.copy()
    after[first + 1 : last + 1] = tour[first + 1 : last + 1][::-1]
    return after, float(saved[first, last])


def _moved(around: Array, tour: np.ndarray) -> tuple[np.ndarray, float]:
    """Move the one to three places whose moving saves most, as they stand or turned round."""
    size = len(tour)
    best, change = 0.0, None
    then = np.roll(tour, -1)
    edges = around[tour, then]
    for count in range(1, min(_MOVED, size - 3) + 1):
        starts = np.arange(1, size - count + 1)
        heads, tails = tour[starts], tour[starts + count - 1]
        before, behind = tour[starts - 1], tour[(starts + count) % size]
        freed = around[before, heads] + around[tails, behind] - around[before, behind]
        straight = around[np.ix_(heads, tour)] + around[np.ix_(tails, then)]
        reverse = around[np.ix_(tails, tour)] + around[np.ix_(heads, then)]
        saved = freed[:, None] - (np.minimum(straight, reverse) - edges[None, :])
        at = np.arange(size)[None, :]
        saved[(at >= starts[:, None] - 1) & (at < starts[:, None] + count)] = -np.inf
        row, into = divmod(int(saved.argmax()), size)
        if saved[row, into] > best:
            best = float(saved[row, into])
            change = (int(starts[row]), count, into, bool(reverse[row, into] < straight[row, into]))
    if change is None:
        return tour, 0.0
    start, count, into, is_turned = change
    piece = tour[start : start + count]
    rest = np.delete(tour, slice(start, start + count))
    place = into + 1 if into < start else into + 1 - count
    return np.insert(rest, place, piece[::-1] if is_turned else piece), best
