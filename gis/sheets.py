"""Excel workbooks, new (.xlsx) and old (.xls), and OpenDocument sheets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import python_calamine

from gis import headings
from gis.headings import LOOK_AT, Headings
from gis.records import Record, Source, clean
from gis.tables import to_record
from grids.errors import Refusal

_Rows = list[list[str]]


def open_workbook(path: Path, layer: str | None, kind: str) -> Source:
    """Open one sheet: the one named, or the only one that has a table.

    Error: a code of 16 digits or more kept as a number has lost its last digits in Excel already.
    """
    try:
        book = python_calamine.load_workbook(path)
        name, sheet = _choose(book, layer, path)
        rows = _filled(sheet)
    except (python_calamine.CalamineError, OSError) as broken:
        raise Refusal("bad-file", cause="unreadable", name=path.name, kind=kind) from broken
    found = headings.find(rows[:LOOK_AT])
    notes = ["headings-below-titles"] if found.titles else []
    notes += [f"sheet:{name}"] if len(book.sheet_names) > 1 else []
    return Source(
        format=kind,
        columns=found.columns,
        read=lambda: _records(rows, found),
        rows=max(0, len(rows) - found.skip),
        notes=tuple(notes),
    )


def layers(path: Path, kind: str) -> list[str]:
    """Name the sheets that hold a table."""
    try:
        book = python_calamine.load_workbook(path)
        return [name for name in book.sheet_names if book.get_sheet_by_name(name).height > 1]
    except (python_calamine.CalamineError, OSError) as broken:
        raise Refusal("bad-file", cause="unreadable", name=path.name, kind=kind) from broken


def _choose(
    book: python_calamine.CalamineWorkbook, layer: str | None, path: Path
) -> tuple[str, python_calamine.CalamineSheet]:
    if layer is not None and layer not in book.sheet_names:
        raise Refusal("bad-file", cause="no-layer", layer=layer, name=path.name)
    sheets = {name: book.get_sheet_by_name(name) for name in ([layer] if layer else book.sheet_names)}
    tables = [name for name, sheet in sheets.items() if sheet.height > 1 or layer]
    if not tables:
        raise Refusal("bad-file", cause="empty", name=path.name)
    if len(tables) > 1:
        raise Refusal("bad-file", cause="several-layers", layers="、".join(tables), name=path.name)
    return tables[0], sheets[tables[0]]


def _filled(sheet: python_calamine.CalamineSheet) -> _Rows:
    """Give the cells as text; below the headings a cell merged over several rows stands in each."""
    rows = [[clean(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    spans = [s for s in sheet.merged_cell_ranges or [] if s[1][0] > s[0][0]]
    if not spans:
        return rows
    skip = headings.find(rows[:LOOK_AT]).skip
    for (top, left), (bottom, _) in spans:
        if top < skip or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            row[left] = row[left] or rows[top][left]
    return rows


def _records(rows: _Rows, found: Headings) -> Iterator[Record]:
    for line, row in enumerate(rows[found.skip :], start=found.skip + 1):
        record = to_record(line, row, found.columns)
        if record:
            yield record
