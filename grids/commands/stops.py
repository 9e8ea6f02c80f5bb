"""Stops: propose, order, apply to resume, decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from grids.commands.terms import Evaluation, Photos, Stop
from grids.units import Note, Strict, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeMeasure(Strict):
    """Propose that the authority stops work; whoever patrols stops nothing."""

    kind: Literal["propose-measure"] = "propose-measure"
    hazard: UUID
    measure: Stop
    reason: Text
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMeasure(Strict):
    """Decide on the spot what is stopped while a major hazard lasts: nothing, a part, or all."""

    kind: Literal["order-measure"] = "order-measure"
    hazard: UUID
    measure: Stop
    stopped: Note = ""
    basis: Text
    ordered_at: datetime
    second_inspector: UUID | None = None
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyResume(Strict):
    """Ask to resume what was stopped, with the evaluation of the treatment."""

    kind: Literal["apply-resume"] = "apply-resume"
    hazard: UUID
    reason: Text
    evaluation: Evaluation
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideResume(Strict):
    """Consent to resume after an examination on the spot, or order the stop again."""

    kind: Literal["decide-resume"] = "decide-resume"
    hazard: UUID
    consented: bool
    opinion: Text
    examined_at: datetime
    second_inspector: UUID | None = None
    photos: Photos = ()
