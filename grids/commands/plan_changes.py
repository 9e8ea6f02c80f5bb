"""Changes of a plan that is being carried out: proposed with a reason, decided by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le

from grids.units import Note, Strict, Text

Month = Annotated[int, Ge(1), Le(12)]
Turn = Annotated[int, Ge(1), Le(99)]
ChangeOp = Literal["add", "drop", "move"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposePlanChange(Strict):
    """Ask for one inspection more, one less, or one in another month, with the reason."""

    kind: Literal["propose-plan-change"] = "propose-plan-change"
    change: UUID
    plan: UUID
    op: ChangeOp
    enterprise: UUID
    turn: Turn | None = None
    month: Month | None = None
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidePlanChange(Strict):
    """Let a change of a plan hold, or not; never who asked for it."""

    kind: Literal["decide-plan-change"] = "decide-plan-change"
    change: UUID
    approved: bool
    opinion: Note = ""


PlanChangeStep = ProposePlanChange | DecidePlanChange
