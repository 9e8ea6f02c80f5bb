"""Large exports and reports are made by the worker; their author is told when the file is there, or is not."""

from uuid import UUID

from procrastinate import JobContext

from grids.policy import local_day
from server import messages
from server.exports import making
from server.jobs.app import jobs
from server.jobs.hands import database_of, now, settings_of
from server.messages import Message
from server.reads.exports import What
from server.store.tables import ExportRow


@jobs.task(name="make_export", pass_context=True)
def make_export(context: JobContext, export_id: str) -> None:
    """Make the file and tell its author; one that fails is not tried again by itself, for its author may do that."""
    database, export = database_of(context), UUID(export_id)
    try:
        is_there = making.make(database, settings_of(context), export, now())
    except Exception:
        _tell(context, export, "failed")
        raise
    if is_there:
        _tell(context, export, "done")


@jobs.periodic(cron="55 19 * * *")  # 03:55 in Shanghai
@jobs.task(name="sweep_exports", queueing_lock="sweep-exports", pass_context=True)
def sweep_exports(context: JobContext, timestamp: int) -> None:
    """Remove files whose time is over; source: server/exports/making.py."""
    del timestamp
    making.sweep(database_of(context), settings_of(context).data_dir, now())


def _tell(context: JobContext, export: UUID, outcome: str) -> None:
    with database_of(context).transaction() as session:
        row = session.get_one(ExportRow, export)
        until = None if row.expires_at is None else local_day(row.expires_at).isoformat()
        kind = "report" if row.what == What.MONTHLY else "export"
        message = Message(
            event=f"{kind}-{outcome}", ref_kind="export", ref_id=str(export), dedupe=f"x:{export}:{outcome}",
            facts={"what": row.what, "n": row.rows_done, "expires_on": until},
        )  # fmt: skip
        messages.tell(session, [row.by_person], message, now())
