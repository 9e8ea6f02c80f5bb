"""The lists that the columns' numbers point into: words, and places as scope binds them. They only ever grow."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.store.columns.shapes import PLACE, Rows

KINDS: Final = {"class": "supervision_class", "category": "category", "industry": "industry"}
_MOST: Final = {"class": 2**15, "category": 2**8 - 1, "industry": 2**16 - 1}
_MOST_PLACES: Final = 2**16 - 1
_MIX: Final = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93,
                        0xA0761D6478BD642F, 0xE7037ED1A0B428DB], np.uint64)  # fmt: skip


class TooManyError(Exception):
    """There are more words or places than a column has room for: count in the database instead."""


@dataclass(slots=True)
class Book:
    """Words by kind, numbered from 1; places as rows of ids, numbered from 0."""

    words: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    places: list[tuple[int, ...]] = field(default_factory=list)
    _known: dict[tuple[int, ...], int] = field(default_factory=dict)

    def learn(self, kind: str, words: Iterable[str]) -> None:
        """Take up words that are new."""
        own = self.words[kind]
        own += sorted(set(words) - set(own))
        if len(own) > _MOST[kind]:
            raise TooManyError(kind)

    def codes(self, rows: Rows) -> NDArray[np.uint16]:
        """Give the places of rows their numbers, taking up those that are new."""
        ids = np.stack([rows[name] for name in PLACE], axis=1).astype(np.int64)
        mixed = (ids.astype(np.uint64) * _MIX).sum(axis=1, dtype=np.uint64)
        _, first, each = np.unique(mixed, return_index=True, return_inverse=True)
        if not np.array_equal(ids[first][each], ids):  # two places of one sum: once in an age, and then slowly
            _, first, each = np.unique(ids, axis=0, return_index=True, return_inverse=True)
        own = np.array([self._code(tuple(map(int, ids[at]))) for at in first], np.uint16)
        return own[each.ravel()]

    def nowhere(self) -> int:
        """Give the number of the place that no scope binds: of a row that is no longer there."""
        return self._code((0,) * len(PLACE))

    @property
    def size(self) -> tuple[int, ...]:
        """How much is in it."""
        return (len(self.places), *(len(words) for words in self.words.values()))

    def table(self) -> NDArray[np.int32]:
        """Return the places as an array, a column for each id."""
        return np.array(self.places or [(0,) * len(PLACE)], np.int32).reshape(-1, len(PLACE))

    def save(self, path: Path) -> None:
        """Write whole or not at all."""
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({"words": self.words, "places": self.places}, ensure_ascii=False), "utf-8")
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> Book:
        """Read what was saved."""
        saved = json.loads(path.read_text("utf-8"))
        places = [tuple(place) for place in saved["places"]]
        return cls(words=saved["words"], places=places, _known={place: n for n, place in enumerate(places)})

    def _code(self, place: tuple[int, ...]) -> int:
        if place not in self._known:
            if len(self.places) > _MOST_PLACES:
                raise TooManyError("place")
            self._known[place] = len(self.places)
            self.places.append(place)
        return self._known[place]
