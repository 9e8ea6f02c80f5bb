"""Rows of any file as records: a line, its fields as clean text, and a geometry if the file has one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final

from gis.crs import Crs

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
"""Full-width letters and digits; full-width punctuation is good Chinese and stays."""
_UNSEEN: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES: Final = {0xA0: " ", 0x3000: " ", 0x0D: " ", 0x09: " "}
_CLEAN: Final = {**_WIDE, **_UNSEEN, **_SPACES}
_ODD: Final = re.compile("[" + re.escape("".join(map(chr, _CLEAN))) + "]")
_EXACT_BELOW: Final = 2**53
"""Above it a spreadsheet's number is no longer every integer, so a code kept as a number is damaged."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: where it stands in the file, its fields by heading (empty ones left out), its geometry."""

    line: int
    fields: dict[str, str]
    geometry: Any = None
    defect: str | None = None
    """What makes the row unreadable as a whole: `too-many-cells`, `bad-geometry`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file opened for reading: what it says about itself, and its records as often as wanted."""

    format: str
    columns: tuple[str, ...]
    read: Callable[[], Iterator[Record]]
    rows: int | None = None
    """How many records to expect; for CSV the number of lines, so an upper bound."""
    encoding: str | None = None
    crs: Crs | None = None
    crs_text: str | None = None
    """What the file calls its system when no EPSG entry matches."""
    has_geometry: bool = False
    notes: tuple[str, ...] = field(default=())
    """What had to be decided while opening: `encoding-detected`, `header-found-below`, ..."""

    def batches(self, size: int = 5000) -> Iterator[list[Record]]:
        """Give the records in lists of at most `size`."""
        records = self.read()
        while batch := list(islice(records, size)):
            yield batch


def clean(value: object) -> str:
    """Give a cell as text the way a person meant it; empty when there is nothing.

    >>> clean(18951603000.0), clean(" １２号　"), clean(True), clean(None)
    ('18951603000', '12号', 'true', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return _number(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case _:
            return str(value).strip()


def _text(value: str) -> str:
    # most cells need nothing; asking first is three times as fast as translating them all
    if not unicodedata.is_normalized("NFC", value):
        value = unicodedata.normalize("NFC", value)
    return value.translate(_CLEAN).strip() if _ODD.search(value) else value.strip()


def _number(value: float) -> str:
    if value != value:  # noqa: PLR0124 - not a number
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT_BELOW else repr(value)
