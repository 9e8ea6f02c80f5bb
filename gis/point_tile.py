"""A crowd of points as a vector tile, written from columns: the features ST_AsMVT would write, in less time.

The database gives points in groups that share their properties, with ids and spots as bytes in a row; here they become
a tile without a look at each one. Measured: docs/bench/tiles.md.
Source: Mapbox Vector Tile 2.1, sections 4.1 to 4.4; varints by Protocol Buffers, "Encoding".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

EXTENT: Final = 4096
SPOT_BITS: Final = 13
"""A spot is x << 13 | y: a tile's coordinates go from 0 to 4096, both included."""
MOST_VALUES: Final = 1 << 14
"""As many as a varint of two bytes can tell apart."""
_ID_BYTES, _ID_TEXT = 16, 36
_PARTS: Final = (8, 4, 4, 4, 12)
"""Digits between the dashes of a UUID."""
_LAYER, _NAME, _FEATURE, _KEY, _VALUE, _EXTENT, _VERSION = 0x1A, 0x0A, 0x12, 0x1A, 0x22, 0x28, 0x78
_TAGS, _TYPE, _GEOMETRY = 0x12, 0x18, 0x22
_TEXT, _WHOLE, _TRUTH = 0x0A, 0x28, 0x38
_POINT, _MOVE_TO_ONE = 1, 1 << 3 | 1
_SEVEN: Final = 0x7F

Value = str | int | bool | None
Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Column = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Points with the same properties.

    `values` go with the keys of the tile, None is left out; `spots` are int32, big end first, one a point; `ids` are 16
    bytes each, as many as spots, or none.
    """

    values: tuple[Value, ...]
    ids: bytes | None
    spots: bytes

    @property
    def size(self) -> int:
        """Count the points."""
        return len(self.spots) // 4


def write(layer: str, keys: Sequence[str], groups: Sequence[Group]) -> bytes:
    """Write a tile of one layer of points; ids become the property `id`, written as UUIDs are.

    CRS: the tile's own, extent 4096, y downwards. Raises: ValueError where it has too many values or keys.
    """
    if not groups:
        return b""
    values: dict[bytes, int] = {}
    tags = [_tags(group, values) for group in groups]
    shared, sizes = len(values), np.array([group.size for group in groups])
    ids = b"".join(group.ids or b"" for group in groups)
    if shared + len(ids) // _ID_BYTES > MOST_VALUES:
        raise ValueError("more values than two bytes can tell apart")
    has_id = np.array([group.ids is not None for group in groups]).repeat(sizes)
    table = _Table(len(has_id))
    table.put(_FEATURE)
    table.begin()
    table.put(_TAGS)
    table.begin()
    table.put_rows(tags, sizes)
    table.put_own(len(keys), has_id, shared)
    table.end()
    table.put(_TYPE, _POINT, _GEOMETRY)
    table.begin()
    table.put(_MOVE_TO_ONE)
    spots = np.frombuffer(b"".join(group.spots for group in groups), ">i4").astype(np.int64)
    table.put_number(spots >> SPOT_BITS << 1)  # zigzag of what is never below zero
    table.put_number((spots & (1 << SPOT_BITS) - 1) << 1)
    table.end()
    table.end()
    said = [
        _field(_NAME, layer.encode()),
        table.bytes(),
        *(_field(_KEY, key.encode()) for key in (*keys, "id")),
        *values,
        _texts(ids),
        bytes((_EXTENT, *_varint(EXTENT), _VERSION, 2)),
    ]
    return _field(_LAYER, b"".join(said))


class _Table:
    """A row of bytes for each feature, of which each keeps its own; put from left to right."""

    def __init__(self, features: int) -> None:
        """Have no bytes yet."""
        self._features = features
        self._columns: list[Column | int] = []
        self._kept: list[Truths | bool] = []
        self._opened: list[int] = []

    def put(self, *numbers: int) -> None:
        """Put the same bytes for all."""
        self._columns += numbers
        self._kept += [True] * len(numbers)

    def put_number(self, number: Numbers, has: Truths | bool = True) -> None:  # noqa: FBT001, FBT002 - a column
        """Put numbers below 16,384 as varints."""
        is_long = number > _SEVEN
        self._columns += [np.where(is_long, number & _SEVEN | 0x80, number), number >> 7]
        self._kept += [has, is_long & has]

    def put_own(self, key: int, has: Truths, first: int) -> None:
        """Put a tag whose values are each feature's own, numbered from the first on."""
        if not has.any():
            return
        self._columns.append(key)
        self._kept.append(has)
        self.put_number(np.cumsum(has) + (first - 1), has)

    def put_rows(self, rows: Sequence[bytes], sizes: NDArray[np.int64]) -> None:
        """Put each group's bytes for its features."""
        lengths = np.array([len(row) for row in rows])
        longest = lengths.max()
        padded = np.frombuffer(b"".join(row.ljust(longest, b"\0") for row in rows), np.uint8).reshape(
            len(rows), longest
        )
        kept = np.arange(longest) < lengths[:, None]
        self._columns += list(padded.repeat(sizes, axis=0).T)
        self._kept += list(kept.repeat(sizes, axis=0).T)

    def begin(self) -> None:
        """Leave room for the length of what follows, below 128."""
        self._opened.append(len(self._columns))
        self.put(0)

    def end(self) -> None:
        """Write the length of what was put since."""
        at = self._opened.pop()
        own = self._kept[at + 1 :]
        some = [kept for kept in own if not isinstance(kept, bool)]
        length = np.full(self._features, len(own) - len(some))
        for kept in some:
            length += kept
        if length.max(initial=0) > _SEVEN:
            raise ValueError("a feature says more than its length can tell")
        self._columns[at] = length

    def bytes(self) -> bytes:
        """Return the features."""
        table = np.empty((self._features, len(self._columns)), np.uint8)
        kept = np.ones(table.shape, np.bool_)
        for at, column in enumerate(self._columns):
            table[:, at] = column
        for at, truths in enumerate(self._kept):
            if truths is not True:
                kept[:, at] = truths
        return table[kept].tobytes()


def _tags(group: Group, values: dict[bytes, int]) -> bytes:
    """Write a group's tags; `values` collects what is said, each once, and where."""
    pairs = ((key, _value(value)) for key, value in enumerate(group.values) if value is not None)
    return bytes(chain.from_iterable((key, *_varint(values.setdefault(said, len(values)))) for key, said in pairs))


@lru_cache(maxsize=1_024, typed=True)
def _value(value: Value) -> bytes:
    match value:
        case bool():
            return bytes((_VALUE, 2, _TRUTH, value))
        case int():
            return _field(_VALUE, bytes((_WHOLE, *_varint(value))))
        case _:
            return _field(_VALUE, _field(_TEXT, str(value).encode()))


def _texts(ids: bytes) -> bytes:
    """Write ids as values, in the order of their features."""
    digits = np.frombuffer(ids.hex().encode(), np.uint8).reshape(-1, 2 * _ID_BYTES)
    head = (_VALUE, _ID_TEXT + 2, _TEXT, _ID_TEXT)
    table = np.full((len(digits), len(head) + _ID_TEXT), ord("-"), np.uint8)
    table[:, : len(head)] = head
    to, taken = len(head), 0
    for part in _PARTS:
        table[:, to : to + part] = digits[:, taken : taken + part]
        to, taken = to + part + 1, taken + part
    return table.tobytes()


def _field(tag: int, content: bytes) -> bytes:
    return bytes((tag, *_varint(len(content)))) + content


def _varint(number: int) -> list[int]:
    said = []
    while number > _SEVEN:
        said.append(number & _SEVEN | 0x80)
        number >>= 7
    return [*said, number]
