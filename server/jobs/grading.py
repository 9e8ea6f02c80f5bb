"""Many enterprises are graded by the worker; what it finds is proposed, never more.

All of a run is written in one transaction: a worker that dies leaves nothing, and the run is done again.
"""

import time
from uuid import UUID

from procrastinate import JobContext
from sqlalchemy import update
from sqlalchemy.orm import Session

from server import messages
from server.db import Database
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now
from server.messages import Message
from server.store import grading, grading_due
from server.store.grading import Judged
from server.store.policy import grading_on
from server.store.tables import GradingRun
from server.store.tables.base import UNFINISHED_RUN

TELL_S = 1.0


@jobs.task(name="grade_enterprises", pass_context=True, retry=TRY_AGAIN)
def grade_enterprises(context: JobContext, run: str) -> None:
    """Grade the enterprises of a run."""
    grade(database_of(context), UUID(run))


def grade(database: Database, run_id: UUID) -> None:
    """Measure, judge and propose; whoever ordered it is told what came of it."""
    told = Told(database, run_id)
    try:
        with database.transaction() as session:
            run = grading.run_of(session, run_id)
            if run.state not in UNFINISHED_RUN:
                return
            judged = _judged(session, run, told)
            told.total = len(judged)
            grading.propose(session, run, judged, told)
            _finish(session, run_id, state="done", done=len(judged), total=len(judged))
            _tell(session, run, len(judged), sum(each.result.grade is None for each in judged))
    except Exception:
        with database.transaction() as session:
            _finish(session, run_id, state="failed")
        raise


class Told:
    """Writes down how far a run is, at most once a second, beside its transaction."""

    def __init__(self, database: Database, run_id: UUID) -> None:
        """Follow one run."""
        self._database, self._run, self._next = database, run_id, 0.0
        self.total = 0

    def __call__(self, done: int) -> None:
        """Hear how many enterprises are done."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + TELL_S
        with self._database.transaction() as session:
            wanted = update(GradingRun).where(GradingRun.id == self._run, GradingRun.state.in_(UNFINISHED_RUN))
            session.execute(wanted.values(state="running", done=done, total=self.total))


def _judged(session: Session, run: GradingRun, told: Told) -> list[Judged]:
    policy = grading_on(run.as_of)
    more = f"AND {grading_due.IS_DUE}" if run.only_due else ""
    found: list[Judged] = []
    for held, of in grading.sets(session, run, more):
        found += grading.judge(session, of, held, policy, run.as_of)
        told(0)
    return found


def _finish(session: Session, run_id: UUID, **facts: object) -> None:
    session.execute(update(GradingRun).where(GradingRun.id == run_id).values(finished_at=now(), **facts))


def _tell(session: Session, run: GradingRun, n: int, ungraded: int) -> None:
    message = Message(
        event="grading-done", ref_kind="grading", ref_id=str(run.id), dedupe=f"g:{run.id}",
        facts={"n": n, "ungraded": ungraded, "as_of_on": run.as_of.isoformat()},
    )  # fmt: skip
    messages.tell(session, [run.by_person], message, now())
