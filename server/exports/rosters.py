"""What is left to be worked off of a compared list, as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Any, Final

import xlsxwriter

from server.exports.columns import say

_COLUMNS: Final = (
    "kind", "line", "name", "why", "town", "uscc", "address", "principal", "principal_phone", "differs", "entry",
    "other",
)  # fmt: skip
_WIDTHS: Final = {"name": 32, "address": 36, "differs": 48, "entry": 32, "other": 32, "uscc": 22}


def write(rows: Sequence[Mapping[str, Any]], out: IO[bytes], language: str) -> None:
    """Write one row a line, in the order of the list."""
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#F0F0EE", "border": 1})
    sheet = book.add_worksheet(say("roster.sheet", language))
    for column, name in enumerate(_COLUMNS):
        sheet.write_string(0, column, say(f"roster.column.{name}", language), head)
        sheet.set_column(column, column, _WIDTHS.get(name, 14))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(_cells(row, language)):
            sheet.write_string(number, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(_COLUMNS) - 1)
    book.close()


def _cells(row: Mapping[str, Any], language: str) -> list[str]:
    told = row["given"] or row["entry"]
    differs = "；".join(
        f"{say(f'roster.field.{name}', language)}: {here or '—'} → {there}"
        for name, (here, there) in row["differs"].items()
    )
    return [
        say(f"roster.kind.{row['kind']}", language), str(row["line"] or ""), row["name"],
        say(f"roster.why.{row['why']}", language) if row["why"] else "", row["town"] or "",
        *(str(told.get(name) or "") for name in ("uscc", "address", "principal", "principal_phone")), differs,
        (row["entry"] or {}).get("name") or "", (row["other"] or {}).get("name") or "",
    ]  # fmt: skip
