"""Basic facts as texts, the way proposals hold them."""

from __future__ import annotations

from datetime import date


def shown(value: object) -> str:
    """Write a basic fact as a proposal has it.

    >>> shown(None), shown(True), shown(date(2026, 11, 22)), shown(5)
    ('', 'true', '2026-11-22', '5')
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case _:
            return str(value)
