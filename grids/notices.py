"""A notice: its number, its items, who signs it.

Source: docs/rules.md 0.1 (reminder and order are different papers), 2.5 (documents).
"""

from __future__ import annotations

from typing import Final

from grids import commands as c
from grids.commands import NoticeKind
from grids.errors import Refusal
from grids.hazards import Source
from grids.permissions import Person

WORD: Final[dict[NoticeKind, str]] = {
    NoticeKind.REMINDER: "告",
    NoticeKind.RECTIFICATION_ORDER: "责改",
}
"""The word in the paper's number."""


def number(kind: NoticeKind, issuer: str, year: int, serial: int) -> str:
    """Write the paper's number.

    >>> number(NoticeKind.REMINDER, "湖塘", 2026, 7)
    '(湖塘)安告〔2026〕0007号'
    """
    return f"({issuer})安{WORD[kind]}〔{year}〕{serial:04d}号"


def check_signers(command: c.IssueNotice, person: Person, second: Person | None) -> None:
    """Refuse an order that two licensed inspectors do not sign."""
    if command.notice_kind is not NoticeKind.RECTIFICATION_ORDER:
        return
    licensed = person.licence_no and second is not None and second.licence_no
    if not licensed or (second and second.id == person.id):
        raise Refusal("second-inspector-needed")


def check_source(kind: NoticeKind, source: Source) -> None:
    """Refuse a grid reminder for what inspectors found: that needs an order."""
    if kind is NoticeKind.REMINDER and source is Source.INSPECTION:
        raise Refusal("not-yours", step="issue-notice")
