"""A tile's crowd: the rows of gis/sql/*_crowd_tile.sql as groups of points.

A row is what its points say, joined by a separator, with their ids and spots (point_tile.py): the database groups by
one text in less time than by five columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from gis.point_tile import Group, Value

KEYS: Final = {
    "enterprise": ("grade", "risk_colour", "status", "n", "quality"),
    "hazard": ("state", "level", "category", "stop", "overdue"),
}
"""What points of a crowd say beside their ids, in the order of their statements."""
_SEPARATOR: Final = "\x1f"

Row = tuple[str, bytes, bytes]


def size(rows: Iterable[Row]) -> int:
    """Count the things."""
    return sum(len(spots) // 4 for _, _, spots in rows)


def groups(layer: str, rows: Iterable[Row]) -> list[Group]:
    """Read the rows of a layer's statement."""
    if layer == "hazard":
        return [Group(values=_hazard(said), ids=ids, spots=spots) for said, ids, spots in rows]
    known = [(said.split(_SEPARATOR), ids, spots) for said, ids, spots in rows if _SEPARATOR in said]
    vague = sorted((said, spots) for said, _, spots in rows if _SEPARATOR not in said)
    return [*(Group(values=_texts(said), ids=ids, spots=spots) for said, ids, spots in known), *_centres(vague)]


def _hazard(said: str) -> tuple[Value, ...]:
    *words, late = said.split(_SEPARATOR)
    return (*_texts(words), late != "")


def _centres(vague: Sequence[tuple[str, bytes]]) -> Iterator[Group]:
    """Count those of whom only the village or town is known: one point a spot, its quality the first by letters."""
    if not vague:
        return
    spots = np.frombuffer(b"".join(own for _, own in vague), ">i4")
    words = np.repeat(np.array([said for said, _ in vague]), [len(own) // 4 for _, own in vague])
    places, first, counts = np.unique(spots, return_index=True, return_counts=True)
    for said, n in sorted(set(zip(words[first].tolist(), counts.tolist(), strict=True))):
        own = places[(words[first] == said) & (counts == n)]
        yield Group(values=(None, None, None, n, said), ids=None, spots=own.tobytes())


def _texts(words: Sequence[str]) -> tuple[Value, ...]:
    return tuple(word or None for word in words)
