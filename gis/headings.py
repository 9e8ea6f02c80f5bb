"""Where a table's headings are: below titles, over one row or several, with merged groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grids.errors import Refusal

LOOK_AT: Final = 30
"""Headings further down than this many rows are not found."""
_NUMBER: Final = re.compile(r"[+-]?[\d.,:/%\s-]*\d[\d.,:/%\s-]*")
_LONGEST: Final = 60
_FILLED_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Headings:
    """The name of each column, and how many rows come before the first record."""

    columns: tuple[str, ...]
    skip: int
    titles: int
    """Rows above the headings."""


def find(rows: Sequence[Sequence[str]]) -> Headings:
    """Find the heading row or rows among the first rows of a table.

    The first row that is at least half as full as the fullest and holds only words is the heading;
    a row below it that fills only its gaps and groups continues it (`group/name`); a row of column
    numbers under it is skipped.
    """
    rows = rows[:LOOK_AT]
    widest = max((_filled(row) for row in rows), default=0)
    for top, row in enumerate(rows):
        if _filled(row) >= max(1, _FILLED_SHARE * widest) and _words(row):
            return _build(rows, top)
    raise Refusal("bad-file", cause="no-headings", rows=len(rows))


def _build(rows: Sequence[Sequence[str]], top: int) -> Headings:
    names = [[cell] for cell in _flat(rows[top])]
    below = top + 1
    while below < len(rows) and (group := _continues(names, _flat(rows[below]))):
        names = group
        below += 1
    if below < len(rows) and _column_numbers(rows[below]):
        below += 1
    joined = ["/".join(dict.fromkeys(part for part in parts if part)) for parts in names]
    return Headings(_unique(joined), below, top)


def _continues(names: list[list[str]], row: list[str]) -> list[list[str]] | None:
    """Join a second heading row, or give None when the row is data.

    A column heads a group when the column right of it has no name of its own yet.
    """
    width = max(len(names), len(row))
    names = names + [[""]] * (width - len(names))
    row = row + [""] * (width - len(row))
    bare = [not any(parts) for parts in names]
    opens = [not bare[n] and n + 1 < width and bare[n + 1] for n in range(width)]
    used = [n for n in range(width) if row[n]]
    if not _words(row) or not any(bare[n] for n in used):
        return None
    if not all(bare[n] or opens[n] for n in used):
        return None
    joined: list[list[str]] = []
    group = ""
    for n in range(width):
        group = group if bare[n] else "/".join(part for part in names[n] if part)
        joined.append([group, row[n]] if row[n] else names[n])
    return joined


def _flat(row: Sequence[str]) -> list[str]:
    return [re.sub(r"\s+", "", cell) if _has_han(cell) else " ".join(cell.split()) for cell in row]


def _has_han(cell: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in cell)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell) for cell in row)


def _words(row: Sequence[str]) -> bool:
    """Say whether every filled cell is a word rather than a number, and there is one."""
    filled = [cell for cell in row if cell]
    return bool(filled) and all(len(cell) <= _LONGEST and not _NUMBER.fullmatch(cell) for cell in filled)


def _column_numbers(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    start = int(filled[0]) if filled and filled[0] in {"0", "1"} else None
    if start is None or len(filled) < 2:  # noqa: PLR2004 - one number alone is a record
        return False
    return filled == [str(n) for n in range(start, start + len(filled))]


def _unique(names: list[str]) -> tuple[str, ...]:
    """Name columns without a heading `#n`, and repeated headings `name (2)`."""
    seen: dict[str, int] = {}
    unique = []
    for n, name in enumerate(names, start=1):
        base = name or f"#{n}"
        seen[base] = seen.get(base, 0) + 1
        unique.append(base if seen[base] == 1 else f"{base} ({seen[base]})")
    while unique and unique[-1].startswith("#"):
        unique.pop()
    return tuple(unique)
