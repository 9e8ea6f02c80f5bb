"""Rules for the quality of files: what they ask, of whom, and the score of what is in order.

A rule is data: two conditions in CQL2 over named facts (gis/quality.py), so that a district adds one without code.
Source: docs/rules.md 4.5; 常安〔2016〕21号 二-1 (completeness, timeliness, correlation).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from grids.errors import Refusal

HEAVIEST: Final = 5


class Aspect(StrEnum):
    """What a rule looks at."""

    COMPLETENESS = "completeness"
    TIMELINESS = "timeliness"
    CORRELATION = "correlation"


class Mender(StrEnum):
    """Who puts right what a rule finds."""

    ENTERPRISE = "enterprise"
    OFFICER = "officer"
    TOWN = "town"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; `name` is empty for a rule that ships, whose words are in the catalogues."""

    id: str
    aspect: Aspect
    owner: Mender
    weight: int
    applies: str
    holds: str
    valid_from: date
    valid_to: date | None = None
    name: str = ""
    advice: str = ""

    def is_in_force(self, on: date) -> bool:
        """Tell whether the rule holds on a day; half-open in time."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """To how many files a rule applies, and for how many of them it holds."""

    n: int
    d: int


def check(rule: Rule, today: date) -> None:
    """Refuse a rule that begins in the past, which would change what was counted, or weighs nothing or too much."""
    if rule.valid_from < today:
        raise Refusal("bad-date", earliest=today.isoformat(), latest=None)
    if not 1 <= rule.weight <= HEAVIEST:
        raise Refusal("unknown-thing", thing="weight")


def score(found: dict[str, Found], weights: dict[str, int]) -> tuple[int, int]:
    """Return weighted points held and weighted points asked, over all rules.

    A file to which a rule does not apply neither gains nor loses by it.
    """
    held = sum(weights[rule] * share.n for rule, share in found.items())
    return held, sum(weights[rule] * share.d for rule, share in found.items())
