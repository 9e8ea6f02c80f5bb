"""Is this installation well? Database, migrations and job worker, each with its reason if not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy
from sqlalchemy.exc import SQLAlchemyError

from server import migrate
from server.db import Database

WORKER_SILENT_AFTER = timedelta(seconds=30)
_LAST_HEARTBEAT = sqlalchemy.text("SELECT max(last_heartbeat) FROM procrastinate_workers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is well and what is not: `ok` for each part, or the reason in a word."""

    database: str
    migrations: str
    worker: str

    @property
    def well(self) -> bool:
        """Whether every part is."""
        return {self.database, self.migrations, self.worker} == {"ok"}


def check(database: Database, at: datetime) -> Health:
    """Ask the database what it knows of itself and of the worker.

    Unit: a worker is silent after 30 s without heartbeat. Source: ours.
    """
    try:
        with database.session() as session:
            pending = migrate.pending(session.connection())
            if pending is not None:
                return Health(database="ok", migrations=f"pending {pending}", worker="unknown")
            last: datetime | None = session.scalar(_LAST_HEARTBEAT)
    except SQLAlchemyError:
        return Health(database="unreachable", migrations="unknown", worker="unknown")
    return Health(database="ok", migrations="ok", worker=_worker(last, at))


def _worker(last: datetime | None, at: datetime) -> str:
    if last is None:
        return "none"
    if at - last > WORKER_SILENT_AFTER:
        return f"silent since {last.isoformat(timespec='seconds')}"
    return "ok"
