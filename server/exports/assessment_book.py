"""An assessment as a workbook: the ranking, then a sheet for every object with what each point rests on."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from server.documents.assessments import Said, basis, day_of
from server.exports.contact_book import MIME, sheet_name

__all__ = ["MIME", "write"]
_RANKING: Final = ("rank", "object", "earned", "possible", "percent", "outcome")
_LINES: Final = ("item", "points", "got", "basis")
_HEAD: Final = 4
"""So many rows say at the top of every page what it is of."""
Page = Any
"""A worksheet: xlsxwriter has no types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """What every page of it needs."""

    told: Mapping[str, Any]
    at: datetime
    said: Said
    styles: Mapping[str, Any]

    def head(self, page: Page, name: str = "") -> None:
        """Say at the top of a page of which days it is, by which standard, decided by whom, or not yet."""
        said, told = self.said, self.told
        lines = (
            f"{said('period')} {said.period(told)}",
            f"{said('mark')} {told['pass_percent']} %{said('stop')}{said.standing(told['decision'], self.at)}",
            f"{said('standard')} {told['source']}{said('stop')}{said('as-of')}",
        )
        page.set_paper(9)
        page.write_string(0, 0, f"{told['title']} · {name}" if name else told["title"], self.styles["title"])
        for row, line in enumerate(lines, start=1):
            page.write_string(row, 0, line)

    def percent(self, summed: Mapping[str, Any]) -> str:
        """Write the share of points."""
        return "—" if summed["percent"] is None else f"{summed['percent']} %"


def write(told: Mapping[str, Any], sheets: Sequence[Mapping[str, Any]], at: datetime, language: str) -> bytes:
    """Write the book as XLSX."""
    out = io.BytesIO()
    file = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    wrapped = {"border": 1, "text_wrap": True, "valign": "top"}
    styles = {
        "title": file.add_format({"bold": True, "font_size": 14}),
        "head": file.add_format({"bold": True, "border": 1, "bg_color": "#F0F0EE"}),
        "cell": file.add_format(wrapped),
        "points": file.add_format({**wrapped, "num_format": "0.00"}),
    }
    book, taken = _Book(told=told, at=at, said=Said(language), styles=styles), set[str]()
    _ranking(file.add_worksheet(sheet_name(book.said("book.ranking"), taken)), book)
    for each in sheets:
        _sheet(file.add_worksheet(sheet_name(each["name"], taken)), book, each)
    file.close()
    return out.getvalue()


def _ranking(page: Page, book: _Book) -> None:
    said, styles, decision = book.said, book.styles, book.told["decision"]
    book.head(page)
    page.set_column(0, 0, 10)
    page.set_column(1, 1, 34)
    page.set_column(2, 5, 13)
    page.write_row(_HEAD, 0, [said(word) for word in _RANKING], styles["head"])
    row = _HEAD
    for row, each in enumerate(book.told["rows"], start=_HEAD + 1):
        page.write(row, 0, "—" if each["rank"] is None else each["rank"], styles["cell"])
        page.write_string(row, 1, each["name"], styles["cell"])
        page.write_number(row, 2, float(each["earned"]), styles["points"])
        page.write_number(row, 3, float(each["possible"]), styles["points"])
        page.write_string(row, 4, book.percent(each), styles["cell"])
        page.write_string(row, 5, said(f"outcome.{each['outcome'] if decision else 'none'}"), styles["cell"])
    for at, (name, text) in enumerate(_named(decision, said), start=row + 2):
        page.write_string(at, 0, name, styles["head"])
        page.merge_range(at, 1, at, 5, text, styles["cell"])


def _named(decision: Mapping[str, Any] | None, said: Said) -> list[tuple[str, str]]:
    """Write opinion, honours and criticism, which stand below the ranking."""
    if decision is None:
        return []
    lines = [(said("opinion"), decision["opinion"])] if decision["opinion"] else []
    for each in decision["honours"]:
        words = [each["name"], each["unit"], each["reason"]]
        lines.append((said("honours"), said("comma").join(word for word in words if word)))
    for each in decision["criticisms"]:
        due = said.words.day(date.fromisoformat(each["due_on"]))
        told = said("criticism", reason=each["reason"], due=due)
        lines.append((said("criticisms"), f"{each['name']}{said('comma')}{told}"))
    return lines


def _sheet(page: Page, book: _Book, own: Mapping[str, Any]) -> None:
    said, styles, day = book.said, book.styles, day_of(book.told["decision"], book.at)
    book.head(page, own["name"])
    page.set_column(0, 0, 44)
    page.set_column(1, 2, 10)
    page.set_column(3, 3, 70)
    page.write_row(_HEAD, 0, [said(word) for word in _LINES], styles["head"])
    row = _HEAD
    for row, line in enumerate(own["lines"], start=_HEAD + 1):
        page.write_string(row, 0, said.text(line), styles["cell"])
        page.write_number(row, 1, line["points"], styles["points"])
        page.write(row, 2, "—" if line["got"] is None else float(line["got"]), styles["points"])
        page.write_string(row, 3, "\n".join(basis(line, own, said, day)), styles["cell"])
    page.write_string(row + 1, 0, said("total"), styles["head"])
    page.write_number(row + 1, 1, float(own["possible"]), styles["points"])
    page.write_number(row + 1, 2, float(own["earned"]), styles["points"])
    page.write_string(row + 1, 3, book.percent(own), styles["cell"])
