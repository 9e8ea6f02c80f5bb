"""The job application: where jobs are kept, who does them, what becomes of a worker that died.

Tasks live in the other modules of this folder and register themselves with `@jobs.task`; each must
give the same result when it runs twice, because a job whose worker died is run again.
"""

import pkgutil
from contextlib import suppress
from pathlib import Path

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from server.config import Settings
from server.db import JOB_STATEMENT_TIMEOUT_S, Database, libpq_url
from server.sentences import Trouble

HEARTBEAT_S = 5
STALLED_AFTER_S = 30
GRACE_S = 20
_TASKS = [f"server.jobs.{module.name}" for module in pkgutil.iter_modules([str(Path(__file__).parent)])]

jobs = App(connector=PsycopgConnector(), import_paths=_TASKS)


@jobs.periodic(cron="* * * * *")
@jobs.task(queueing_lock="retry-stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give back the jobs of workers that died.

    Unit: a worker counts as dead after 30 s without heartbeat. Source: ours.
    """
    del timestamp
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S):
        with suppress(ConnectorException):  # another worker gave it back in the same moment
            await manager.retry_job(job)


def work(settings: Settings, *, wait: bool = True) -> None:
    """Do jobs until a signal says to end, or, without waiting, until none is left.

    Unit: what runs when the signal comes has 20 s to finish.
    """
    if settings.database_url is None:
        raise Trouble("database.no-address")
    connector = PsycopgConnector(conninfo=libpq_url(settings.database_url), max_size=settings.job_concurrency + 3)
    database = Database.of(settings, statement_timeout_s=JOB_STATEMENT_TIMEOUT_S)
    with jobs.replace_connector(connector):
        jobs.run_worker(
            wait=wait,
            concurrency=settings.job_concurrency,
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=STALLED_AFTER_S,
            shutdown_graceful_timeout=GRACE_S,
            additional_context={"settings": settings, "database": database},
            delete_jobs="successful",
        )
    database.close()
