"""One export as it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from grids.permissions import Person
from server.reads.exports import What

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What, how and in which system, with the person it is for as they are now."""

    id: UUID
    what: What
    format: str
    crs: str
    language: str
    wanted: Mapping[str, Any]
    person: Person
    at: datetime
