"""The contact table as a paper, in the form of the annex. Source: 武政办发〔2013〕20号, annex (联系表)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from grids.commands import ContactPart
from server.documents import printing
from server.documents.wording import Words

_ORDER: Final = tuple(part.value for part in ContactPart)
_ROWS: Final = 12
"""So many lines as the annex has: a short table ends with empty ones."""


def groups(contacts: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Put the lines together by part, in the order of the annex; within a part as they were written."""
    ordered = sorted(contacts, key=lambda each: _ORDER.index(each["part"]))
    return [(part, list(lines)) for part, lines in groupby(ordered, key=lambda each: str(each["part"]))]


def remarks(told: Mapping[str, Any], words: Words) -> str:
    """Write the remark of the table, and behind it those of its lines by name."""
    lines = [words("contacts.remark-of", name=c["name"], remark=c["remark"]) for c in told["contacts"] if c["remark"]]
    return words("contacts.between").join([*([told["remark"]] if told["remark"] else []), *lines])


def page(told: Mapping[str, Any], language: str) -> str:
    """Return the table of an office as HTML that needs nothing from anywhere else."""
    words = Words(language)
    return printing.page(
        "contacts.html",
        t=words,
        told=told,
        groups=groups(told["contacts"]),
        empty=max(0, _ROWS - len(told["contacts"])),
        remarks=remarks(told, words),
        since=words.day(told["valid_from"]),
    )
