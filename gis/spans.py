"""Cells merged over several rows: below the headings their text stands in each of them, filled in row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One merged cell by its first and last row and its first column, counted from 0."""

    top: int
    bottom: int
    column: int


def filled(rows: Iterable[list[str]], spans: list[Span], skip: int) -> Iterator[list[str]]:
    """Give the rows with merged cells filled in; spans that begin above `skip` are headings and stay as they are.

    Nothing but the spans that are open is held.
    """
    waiting = sorted((span for span in spans if span.top >= skip), key=lambda span: -span.top)
    open_: dict[Span, str] = {}
    for number, row in enumerate(rows):
        while waiting and waiting[-1].top == number:
            span = waiting.pop()
            if span.column < len(row):
                open_[span] = row[span.column]
        for span, text in list(open_.items()):
            if span.column < len(row):
                row[span.column] = row[span.column] or text
            if span.bottom == number:
                del open_[span]
        yield row
