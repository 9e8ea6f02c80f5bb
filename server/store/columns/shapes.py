"""Which columns there are, how wide, and how a row of the database becomes one of them.

A row of `hazard` takes 27 bytes, of `visit` 11, of `enterprise` 14, of `report` (of finished work) 15, of `notice` 16,
of `self_check` 8, and 16 more for its id, which only the refreshing reads. Everything is a number; what was a word is
its place in a list of words (`book.py`). Days count from 2000-01-01 in the deployment's zone, and 0 is none.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from grids.commands import HazardLevel, VisitOutcome
from grids.enterprises import POINTS, Status
from grids.hazards import Source, State
from grids.heat import EFFECTIVE
from grids.visits import Presence

FORMAT: Final = 2
"""Another format is not read but built again."""
Rows = NDArray[Any]

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "enterprise": {"key": "S16", "x": "<i4", "y": "<i4", "place": "<u2", "industry": "<u2", "grade": "u1",
                   "status": "u1"},
    "hazard": {"key": "S16", "x": "<i4", "y": "<i4", "day": "<u2", "place": "<u2", "enterprise": "<u4", "flags": "u1",
               "category": "u1", "changed": "<u2", "due": "<u2", "due_first": "<u2", "finished": "<u2", "more": "u1"},
    "visit": {"key": "S16", "enterprise": "<u4", "day": "<u2", "place": "<u2", "finished": "<u2", "flags": "u1"},
    "report": {"key": "S16", "enterprise": "<u4", "day": "<u2", "place": "<u2", "changed": "<u2", "wait": "<i4",
               "flags": "u1"},
    "notice": {"key": "S16", "enterprise": "<u4", "day": "<u2", "place": "<u2", "acknowledged": "<u2", "voided": "<u2",
               "wait": "<i4"},
    "self_check": {"key": "S16", "enterprise": "<u4", "day": "<u2", "place": "<u2"},
}  # fmt: skip
"""In the order they are filled: the others point at enterprises."""
PLACE: Final = ("unit_id", "village_id", "town_id", "district_id", "city_id", "class_n")
"""What scope binds, as one entry of a list of places."""
_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "enterprise": ("x", "y", *PLACE, "industry_n", "grade", "status"),
    "hazard": ("x", "y", "day", *PLACE, "flags", "category_n", "changed", "due", "due_first", "finished", "more"),
    "visit": ("day", *PLACE, "finished", "flags"),
    "report": ("day", *PLACE, "changed", "wait", "flags"),
    "notice": ("day", *PLACE, "acknowledged", "voided", "wait"),
    "self_check": ("day", *PLACE),
}
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "enterprise": ("class", "industry"),
    "hazard": ("class", "category"),
    "visit": ("class",),
    "notice": ("class",),
    "self_check": ("class",),
}

STATES: Final = tuple(State)
LEVELS: Final = tuple(HazardLevel)
SOURCES: Final = tuple(Source)
STATUSES: Final = tuple(Status)
GRADES: Final = ("A", "B", "C", "D")
PRECISE: Final = tuple(sorted(POINTS))
OUTCOMES: Final = (None, *VisitOutcome)
PRESENCES: Final = tuple(Presence)
VERDICTS: Final = (None, "reinspection-passed", "reinspection-failed")
SOURCE: Final = 7
"""The bits of a hazard's flags that are its source."""
FIRST: Final = 4
DROPPED: Final = 8
"""Above the verdict in a report's flags."""
PATROL: Final = 1
WITH_FINDINGS: Final = 2
"""The lowest bits of a visit's flags; above them the presence, and above that the outcome."""


@functools.cache
def looked() -> NDArray[np.bool_]:
    """Mark the flags of visits where somebody looked."""
    return np.array([byte >> 4 < len(OUTCOMES) and OUTCOMES[byte >> 4] in EFFECTIVE for byte in range(256)])


def columns(table: str) -> tuple[str, ...]:
    """Name the integers that the statement of a table answers after its ids, in order."""
    return _ASKED[table]


def ids(table: str) -> tuple[str, ...]:
    """Name the ids that come first."""
    return ("key",) if table == "enterprise" else ("key", "of")


def answered(table: str) -> np.dtype[Any]:
    """Return the form of a row as read: ids, then integers."""
    return np.dtype([(name, "S16") for name in ids(table)] + [(name, "<i4") for name in columns(table)])


def on_the_wire(table: str) -> np.dtype[Any]:
    """Return the form of a row of COPY BINARY: a count, then each field behind its length.

    Source: PostgreSQL, COPY, binary format; every field is there, so that all rows are of one length.
    """
    parts: list[tuple[str, str]] = [("count", ">i2")]
    for name in ids(table):
        parts += [(f"_{name}", ">i4"), (name, "S16")]
    for name in columns(table):
        parts += [(f"_{name}", ">i4"), (name, ">i4")]
    return np.dtype(parts)


def flags(state: str, level: str, source: str) -> int:
    """Put state, level and source of a hazard into one byte; the statement of the table does the same."""
    return STATES.index(State(state)) * 16 + LEVELS.index(HazardLevel(level)) * 8 + SOURCES.index(Source(source))
