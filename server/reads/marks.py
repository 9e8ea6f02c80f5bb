"""Marks by which a list goes on: what its last row is sorted by, and its id."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from grids.errors import Refusal

Last = TypeVar("Last")
Own = TypeVar("Own")


def mark(last: str, own: UUID | str) -> str:
    """Write where the next page begins: after what the last row is sorted by, and its id."""
    return base64.urlsafe_b64encode(json.dumps([last, str(own)], ensure_ascii=False).encode()).decode()


def after(given: str | None, last: Callable[[str], Last], own: Callable[[str], Own]) -> tuple[Last, Own] | None:
    """Read a mark, each half in its own way. Raises: Refusal `unknown-thing` for what never was one."""
    if given is None:
        return None
    try:
        sorted_by, row = json.loads(base64.urlsafe_b64decode(given))
        if not isinstance(sorted_by, str) or not isinstance(row, str) or "\0" in sorted_by + row:
            raise Refusal("unknown-thing", thing="after")
        return last(sorted_by), own(row)
    except (ValueError, TypeError) as problem:
        raise Refusal("unknown-thing", thing="after") from problem
