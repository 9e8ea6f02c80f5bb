"""Campaigns: a named time in which the same tasks, hazards and enterprises are looked at by a filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen

from grids.commands.grading import GradeOrNone
from grids.units import Line, Strict, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCampaign(Strict):
    """Name a campaign: which enterprises, which kinds of hazards, from when to when."""

    kind: Literal["start-campaign"] = "start-campaign"
    campaign: UUID
    district: int
    title: Line
    first: date
    last: date
    classes: Annotated[tuple[Line, ...], MaxLen(20)] = ()
    grades: Annotated[tuple[GradeOrNone, ...], MaxLen(5)] = ()
    tags: Annotated[tuple[Line, ...], MaxLen(20)] = ()
    categories: Annotated[tuple[Line, ...], MaxLen(30)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCampaign(Strict):
    """End a campaign before its last day, with the reason."""

    kind: Literal["end-campaign"] = "end-campaign"
    campaign: UUID
    reason: Text


CampaignStep = StartCampaign | EndCampaign
