"""Tasks are made at night, and when somebody asks: from frequency and plans, handed out, ordered into days.

A run that dies leaves nothing; done again it gives the same tasks, and from its seed the same days.
"""

from datetime import date
from typing import Final
from uuid import UUID, uuid4

from procrastinate import JobContext
from sqlalchemy import update
from sqlalchemy.orm import Session

from grids.policy import local_day
from server import messages
from server.db import Database
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now
from server.messages import Message
from server.queue import enqueue
from server.store import day_routes, frequency, installation, task_runs, tasks, told
from server.store.tables import TaskRun

_TOLD_KEY: Final = "frequencies_told_until"


@jobs.periodic(cron="50 20 * * *")  # 04:50 in Shanghai
@jobs.task(name="make_all_tasks", queueing_lock="make-all-tasks", pass_context=True, retry=TRY_AGAIN)
def make_all_tasks(context: JobContext, timestamp: int) -> None:
    """Let the tasks of every district be made, each by a job of its own: one that fails stops no other."""
    del timestamp
    with database_of(context).transaction() as session:
        order_all(session)


@jobs.periodic(cron="*/15 * * * *")
@jobs.task(name="tell_frequencies", queueing_lock="tell-frequencies", pass_context=True, retry=TRY_AGAIN)
def tell_frequencies(context: JobContext, timestamp: int) -> None:
    """Let phones hear what begins today; days without a worker are made up for in the first quarter of an hour."""
    del timestamp
    with database_of(context).transaction() as session:
        tell_begun(session, local_day(now()))


def tell_begun(session: Session, today: date) -> None:
    """Tell of frequencies published before that began since the last day told: visits fall due on other days.

    Where no day was told yet, of all that have begun: a phone that hears twice loses nothing.
    """
    told_until = installation.done_until(session, _TOLD_KEY) or date.min
    if told_until >= today:
        return
    for area in task_runs.districts(session):
        for supervision_class in frequency.beginning(session, area.id, told_until, today):
            told.enterprises(session, area.id, supervision_class)
    installation.mark_done(session, _TOLD_KEY, today)


def order_all(session: Session) -> None:
    """Put a run of every district into the queue, except where one is under way."""
    at = now()
    for area in task_runs.districts(session):
        if not task_runs.is_under_way(session, area.id, at):
            run = task_runs.begin(session, uuid4(), area, at)
            enqueue(session, "make_tasks", lock=task_runs.lock(area.id), run=str(run))


@jobs.task(name="make_tasks", pass_context=True, retry=TRY_AGAIN)
def make_tasks(context: JobContext, run: str) -> None:
    """Make the tasks of a district."""
    make(database_of(context), UUID(run))


def make(database: Database, run_id: UUID) -> None:
    """Bring the tasks of a run's district up to date and lay out the days; whoever asked is told.

    What failed may be tried again; what is done is not done twice.
    """
    try:
        with database.transaction() as session:
            run = session.get_one(TaskRun, run_id)
            if run.state == "done":
                return
            counts = made(session, run)
            _finish(session, run_id, state="done", counts=counts)
            if run.by_person is not None:
                _tell(session, run, counts)
    except Exception:
        with database.transaction() as session:
            _finish(session, run_id, state="failed")
        raise


def made(session: Session, run: TaskRun) -> dict[str, float]:
    """Do the work of a run, and say what came of it."""
    floor = tasks.floor(session, run.district_id, run.at)
    handed = tasks.hand_out(session, run.district_id, run.at)
    laid = day_routes.lay(session, run.district_id, run.at, run.seed)
    return {
        "added": floor.added, "moved": floor.moved, "gone": floor.gone, "handed_out": handed, "days": laid.days,
        "in_days": laid.tasks, "metres": round(laid.metres),
    }  # fmt: skip


def _finish(session: Session, run_id: UUID, **facts: object) -> None:
    session.execute(update(TaskRun).where(TaskRun.id == run_id).values(finished_at=now(), **facts))


def _tell(session: Session, run: TaskRun, counts: dict[str, float]) -> None:
    message = Message(
        event="tasks-made", ref_kind="tasks", ref_id=str(run.district_id), dedupe=f"t:{run.id}",
        facts={"added": int(counts["added"]), "days": int(counts["days"]), "in_days": int(counts["in_days"])},
    )  # fmt: skip
    if run.by_person is not None:
        messages.tell(session, [run.by_person], message, now())
