"""Acts of the demo's people on days gone by: by the product's own handlers, and outside of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from grids.commands import Command
from grids.permissions import Person
from grids.policy import local_day
from server.acts.deed import Deed, Done
from server.acts.door import HANDLERS
from server.store import people
from server.store.policy import policy_on
from server.store.tables import HazardEventRow, PersonRow

_NAMES: Final = UUID("3d6f6f0e-93a4-4a55-8a0f-5f2d0c1c9b77")


def named(what: str) -> UUID:
    """Make the same id for the same thing of the demo each time."""
    return uuid5(_NAMES, what)


@dataclass(slots=True)
class Doing:
    """Who does what when; a refusal is a fault of the demo and is not caught."""

    session: Session
    done: int = 0

    def person(self, username: str, at: datetime) -> Person:
        """Load somebody of the demo with the rights of a moment."""
        own = self.session.scalars(select(PersonRow.id).where(PersonRow.username == username)).one()
        found = people.person_at(self.session, own, at)
        if found is None:
            raise LookupError(username)
        return found

    def does(self, person: Person, command: Command, at: datetime) -> Done:
        """Do one act as of a moment."""
        self.done += 1
        deed = Deed(
            session=self.session, person=person, act_id=named(f"act {self.done}"), device=named("device"), at=at,
            act_at=at, policy=policy_on(local_day(at)),
        )  # fmt: skip
        event.listen(self.session, "before_flush", _without_act)
        try:
            done = HANDLERS[type(command)](deed, command)
            self.session.flush()
        finally:
            event.remove(self.session, "before_flush", _without_act)
        return done


def _without_act(session: Session, _context: object, _instances: object) -> None:
    """Leave the act out of a hazard's events: the demo is no act, and the ledger has no entry of it."""
    for row in session.new:
        if isinstance(row, HazardEventRow):
            row.act_id = None
