"""Excel workbooks, new (.xlsx) and old (.xls), and OpenDocument sheets."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import python_calamine
from openpyxl.utils.exceptions import InvalidFileException

from gis import headings, large_sheets
from gis.headings import LOOK_AT, Headings
from gis.records import Record, Source, clean
from gis.spans import Span, filled
from gis.tables import to_record
from grids.errors import Refusal

_BROKEN: Final = (
    python_calamine.CalamineError, InvalidFileException, zipfile.BadZipFile, OSError, KeyError, ValueError, SyntaxError,
)  # fmt: skip
"""What the two readers raise for files that are cut or no workbook; a `ParseError` of XML is a SyntaxError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """One sheet, readable as often as wanted; `height` None where the file does not say."""

    name: str
    several: bool
    height: int | None
    cells: Callable[[], Iterable[Sequence[Any]]]
    spans: list[Span]


def open_workbook(path: Path, layer: str | None, kind: str) -> Source:
    """Open one sheet: the one named, or the only one that has a table.

    Error: a code of 16 digits or more kept as a number has lost its last digits in Excel already.
    """
    try:
        sheet = _large(path, layer) if kind == "xlsx" and large_sheets.is_large(path) else _held(path, layer)
        first = list(islice(_texts(sheet), LOOK_AT))
    except _BROKEN as broken:
        raise Refusal("bad-file", cause="unreadable", name=path.name, kind=kind) from broken
    found = headings.find(first)
    notes = ["headings-below-titles"] if found.titles else []
    notes += [f"sheet:{sheet.name}"] if sheet.several else []
    return Source(
        format=kind,
        columns=found.columns,
        read=lambda: _records(sheet, found),
        rows=None if sheet.height is None else max(0, sheet.height - found.skip),
        notes=tuple(notes),
    )


def layers(path: Path, kind: str) -> list[str]:
    """Name the sheets that hold a table."""
    try:
        if kind == "xlsx" and large_sheets.is_large(path):
            return [name for name, height in large_sheets.heights(path).items() if height is None or height > 1]
        book = python_calamine.load_workbook(path)
        return [name for name in book.sheet_names if book.get_sheet_by_name(name).height > 1]
    except _BROKEN as broken:
        raise Refusal("bad-file", cause="unreadable", name=path.name, kind=kind) from broken


def _held(path: Path, layer: str | None) -> _Sheet:
    """Open a sheet that is held in one piece, which is fast."""
    book = python_calamine.load_workbook(path)
    _check_layer(layer, book.sheet_names, path)
    sheets = {name: book.get_sheet_by_name(name) for name in ([layer] if layer else book.sheet_names)}
    name = _chosen({name: sheet.height for name, sheet in sheets.items()}, layer, path)
    sheet = sheets[name]
    left = [""] * (sheet.start or (0, 0))[1]
    return _Sheet(
        name=name,
        several=len(book.sheet_names) > 1,
        height=sheet.total_height,
        cells=lambda: ([*left, *row] for row in sheet.iter_rows()),
        spans=[Span(top=t, bottom=b, column=c) for (t, c), (b, _) in sheet.merged_cell_ranges or [] if b > t],
    )


def _large(path: Path, layer: str | None) -> _Sheet:
    """Open a sheet that is read row by row."""
    heights = large_sheets.heights(path)
    _check_layer(layer, heights, path)
    of = {layer: heights[layer]} if layer else heights
    name = _chosen(of, layer, path)
    return _Sheet(
        name=name,
        several=len(heights) > 1,
        height=heights[name],
        cells=lambda: large_sheets.rows(path, name),
        spans=large_sheets.spans(path, name),
    )


def _check_layer(layer: str | None, names: Iterable[str], path: Path) -> None:
    if layer is not None and layer not in names:
        raise Refusal("bad-file", cause="no-layer", layer=layer, name=path.name)


def _chosen(heights: dict[str, int | None], layer: str | None, path: Path) -> str:
    tables = [name for name, height in heights.items() if layer or height is None or height > 1]
    if not tables:
        raise Refusal("bad-file", cause="empty", name=path.name)
    if len(tables) > 1:
        raise Refusal("bad-file", cause="several-layers", layers="、".join(tables), name=path.name)
    return tables[0]


def _texts(sheet: _Sheet) -> Iterator[list[str]]:
    return ([clean(cell) for cell in row] for row in sheet.cells())


def _records(sheet: _Sheet, found: Headings) -> Iterator[Record]:
    rows = filled(_texts(sheet), sheet.spans, found.skip)
    for line, row in enumerate(islice(rows, found.skip, None), start=found.skip + 1):
        record = to_record(line, row, found.columns)
        if record:
            yield record
