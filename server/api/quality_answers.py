"""What the quality of files answers, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from grids.quality import Aspect, Mender
from server.api.shapes import Shape


class Pair(Shape):
    """So many of so many; of a score, weighted points."""

    n: int
    d: int


class QualityRuleShape(Shape):
    """A rule: its words, whom it asks, what it counts, its two conditions in CQL2."""

    id: str = Field(examples=["L1"])
    own: bool = Field(description="Whether a district added it")
    aspect: Aspect
    owner: Mender
    weight: int
    applies: str = Field(examples=["uscc IS NOT NULL"])
    holds: str = Field(examples=["uscc_check_digit = TRUE"])
    valid_from: date
    name: dict[str, str]
    advice: dict[str, str]


class QualityCount(Shape):
    """How many files there are, their weighted score, and what each rule counts."""

    files: int
    score: Pair
    rules: dict[str, Pair]


class QualityRow(QualityCount):
    """One place or class."""

    key: int | str | None
    name: str


class QualityTable(Shape):
    """The quality of files now, in all and by row."""

    as_of: datetime
    by: str
    facts: list[str] = Field(description="What a rule may name")
    rules: list[QualityRuleShape]
    total: QualityCount
    rows: list[QualityRow]


class PoorFile(Shape):
    """A file that a rule finds."""

    id: UUID
    name: str
    town: str | None
    unit: str | None


class PoorFiles(Shape):
    """The files that a rule finds; `next` continues after the last one."""

    total: int
    items: list[PoorFile]
    next: str | None


class QualityDayShape(Shape):
    """The score of a day as it was counted then."""

    day: date
    n: int
    d: int


class QualityTrend(Shape):
    """The score day by day."""

    days: list[QualityDayShape]
