"""Outlines that come in from outside: what is wrong with each place, what may be done about it, and how far a list is.

Nothing is changed without a choice of a person's; a fault that has one answer comes with it. Source: docs/rules.md 3.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids.errors import Conflict, Refusal


class FaultKind(StrEnum):
    """What is wrong at a place."""

    RING = "ring"
    """An outline crosses or touches itself."""
    OVERLAP = "overlap"
    """Several units claim the ground."""
    GAP = "gap"
    """Enclosed ground that nobody claims: missing, or a lake."""
    INLET = "inlet"
    """The same, open to the outside by a narrow mouth."""
    BEYOND = "beyond"
    """Ground outside the outer boundary that holds today."""
    PIECE = "piece"
    """A piece of a unit that does not touch the rest of it."""


class Remedy(StrEnum):
    """What is done about a fault."""

    MEND = "mend"
    """The ring is taken apart at its crossings; its loops stay the unit's."""
    GIVE = "give"
    """The ground goes to one unit."""
    CUT = "cut"
    """The ground is cut off."""
    KEEP = "keep"
    """It is right as it is: a lake, an open mouth, a part of its own."""
    LEAVE = "leave"
    """It is not settled here: the units concerned are not handed in. Asks for a reason."""


ALLOWED: Final[Mapping[FaultKind, frozenset[Remedy]]] = {
    FaultKind.RING: frozenset({Remedy.MEND, Remedy.LEAVE}),
    FaultKind.OVERLAP: frozenset({Remedy.GIVE, Remedy.LEAVE}),
    FaultKind.GAP: frozenset({Remedy.GIVE, Remedy.KEEP}),
    FaultKind.INLET: frozenset({Remedy.GIVE, Remedy.KEEP}),
    FaultKind.BEYOND: frozenset({Remedy.CUT, Remedy.LEAVE}),
    FaultKind.PIECE: frozenset({Remedy.GIVE, Remedy.KEEP}),
}
"""Kind -> what may be done; ground inside today's boundary is never kept as a hole, which a fault says of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody chose to do about a fault; `taker` is the unit that gets the ground."""

    remedy: Remedy
    taker: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One line of the list. Unit: m2, m; x and y in the metric system of the survey.

    `is_clear`: no wider than what a drawing error explains, so that the suggestion is the one answer. Several strips
    between the same units are one fault of so many `pieces`.
    """

    id: str
    kind: FaultKind
    units: tuple[str, ...]
    takers: tuple[str, ...]
    remedies: frozenset[Remedy]
    suggestion: Choice | None
    is_clear: bool
    area_m2: float
    width_m: float
    pieces: int
    x: float
    y: float
    note: str = ""
    """The reason that the geometry library gives for a ring."""


class SurveyState(StrEnum):
    """Where a survey is: read but not begun, worked on, or put away."""

    READ = "read"
    OPEN = "open"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A survey as the rules see it; `open_faults` have no choice yet."""

    id: UUID
    state: SurveyState
    revision: int
    handed: tuple[int, ...] = ()
    """Districts that were handed in."""


Choices = Mapping[str, Choice]


def check_open(now: Survey, step: str) -> None:
    """Refuse a step on a survey that is put away, and a change of choices once a part of it was handed in.

    Raises: Refusal `survey-state`, `survey-handed`.
    """
    if now.state is not SurveyState.OPEN:
        raise Refusal("survey-state", step=step, state=now.state.value)
    if now.handed and step not in {"hand-in-survey", "drop-survey"}:
        raise Refusal("survey-handed", n=len(now.handed))


def check_revision(now: Survey, base_revision: int, by: str, at: str) -> None:
    """Refuse what was decided on another revision than the list has.

    Raises: Conflict `survey-behind`.
    """
    if now.revision != base_revision:
        raise Conflict("survey-behind", person=by, at=at, revision=now.revision)


def settle(faults: Mapping[str, Fault], wanted: Iterable[str], choice: Choice) -> dict[str, Choice]:
    """Settle some faults alike, or refuse the first that can't be settled so.

    Raises: Refusal `survey-no-fault`, `survey-remedy`, `survey-taker`, `reason-needed`.
    """
    made: dict[str, Choice] = {}
    for name in wanted:
        fault = faults.get(name)
        if fault is None:
            raise Refusal("survey-no-fault", line=name)
        if choice.remedy not in fault.remedies:
            raise Refusal("survey-remedy", units=", ".join(fault.units))
        if (choice.remedy is Remedy.GIVE) != (choice.taker is not None):
            raise Refusal("survey-taker", units=", ".join(fault.takers))
        if choice.taker is not None and choice.taker not in fault.takers:
            raise Refusal("survey-taker", units=", ".join(fault.takers))
        if choice.remedy is Remedy.LEAVE and not choice.reason.strip():
            raise Refusal("reason-needed", step="settle-faults")
        made[name] = choice
    return made


def suggested(
    faults: Iterable[Fault], chosen: Choices, kinds: Iterable[FaultKind], up_to_m: float | None
) -> dict[str, Choice]:
    """Take the suggestions of open faults of these kinds: the clear ones, or all that are no wider than so many metres.

    Raises: Refusal `survey-nothing` where none is left.
    """
    wanted = frozenset(kinds)
    found = {
        fault.id: fault.suggestion
        for fault in faults
        if fault.suggestion is not None and fault.id not in chosen and (not wanted or fault.kind in wanted)
        and (fault.is_clear if up_to_m is None else fault.width_m <= up_to_m)
    }  # fmt: skip
    if not found:
        raise Refusal("survey-nothing")
    return found


def hand_in(now: Survey, district: int, open_faults: Sequence[Fault], units: int) -> Survey:
    """Say that the clean units of a district go on as a plan; only once, and only when nothing is open.

    Raises: Refusal `survey-open`, `already-done`, `redraw-nothing`.
    """
    if open_faults:
        raise Refusal("survey-open", n=len(open_faults))
    if district in now.handed:
        raise Refusal("already-done", step="hand-in-survey")
    if not units:
        raise Refusal("redraw-nothing")
    return replace(now, handed=(*now.handed, district))


def drop(now: Survey) -> Survey:
    """Put a survey away."""
    check_open(now, "drop-survey")
    return replace(now, state=SurveyState.DROPPED)
