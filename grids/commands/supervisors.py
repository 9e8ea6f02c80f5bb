"""Who supervises an enterprise: one act settles what the data leave open or say twice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from grids.units import Strict, Text


class Side(StrEnum):
    """Which of the two supervisors: of the ground, or of the trade."""

    TERRITORIAL = "territorial"
    INDUSTRY = "industry"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleSupervisor(Strict):
    """Name the supervisor of an enterprise on one side; who was named before ends today."""

    kind: Literal["settle-supervisor"] = "settle-supervisor"
    enterprise: UUID
    side: Side
    person: UUID
    reason: Text


SupervisorStep = SettleSupervisor
