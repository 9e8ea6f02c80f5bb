"""Large Excel workbooks (.xlsx), row by row: calamine is ten times as fast and holds a whole sheet.

A sheet of 200,000 rows takes it 220 MB; read by openpyxl only the row at hand and the table of shared texts are held,
and these as bytes (shared_texts.py).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from openpyxl.utils.cell import range_boundaries

from gis.shared_texts import Reader
from gis.spans import Span

LARGE_BYTES: Final = 60_000_000
"""A sheet whose unpacked part is larger is streamed; one of this size takes calamine some 75 MB."""
_SHEET: Final = "xl/worksheets/"
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')
_PIECE: Final = 1 << 20


def is_large(path: Path) -> bool:
    """Tell whether any sheet of a workbook is too large to be held."""
    with zipfile.ZipFile(path) as packed:
        return any(part.filename.startswith(_SHEET) and part.file_size > LARGE_BYTES for part in packed.infolist())


def heights(path: Path) -> dict[str, int | None]:
    """Name the sheets with how many rows each says it has; None where it does not say."""
    with closing(_book(path, texts=False)) as book:
        return {sheet.title: sheet.max_row for sheet in book.worksheets}


def rows(path: Path, name: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a sheet as they stand in the file, formulas as their last values."""
    with closing(_book(path, texts=True)) as book:
        sheet = book[name]
        sheet.reset_dimensions()  # a writer that states a wrong size would cut rows off
        yield from sheet.iter_rows(values_only=True)


def spans(path: Path, name: str) -> list[Span]:
    """Find the cells of a sheet that are merged over several rows, which stand at the end of its part."""
    with closing(_book(path, texts=False)) as book:
        part = str(book[name]._worksheet_path)  # noqa: SLF001 - the only place that knows which part a sheet is
    found: list[Span] = []
    with zipfile.ZipFile(path) as packed, packed.open(part) as xml:
        kept = b""
        while piece := xml.read(_PIECE):
            text = kept + piece
            ended = 0
            for match in _MERGED.finditer(text):
                left, top, _, bottom = range_boundaries(match[1].decode())
                found.append(Span(top=top - 1, bottom=bottom - 1, column=left - 1))
                ended = match.end()
            kept = text[max(ended, len(text) - 100) :]
    return [span for span in found if span.bottom > span.top]


def _book(path: Path, *, texts: bool) -> Any:  # noqa: ANN401 - a workbook of a library without types
    reader = Reader(path, texts=texts)
    reader.read()
    return reader.wb
