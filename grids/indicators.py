"""Shares and periods: how a figure is written, compared and ranked. What is counted stands in server/reads/indicators.

Source: docs/rules.md 4.3: the numerator lies within the denominator, nothing over nothing is no number, two decimals
half up, equal shares share a rank, a small base is warned of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_YEAR_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPolicy:
    """The numbers of policy behind figures, as of one day. Source: tables/indicators.toml."""

    denominator_min: int
    decimals: int
    reinspect_days: int
    acknowledge_hours: int
    verified_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many; nothing over nothing is no number."""

    n: int
    d: int

    def __add__(self, other: Share) -> Share:
        """Put two together."""
        return Share(n=self.n + other.n, d=self.d + other.d)

    def percent(self, policy: IndicatorPolicy) -> str | None:
        """Write the share as per cent, half up; None where there is nothing to divide by."""
        if self.d == 0:
            return None
        step = Decimal(1).scaleb(-policy.decimals)
        return str((Decimal(100 * self.n) / Decimal(self.d)).quantize(step, ROUND_HALF_UP))

    def is_small(self, policy: IndicatorPolicy) -> bool:
        """Tell whether the base is too small to judge by."""
        return self.d < policy.denominator_min


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from the first to the last, both included, in the zone of the deployment."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"the period ends on {self.last}, before it begins on {self.first}")

    @property
    def until(self) -> date:
        """Give the first day that is no longer in it."""
        return self.last + timedelta(days=1)

    def before(self) -> Period:
        """Return the period before: of whole months as many months, else as many days."""
        if self.first.day == 1 and self.until.day == 1:
            months = (self.until.year - self.first.year) * _YEAR_MONTHS + self.until.month - self.first.month
            return Period(_months_earlier(self.first, months), self.first - timedelta(days=1))
        return Period(self.first - (self.until - self.first), self.first - timedelta(days=1))

    def year_before(self) -> Period:
        """Return the same days a year earlier; the 29th of February counts as the 28th."""
        until = _months_earlier(self.until, _YEAR_MONTHS)
        first = min(_months_earlier(self.first, _YEAR_MONTHS), until - timedelta(days=1))
        return Period(first, until - timedelta(days=1))


def ranks(shares: Mapping[str, Share], policy: IndicatorPolicy, *, lowest_first: bool = False) -> dict[str, int]:
    """Rank places from the highest share down, or the lowest up; equal ones share a rank, small bases have none."""
    judged = {name: share for name, share in shares.items() if not share.is_small(policy)}

    def is_before(one: Share, other: Share) -> bool:
        gap = one.n * other.d - other.n * one.d
        return gap < 0 if lowest_first else gap > 0

    return {name: 1 + sum(is_before(other, share) for other in judged.values()) for name, share in judged.items()}


def _months_earlier(day: date, months: int) -> date:
    year, month = divmod(day.year * _YEAR_MONTHS + day.month - 1 - months, _YEAR_MONTHS)
    following = date(year + (month + 1) // _YEAR_MONTHS, (month + 1) % _YEAR_MONTHS + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))
