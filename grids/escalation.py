"""Who is told of what: after a step on a hazard, and when a term comes near or has passed.

Source: docs/rules.md 3.1 (rows and escalation ladder), 3.2; days in tables/escalation.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from grids import extensions
from grids.commands import HazardLevel
from grids.hazard_life import closers
from grids.hazards import Hazard, HazardEvent, Source, State
from grids.permissions import Role
from grids.policy import Policy


class Audience(StrEnum):
    """Whom a message is for: everybody of a role where the hazard lies, or one person of its history."""

    ENTERPRISE = "enterprise"
    OFFICER = "officer"
    TOWN_OFFICER = "town_officer"
    TOWN_HEAD = "town_head"
    DEPARTMENT = "department"
    DISTRICT = "district"
    CITY = "city"
    FINDER = "finder"
    ISSUER = "issuer"
    CLOSER = "closer"
    RECEIVER = "receiver"


OF_ROLE: Final[dict[Audience, Role]] = {
    Audience.ENTERPRISE: Role.ENTERPRISE,
    Audience.OFFICER: Role.OFFICER,
    Audience.TOWN_OFFICER: Role.TOWN_OFFICER,
    Audience.TOWN_HEAD: Role.TOWN_HEAD,
    Audience.DEPARTMENT: Role.DEPARTMENT,
    Audience.DISTRICT: Role.DISTRICT,
    Audience.CITY: Role.CITY,
}
ONE_BY_ONE: Final = frozenset({Audience.ENTERPRISE, Audience.OFFICER})
"""Who hears of each hazard by itself; offices get one list a day. Source: docs/rules.md 6, digests."""

UPWARD: Final[dict[Audience, Audience]] = {
    Audience.ENTERPRISE: Audience.OFFICER,
    Audience.OFFICER: Audience.TOWN_OFFICER,
    Audience.TOWN_OFFICER: Audience.DISTRICT,
    Audience.TOWN_HEAD: Audience.DISTRICT,
    Audience.DEPARTMENT: Audience.DISTRICT,
    Audience.FINDER: Audience.OFFICER,
    Audience.ISSUER: Audience.TOWN_OFFICER,
    Audience.CLOSER: Audience.TOWN_OFFICER,
    Audience.RECEIVER: Audience.DISTRICT,
}
"""Who hears in place of an audience that nobody belongs to: an enterprise without account is called by its officer."""

_ALARMED: Final = frozenset({Audience.DEPARTMENT, Audience.DISTRICT})
"""Who hears of every major hazard at once. Source: docs/rules.md 3.1 row 9, 0.5."""

_TOLD: Final[dict[HazardEvent, frozenset[Audience]]] = {
    HazardEvent.IMPORTED: frozenset(),
    HazardEvent.REPORTED: frozenset({Audience.TOWN_OFFICER}),
    HazardEvent.OPENED: frozenset({Audience.FINDER}),
    HazardEvent.RECTIFIED_ON_THE_SPOT: frozenset(),
    HazardEvent.REJECTED: frozenset({Audience.FINDER}),
    HazardEvent.MERGED: frozenset({Audience.FINDER}),
    HazardEvent.TRANSFER_OFFERED: frozenset({Audience.RECEIVER}),
    HazardEvent.TRANSFER_ACCEPTED: frozenset({Audience.FINDER, Audience.TOWN_OFFICER}),
    HazardEvent.TRANSFER_RETURNED: frozenset({Audience.TOWN_OFFICER}),
    HazardEvent.LEVEL_CHANGED: frozenset({Audience.ENTERPRISE, Audience.FINDER}),
    HazardEvent.VOIDED: frozenset({Audience.ENTERPRISE, Audience.FINDER}),
    HazardEvent.REOPENED: frozenset({Audience.ENTERPRISE, Audience.FINDER, Audience.CLOSER}),
    HazardEvent.NOTICE_ISSUED: frozenset({Audience.ENTERPRISE}),
    HazardEvent.ACKNOWLEDGED: frozenset({Audience.ISSUER}),
    HazardEvent.PLAN_SUBMITTED: frozenset({Audience.DEPARTMENT}),
    HazardEvent.PLAN_APPROVED: frozenset({Audience.ENTERPRISE}),
    HazardEvent.PLAN_RETURNED: frozenset({Audience.ENTERPRISE}),
    HazardEvent.EXTENSION_GRANTED: frozenset({Audience.ENTERPRISE}),
    HazardEvent.EXTENSION_REFUSED: frozenset({Audience.ENTERPRISE}),
    HazardEvent.PASSED: frozenset({Audience.ENTERPRISE, Audience.FINDER}),
    HazardEvent.FAILED: frozenset({Audience.ENTERPRISE}),
    HazardEvent.MEASURE_PROPOSED: frozenset({Audience.DEPARTMENT}),
    HazardEvent.MEASURE_ORDERED: frozenset({Audience.ENTERPRISE, Audience.OFFICER, Audience.TOWN_OFFICER}),
    HazardEvent.RESUME_APPLIED: frozenset({Audience.DEPARTMENT}),
    HazardEvent.RESUME_CONSENTED: frozenset({Audience.ENTERPRISE, Audience.OFFICER, Audience.TOWN_OFFICER}),
    HazardEvent.RESUME_REFUSED: frozenset({Audience.ENTERPRISE, Audience.OFFICER, Audience.TOWN_OFFICER}),
    HazardEvent.LISTING_PROPOSED: frozenset({Audience.DISTRICT, Audience.CITY}),
    HazardEvent.LISTING_APPROVED: frozenset({Audience.ENTERPRISE, Audience.TOWN_OFFICER, Audience.DEPARTMENT}),
    HazardEvent.LISTING_REFUSED: frozenset({Audience.DEPARTMENT}),
    HazardEvent.LISTING_RAISE_PROPOSED: frozenset({Audience.DISTRICT, Audience.CITY}),
    HazardEvent.LISTING_RAISED: frozenset({Audience.ENTERPRISE, Audience.TOWN_OFFICER, Audience.DEPARTMENT}),
    HazardEvent.LISTING_RAISE_REFUSED: frozenset({Audience.DEPARTMENT}),
    HazardEvent.LISTING_PROGRESS: frozenset(),
    HazardEvent.DELISTING_APPLIED: frozenset({Audience.DEPARTMENT, Audience.DISTRICT, Audience.CITY}),
    HazardEvent.DELISTED: frozenset({Audience.ENTERPRISE, Audience.TOWN_OFFICER, Audience.DEPARTMENT}),
    HazardEvent.DELISTING_RETURNED: frozenset({Audience.ENTERPRISE, Audience.DEPARTMENT}),
    HazardEvent.LISTING_EXTENDED: frozenset({Audience.ENTERPRISE, Audience.DEPARTMENT}),
    HazardEvent.LISTING_CLOSED_DOWN: frozenset({Audience.ENTERPRISE, Audience.TOWN_OFFICER, Audience.DEPARTMENT}),
    HazardEvent.CLOSING_CONFIRMED: frozenset(),
    HazardEvent.CLOSING_FALSE: frozenset({Audience.ENTERPRISE, Audience.FINDER, Audience.CLOSER}),
    HazardEvent.CASE_FILED: frozenset({Audience.ENTERPRISE, Audience.TOWN_OFFICER}),
    HazardEvent.EXTENDED_BY_OFFICE: frozenset({Audience.ENTERPRISE, Audience.TOWN_OFFICER}),
}
"""What happened -> who hears of it; the two events that wait for a decision are in `told`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """So many days from the due date these are told."""

    days: int
    tell: frozenset[Audience]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """All rungs that hold on a day, and how long other things may lie."""

    rungs: Mapping[HazardLevel, tuple[Rung, ...]]
    held_hours: int
    catch_up_days: int


def told(event: HazardEvent, now: Hazard, policy: Policy) -> frozenset[Audience]:
    """Say who hears of a step, by the hazard as it is after it.

    Source: docs/rules.md 3.1 rows 4-17.
    """
    match event:
        case HazardEvent.RECTIFIED:
            return _reinspectors(now)
        case HazardEvent.EXTENSION_REQUESTED:
            return _deciders(now, policy)
        case HazardEvent.TRANSFER_RETURNED if now.returns >= policy.transfer_returns_max:
            return frozenset({Audience.TOWN_OFFICER, Audience.DISTRICT})
        case HazardEvent.OPENED | HazardEvent.REPORTED | HazardEvent.LEVEL_CHANGED:
            alarmed = _ALARMED if now.level is HazardLevel.MAJOR else frozenset[Audience]()
            return _TOLD[event] | alarmed
        case _:
            return _TOLD[event]


def rung_on(ladder: Ladder, now: Hazard, on: date) -> Rung | None:
    """Return the rung that a hazard reaches on this day, if it waits for its enterprise and one is there.

    Unit: calendar days from the present due date.
    """
    waiting = now.state in {State.OPEN, State.RECTIFYING, State.PLAN_REVIEW}
    if not waiting or now.due_on is None:
        return None
    days = (on - now.due_on).days
    return next((rung for rung in ladder.rungs[now.level] if rung.days == days), None)


def _reinspectors(now: Hazard) -> frozenset[Audience]:
    """Tell those who may judge the work; an inspector's case goes back to the inspector (row 13)."""
    able = closers(now)
    if now.level is HazardLevel.MAJOR or now.source in {Source.DEPARTMENT, Source.SPOT_CHECK}:
        return frozenset({Audience.DEPARTMENT})
    if now.source is Source.SELF_CHECK:
        return frozenset({Audience.ENTERPRISE})
    if able == {Role.INSPECTOR}:
        return frozenset({Audience.FINDER, Audience.ISSUER})
    return frozenset({Audience.OFFICER, Audience.TOWN_OFFICER})


def _deciders(now: Hazard, policy: Policy) -> frozenset[Audience]:
    able = extensions.deciders(now, policy)
    found = {audience for audience, role in OF_ROLE.items() if role in able}
    return frozenset(found or {Audience.ISSUER})
