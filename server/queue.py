"""Put a job beside what it belongs to: in the same transaction, so that both happen or neither."""

from procrastinate import App, SyncPsycopgConnector
from procrastinate.types import JSONValue
from sqlalchemy.orm import Session

_app = App(connector=SyncPsycopgConnector())


def enqueue(
    session: Session,
    task: str,
    *,
    lock: str | None = None,
    **arguments: JSONValue,
) -> int:
    """Enqueue a task of `server.jobs` by its name and return the job's number.

    `lock`: jobs that share one run one after the other, in the order they were put here.
    """
    raw = session.connection().connection.driver_connection
    deferrer = _app.configure_task(task, connection=raw, lock=lock)
    return deferrer.defer(**arguments)
