"""Spot checks of what enterprises reported of themselves: order, draw, assign, record on site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen

from grids.commands.self_checks import PeriodCode
from grids.commands.terms import Fix, Photos
from grids.units import Line, Note, Strict

Seed = Annotated[str, MaxLen(100)]
"""What the draw follows from: numbers drawn in public, or nothing, and the server makes one."""


class SpotVerdict(StrEnum):
    """What was found on the spot of one thing an enterprise reported."""

    TRUE = "true"
    NOT_TRUE = "not_true"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotStratum(Strict):
    """So many enterprises of those that fit; what is left out fits all."""

    size: Annotated[int, Ge(1), Le(1000)]
    town: int | None = None
    supervision_class: Line | None = None
    grade: Literal["A", "B", "C", "D", "none"] | None = None
    zero: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSpotCheck(Strict):
    """Order a spot check of one period's self-reports: who could be drawn is kept as it is now."""

    kind: Literal["order-spot-check"] = "order-spot-check"
    spot_check: UUID
    district: int
    supervision_class: Line | None = None
    title: Line
    period: PeriodCode
    due_on: date
    strata: Annotated[tuple[SpotStratum, ...], MinLen(1), MaxLen(60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawSpotCheck(Strict):
    """Draw the sample, once, from what the order kept and a seed."""

    kind: Literal["draw-spot-check"] = "draw-spot-check"
    spot_check: UUID
    seed: Seed = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignSpotCheck(Strict):
    """Name who checks: two licensed inspectors, or somebody of a department."""

    kind: Literal["assign-spot-check"] = "assign-spot-check"
    spot_check: UUID
    targets: Annotated[tuple[UUID, ...], MinLen(1), MaxLen(1000)]
    checker: UUID
    second: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotResult(Strict):
    """What was found of one item; what is not true says what was seen."""

    item: Line
    verdict: SpotVerdict
    remark: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSpotCheck(Strict):
    """Put on record what was found at one enterprise, item by item, and the hazards it had not reported.

    `impossible` says why nothing could be checked: the enterprise is gone, or does not work.
    """

    kind: Literal["record-spot-check"] = "record-spot-check"
    target: UUID
    started_at: datetime
    finished_at: datetime
    results: Annotated[tuple[SpotResult, ...], MaxLen(500)] = ()
    missed: Annotated[tuple[UUID, ...], MaxLen(100)] = ()
    impossible: Note = ""
    second_inspector: UUID | None = None
    person_met: Note = ""
    remark: Note = ""
    photos: Photos = ()
    fix: Fix | None = None


SpotCheckStep = OrderSpotCheck | DrawSpotCheck | AssignSpotCheck | RecordSpotCheck
