"""The list-and-close ledger as a workbook: the balance, every hazard that was on the list, and how it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final

import xlsxwriter
from sqlalchemy.orm import Session

from grids.permissions import Scope
from server.documents.wording import Words
from server.exports import statement
from server.exports.columns import say, value_word
from server.reads import balance as reads
from server.reads.balance import PARTS, Question

MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST: Final = 1_000_000
_ITEMS: Final = (
    "ledger_no", "enterprise_name", "place", "description", "level", "source", "category", "town_name", "unit_name",
    "found_at", "from_at", "came", "to_at", "went",
)  # fmt: skip
_SAID: Final = {"level", "source", "category", "came", "went"}


@dataclass(frozen=True, slots=True)
class By:
    """Who asks for the workbook, when, in which language."""

    name: str
    at: datetime
    language: str


def write(session: Session, seen: Scope, asked: Question, out: IO[bytes], by: By) -> None:
    """Write the three sheets of a period into a file."""
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#F0F0EE", "border": 1})
    _balance(book, head, reads.of_period(session, seen, asked), asked, by.language)
    _items(book, head, session, seen, asked, by.language)
    _statement(book, session, seen, asked, by)
    book.close()


def _balance(book: Any, head: Any, found: dict[str, Any], asked: Question, language: str) -> None:  # noqa: ANN401
    sheet = _sheet(book, head, "balance", [say(f"balance.by.{asked.by}", language), *_titles(language)], language)
    rows = [*found["rows"], {**found["total"], "name": say("balance.total", language)}]
    for number, row in enumerate(rows, start=1):
        nowhere = say("balance.nowhere", language) if row["key"] is None else _word(asked.by, row["key"], language)
        sheet.write_string(number, 0, row["name"] or nowhere)
        for column, part in enumerate(PARTS, start=1):
            sheet.write_number(number, column, row[part])


def _items(book: Any, head: Any, session: Session, seen: Scope, asked: Question, language: str) -> None:  # noqa: ANN401
    """List every stay that touches the period; the columns of the balance can be filtered out of it."""
    sheet = _sheet(book, head, "items", [say(f"balance.column.{name}", language) for name in _ITEMS], language)
    words = Words(language)
    for number, row in enumerate(reads.all_items(session, seen, asked, _MOST), start=1):
        for column, name in enumerate(_ITEMS):
            value = row[name]
            if isinstance(value, datetime):
                sheet.write_string(number, column, words.minute(value))
            elif value is not None:
                sheet.write_string(number, column, _word(name, value, language) if name in _SAID else str(value))
    sheet.autofilter(0, 0, 0, len(_ITEMS) - 1)


def _statement(book: Any, session: Session, seen: Scope, asked: Question, by: By) -> None:  # noqa: ANN401
    words, language = Words(by.language), by.language
    narrowed = {name: value for name, value in asked.narrowed.items() if value}
    lines = [
        ("period", f"{words.day(asked.first)} – {words.day(asked.last)}"),
        ("filter", statement.filter_in_words(session, narrowed, language)),
        ("scope", statement.scope_in_words(session, seen, language)),
        ("formula", say("balance.formula", language)),
        ("counted", say("balance.counted", language)),
        ("made", words.minute(by.at)),
        ("by", by.name),
    ]
    sheet = book.add_worksheet(say("balance.sheet.statement", language))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    for number, (name, told) in enumerate(lines):
        sheet.write_string(number, 0, say(f"balance.statement.{name}", language))
        sheet.write_string(number, 1, told)


def _sheet(book: Any, head: Any, name: str, titles: Sequence[str], language: str) -> Any:  # noqa: ANN401
    sheet = book.add_worksheet(say(f"balance.sheet.{name}", language))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, len(titles) - 1, 14)
    sheet.write_row(0, 0, titles, head)
    return sheet


def _titles(language: str) -> list[str]:
    return [say(f"balance.part.{part}", language) for part in PARTS]


def _word(name: str, value: str, language: str) -> str:
    known = {"came": "balance.came", "went": "balance.went", "class": "supervision_class"}.get(name, name)
    return value_word(known, value, language)
