"""CSV and Excel: every row with its coordinates in two columns, the statement beside."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import shapely
import xlsxwriter

from gis.exchange.layer import Batches, Kind, Layer, Value, moved
from gis.exchange.texts import Told
from grids.errors import Refusal

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet below its headings. Source: ECMA-376, and Excel's own limit."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS: Final = {Kind.TEXT: 24, Kind.INTEGER: 10, Kind.REAL: 12, Kind.DAY: 12}


def write_csv(layer: Layer, batches: Batches, path: Path, told: Told) -> None:
    """Write UTF-8 with a byte order mark, so that Excel reads Chinese; areas also as WKT.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    areas = layer.geometry != "Point"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([*_titles(layer), *(["WKT"] if areas else [])])
        for batch in batches:
            shapes = moved(batch, layer.system)
            places = _places(shapes)
            for row, place, shape in zip(batch.rows, places, shapes, strict=True):
                wkt = [shapely.to_wkt(shape, rounding_precision=-1) if shape is not None else ""] if areas else []
                out.writerow([*map(_harmless, row), *place, *wkt])
            told(len(batch.rows))


def write_xlsx(layer: Layer, batches: Batches, path: Path, told: Told) -> None:
    """Write one sheet of rows and one with the statement; texts stay texts, days are days.

    Raises: Refusal `too-large` where a sheet ends.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#F0F0EE", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(layer.title[:31])
        sheet.freeze_panes(1, 1)
        for number, column in enumerate(layer.columns):
            sheet.set_column(number, number, _WIDTHS[column.kind])
        sheet.set_column(len(layer.columns), len(layer.columns) + 1, 15)
        sheet.write_row(0, 0, _titles(layer), head)
        written = 0
        for row in _with_places(layer, batches, told):
            written += 1
            if written > MOST_ROWS:
                raise Refusal("too-large", limit=f"{MOST_ROWS:,}")
            for number, value in enumerate(row):
                match value:
                    case None:
                        continue
                    case date():
                        sheet.write_datetime(written, number, value, day)
                    case str():
                        sheet.write_string(written, number, value)
                    case _:
                        sheet.write_number(written, number, value)
        sheet.autofilter(0, 0, written, len(layer.columns) + 1)
        _statement(book, layer, head)


def _statement(book: xlsxwriter.Workbook, layer: Layer, head: object) -> None:
    sheet = book.add_worksheet(layer.statement[0][0][:31])
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    for number, (title, text) in enumerate(layer.statement):
        sheet.write_string(number, 0, title, head)
        sheet.write_string(number, 1, text, wrapped)


def _titles(layer: Layer) -> list[str]:
    return [*(column.title for column in layer.columns), *layer.place]


def _with_places(layer: Layer, batches: Batches, told: Told) -> Iterator[list[Value]]:
    for batch in batches:
        for row, place in zip(batch.rows, _places(moved(batch, layer.system)), strict=True):
            yield [*row, *place]
        told(len(batch.rows))


def _places(shapes: Sequence[object]) -> list[tuple[float | None, float | None]]:
    """Give the point of each shape; of an area, one that lies inside."""
    points = shapely.point_on_surface(shapes) if len(shapes) else []
    return [(None, None) if point is None else (point.x, point.y) for point in points]


def _harmless(value: Value) -> Value:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value.isoformat() if isinstance(value, date) else value
