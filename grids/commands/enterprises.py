"""An enterprise: its position, basic facts, grid unit and life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
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
    """Accept or decline a proposed change of a file; who signs for an enterprise names its new unit."""

    kind: Literal["decide-change"] = "decide-change"
    change: UUID
    accepted: bool
    unit: int | None = None
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignUnit(Strict):
    """Put an enterprise into a grid unit by hand, for a stated reason; null lets the point decide again."""

    kind: Literal["assign-unit"] = "assign-unit"
    enterprise: UUID
    unit: int | None
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEnterprise(Strict):
    """Enter an enterprise that is in no list yet, where one stands or by its papers."""

    kind: Literal["register-enterprise"] = "register-enterprise"
    enterprise: UUID
    unit: int
    name: Line
    address: Line
    supervision_class: Line
    uscc: Annotated[str, MaxLen(18)] | None = None
    unlicensed: bool = False
    fix: Fix | None = None
    reason: Text
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStatus(Strict):
    """Decide where an enterprise is in its life: it stopped, resumed, is gone; from today on."""

    kind: Literal["set-status"] = "set-status"
    enterprise: UUID
    status: Line
    reason: Text
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeMove(Strict):
    """Hand an enterprise that moved over to another town, whose office signs for it and puts it into a unit."""

    kind: Literal["propose-move"] = "propose-move"
    change: UUID
    enterprise: UUID
    town: int
    reason: Text
    address: Annotated[str, MaxLen(200)] = ""
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeEnterprises(Strict):
    """Decide that an entry is the same enterprise as another, which goes on."""

    kind: Literal["merge-enterprises"] = "merge-enterprises"
    merge: UUID
    enterprise: UUID
    master: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoMerge(Strict):
    """Take a merge back within its days: the entry is an enterprise again, as it was."""

    kind: Literal["undo-merge"] = "undo-merge"
    enterprise: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSupervision(Strict):
    """Say that the own department supervises an enterprise directly and keeps its data, or no longer."""

    kind: Literal["lock-supervision"] = "lock-supervision"
    enterprise: UUID
    locked: bool
    reason: Text
    since: date | None = None


EnterpriseStep = (
    VerifyPosition
    | ProposeChange
    | DecideChange
    | AssignUnit
    | RegisterEnterprise
    | SetStatus
    | ProposeMove
    | MergeEnterprises
    | UndoMerge
    | LockSupervision
)
