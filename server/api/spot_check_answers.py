"""What spot checks are answered, as the OpenAPI page describes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import Field

from grids.spot_checks import ItemKind, SpotState, TargetState
from server.api.shapes import Shape


class SpotShare(Shape):
    """Numerator and denominator; 0 of 0 is not a share."""

    n: int
    d: int


class SpotFigures(Shape):
    """Enterprises by how far their check is, and rates over items and hazards."""

    sampled: int
    waiting: int
    unassigned: int
    overdue: int
    done: int
    impossible: int
    mismatch: int
    match: int
    confirmed: SpotShare
    untrue: SpotShare
    hidden: SpotShare
    false_closing: SpotShare
    mismatched: SpotShare


class SpotOrder(Shape):
    """An order as the list shows it."""

    id: UUID
    title: str
    period: str = Field(examples=["2026Q3"])
    due_on: date
    state: SpotState
    framed: int
    supervision_class: str | None
    district_id: int
    ordered_at: datetime
    drawn_at: datetime | None
    ordered_by_name: str
    is_demo: bool
    figures: SpotFigures


class SpotOrders(Shape):
    """The orders of an area."""

    items: list[SpotOrder]


class SpotStratumShape(Shape):
    """A stratum with how many of it were drawn."""

    size: int
    town: int | None
    town_name: str
    supervision_class: str | None
    grade: str | None
    zero: bool | None
    drawn: int


class CheckerShape(Shape):
    """Who can be named to check."""

    id: UUID
    name: str
    licence_no: str | None
    department: bool


class SpotWhole(SpotOrder):
    """One order; `seed` gives the sample again."""

    seed: str | None = Field(examples=["9f86d081884c7d65"])
    drawn_by_name: str | None
    strata: list[SpotStratumShape]
    may: list[str]
    checkers: list[CheckerShape]


class DrawnAgain(Shape):
    """The draw done again: the same sample or not."""

    seed: str
    framed: int
    drawn: int
    kept: int
    same: bool


class SpotTargetShape(Shape):
    """One enterprise of a sample."""

    id: UUID
    spot_check_id: UUID
    title: str
    period: str
    due_on: date
    enterprise_id: UUID
    enterprise_name: str
    town_id: int | None
    town: str | None
    supervision_class: str
    grade: str | None
    zero: bool | None
    stratum: int
    place: int
    state: TargetState
    overdue: bool
    checker_id: UUID | None
    checker_name: str | None
    second_id: UUID | None
    second_name: str | None
    assigned_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    received_at: datetime | None
    by_name: str | None
    person_met: str
    remark: str
    n_true: int
    n_not_true: int
    n_missed: int
    n_false_closing: int
    items: int
    closings: int
    hazards_true: int
    is_demo: bool


class SpotTown(Shape):
    """The figures of one town."""

    town_id: int | None
    town: str | None
    figures: SpotFigures


class SpotTargets(Shape):
    """Enterprises of samples, with the figures over all that were asked for."""

    items: list[SpotTargetShape]
    total: int
    figures: SpotFigures
    towns: list[SpotTown]


class SpotItem(Shape):
    """One item of a self-report with its verdict, if there is one yet."""

    item: str = Field(examples=["answer:E01"])
    kind: ItemKind
    said: str = Field(examples=["ok"])
    title: str
    title_en: str
    verdict: str | None
    remark: str | None
    hazard_id: UUID | None
    ledger_no: str | None


class MissedShape(Shape):
    """A hazard that the self-report had not named."""

    item: str
    kind: str
    verdict: str
    remark: str
    hazard_id: UUID | None
    ledger_no: str | None
    description: str | None
    state: str | None


class SpotTargetWhole(SpotTargetShape):
    """One enterprise of a sample, item by item."""

    listed: list[SpotItem]
    missed: list[MissedShape]
    may: list[str]


class ResultShape(Shape):
    """One result behind a number."""

    id: int
    item: str
    kind: str
    verdict: str
    remark: str
    hazard_id: UUID | None
    target_id: UUID
    enterprise_id: UUID
    enterprise_name: str
    received_at: datetime
    ledger_no: str | None
    description: str | None
    title: str | None
    title_en: str | None


class ResultList(Shape):
    """The results behind a number."""

    items: list[ResultShape]
    total: int


class Counted(Shape):
    """So many with this value."""

    key: Any
    n: int


class FrameShape(Shape):
    """Who could be drawn, counted."""

    framed: int
    town: list[Counted]
    supervision_class: list[Counted]
    grade: list[Counted]
    zero: list[Counted]
    town_names: dict[str, str]


ANSWERS: Final[Mapping[tuple[str, str], Any]] = {
    ("get", "/api/v1/spot-checks"): SpotOrders,
    ("get", "/api/v1/spot-checks/frame"): FrameShape,
    ("get", "/api/v1/spot-checks/{id}"): SpotWhole,
    ("get", "/api/v1/spot-checks/{id}/draw"): DrawnAgain,
    ("get", "/api/v1/spot-targets"): SpotTargets,
    ("get", "/api/v1/spot-targets/{target}"): SpotTargetWhole,
    ("get", "/api/v1/spot-results/{side}"): ResultList,
}
