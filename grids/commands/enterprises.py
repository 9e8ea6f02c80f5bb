"""An enterprise's file: position, proposed changes, grid unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen

from grids.commands.terms import Fix, Photos
from grids.units import Line, Note, Strict, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyPosition(Strict):
    """Stand at the enterprise and fix where it is."""

    kind: Literal["verify-position"] = "verify-position"
    enterprise: UUID
    fix: Fix
    verified_at: datetime
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeChange(Strict):
    """Propose another value for fields of an enterprise's file, with the evidence."""

    kind: Literal["propose-change"] = "propose-change"
    change: UUID
    enterprise: UUID
    visit: UUID | None = None
    reason: Text
    fields: Annotated[dict[Line, Note], MaxLen(40)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideChange(Strict):
    """Accept or decline a proposed change of a file."""

    kind: Literal["decide-change"] = "decide-change"
    change: UUID
    accepted: bool
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignUnit(Strict):
    """Put an enterprise into a grid unit by hand, for a stated reason; null lets the point decide again."""

    kind: Literal["assign-unit"] = "assign-unit"
    enterprise: UUID
    unit: int | None
    reason: Text


EnterpriseStep = VerifyPosition | ProposeChange | DecideChange | AssignUnit
