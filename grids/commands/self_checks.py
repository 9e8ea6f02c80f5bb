"""Self-checks: check oneself, sign the report of a period, answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen

from grids.commands.terms import AnswerResult, Photos
from grids.units import Line, Note, Sha256, Strict, Yuan

PeriodCode = Annotated[str, MinLen(4), MaxLen(6)]
"""A quarter as `2026Q3`, a year as `2026`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAnswer(Strict):
    """What was seen for one item; every item that was looked at is named, those left out were not checked."""

    item: Line
    result: AnswerResult
    remark: Note = ""
    hazard: UUID | None = None
    off: Annotated[float, Ge(0), Le(1000)] | None = None
    """Points taken off, where the item is scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitSelfCheck(Strict):
    """Put a self-check on record: by which list, what was looked at, what was found."""

    kind: Literal["submit-self-check"] = "submit-self-check"
    self_check: UUID
    enterprise: UUID
    checklist_version: int
    started_at: datetime
    finished_at: datetime
    answers: Annotated[tuple[SelfAnswer, ...], MinLen(1), MaxLen(400)]
    area: Note = ""
    checker: Line
    remark: Note = ""
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfFigures(Strict):
    """The figures of a report as the principal saw and signed them.

    Unit: pieces; `funds` in yuan. Source: docs/rules.md 4.2 (national table of hazard treatment).
    """

    checks: Annotated[int, Ge(0)]
    items: Annotated[int, Ge(0)]
    general_found: Annotated[int, Ge(0)]
    general_closed: Annotated[int, Ge(0)]
    major_found: Annotated[int, Ge(0)]
    major_closed: Annotated[int, Ge(0)]
    major_planned: Annotated[int, Ge(0)]
    major_in_place: Annotated[int, Ge(0)]
    funds: Yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class SignSelfReport(Strict):
    """Hand the report of a period in, signed by the principal; a second time it is a correction with its reason."""

    kind: Literal["sign-self-report"] = "sign-self-report"
    report: UUID
    enterprise: UUID
    period: PeriodCode
    figures: SelfFigures
    principal: Line
    signature: Sha256
    signed_at: datetime
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideSelfReport(Strict):
    """Accept a signed report, or send it back to be corrected."""

    kind: Literal["decide-self-report"] = "decide-self-report"
    report: UUID
    accepted: bool
    opinion: Note = ""


SelfCheckStep = SubmitSelfCheck | SignSelfReport | DecideSelfReport
