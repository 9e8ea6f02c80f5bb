"""CSV and other delimited text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from gis import headings, texts
from gis.headings import LOOK_AT, Headings
from gis.records import Record, Source, clean
from grids.errors import Refusal

_DELIMITERS: Final = ",\t;|"
_LONGEST_CELL: Final = 32_767
"""What a spreadsheet cell can hold; a longer one is a quotation mark that was never closed."""


def open_csv(path: Path) -> Source:
    """Open delimited text: encoding, delimiter and headings are found, nothing is assumed."""
    encoding = texts.detect(path)
    delimiter = _delimiter(path, encoding.name)
    first = [row for _, row in islice(_rows(path, encoding.name, delimiter), LOOK_AT)]
    found = headings.find(first)
    notes = ["encoding-detected"] if encoding.name == "gb18030" else []
    notes += ["headings-below-titles"] if found.titles else []
    return Source(
        format="csv",
        columns=found.columns,
        read=lambda: _records(path, encoding.name, delimiter, found),
        rows=max(0, encoding.lines - found.skip),
        encoding=encoding.name,
        notes=tuple(notes),
    )


def _records(path: Path, encoding: str, delimiter: str, found: Headings) -> Iterator[Record]:
    for line, row in islice(_rows(path, encoding, delimiter), found.skip, None):
        record = to_record(line, row, found.columns)
        if record:
            yield record


def to_record(line: int, row: list[str], columns: tuple[str, ...]) -> Record | None:
    """Pair the cells of a row with the headings; None for an empty row or headings repeated."""
    fields = {name: cell for name, cell in zip(columns, row, strict=False) if cell}
    if not any(row) or (len(fields) > 1 and all(name == cell for name, cell in fields.items())):
        return None
    defect = "too-many-cells" if any(row[len(columns) :]) else None
    return Record(line, fields, defect=defect)


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line it starts on."""
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        line = 1
        try:
            for row in reader:
                yield line, [clean(cell) for cell in row]
                line = reader.line_num + 1
        except csv.Error as broken:
            raise Refusal("bad-file", cause="quotes", line=line, name=path.name) from broken


def _delimiter(path: Path, encoding: str) -> str:
    """Choose the delimiter that cuts the first rows into the most columns, most evenly."""
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = [len(row) for _, row in islice(_rows(path, encoding, delimiter), LOOK_AT) if any(row)]
        if not widths:
            raise Refusal("bad-file", cause="empty", name=path.name)
        usual = max(set(widths), key=widths.count)
        score = (usual - 1) * widths.count(usual) / len(widths)
        if score > best_score:
            best, best_score = delimiter, score
    return best
