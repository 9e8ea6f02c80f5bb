"""Rules of quality: write one, end one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from grids.quality import Aspect, Mender
from grids.units import Count, Line, Strict, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteQualityRule(Strict):
    """Add a rule to those of a district, from a day on; both conditions are CQL2 over the facts of a file."""

    kind: Literal["write-quality-rule"] = "write-quality-rule"
    rule: UUID
    district: int
    name: Line
    advice: Text
    aspect: Aspect
    owner: Mender
    weight: Count
    applies: Text
    holds: Text
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndQualityRule(Strict):
    """Let a district's own rule end; what it counted stays."""

    kind: Literal["end-quality-rule"] = "end-quality-rule"
    rule: UUID
    reason: Text


QualityStep = WriteQualityRule | EndQualityRule
