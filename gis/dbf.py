"""The encoding of a shapefile's attribute table, which the file itself rarely tells."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from grids.errors import Refusal

_HEADER: Final = 32
_FIELD: Final = 32
_TEXT: Final = b"CM"
_ENOUGH: Final = 20_000
"""Values with other than ASCII letters that are looked at."""
_LONGEST_CUT: Final = 3
"""A value cut at the field's width can end in up to three bytes of a broken character."""


def encoding(path: Path) -> str | None:
    """Tell UTF-8 from GB18030 by the bytes themselves; None when all is ASCII.

    A .cpg file is not asked: in practice it is missing or copied from elsewhere.
    Error: a table of one or two short Chinese words can be valid in both; then it is UTF-8.
    """
    values = [v for v in _values(path) if not v.isascii()]
    if not values:
        return None
    for name in ("UTF-8", "GB18030"):
        if all(_decodes(value, name) for value in values):
            return name
    raise Refusal("bad-file", cause="encoding", name=path.name)


def beside(path: Path, suffix: str) -> Path | None:
    """Find the file of the same name with another suffix, in whichever case it is written."""
    named = path.stem.lower() + suffix
    return next((p for p in path.parent.iterdir() if p.name.lower() == named), None)


def _decodes(value: bytes, name: str) -> bool:
    for cut in range(_LONGEST_CUT + 1):
        try:
            value[: len(value) - cut].decode(name)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _values(path: Path) -> Iterator[bytes]:
    """Give the field names, then the text values, without padding."""
    data = path.read_bytes()
    if len(data) < _HEADER:
        raise Refusal("bad-file", cause="unreadable", name=path.name, kind="dbf")
    count, header, width = struct.unpack_from("<IHH", data, 4)
    places, at = [], 1
    for offset in range(_HEADER, min(header, len(data)) - _FIELD, _FIELD):
        yield data[offset : offset + 11].split(b"\0")[0]
        size = data[offset + 16]
        if data[offset + 11 : offset + 12] in _TEXT:
            places.append((at, at + size))
        at += size
    found = 0
    for row in range(count):
        start = header + row * width
        for left, right in places:
            value = data[start + left : start + right].rstrip(b" \0")
            found += not value.isascii()
            yield value
        if found >= _ENOUGH:
            return
