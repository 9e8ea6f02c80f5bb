"""Contact tables: lines to the rules' values and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from grids.commands import Contact

_LINES: Final[TypeAdapter[tuple[Contact, ...]]] = TypeAdapter(tuple[Contact, ...])


def read(stored: Sequence[dict[str, Any]]) -> tuple[Contact, ...]:
    """Read stored lines as the rules' values."""
    return _LINES.validate_python(list(stored))


def write(contacts: Sequence[Contact]) -> list[dict[str, Any]]:
    """Write lines as they are stored."""
    written: list[dict[str, Any]] = _LINES.dump_python(tuple(contacts), mode="json")
    return written
