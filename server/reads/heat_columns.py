"""Count for a heat map from the columns: masks, one bincount each."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from grids.commands import HazardLevel
from grids.enterprises import VISITED
from server.reads.heat_question import Areas, Cells, Question, size_of
from server.store.columns.keeping import Columns
from server.store.columns.shapes import GRADES, LEVELS, PLACE, SOURCES, STATES, STATUSES, flags

Mask = NDArray[np.bool_]
_EPOCH: Final = date(2000, 1, 1)
_AREAS: Final = {"cities": "city_id", "districts": "district_id", "towns": "town_id", "villages": "village_id",
                 "units": "unit_id"}  # fmt: skip


def count(columns: Columns, question: Question, by: Cells | Areas) -> dict[str, NDArray[np.int64]]:
    """Return the numbers by name, the last of each for what lies in no group."""
    enterprises, visits, hazards = (columns.tables[name] for name in ("enterprise", "visit", "hazard"))
    allowed = _places(columns, question)
    kinds = _enterprises(columns, question)
    days = ((question.first - _EPOCH).days, (question.last - _EPOCH).days)

    kept = allowed[enterprises["place"]] & _listed()[enterprises["status"]]
    if kinds is not None:
        kept &= kinds
    looked = (visits["flags"] == 1) & _during(visits["day"], days)
    seen = np.zeros(len(enterprises["key"]), bool)
    seen[visits["enterprise"][looked]] = True
    visits_at = np.flatnonzero(looked & allowed[visits["place"]])
    found = allowed[hazards["place"]] & _flags(question)[hazards["flags"]] & _during(hazards["day"], days)
    if question.category:
        found &= _starting(columns, question.category)[hazards["category"]]
    hazards_at = np.flatnonzero(found)
    if kinds is not None:
        visits_at = visits_at[kinds[visits["enterprise"][visits_at]]]
        hazards_at = hazards_at[kinds[hazards["enterprise"][hazards_at]]]

    groups = _Groups(columns, by)
    listed = np.flatnonzero(kept)
    of_enterprises = groups.of("enterprise", listed)
    of_hazards = groups.of("hazard", hazards_at)
    major = (hazards["flags"][hazards_at] >> 3 & 1) == LEVELS.index(HazardLevel.MAJOR)
    return {
        "hazards": groups.sum(of_hazards),
        "majors": groups.sum(of_hazards[major]),
        "enterprises": groups.sum(of_enterprises),
        "visited": groups.sum(of_enterprises[seen[listed]]),
        "visits": groups.sum(groups.of("visit", visits_at)),
    }


class _Groups:
    """Which group each row is in; cells of enterprises are worked out once, for visits lie where they lie."""

    def __init__(self, columns: Columns, by: Cells | Areas) -> None:
        self._tables = columns.tables
        self._by = by
        self._size = size_of(by)
        if isinstance(by, Areas):
            ids = columns.places[:, PLACE.index(f"{by.level}_id")]
            order = np.argsort(np.array(by.ids, np.int64))
            sorted_ids = np.array(by.ids, np.int64)[order]
            at = np.minimum(np.searchsorted(sorted_ids, ids), max(0, len(by.ids) - 1))
            hit = sorted_ids[at] == ids if len(by.ids) else np.zeros(len(ids), bool)
            self._areas = np.where(hit, order[at] if len(by.ids) else 0, self._size).astype(np.int32)
        else:
            own = self._tables["enterprise"]
            keys = by.raster.keys(own["x"], own["y"])
            self._cells = np.where(keys < 0, self._size, keys).astype(np.int32)

    def of(self, table: str, rows: NDArray[np.intp]) -> NDArray[Any]:
        """Return the group of each row; the last one for none."""
        own = self._tables[table]
        if isinstance(self._by, Areas):
            return self._areas[own["place"][rows]]
        if table == "enterprise":
            return self._cells[rows]
        if table == "hazard" and not self._by.at_enterprise:
            keys = self._by.raster.keys(own["x"][rows], own["y"][rows])
            return np.where(keys < 0, self._size, keys)
        return self._cells[own["enterprise"][rows]]

    def sum(self, groups: NDArray[Any]) -> NDArray[np.int64]:
        """Count the rows of each group."""
        return np.bincount(groups, minlength=self._size + 1).astype(np.int64)


def _places(columns: Columns, question: Question) -> Mask:
    """Mark the places that the scope and the area asked for hold."""
    places, scope = columns.places, question.scope
    able = np.zeros(len(places), bool)
    for name, column in _AREAS.items():
        ids = getattr(scope, name)
        if ids:
            able |= np.isin(places[:, PLACE.index(column)], list(ids))
    for classes in filter(None, (scope.classes, question.classes)):
        able &= _class_in(columns, classes)
    if scope.classes is not None and not scope.classes:
        able[:] = False
    if question.area is not None:
        able &= places[:, PLACE.index(f"{question.area[0]}_id")] == question.area[1]
    return able


def _class_in(columns: Columns, classes: frozenset[str]) -> Mask:
    words = columns.book.words["class"]
    numbers = [n for n, word in enumerate(words, 1) if word in classes]
    return np.isin(columns.places[:, PLACE.index("class_n")], numbers)


def _enterprises(columns: Columns, question: Question) -> Mask | None:
    """Mark the enterprises of an industry and a grade; nothing when neither is asked for."""
    own = columns.tables["enterprise"]
    if question.industry is None and question.grade is None:
        return None
    able = np.ones(len(own["key"]), bool)
    if question.industry is not None:
        words = columns.book.words["industry"]
        number = words.index(question.industry) + 1 if question.industry in words else -1
        able &= own["industry"] == number
    if question.grade is not None:
        able &= own["grade"] == (GRADES.index(question.grade) + 1 if question.grade in GRADES else 0)
    return able


def _during(day: NDArray[Any], days: tuple[int, int]) -> Mask:
    low, high = (min(max(edge, 0), 2**16 - 1) for edge in days)
    if low > high:
        return np.zeros(len(day), bool)
    return (day >= np.uint16(low)) & (day <= np.uint16(high))


def _listed() -> Mask:
    return np.array([status in VISITED for status in STATUSES])


def _flags(question: Question) -> Mask:
    """Mark the bytes of state, level and source that are counted."""
    able = np.zeros(256, bool)
    for state in STATES:
        for level in LEVELS:
            for source in SOURCES:
                able[flags(state, level, source)] = (
                    state in question.states and source in question.sources and question.level in (None, level)
                )
    return able


def _starting(columns: Columns, category: str) -> Mask:
    words = columns.book.words["category"]
    return np.array([False, *(word.startswith(category) for word in words)])


def industries(columns: Columns, question: Question) -> list[str]:
    """Name the industries of the enterprises that are looked after in the area."""
    own = columns.tables["enterprise"]
    kept = _places(columns, question)[own["place"]] & _listed()[own["status"]]
    words = columns.book.words["industry"]
    present = np.flatnonzero(np.bincount(own["industry"][kept], minlength=len(words) + 1))
    return sorted(words[n - 1] for n in present if n > 0 and words[n - 1])
