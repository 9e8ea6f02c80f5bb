"""Is this installation well? Database, migrations and job worker, each with its reason if not.

The live stream and the read replica are told too, but nothing is unwell without them: maps then ask by themselves, and
reads go to the primary.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy
from sqlalchemy.exc import SQLAlchemyError

from server import migrate
from server.db import Database
from server.reading import Reading

WORKER_SILENT_AFTER = timedelta(seconds=30)
LIVE_NAME = "wangge live"
"""How the live process calls its line to the database."""
_LIVE = sqlalchemy.text(
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name AND datname = current_database()"
)
_LAST_HEARTBEAT = sqlalchemy.text("SELECT max(last_heartbeat) FROM procrastinate_workers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is well and what is not: `ok` for each part, or the reason in a word."""

    database: str
    migrations: str
    worker: str
    live: str = "unknown"
    replica: str = "none"

    @property
    def well(self) -> bool:
        """Whether every part is."""
        return {self.database, self.migrations, self.worker} == {"ok"}


def check(database: Database, at: datetime, reads: Reading | None = None) -> Health:
    """Ask the database what it knows of itself and of the worker.

    Unit: a worker is silent after 30 s without heartbeat. Source: ours.
    """
    try:
        with database.session() as session:
            pending = migrate.pending(session.connection())
            if pending is not None:
                return Health(database="ok", migrations=f"pending {pending}", worker="unknown")
            last: datetime | None = session.scalar(_LAST_HEARTBEAT)
            live = "ok" if session.scalar(_LIVE, {"name": LIVE_NAME}) else "absent"
        replica = "none" if reads is None else reads.state()
    except SQLAlchemyError:
        return Health(database="unreachable", migrations="unknown", worker="unknown")
    return Health(database="ok", migrations="ok", worker=_worker(last, at), live=live, replica=replica)


def _worker(last: datetime | None, at: datetime) -> str:
    if last is None:
        return "none"
    if at - last > WORKER_SILENT_AFTER:
        return f"silent since {last.isoformat(timespec='seconds')}"
    return "ok"
