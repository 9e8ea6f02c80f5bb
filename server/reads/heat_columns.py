"""Count for a heat map from the columns: a mask and one bincount for each part of a table."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
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
Chosen = NDArray[np.intp]
Part = Mapping[str, NDArray[Any]]
PART: Final = 1 << 17
"""Rows looked at together."""
_EPOCH: Final = date(2000, 1, 1)


def count(columns: Columns, question: Question, by: Cells | Areas) -> dict[str, NDArray[np.int64]]:
    """Return the numbers by name, the last of each for what lies in no group."""
    wanted, groups = _Wanted(columns, question), _Groups(columns, by)
    enterprises = columns.tables["enterprise"]
    seen = np.zeros(len(enterprises["key"]), bool)

    def visits(own: Part) -> tuple[Chosen, Mask]:
        at, able = wanted.visits(own)
        seen[own["enterprise"][at]] = True
        rows = np.flatnonzero(at & able)
        return rows, np.zeros(len(rows), bool)

    def hazards(own: Part) -> tuple[Chosen, Mask]:
        rows = np.flatnonzero(wanted.hazards(own))
        return rows, (own["flags"][rows] >> 3 & 1) == LEVELS.index(HazardLevel.MAJOR)

    all_visits, _ = groups.total("visit", visits)  # first: it marks who was seen
    all_hazards, majors = groups.total("hazard", hazards)
    kept = np.flatnonzero(wanted.enterprises(enterprises))
    all_enterprises, visited = groups.enterprises(kept, seen[kept])
    return {
        "hazards": all_hazards, "majors": majors, "enterprises": all_enterprises, "visited": visited,
        "visits": all_visits,
    }  # fmt: skip


class _Wanted:
    """Which rows a question counts; each is asked of rows of its table."""

    def __init__(self, columns: Columns, question: Question) -> None:
        allowed = places_of(columns, question.scope, question.area, question.classes)
        self._allowed = None if allowed.all() else allowed
        self._kinds = _enterprises(columns, question)
        self._days = ((question.first - _EPOCH).days, (question.last - _EPOCH).days)
        self._flags = _flags(question.states, question.sources, question.level)
        self._category = _starting(columns, question.category) if question.category else None

    def enterprises(self, own: Part) -> Mask:
        able = _listed()[own["status"]]
        if self._allowed is not None:
            able &= self._allowed[own["place"]]
        return able if self._kinds is None else able & self._kinds

    def visits(self, own: Part) -> tuple[Mask, Mask]:
        """Tell which visits looked at something then, and which of all are to be counted here."""
        able = np.ones(len(own["day"]), bool) if self._allowed is None else self._allowed[own["place"]]
        if self._kinds is not None:
            able = able & self._kinds[own["enterprise"]]
        return looked()[own["flags"]] & _during(own["day"], self._days), able

    def hazards(self, own: Part) -> Mask:
        found = self._flags[own["flags"]] & _during(own["day"], self._days)
        if self._allowed is not None:
            found &= self._allowed[own["place"]]
        if self._category is not None:
            found &= self._category[own["category"]]
        if self._kinds is not None:
            found &= self._kinds[own["enterprise"]]
        return found


class _Groups:
    """Which group each row is in, counted a part of a table at a time: what is held meanwhile fits into the cache."""

    def __init__(self, columns: Columns, by: Cells | Areas) -> None:
        self._tables = columns.tables
        self._by = by
        self._size = size_of(by)
        if isinstance(by, Areas):
            self._base, self._group_of = "place", _areas(columns, by)
        else:
            own = self._tables["enterprise"]
            self._base, self._group_of = "enterprise", by.raster.keys(own["x"], own["y"])

    def total(self, table: str, choose: Callable[[Part], tuple[Chosen, Mask]]) -> tuple[Whole, Whole]:
        """Count the chosen rows of each group, and the marked ones among them; the last group is none."""
        both = np.zeros(2 * (self._size + 1), np.int64)
        for own in self._parts(table):
            rows, marked = choose(own)
            both += self._counted(self._group(table, own, rows), marked)
        return _apart(both)

    def enterprises(self, rows: Chosen, marked: Mask) -> tuple[Whole, Whole]:
        """Count enterprises likewise, by their rows: other tables name them by these, so they are not cut."""
        at = rows if self._base == "enterprise" else self._tables["enterprise"][self._base][rows]
        return _apart(self._counted(self._group_of[at], marked))

    def _counted(self, group: Whole, marked: Mask) -> Whole:
        return np.bincount(group * 2 + marked, minlength=2 * (self._size + 1))

    def _parts(self, table: str) -> Iterator[Part]:
        whole = self._tables[table]
        for first in range(0, len(whole["key"]), PART):
            yield {name: column[first : first + PART] for name, column in whole.items()}

    def _group(self, table: str, own: Part, rows: Chosen) -> Whole:
        if table == "hazard" and isinstance(self._by, Cells) and not self._by.at_enterprise:
            return self._by.raster.keys(own["x"][rows], own["y"][rows])
        return self._group_of[own[self._base][rows]]


def _apart(both: Whole) -> tuple[Whole, Whole]:
    return both[0::2] + both[1::2], both[1::2]


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
