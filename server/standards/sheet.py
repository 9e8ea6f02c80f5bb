"""A standard as a sheet: its columns, written with words of the reader's language and read back from either.

What is written reads back as the same items. A row that can't be read is refused by row, field and reason.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from pydantic import ValidationError

from gis.readers import layers_of, open_source
from grids.commands import Evidence, Frequency, HazardLevel, StandardItem
from grids.commands.standards import MOST_ITEMS
from grids.errors import Refusal
from server import standards
from server.catalogue import LANGUAGES, text
from server.store.standards import ITEMS

COLUMNS: Final = (
    "code", "category", "level", "title", "do", "do_how", "look", "how", "evidence", "frequency", "law", "penalty",
    "criteria", "points", "deduction", "title_en", "do_en", "do_how_en", "look_en", "how_en", "law_en", "penalty_en",
)  # fmt: skip
_WIDE: Final = frozenset({"title", "do", "do_how", "look", "how", "law", "deduction"})
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "level": tuple(HazardLevel), "evidence": tuple(Evidence), "frequency": tuple(Frequency),
}  # fmt: skip
_MANY: Final = frozenset({"evidence", "criteria"})
_BETWEEN: Final = ("、", "，", ",", "；", ";")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that can't be read: where, in which column, why in words."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a sheet held: all items, or the refused rows and none."""

    items: tuple[StandardItem, ...]
    refused: tuple[Refused, ...]
    file: str = ""
    """The refused rows as a workbook, base64; empty where none was refused."""


def write(items: Sequence[Mapping[str, Any]], language: str) -> bytes:
    """Return a workbook: the items, and a sheet with the words that columns take."""
    rows = [[_cell(item, column, language) for column in COLUMNS] for item in items]
    return _book(rows, [_title(column, language) for column in COLUMNS], language)


def read(path: Path, prefix: str, language: str) -> Read:
    """Read the items of a file, or say which rows can't be; `prefix` begins the codes that the file leaves empty.

    Raises: Refusal `bad-file` where there is no table, no column of titles, or more items than a standard has.
    """
    sheets = layers_of(path)
    with open_source(path, sheets[0] if sheets else None) as source:
        columns = _known(source.columns)
        if "title" not in columns.values():
            raise Refusal("bad-file", reason=text("standards", "refused.no-title-column", language))
        rows = [(record.line, _values(record.fields, columns)) for record in source.read()]
    if len(rows) > MOST_ITEMS:
        raise Refusal("bad-file", reason=text("standards", "refused.too-many", language, {"limit": MOST_ITEMS}))
    return _judged(rows, prefix, language)


def _judged(rows: Sequence[tuple[int, dict[str, str]]], prefix: str, language: str) -> Read:
    items, refused, seen = [], [], dict[str, int]()
    for n, (line, values) in enumerate(rows, start=1):
        made, faults = _item({"code": f"{prefix}-{n:03d}", **{k: v for k, v in values.items() if v}}, language)
        if made is not None and made.code in seen:
            faults.append(("code", text("standards", "refused.code-twice", language, {"row": seen[made.code]})))
        refused += [Refused(row=line, field=_title(column, language), reason=why) for column, why in faults]
        if made is not None:
            seen.setdefault(made.code, line)
            items.append(made)
    if refused:
        return Read(items=(), refused=tuple(refused), file=_returned(rows, refused, language))
    return Read(items=tuple(items), refused=())


def _item(values: dict[str, str], language: str) -> tuple[StandardItem | None, list[tuple[str, str]]]:
    """Make an item of the texts of a row, or name each column that is wrong."""
    faults: list[tuple[str, str]] = []
    made: dict[str, Any] = {}
    for column, said in values.items():
        try:
            made[column] = _meant(column, said)
        except LookupError:
            allowed = _allowed(column, language)
            faults.append((column, text("standards", "refused.word", language, {"said": said, "allowed": allowed})))
        except ValueError:
            faults.append((column, text("standards", "refused.number", language, {"said": said})))
    empty = text("standards", "refused.empty", language)
    faults += [(needed, empty) for needed in ("title", "category") if not values.get(needed)]
    if faults:
        return None, faults
    try:
        return ITEMS.validate_python([made])[0], []
    except ValidationError as problem:
        return None, [
            (str(error["loc"][1]), text("standards", "refused.form", language))
            for error in problem.errors(include_url=False)
        ]


def _meant(column: str, said: str) -> Any:  # noqa: ANN401 - a field of an item
    if column in _WORDS:
        parts = _split(said) if column in _MANY else [said]
        found = [_word(column, part) for part in parts]
        return found if column in _MANY else found[0]
    match column:
        case "criteria":
            known = standards.criterion_ids()
            parts = _split(said)
            if not set(parts) <= known:
                raise LookupError(said)
            return parts
        case "points":
            return float(said)
        case "category":
            code = said.strip()[:3].upper()
            if code not in {each["code"] for each in standards.hazard_classes()}:
                raise LookupError(said)
            return code
        case _:
            return said


def _word(column: str, said: str) -> str:
    for value in _WORDS[column]:
        if said == value or said in {text("standards", f"{column}.{value}", language) for language in LANGUAGES}:
            return value
    raise LookupError(said)


def _split(said: str) -> list[str]:
    for mark in _BETWEEN[1:]:
        said = said.replace(mark, _BETWEEN[0])
    return [part.strip() for part in said.split(_BETWEEN[0]) if part.strip()]


def _cell(item: Mapping[str, Any], column: str, language: str) -> str | float:
    value = item.get(column)
    if value in (None, "", []):
        return ""
    if column in _WORDS:
        many = value if column in _MANY else [value]
        return _BETWEEN[0].join(text("standards", f"{column}.{each}", language) for each in many)
    if column in _MANY:
        return _BETWEEN[0].join(value)
    return value if isinstance(value, (int, float)) else str(value)


def _known(headings: Iterable[str]) -> dict[str, str]:
    """Map the headings of a file to columns, in either language or by name."""
    named = {_plain(_title(column, language)): column for column in COLUMNS for language in LANGUAGES}
    named |= {_plain(column): column for column in COLUMNS}
    return {heading: named[_plain(heading)] for heading in headings if _plain(heading) in named}


def _plain(heading: str) -> str:
    return "".join(heading.lower().replace("*", "").split())


def _values(values: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    return {column: str(values.get(heading) or "").strip() for heading, column in columns.items()}


def _allowed(column: str, language: str) -> str:
    if column in _WORDS:
        return _BETWEEN[0].join(text("standards", f"{column}.{value}", language) for value in _WORDS[column])
    return text("standards", f"allowed.{column}", language)


def _title(column: str, language: str) -> str:
    return text("standards", f"column.{column}", language)


def _returned(rows: Sequence[tuple[int, dict[str, str]]], refused: Sequence[Refused], language: str) -> str:
    """Give the refused rows back in the layout of the sheet, with row, field and reason behind them."""
    by_line = dict(rows)
    told: list[list[str | float]] = [
        [*(by_line[each.row].get(column, "") for column in COLUMNS), each.row, each.field, each.reason]
        for each in refused
    ]
    more = [text("standards", f"returned.{name}", language) for name in ("row", "field", "reason")]
    titles = [*(_title(column, language) for column in COLUMNS), *more]
    return base64.b64encode(_book(told, titles, language)).decode()


def _book(rows: Sequence[Sequence[str | float]], titles: Sequence[str], language: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#F0F0EE", "border": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(text("standards", "sheet.items", language))
        sheet.freeze_panes(1, 1)
        for number in range(len(titles)):
            wide = number < len(COLUMNS) and COLUMNS[number] in _WIDE
            sheet.set_column(number, number, 34 if wide else 12, body)
        sheet.write_row(0, 0, titles, head)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write(number, column, value, body)
        _words_sheet(book, head, body, language)
    return out.getvalue()


def _words_sheet(book: Any, head: Any, body: Any, language: str) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Say which words the columns take, the classes and the criteria."""
    own = "" if language == "zh" else "_en"
    sheet = book.add_worksheet(text("standards", "sheet.words", language))
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90, body)
    rows = [(_title(column, language), _allowed(column, language)) for column in _WORDS]
    rows += [(each["code"], f"{each[f'name{own}']}: {each[f'examples{own}']}") for each in standards.hazard_classes()]
    rows += [(each["id"], each[f"text{own}"]) for each in standards.criteria()]
    for number, (first, second) in enumerate(rows):
        sheet.write_string(number, 0, first, head)
        sheet.write_string(number, 1, second, body)
