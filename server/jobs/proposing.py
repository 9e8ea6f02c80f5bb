"""Proposals of units are computed by the worker; the planner sees how far it is, and may call it off.

A run whose worker died is not tried again by itself: it is marked as failed, for its planner may ask again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.exceptions import JobAborted
from sqlalchemy import update

from gis.proposals import Goal, Wish, propose
from grids.errors import Refusal
from grids.permissions import Person
from server import messages
from server.db import Database
from server.jobs import proposed
from server.jobs.app import jobs
from server.jobs.hands import database_of, now
from server.jobs.proposed import Start
from server.messages import Message
from server.reads import proposal_ground, proposals
from server.store import people, redraws
from server.store.tables import RedrawProposal
from server.store.tables.redraws import UNFINISHED_PROPOSAL

TELL_S = 1.0
LONG = timedelta(seconds=20)
"""Who waited this long may have gone on to something else, and gets a message. Source: ours."""
_SEARCH = 0.95
"""The share of the search; outlines are the rest."""
_AGAIN = RetryStrategy(max_attempts=5, wait=1, retry_exceptions={JobAborted})


@jobs.task(name="propose_units", pass_context=True, retry=_AGAIN)
def propose_units(context: JobContext, redraw_id: str, n: int) -> None:
    """Compute a proposal; a worker that is told to end gives it back to the next."""
    if not run(database_of(context), (UUID(redraw_id), n), ends=context.should_abort):
        raise JobAborted


Own = tuple[UUID, int]
"""Plan and number of a proposal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to compute, for whom."""

    redraw: UUID
    town: int
    wish: Wish
    locked: frozenset[str]
    person: Person
    at: datetime


class Watch:
    """Writes down how far it is, at most once a second, and so learns that nobody wants it any more."""

    def __init__(
        self, database: Database, own: Own, *, ends: Callable[[], bool] = lambda: False, every_s: float = TELL_S
    ) -> None:
        """Watch one proposal; `ends` tells that the worker is to stop."""
        self._database, self._own, self._ends, self._every_s = database, own, ends, every_s
        self._next = 0.0
        self.is_off = False

    def told(self, share: float) -> None:
        """Hear the share that is done."""
        if self.is_off or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every_s
        self.is_off = not change(self._database, self._own, share=round(share * _SEARCH, 3))

    def stops(self) -> bool:
        """Tell whether to stop."""
        return self.is_off or self._ends()


def run(database: Database, own: Own, *, ends: Callable[[], bool] = lambda: False) -> bool:
    """Compute a proposal and write down what came of it; False: it was given back, because the worker ends."""
    order = begin(database, own, now())
    if order is None:
        return True
    watch = Watch(database, own, ends=ends)
    try:
        result = _result(database, order, watch)
    except Refusal as refusal:
        if ends() and change(database, own, state="waiting", share=0):
            return False
        if not watch.is_off:
            end(database, own, now(), state="failed", problem={"code": refusal.code, "facts": dict(refusal.facts)})
    except Exception:
        end(database, own, now(), state="failed")
        raise
    else:
        end(database, own, now(), state="done", share=1, result=result)
    return True


def begin(database: Database, own: Own, at: datetime) -> Order | None:
    """Take a proposal in hand; None when nobody wants it, its planner may no longer ask, or a worker died over it."""
    with database.transaction() as session:
        row = session.get(RedrawProposal, own, with_for_update=True)
        if row is None or row.state not in UNFINISHED_PROPOSAL:
            return None
        is_lost = row.state == "running"
        person = people.person_at(session, row.by_person, at)
        if not is_lost and person is not None and proposals.may_ask(session, person, row.redraw_id):
            row.state = "running"
            wish = Wish(goal=Goal(row.goal), units=row.units, seed=row.seed)
            return Order(
                redraw=row.redraw_id, town=row.town_id, wish=wish, locked=frozenset(row.locked), person=person, at=at
            )
    end(database, own, at, state="failed" if is_lost else "cancelled")
    return None


def end(database: Database, own: Own, at: datetime, **facts: object) -> bool:
    """Write down how a proposal ended, and tell its planner where it took long; False when it was called off before."""
    with database.transaction() as session:
        wanted = update(RedrawProposal).where(
            RedrawProposal.redraw_id == own[0],
            RedrawProposal.n == own[1],
            RedrawProposal.state.in_(UNFINISHED_PROPOSAL),
        )
        changed = wanted.values(finished_at=at, **facts).returning(RedrawProposal.by_person, RedrawProposal.at)
        row = session.execute(changed).one_or_none()
        if row is None:
            return False
        if facts["state"] != "cancelled" and at - row.at >= LONG:
            plan = redraws.load(session, own[0], lock=False)
            message = Message(
                event=f"proposal-{facts['state']}", ref_kind="redraw", ref_id=str(own[0]),
                dedupe=f"p:{own[0]}:{own[1]}", facts={"title": plan.title},
            )  # fmt: skip
            messages.tell(session, [row.by_person], message, at)
        return True


def change(database: Database, own: Own, **facts: object) -> bool:
    """Change the record of a running proposal; False when it is wanted no more."""
    with database.transaction() as session:
        running = update(RedrawProposal).where(
            RedrawProposal.redraw_id == own[0], RedrawProposal.n == own[1], RedrawProposal.state == "running"
        )
        return session.scalar(running.values(**facts).returning(RedrawProposal.n)) is not None


def _result(database: Database, order: Order, watch: Watch) -> dict[str, object]:
    start = _start(database, order)
    found = propose(start.cut, order.wish, progress=watch.told, cancelled=watch.stops)
    return proposed.told(start, found)


def _start(database: Database, order: Order) -> Start:
    with database.session() as session:
        plan = redraws.load(session, order.redraw, lock=False)
        here = proposal_ground.ground(session, plan, order.town)
        town = proposal_ground.town_of(session, order.person, plan, order.town, here, order.at)
        codes, metric = frozenset(redraws.codes(session, plan)), redraws.metric_of(plan)
    wanted = order.wish.units or len(here.own) + (order.wish.goal is Goal.ONE_MORE)
    cut = town.atoms(wanted, locked=order.locked, seed=order.wish.seed)
    return Start(here=here, town=town, cut=cut, codes=codes, metric=metric)
