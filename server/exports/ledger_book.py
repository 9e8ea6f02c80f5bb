"""A list of the desk as a workbook: every row that its filters find, and what was asked, when and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, Final

import xlsxwriter

from grids.policy import HERE
from server.catalogue import text
from server.documents.wording import Words
from server.exports.balance_book import By
from server.exports.columns import value_word

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "accidents": (
        "happened_on", "enterprise_name", "town_name", "unit_name", "supervision_class", "accident_type", "grade",
        "deaths", "serious_injuries", "loss_yuan", "enterprise_told", "authority_told", "hazards", "place", "brief",
    ),
    "public_reports": (
        "number", "received_at", "channel", "external_id", "state", "due_on", "overdue", "subject", "place",
        "enterprise_named", "town_name", "unit_name", "finding", "settled_on", "feedback", "enterprise_name",
        "ledger_no", "reward", "reward_yuan",
    ),
}  # fmt: skip
"""List -> what is told of a row; of a report of the public neither who made it nor their words, which may say so."""
_WORDS: Final = frozenset({
    "supervision_class", "grade", "enterprise_told", "authority_told", "channel", "state", "overdue", "subject",
    "finding", "reward",
})  # fmt: skip
_WIDE: Final = frozenset({"enterprise_name", "brief", "feedback", "place", "enterprise_named"})
_FORMS: Final = {"day": "yyyy-mm-dd", "minute": "yyyy-mm-dd hh:mm"}


def write(name: str, rows: Sequence[Mapping[str, Any]], asked: Mapping[str, Any], out: IO[bytes], by: By) -> None:
    """Write a list into a file: numbers as numbers, days as days, both in the deployment's zone.

    `asked`: the filters of the list; what is empty is not told.
    """
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#F0F0EE", "border": 1})
    forms = {name: book.add_format({"num_format": form}) for name, form in _FORMS.items()}
    sheet = book.add_worksheet(_say(f"sheet.{name}", by.language))
    columns = COLUMNS[name]
    for at, column in enumerate(columns):
        sheet.write_string(0, at, _say(f"column.{column}", by.language), head)
        sheet.set_column(at, at, 36 if column in _WIDE else 15)
    for number, row in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            told = row.get(f"{column}_{by.language}") or row[column]  # an official name has one in English beside it
            _cell(sheet, (number, at), _value(column, told, by.language), forms)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    _statement(book, len(rows), asked, by)
    book.close()


def _statement(book: Any, total: int, asked: Mapping[str, Any], by: By) -> None:  # noqa: ANN401 - the library has no types
    words = Words(by.language)
    lines = [("rows", str(total)), ("made", words.minute(by.at)), ("by", by.name)]
    lines[1:1] = [(f"asked.{name}", _told(name, value, by.language)) for name, value in asked.items() if value]
    sheet = book.add_worksheet(_say("sheet.statement", by.language))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 60)
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, _say(f"statement.{name}", by.language))
        sheet.write_string(number, 1, value)


def _cell(sheet: Any, at: tuple[int, int], value: Any, forms: Mapping[str, Any]) -> None:  # noqa: ANN401 - as above
    if isinstance(value, datetime):
        sheet.write_datetime(*at, value.astimezone(HERE).replace(tzinfo=None), forms["minute"])
    elif isinstance(value, date):
        sheet.write_datetime(*at, value, forms["day"])
    elif isinstance(value, int | float):
        sheet.write_number(*at, value)
    elif value not in (None, ""):
        sheet.write_string(*at, str(value))


def _value(column: str, value: Any, language: str) -> Any:  # noqa: ANN401 - a cell
    if column not in _WORDS or value in (None, ""):
        return value
    if column == "supervision_class":
        return value_word(column, value, language)
    return _say(f"{column}.{str(value).lower()}", language)


def _told(name: str, value: Any, language: str) -> str:  # noqa: ANN401 - a filter
    if isinstance(value, list):
        return _say("and", language).join(_told(name, each, language) for each in value)
    return str(_value(name, value, language))


def _say(key: str, language: str) -> str:
    return text("ledgers", key, language)
