"""What happens to some major hazards beside their plan: a stop, listed supervision, consent to resume, delisting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from grids import commands as c
from grids import listings
from grids.commands import Stop
from grids.hazards import HazardEvent
from grids.listings import Listing
from grids.permissions import Role
from grids.policy import local_day
from server.demo import says
from server.demo.days import after_working_days
from server.demo.lives import Life, Steps, World

_STOPPED: Final = 0.4
_LISTED: Final = 0.12
_FUNDS: Final = (30_000, 80_000, 150_000, 260_000)


@dataclass(slots=True)
class Case:
    """A listed case of the demo, and the reports of its months."""

    listing: Listing
    reason: str
    proposed_at: datetime
    orders: c.DecideListing | None = None
    progress: dict[str, tuple[c.ReportProgress, datetime, UUID]] = field(default_factory=dict)
    applied: c.ApplyDelisting | None = None
    accepted: c.DecideDelisting | None = None
    number: str | None = None


class Treated:
    """What the authority decides of one major hazard's treatment; by a chance of its own, so nothing else changes."""

    def __init__(self, world: World, steps: Steps, life: Life, *, listed: bool) -> None:
        """Decide whether it is stopped, and whether it is listed."""
        self._world, self._steps, self._life = world, steps, life
        self._chance = Random(life.hazard.id.int)  # noqa: S311 - a story, no secret
        self._is_stopped = listed or self._chance.random() < _STOPPED
        self._is_listed = listed or self._chance.random() < _LISTED
        self._funds = self._chance.choice(_FUNDS)

    def begin(self) -> None:
        """Stop a part of the work and list the hazard, once the plan is approved."""
        people, hazard = self._world.people, self._life.hazard.id
        if self._is_stopped:
            order = c.OrderMeasure(
                hazard=hazard, measure=Stop.PARTIAL, stopped=says.STOPPED, basis=says.STOP_BASIS,
                ordered_at=self._at(0),
            )  # fmt: skip
            self._steps.take(self._life, order, people.department, Role.DEPARTMENT, order.ordered_at)
        if self._is_listed:
            self._list()

    def report(self) -> None:
        """Report every month that has passed, as far as the moment of loading."""
        case = self._life.case
        if case is None or case.listing.approved_on is None:
            return
        who = self._world.answers_for(self._life.firm)
        for month in listings.months_owed(case.listing, case.progress, local_day(self._world.until))[:-1]:
            at = datetime.fromisoformat(f"{month}-25T10:00:00+08:00")
            if at > self._life.last_at:
                step = c.ReportProgress(
                    listing=case.listing.id, month=month, text=says.PROGRESS, funds_yuan=self._funds // 3
                )
                self._steps.listed(
                    self._life, step, who, Role.ENTERPRISE, at, listings.progress(case.listing, step, local_day(at))
                )
                case.progress[month] = (step, at, who.id)

    def resume(self) -> None:
        """Ask to resume what was stopped, and have it examined."""
        if self._life.hazard.stop is Stop.NONE:
            return
        hazard = self._life.hazard.id
        ask = c.ApplyResume(hazard=hazard, reason=says.RESUME, evaluation=self.evaluation())
        self._steps.take(self._life, ask, self._world.answers_for(self._life.firm), Role.ENTERPRISE, self._at(1))
        at = self._at(self._chance.randint(1, 5))
        answer = c.DecideResume(hazard=hazard, consented=True, opinion=says.RESUMED, examined_at=at)
        self._steps.take(self._life, answer, self._world.people.department, Role.DEPARTMENT, at)

    def delist(self) -> None:
        """Ask for acceptance of what was closed, and take it off the list."""
        case = self._life.case
        if case is None or case.listing.approved_on is None:
            return
        ask = c.ApplyDelisting(
            listing=case.listing.id, summary=self._life.done_text, funds_yuan=self._funds, evaluation=self.evaluation()
        )
        at = self._at(1)
        applied = listings.apply(case.listing, ask, self._life.hazard, local_day(at))
        self._steps.listed(self._life, ask, self._world.answers_for(self._life.firm), Role.ENTERPRISE, at, applied)
        case.applied = ask
        at = self._at(self._chance.randint(2, 6))
        accept = c.DecideDelisting(
            listing=case.listing.id, outcome=c.Acceptance.DELISTED, opinion=says.ACCEPTED, inspected_at=at
        )
        roles = frozenset({Role.DISTRICT})
        done = listings.accept(case.listing, accept, self._life.hazard, roles, local_day(at))
        self._steps.listed(self._life, accept, self._world.people.district, Role.DISTRICT, at, done)
        case.accepted = accept

    def evaluation(self) -> c.Evaluation:
        """Write the evaluation of the work."""
        return c.Evaluation(
            by=c.Evaluator.AGENCY, evaluator=says.AGENCY, conclusion=says.EVALUATED,
            evaluated_on=local_day(self._life.last_at),
        )  # fmt: skip

    def _list(self) -> None:
        people, own = self._world.people, UUID(int=self._chance.getrandbits(128), version=4)
        at = self._at(1)
        step = c.ProposeListing(
            listing=own, hazard=self._life.hazard.id, level=c.ListLevel.DISTRICT, reason=says.LISTED
        )
        proposed = listings.propose(step, self._life.hazard, people.department.id, ())
        self._steps.listed(self._life, step, people.department, Role.DEPARTMENT, at, proposed)
        self._life.case = Case(listing=proposed.listing, reason=says.LISTED, proposed_at=at)
        at = self._at(2)
        orders = c.DecideListing(
            listing=own, approved=True, opinion=says.LISTING_OPINION, leader=says.LEADER,
            responsible_unit=self._life.firm.unit.town.name, responsible_person=self._life.firm.people["principal"],
            responsible_phone=self._life.firm.people["principal_phone"], deadline=self._deadline(at),
        )  # fmt: skip
        roles = frozenset({Role.DISTRICT})
        decided = listings.decide(proposed.listing, orders, people.district.id, roles, local_day(at))
        self._steps.listed(self._life, orders, people.district, Role.DISTRICT, at, decided)
        self._life.case.orders = orders

    def _deadline(self, at: datetime) -> date:
        return max(self._life.hazard.due_on or local_day(at), local_day(at) + timedelta(days=30))

    def _at(self, working_days: int) -> datetime:
        return after_working_days(self._chance, self._world.policy, self._life.last_at, working_days)


def orders_of(life: Life) -> list[dict[str, Any]]:
    """Read the orders to stop off a life's events, with what became of each."""
    found: list[dict[str, Any]] = []
    for event in life.events:
        match HazardEvent(event.event):
            case HazardEvent.MEASURE_ORDERED:
                found.append({"event": event, "state": "in_force", "asked_on": None, "evaluation": None, "end": None})
            case HazardEvent.RESUME_APPLIED:
                found[-1] |= {"asked_on": local_day(event.at), "evaluation": event.body["evaluation"]}
            case HazardEvent.RESUME_CONSENTED:
                found[-1] |= {"state": "lifted", "end": event}
            case _:
                pass
    return found
