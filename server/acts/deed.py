"""What an act's handler is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2.elements import WKTElement
from sqlalchemy.orm import Session

from grids.commands import Command, Fix, Photo
from grids.errors import Refusal
from grids.hazards import HazardEvent, State
from grids.levels import Place
from grids.permissions import Person, Role, check
from grids.policy import Policy
from server.store import people, places
from server.store.tables import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An act in the middle of being done: who, when by the server, when by the device, under which policy."""

    session: Session
    person: Person
    act_id: UUID
    device: UUID
    at: datetime
    act_at: datetime
    policy: Policy

    def allowed(self, command: Command, place: Place) -> frozenset[Role]:
        """Return the roles in which the person may do this here, or refuse.

        An enterprise that was moved while a phone had no signal is also where it was when the act was made.
        """
        try:
            return check(self.person, command, place)
        except Refusal as refusal:
            then = places.place_then(self.session, place, self.act_at) if refusal.code == "area-not-yours" else None
            if then is None:
                raise
            return check(self.person, command, then)

    def allowed_now(self, command: Command, place: Place) -> frozenset[Role]:
        """Return the roles in which the person may do this here and nowhere else, or refuse."""
        return check(self.person, command, place)

    def second(self, person_id: UUID | None, place: Place) -> Person | None:
        """Load the second inspector, if the one who is named inspected here when the act was made."""
        found = None if person_id is None else people.person_at(self.session, person_id, self.act_at)
        return found if found is not None and Role.INSPECTOR in found.roles(place) else None

    def keep(self, photos: tuple[Photo, ...], role: str, **about: UUID | None) -> None:
        """Note what photos are evidence of; their bytes come on their own lane."""
        for photo in {photo.sha256.lower(): photo for photo in photos}.values():  # chosen twice, it is still one
            self.session.add(
                Evidence(
                    sha256=photo.sha256.lower(),
                    role=role,
                    act_id=self.act_id,
                    device_id=self.device,
                    person_id=self.person.id,
                    taken_at=photo.taken_at,
                    fix=point(photo.fix),
                    fix_radius_m=photo.fix and photo.fix.radius_m,
                    **about,
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event on one hazard, for the ledger."""

    hazard: UUID
    event: HazardEvent
    before: State | None
    after: State

    def told(self) -> dict[str, str | None]:
        """Write it as the ledger keeps it."""
        before = None if self.before is None else self.before.value
        return {"hazard": str(self.hazard), "event": self.event.value, "before": before, "after": self.after.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an act did: where, in which roles, with which events."""

    place: Place
    roles: frozenset[Role]
    events: tuple[Happened, ...] = ()
    photos: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


def point(fix: Fix | None) -> WKTElement | None:
    """Turn a fix into a WGS-84 point for a row."""
    return None if fix is None else WKTElement(f"POINT({fix.lon:.8f} {fix.lat:.8f})", srid=4326)


Handlers = Mapping[type[Command], Callable[[Deed, Any], Done]]
"""Which command is done by which function: each noun has its own, the door joins them."""
