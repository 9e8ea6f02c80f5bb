"""The contact table as a workbook, in the form of the annex: one sheet an office."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter

from server.documents.contacts import groups, remarks
from server.documents.wording import Words

MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LINE: Final = ("name", "post", "office_phone", "mobile")
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31


def write(tables: Sequence[Mapping[str, Any]], language: str) -> bytes:
    """Write the tables of offices as XLSX, each on its own sheet, ready to be printed and sealed."""
    out, words = io.BytesIO(), Words(language)
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16, **middle}),
        "unit": book.add_format({"font_size": 12}),
        "head": book.add_format({"bold": True, "border": 1, **middle}),
        "cell": book.add_format({"border": 1, "num_format": "@", **middle}),
        "remark": book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True}),
    }
    taken: set[str] = set()
    for told in tables:
        _sheet(book, told, words, formats, sheet_name(told["name"], taken))
    book.close()
    return out.getvalue()


def _sheet(book: Any, told: Mapping[str, Any], words: Words, formats: Mapping[str, Any], name: str) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 4, 19)
    sheet.set_row(0, 46)
    sheet.merge_range(0, 0, 0, 4, words("contacts.title"), formats["title"])
    sheet.write_string(1, 0, words("contacts.unit") + told["seal_unit"], formats["unit"])
    sheet.write_string(1, 3, words("contacts.since", day=words.day(told["valid_from"])), formats["unit"])
    heads = ("part", "name", "post", "office-phone", "mobile")
    sheet.write_row(2, 0, [words(f"contacts.{head}") for head in heads], formats["head"])
    row = 3
    for part, lines in groups(told["contacts"]):
        _merged(sheet, row, len(lines), words(f"contacts.part.{part}"), formats["head"])
        for line in lines:
            for column, field in enumerate(_LINE, start=1):
                sheet.write_string(row, column, line[field], formats["cell"])
            row += 1
    sheet.set_row(row, 48)
    sheet.write_string(row, 0, words("contacts.remark"), formats["head"])
    sheet.merge_range(row, 1, row, 4, remarks(told, words), formats["remark"])


def _merged(sheet: Any, row: int, rows: int, said: str, style: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    if rows == 1:
        sheet.write_string(row, 0, said, style)
    else:
        sheet.merge_range(row, 0, row + rows - 1, 0, said, style)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """Name a sheet as the program allows: 31 letters, none of a few signs, no name twice."""
    plain = _NOT_IN_NAMES.sub(" ", wanted).strip()[:_LONGEST_NAME] or "—"
    name, n = plain, 1
    while name.casefold() in taken:
        n += 1
        name = f"{plain[: _LONGEST_NAME - 3]} {n}"
    taken.add(name.casefold())
    return name
