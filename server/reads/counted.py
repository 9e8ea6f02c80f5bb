"""The beginning of a long list and how many there are: whoever sees it cut off knows that it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import RowMapping


def counted(rows: Iterable[RowMapping]) -> tuple[list[dict[str, Any]], int]:
    """Part rows from the `total` each carries (`count(*) OVER ()`): the rows, and how many there are without LIMIT."""
    found: list[dict[str, Any]] = [dict(row) for row in rows]
    totals = [row.pop("total") for row in found]
    return found, totals[0] if totals else 0
