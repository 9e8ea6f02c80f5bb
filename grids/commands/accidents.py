"""Accidents: report one, supplement it; the fact itself is a record of the enterprise's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen

from grids.units import Count, Line, Strict, Text, Yuan

People = Annotated[int, Ge(0), Le(100_000)]
Linked = Annotated[tuple[UUID, ...], MaxLen(20)]
"""Hazards that the accident came from, of the same enterprise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAccident(Strict):
    """Keep an accident of an enterprise: when, where, what, how many, and when who was told."""

    kind: Literal["report-accident"] = "report-accident"
    record: UUID
    enterprise: UUID
    happened_at: datetime
    told_at: datetime | None = None
    """When the enterprise told the authority."""
    sent_up_at: datetime | None = None
    """When the authority told the level above and the people's government."""
    place: Line
    brief: Text
    accident_type: Line
    """A code of the list that holds on the day it happened (GB 6441)."""
    deaths: People
    serious_injuries: People
    loss_yuan: Yuan | None = None
    hazards: Linked = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementAccident(Strict):
    """Tell later what was not known; every version before stays. Left out means unchanged."""

    kind: Literal["supplement-accident"] = "supplement-accident"
    record: UUID
    deaths: People | None = None
    serious_injuries: People | None = None
    loss_yuan: Yuan | None = None
    told_at: datetime | None = None
    sent_up_at: datetime | None = None
    hazards: Linked | None = None
    reason: Text
    expected_version: Count | None = None


AccidentStep = ReportAccident | SupplementAccident
