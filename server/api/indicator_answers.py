"""What the indicators answer, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from server.api.shapes import Shape


class ShareShape(Shape):
    """So many of so many; `percent` is null where there is nothing to divide by, `small` where the base is small."""

    n: int
    d: int
    percent: str | None = Field(examples=["87.50"])
    small: bool


class IndicatorShape(Shape):
    """What is counted: its name and formula in words; `is_good` tells whether more is better."""

    item: int = Field(description="Number in docs/rules.md 4.3")
    facts: str = Field(examples=["found"])
    is_good: bool | None
    name: dict[str, str]
    formula: dict[str, str]


class FigureRow(Shape):
    """One place or class; `key` is null where the facts name none."""

    key: int | str | None
    name: str
    shares: dict[str, ShareShape]
    ranks: dict[str, int]


class IndicatorPeriodShape(Shape):
    """Days, both included."""

    from_: date = Field(alias="from")
    to: date


class IndicatorTable(Shape):
    """Indicators in all and by row."""

    as_of: datetime
    by: str
    period: IndicatorPeriodShape
    denominator_min: int
    indicators: dict[str, IndicatorShape]
    total: dict[str, ShareShape]
    rows: list[FigureRow]


class EarlierTotal(Shape):
    """The same indicators in all, of another period."""

    period: IndicatorPeriodShape
    total: dict[str, ShareShape]


class Earlier(Shape):
    """What to compare with: the period before, and the same days a year before."""

    before: EarlierTotal
    year_before: EarlierTotal


class FactShape(Shape):
    """One fact that was counted; `label` is a ledger number, a notice's number, or a name."""

    id: str
    label: str
    moment: datetime
    enterprise_id: UUID | None
    enterprise_name: str | None
    hazard_id: UUID | None
    counted: bool


class IndicatorFacts(Shape):
    """The facts behind one figure; `next` continues after the last one."""

    total: int
    facts: str = Field(examples=["found"])
    items: list[FactShape]
    next: str | None
