"""The shortest tree that joins some places: what the length of a round over them is estimated from."""

from __future__ import annotations

from typing import Final

import numpy as np

from gis.gcj02 import Array

EXACT: Final = 1_000
"""So many places are joined one by one; no officer has more, and a plan is tried while somebody drags a line."""


def tree_m(xy: Array) -> tuple[float, int]:
    """Measure the shortest tree that joins places in metres, and count them; places at one point are one.

    Unit: m. Error: none to `EXACT` places; beyond, some percent, a tenth where they lie in clusters: a share of them is
    joined, and the tree of n places on a ground grows as the root of n (Steele 1988). Source: Prim 1957.

    >>> tree_m(np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]]))
    (5.0, 2)
    """
    places = np.unique(xy, axis=0)
    if len(places) <= EXACT:
        return _joined(places), len(places)
    share = places[np.linspace(0, len(places) - 1, EXACT).astype(int)]  # from west to east: everywhere as dense
    return _joined(share) * float(np.sqrt(len(places) / EXACT)), len(places)


def _joined(places: Array) -> float:
    x, y = places[:, 0].copy(), places[:, 1].copy()
    far = np.full(len(places), np.inf)
    here, length = 0, 0.0
    for _ in range(len(places) - 1):
        squared = (x - x[here]) ** 2 + (y - y[here]) ** 2
        x[here] = far[here] = squared[here] = np.inf  # in the tree, and near to nothing any more
        np.minimum(far, squared, out=far)
        here = int(far.argmin())
        length += float(np.sqrt(far[here]))
    return length
