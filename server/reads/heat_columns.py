"""Count for a heat map from the columns: a mask and one bincount a table."""

from __future__ import annotations

import functools
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from grids.commands import HazardLevel
from grids.enterprises import VISITED
from grids.hazards import Source, State
from server.reads.column_places import Mask, places_of
from server.reads.heat_question import Areas, Cells, Question, size_of
from server.store.columns.keeping import Columns
from server.store.columns.shapes import GRADES, LEVELS, PLACE, SOURCES, STATES, STATUSES, flags, looked

Whole = NDArray[np.int64]
_EPOCH: Final = date(2000, 1, 1)


def count(columns: Columns, question: Question, by: Cells | Areas) -> dict[str, NDArray[np.int64]]:
    """Return the numbers by name, the last of each for what lies in no group."""
    enterprises, visits, hazards = (columns.tables[name] for name in ("enterprise", "visit", "hazard"))
    allowed = places_of(columns, question.scope, question.area, question.classes)
    kinds = _enterprises(columns, question)
    days = ((question.first - _EPOCH).days, (question.last - _EPOCH).days)

    kept = allowed[enterprises["place"]] & _listed()[enterprises["status"]]
    if kinds is not None:
        kept &= kinds
    seen_at = looked()[visits["flags"]] & _during(visits["day"], days)
    seen = np.zeros(len(enterprises["key"]), bool)
    seen[visits["enterprise"][seen_at]] = True
    visits_at = np.flatnonzero(seen_at & allowed[visits["place"]])
    found = (
        allowed[hazards["place"]]
        & _flags(question.states, question.sources, question.level)[hazards["flags"]]
        & _during(hazards["day"], days)
    )
    if question.category:
        found &= _starting(columns, question.category)[hazards["category"]]
    hazards_at = np.flatnonzero(found)
    if kinds is not None:
        visits_at = visits_at[kinds[visits["enterprise"][visits_at]]]
        hazards_at = hazards_at[kinds[hazards["enterprise"][hazards_at]]]

    groups = _Groups(columns, by)
    major = (hazards["flags"][hazards_at] >> 3 & 1) == LEVELS.index(HazardLevel.MAJOR)
    all_hazards, majors = groups.sums("hazard", hazards_at, major)
    all_enterprises, visited = groups.sums("enterprise", np.flatnonzero(kept), seen[kept])
    all_visits, _ = groups.sums("visit", visits_at, np.zeros(len(visits_at), bool))
    return {
        "hazards": all_hazards, "majors": majors, "enterprises": all_enterprises, "visited": visited,
        "visits": all_visits,
    }  # fmt: skip


class _Groups:
    """Which group each row is in: rows are counted by their place or enterprise first, for those are few."""

    def __init__(self, columns: Columns, by: Cells | Areas) -> None:
        self._tables = columns.tables
        self._by = by
        self._size = size_of(by)
        if isinstance(by, Areas):
            self._base, self._group = "place", _areas(columns, by)
        else:
            own = self._tables["enterprise"]
            self._base, self._group = "enterprise", by.raster.keys(own["x"], own["y"])

    def sums(self, table: str, rows: NDArray[np.intp], marked: Mask) -> tuple[Whole, Whole]:
        """Count the rows of each group, and the marked ones among them; the last group is none."""
        own = self._tables[table]
        if table == "hazard" and isinstance(self._by, Cells) and not self._by.at_enterprise:
            return self._count(self._by.raster.keys(own["x"][rows], own["y"][rows]), marked, None)
        if table == "enterprise" and self._base == "enterprise":
            return self._count(self._group[rows], marked, None)
        return self._count(own[self._base][rows], marked, self._group)

    def _count(self, base: NDArray[Any], marked: Mask, group: Whole | None) -> tuple[Whole, Whole]:
        bases = len(group) if group is not None else self._size + 1
        both = np.bincount(base.astype(np.intp) * 2 + marked, minlength=2 * bases).reshape(-1, 2)
        whole, part = both[:, 0] + both[:, 1], both[:, 1]
        if group is not None:
            whole, part = (np.bincount(group, weights=each, minlength=self._size + 1) for each in (whole, part))
        return whole.astype(np.int64), part.astype(np.int64)


def _areas(columns: Columns, by: Areas) -> Whole:
    """Return the area each place lies in, by its position among the ids; their number for none."""
    ids = np.array(by.ids, np.int64)
    if not len(ids):
        return np.zeros(len(columns.places), np.int64)
    own = columns.places[:, PLACE.index(f"{by.level}_id")]
    order = np.argsort(ids)
    at = np.minimum(np.searchsorted(ids[order], own), len(ids) - 1)
    return np.where(ids[order][at] == own, order[at], len(ids))


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


@functools.lru_cache(maxsize=64)
def _flags(states: frozenset[State], sources: frozenset[Source], wanted: HazardLevel | None) -> Mask:
    """Mark the bytes of state, level and source that are counted."""
    able = np.zeros(256, bool)
    for state in STATES:
        for level in LEVELS:
            for source in SOURCES:
                able[flags(state, level, source)] = state in states and source in sources and wanted in (None, level)
    return able


def _starting(columns: Columns, category: str) -> Mask:
    words = columns.book.words["category"]
    return np.array([False, *(word.startswith(category) for word in words)])


def industries(columns: Columns, question: Question) -> list[str]:
    """Name the industries of the enterprises that are looked after in the area."""
    own = columns.tables["enterprise"]
    kept = places_of(columns, question.scope, question.area, question.classes)[own["place"]] & _listed()[own["status"]]
    words = columns.book.words["industry"]
    present = np.flatnonzero(np.bincount(own["industry"][kept], minlength=len(words) + 1))
    return sorted(words[n - 1] for n in present if n > 0 and words[n - 1])
