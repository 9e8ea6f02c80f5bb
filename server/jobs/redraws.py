"""Plans of boundaries begin to hold on their day: shortly after midnight where the deployment is."""

from datetime import date, datetime
from uuid import UUID, uuid5

from procrastinate import JobContext
from sqlalchemy import select
from sqlalchemy.orm import Session

from grids import redraws as rules
from grids.errors import Refusal
from grids.permissions import Person
from grids.policy import local_day
from grids.redraws import RedrawState
from server import messages
from server.acts import door
from server.db import Database
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now
from server.messages import Fact, Message
from server.store import redraws
from server.store.tables import PersonRow, RedrawRow


@jobs.periodic(cron="*/15 * * * *")
@jobs.task(name="publish_redraws", queueing_lock="publish-redraws", pass_context=True, retry=TRY_AGAIN)
def publish_redraws(context: JobContext, timestamp: int) -> None:
    """Publish every approved plan whose day has come, each in a transaction of its own."""
    del timestamp
    database = database_of(context)
    for redraw_id in waiting(database, local_day(now())):
        with database.transaction() as session:
            publish_one(session, redraw_id)


def waiting(database: Database, today: date) -> list[UUID]:
    """List the approved plans whose day has come, in the order they were approved."""
    query = select(RedrawRow.id).where(RedrawRow.state == RedrawState.APPROVED.value, RedrawRow.effective_on <= today)
    with database.session() as session:
        return list(session.scalars(query.order_by(RedrawRow.effective_on, RedrawRow.decided_at)))


def publish_one(session: Session, redraw_id: UUID) -> None:
    """Publish a plan; where the ground under it changed meanwhile, give it back with the reason and change nothing."""
    row = redraws.load(session, redraw_id)
    at = now()
    if row.state != RedrawState.APPROVED.value:
        return
    try:
        with session.begin_nested():
            _publish(session, row, at)
    except Refusal as refusal:
        session.refresh(row)
        row.state = rules.give_back(redraws.value(row)).state.value
        row.outcome = {"refused": refusal.code, "facts": dict(refusal.facts)}
        _tell(session, row, "redraw-given-back", {"units": refusal.facts.get("units") or refusal.facts.get("unit")})
    else:
        _tell(session, row, "redraw-published", {"n": (row.outcome or {}).get("moved")})


def _publish(session: Session, row: RedrawRow, at: datetime) -> None:
    """Carry out what was decided, through the writing door: the ledger proves that and when it came to hold."""
    if row.decided_by is None:
        raise LookupError("an approved plan that nobody decided")
    decided = session.get_one(PersonRow, row.decided_by)
    own = uuid5(row.id, f"publish {row.revision} {row.effective_on}")
    raw = {
        "id": str(own), "aggregate_id": str(row.id), "seq": 0, "schema_ver": 1, "act_wall": at.isoformat(),
        "command": {"kind": "publish-redraw", "redraw": str(row.id), "revision": row.revision},
    }  # fmt: skip
    door.on_its_day(session, raw, Person(id=decided.id, name=decided.name), at)


def _tell(session: Session, row: RedrawRow, event: str, facts: dict[str, Fact]) -> None:
    """Tell those who drew, handed in and decided."""
    day = None if row.effective_on is None else row.effective_on.isoformat()
    message = Message(
        event=event, ref_kind="redraw", ref_id=str(row.id), dedupe=f"r:{row.id}:{row.revision}:{event}",
        facts={"title": row.title, "effective_on": day, **facts},
    )  # fmt: skip
    people = {person for person in (row.author, row.submitted_by, row.decided_by) if person is not None}
    messages.tell(session, people, message, now())
