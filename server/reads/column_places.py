"""Which places of the columns a question may be asked of: its scope, an area in it, classes of supervision."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from grids.permissions import Scope
from server.store.columns.keeping import Columns
from server.store.columns.shapes import PLACE

Mask = NDArray[np.bool_]
_AREAS: Final = {"cities": "city_id", "districts": "district_id", "towns": "town_id", "villages": "village_id",
                 "units": "unit_id"}  # fmt: skip


def by_enterprise(scope: Scope) -> bool:
    """Say whether a scope holds single enterprises, which places do not know: the database has to be asked."""
    return bool(scope.enterprises) or scope.hazards is not None


def places_of(
    columns: Columns, scope: Scope, area: tuple[str, int] | None, classes: frozenset[str] = frozenset()
) -> Mask:
    """Mark the places that the scope and the area asked for hold; `classes` narrow it where any are named."""
    places = columns.places
    able = np.zeros(len(places), bool)
    for name, column in _AREAS.items():
        ids = getattr(scope, name)
        if ids:
            able |= np.isin(places[:, PLACE.index(column)], list(ids))
    for wanted in filter(None, (scope.classes, classes)):
        able &= _class_in(columns, wanted)
    if scope.classes is not None and not scope.classes:
        able[:] = False
    if area is not None:
        able &= places[:, PLACE.index(f"{area[0]}_id")] == area[1]
    return able


def _class_in(columns: Columns, classes: frozenset[str]) -> Mask:
    words = columns.book.words["class"]
    numbers = [n for n, word in enumerate(words, 1) if word in classes]
    return np.isin(columns.places[:, PLACE.index("class_n")], numbers)
