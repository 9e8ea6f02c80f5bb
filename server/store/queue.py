"""Put a job into the queue inside the caller's own transaction: no act without its job, no job without its act."""

from __future__ import annotations

from procrastinate import App, PsycopgConnector
from sqlalchemy.orm import Session

_QUEUE = App(connector=PsycopgConnector())
"""Only describes jobs; they go in over the session's connection, this connector is never opened."""


def enqueue(session: Session, task: str, *, dedupe: str | None = None, **arguments: str | int | None) -> None:
    """Enqueue a job by name; with `dedupe`, not while the same one waits."""
    session.flush()
    connection = session.connection().connection.driver_connection
    job = _QUEUE.configure_task(task, queueing_lock=dedupe, connection=connection)
    job.defer(**arguments)
