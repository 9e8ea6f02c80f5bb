"""Which places stand out from all others together with their neighbours: Getis-Ord Gi*, held to a false discovery rate.

The two formulas are written out here and held against PySAL's `esda` by a test: at run time `esda` would bring pandas,
geopandas and scikit-learn into every web process for them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Pairs = NDArray[np.intp]

FEWEST = 10
"""Fewer places than this have no distribution to stand out from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """By place: z, its two-sided p, and 1 for hot, -1 for cold, 0 for neither at the rate held."""

    z: Real
    p: Real
    stands: NDArray[np.int8]
    limit: float


def gi_star(values: Real, pairs: Pairs, rate: float) -> Spots:
    """Test each place with its neighbours against all places.

    `pairs` holds neighbours as rows (i, j), both ways, without the place itself, which is added.
    Error: z is normal only for many neighbours; a place with few is judged roughly.
    Source: Ord and Getis 1995, eq. 14, binary weights; Benjamini and Hochberg 1995.
    """
    n = len(values)
    if n < FEWEST or float(values.std()) == 0:
        return Spots(z=np.zeros(n), p=np.ones(n), stands=np.zeros(n, np.int8), limit=0.0)
    weight, lag = np.ones(n), values.astype(np.float64).copy()
    np.add.at(weight, pairs[:, 0], 1.0)
    np.add.at(lag, pairs[:, 0], values[pairs[:, 1]])
    mean, spread = values.mean(), values.std()
    below = spread * np.sqrt(np.maximum(n * weight - weight**2, 0) / (n - 1))
    z = np.divide(lag - mean * weight, below, out=np.zeros(n), where=below > 0)
    p = np.array([math.erfc(abs(each) / math.sqrt(2)) for each in z])
    limit = discovery_limit(p, rate)
    stands = np.where(p <= limit, np.sign(z), 0).astype(np.int8)
    return Spots(z=z, p=p, stands=stands, limit=limit)


def discovery_limit(p: Real, rate: float) -> float:
    """Return the largest p that may be called a discovery; 0 when none may.

    Source: Benjamini and Hochberg 1995; under positive dependence Benjamini and Yekutieli 2001, theorem 1.2.
    """
    ordered = np.sort(p)
    allowed = rate * np.arange(1, len(p) + 1) / len(p)
    passed = np.flatnonzero(ordered <= allowed)
    return float(ordered[passed[-1]]) if len(passed) else 0.0
