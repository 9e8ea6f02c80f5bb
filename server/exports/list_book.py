"""A version of a department's lists as a workbook: its rows, and what differs from the version before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, Final

import xlsxwriter

from server.catalogue import text
from server.documents.wording import Words
from server.exports.balance_book import By
from server.exports.columns import value_word

_ENTRIES: Final = ("kind", "name", "supervision_class", "town", "grade", "source", "reason")
_CHANGES: Final = ("how", "name", "was", "now")


def write(told: Mapping[str, Any], out: IO[bytes], by: By) -> None:
    """Write the three sheets of a version into a file."""
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#F0F0EE", "border": 1})
    _rows(book, head, "entries", told["entries"], _ENTRIES, by.language)
    _rows(book, head, "differences", told["differences"], _CHANGES, by.language)
    _statement(book, told, by)
    book.close()


def _rows(
    book: Any,  # noqa: ANN401 - the library has no types
    head: Any,  # noqa: ANN401
    name: str,
    rows: list[Mapping[str, Any]],
    columns: tuple[str, ...],
    language: str,
) -> None:
    sheet = book.add_worksheet(_say(f"sheet.{name}", language))
    for column, each in enumerate(columns):
        sheet.write_string(0, column, _say(f"column.{each}", language), head)
        sheet.set_column(column, column, 36 if each in {"name", "reason"} else 14)
    for number, row in enumerate(rows, start=1):
        for column, each in enumerate(columns):
            sheet.write_string(number, column, _word(each, row[each], language))
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)


def _statement(book: Any, told: Mapping[str, Any], by: By) -> None:  # noqa: ANN401 - the library has no types
    words, language = Words(by.language), by.language
    counts = " + ".join(f"{_say(f'kind.{kind}', language)} {n}" for kind, n in told["counts"].items())
    published = told["published_on"]
    lines = (
        ("department", told["department"]),
        ("number", "—" if told["number"] is None else str(told["number"])),
        ("published_on", "—" if published is None else words.day(published)),
        ("counts", f"{counts} = {told['total']}"),
        ("shown", str(told["shown"])),
        ("note", told["note"]),
        ("made", words.minute(by.at)),
        ("by", by.name),
    )
    sheet = book.add_worksheet(_say("sheet.statement", language))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, _say(f"statement.{name}", language))
        sheet.write_string(number, 1, value)


def _word(column: str, value: Any, language: str) -> str:  # noqa: ANN401 - a cell
    if value is None or value == "":
        return ""
    if column in {"kind", "was", "now"}:
        return _say(f"kind.{value}", language)
    if column in {"source", "how"}:
        return _say(f"{column}.{value}", language)
    return value_word(column, value, language) if column == "supervision_class" else str(value)


def _say(key: str, language: str) -> str:
    return text("lists", key, language)
