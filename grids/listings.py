"""Listed supervision: a level supervises the treatment of a major hazard by name, until it takes it off the list.

Source: docs/rules.md 3.2; 安监总局令第16号 (examination within ten days). Who may do which step where: permissions.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids import commands as c
from grids.commands import Acceptance, HazardLevel, ListLevel
from grids.errors import Refusal
from grids.hazards import UNRESOLVED, Hazard, HazardEvent, State
from grids.permissions import Role
from grids.policy import Policy


class ListingState(StrEnum):
    """Where a listed case stands; overdue and a missing month are flags."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    APPROVED = "approved"
    IN_TREATMENT = "in_treatment"
    DELIST_APPLIED = "delist_applied"
    RETURNED = "returned"
    EXTENDED = "extended"
    DELISTED = "delisted"
    CLOSED_DOWN = "closed_down"


LIVE: Final = frozenset(ListingState) - {ListingState.REFUSED, ListingState.DELISTED, ListingState.CLOSED_DOWN}
_WORKING: Final = frozenset(
    {ListingState.APPROVED, ListingState.IN_TREATMENT, ListingState.RETURNED, ListingState.EXTENDED}
)
LISTED: Final = _WORKING | {ListingState.DELIST_APPLIED}
"""States in which the hazard is on the list."""
BEFORE: Final[Mapping[str, frozenset[ListingState]]] = {
    "raise-listing": LISTED,
    "decide-listing": LIVE,
    "report-progress": _WORKING,
    "apply-delisting": _WORKING,
    "decide-delisting": frozenset({ListingState.DELIST_APPLIED}),
}
"""Step -> the states it follows from; a listing is decided when it is proposed, or when a raise is."""
_ORDER: Final = tuple(ListLevel)
DECIDERS: Final[Mapping[ListLevel, frozenset[Role]]] = {
    ListLevel.TOWN: frozenset({Role.DISTRICT}),
    ListLevel.DISTRICT: frozenset({Role.DISTRICT}),
    ListLevel.CITY: frozenset({Role.CITY}),
    ListLevel.PROVINCE: frozenset({Role.CITY}),
}
"""Level -> who lists at it: the district's committee office for town and district, the city for what is above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A listed case as the rules see it."""

    id: UUID
    hazard: UUID
    state: ListingState
    level: ListLevel
    proposed_by: UUID
    raise_to: ListLevel | None = None
    raised_by: UUID | None = None
    approved_on: date | None = None
    deadline: date | None = None
    original_deadline: date | None = None
    applied_on: date | None = None
    ended_on: date | None = None
    returns: int = 0
    extensions: int = 0

    def is_overdue(self, on: date) -> bool:
        """Tell whether the deadline has passed before delisting was asked for."""
        return self.state in _WORKING and self.deadline is not None and on > self.deadline

    def wants_raise(self, on: date) -> bool:
        """Tell whether the case is to be proposed to the next level: overdue, and a level is above.

        Source: docs/rules.md 3.1, ladder, major D+1.
        """
        return self.is_overdue(on) and self.raise_to is None and self.level is not _ORDER[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What happened, and the case as it is from now on."""

    event: HazardEvent
    listing: Listing


def propose(command: c.ProposeListing, hazard: Hazard, by: UUID, live: Iterable[UUID]) -> Listed:
    """Propose a case. Raises: Refusal `major-only`, `wrong-state`, `listing-in-force`."""
    if hazard.level is not HazardLevel.MAJOR:
        raise Refusal("major-only", step=command.kind)
    if hazard.state not in UNRESOLVED - {State.REPORTED, State.TRANSFER_PENDING}:
        raise Refusal("wrong-state", state=hazard.state.value, step=command.kind)
    if any(True for _ in live):
        raise Refusal("listing-in-force", step=command.kind)
    return Listed(
        event=HazardEvent.LISTING_PROPOSED,
        listing=Listing(
            id=command.listing, hazard=hazard.id, state=ListingState.PROPOSED, level=command.level, proposed_by=by
        ),
    )


def propose_raise(now: Listing, command: c.RaiseListing, by: UUID) -> Listed:
    """Propose a higher level. Raises: Refusal `listing-state`, `listing-level`, `already-done`."""
    check_step(now, command.kind)
    if now.raise_to is not None:
        raise Refusal("already-done", step=command.kind)
    if _ORDER.index(command.level) <= _ORDER.index(now.level):
        raise Refusal("listing-level", level=now.level.value)
    return Listed(event=HazardEvent.LISTING_RAISE_PROPOSED, listing=replace(now, raise_to=command.level, raised_by=by))


def decide(now: Listing, command: c.DecideListing, by: UUID, roles: frozenset[Role], today: date) -> Listed:
    """List a case, raise it, or refuse; never by who proposed it.

    Raises: Refusal `listing-state`, `listing-level`, `listing-own`, `listing-parts`, `reason-needed`, `bad-date`.
    """
    is_new = now.state is ListingState.PROPOSED
    level = now.level if is_new else now.raise_to
    if level is None:
        raise Refusal("listing-state", step=command.kind, state=now.state.value)
    if not roles & DECIDERS[level]:
        raise Refusal("listing-level", level=level.value)
    if by == (now.proposed_by if is_new else now.raised_by):
        raise Refusal("listing-own")
    if not command.approved:
        if not command.opinion.strip():
            raise Refusal("reason-needed", step=command.kind)
        if is_new:
            ended = replace(now, state=ListingState.REFUSED, ended_on=today)
            return Listed(event=HazardEvent.LISTING_REFUSED, listing=ended)
        return Listed(event=HazardEvent.LISTING_RAISE_REFUSED, listing=replace(now, raise_to=None, raised_by=None))
    deadline = _orders(command, today)
    if is_new:
        listed = replace(
            now, state=ListingState.APPROVED, approved_on=today, deadline=deadline, original_deadline=deadline
        )
        return Listed(event=HazardEvent.LISTING_APPROVED, listing=listed)
    raised = replace(now, level=level, raise_to=None, raised_by=None, deadline=deadline)
    return Listed(event=HazardEvent.LISTING_RAISED, listing=raised)


def progress(now: Listing, command: c.ReportProgress, today: date) -> Listed:
    """Take a month's progress. Raises: Refusal `listing-state`, `bad-date` for a month that is not of the case."""
    check_step(now, command.kind)
    first, last = month_of(now.approved_on or today), month_of(today)
    if not first <= command.month <= last:
        raise Refusal("bad-date", earliest=first, latest=last)
    return Listed(event=HazardEvent.LISTING_PROGRESS, listing=replace(now, state=ListingState.IN_TREATMENT))


def apply(now: Listing, command: c.ApplyDelisting, hazard: Hazard, today: date) -> Listed:
    """Ask for acceptance. Raises: Refusal `listing-state`, `wrong-state` before the work was reported done."""
    check_step(now, command.kind)
    if hazard.state not in {State.SUBMITTED, State.CLOSED}:
        raise Refusal("wrong-state", state=hazard.state.value, step=command.kind)
    return Listed(
        event=HazardEvent.DELISTING_APPLIED,
        listing=replace(now, state=ListingState.DELIST_APPLIED, applied_on=today),
    )


def accept(now: Listing, command: c.DecideDelisting, hazard: Hazard, roles: frozenset[Role], today: date) -> Listed:
    """Decide after acceptance on the spot: off the list only when the hazard is closed.

    Raises: Refusal `listing-state`, `listing-level`, `listing-not-closed`, `bad-date`.
    """
    check_step(now, command.kind)
    if not roles & DECIDERS[now.level]:
        raise Refusal("listing-level", level=now.level.value)
    match command.outcome:
        case Acceptance.DELISTED:
            if hazard.state is not State.CLOSED:
                raise Refusal("listing-not-closed", state=hazard.state.value)
            ended = replace(now, state=ListingState.DELISTED, ended_on=today, raise_to=None, raised_by=None)
            return Listed(event=HazardEvent.DELISTED, listing=ended)
        case Acceptance.RETURNED:
            back = replace(now, state=ListingState.RETURNED, applied_on=None, returns=now.returns + 1)
            return Listed(event=HazardEvent.DELISTING_RETURNED, listing=back)
        case Acceptance.EXTENDED:
            new = command.new_deadline
            if new is None or new <= max(today, now.deadline or today):
                raise Refusal("bad-date", earliest=str(now.deadline or today), latest=None)
            later = replace(
                now, state=ListingState.EXTENDED, applied_on=None, deadline=new, extensions=now.extensions + 1
            )
            return Listed(event=HazardEvent.LISTING_EXTENDED, listing=later)
        case Acceptance.CLOSED_DOWN:
            down = replace(now, state=ListingState.CLOSED_DOWN, ended_on=today, raise_to=None, raised_by=None)
            return Listed(event=HazardEvent.LISTING_CLOSED_DOWN, listing=down)


def check_step(now: Listing, step: str) -> None:
    """Refuse a step that does not follow from the state. Raises: Refusal `listing-state`."""
    if now.state not in BEFORE[step]:
        raise Refusal("listing-state", step=step, state=now.state.value)


def accept_by(now: Listing, policy: Policy) -> date | None:
    """Return the day by which the acceptance is to be made on the spot. Unit: calendar days after the application."""
    return None if now.applied_on is None else now.applied_on + timedelta(days=policy.treatment.acceptance_days)


def months_owed(now: Listing, reported: Iterable[str], today: date) -> tuple[str, ...]:
    """List the months without a report: every full month after the one of listing, up to the last that is over.

    Source: docs/rules.md 3.2 (monthly progress); that the month of listing is free is ours.
    """
    if now.approved_on is None:
        return ()
    until = month_of(now.ended_on or now.applied_on or today)
    month, have, owed = _next(month_of(now.approved_on)), set(reported), []
    while month < until:
        owed += [] if month in have else [month]
        month = _next(month)
    return tuple(owed)


def month_of(day: date) -> str:
    """Write the month of a day. `2026-11`."""
    return f"{day:%Y-%m}"


WORD: Final = {ListLevel.TOWN: "镇", ListLevel.DISTRICT: "区", ListLevel.CITY: "市", ListLevel.PROVINCE: "省"}
"""The word of the level in the number of a listing."""


def number(level: ListLevel, area: str, year: int, serial: int) -> str:
    """Write the number of a listing.

    >>> number(ListLevel.DISTRICT, "武进区", 2026, 3)
    '(武进区)安督〔2026〕区0003号'
    """
    return f"({area})安督〔{year}〕{WORD[level]}{serial:04d}号"


def _orders(command: c.DecideListing, today: date) -> date:
    said = (command.leader, command.responsible_unit, command.responsible_person)
    if command.deadline is None or not all(text.strip() for text in said):
        raise Refusal("listing-parts")
    if command.deadline <= today:
        raise Refusal("bad-date", earliest=today.isoformat(), latest=None)
    return command.deadline


def _next(month: str) -> str:
    year, number_ = int(month[:4]), int(month[5:])
    return f"{year + number_ // 12:04d}-{number_ % 12 + 1:02d}"
