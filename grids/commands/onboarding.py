"""Onboarding: phases, trial units, applications of enterprises, rows of a list that is compared with the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen

from grids.units import Line, Note, Strict, Text, Yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPhase(Strict):
    """Say for a district whom a phase asks and by when, from a day on."""

    kind: Literal["publish-phase"] = "publish-phase"
    phase: UUID
    district: int
    number: Annotated[int, Ge(1), Le(9)]
    name: Line
    starts_on: date
    target_on: date
    min_output_yuan: Yuan | None = None
    classes: Annotated[tuple[Line, ...], MaxLen(20)] = ()
    tags: Annotated[tuple[Line, ...], MaxLen(40)] = ()
    everyone: bool = False
    valid_from: date
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkTrial(Strict):
    """Take an enterprise among the units of the trial operation, or out of it again."""

    kind: Literal["mark-trial"] = "mark-trial"
    enterprise: UUID
    trial: bool
    reason: Text


class ApplicationOutcome(StrEnum):
    """What becomes of an application: a new entry, the account of one that is there, or back to who wrote it."""

    NEW = "new"
    CLAIM = "claim"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideApplication(Strict):
    """Decide an enterprise's application for an account.

    `enterprise` is the id of the new entry or that of the one that is claimed; a new one is put into the unit of its
    point, or into `unit` where the application has no point.
    """

    kind: Literal["decide-application"] = "decide-application"
    application: UUID
    outcome: ApplicationOutcome
    enterprise: UUID | None = None
    unit: int | None = None
    supervision_class: Annotated[str, MaxLen(40)] = "other"
    reason: Note = ""


class RosterAct(StrEnum):
    """How a row of a compared list is worked off."""

    REGISTER = "register"
    PROPOSE = "propose"
    MERGE = "merge"
    TWO = "two"
    STATUS = "status"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleRosterRow(Strict):
    """Work off one row of a list that was compared with the register, by one act.

    `new` is the id of what the act makes: an enterprise, a proposed change, a merge.
    """

    kind: Literal["settle-roster-row"] = "settle-roster-row"
    roster: UUID
    row: Annotated[int, Ge(1)]
    way: RosterAct
    reason: Text
    new: UUID
    unit: int | None = None
    status: Annotated[str, MaxLen(20)] = ""
    supervision_class: Annotated[str, MaxLen(40)] = "other"


OnboardingStep = PublishPhase | MarkTrial | DecideApplication | SettleRosterRow
