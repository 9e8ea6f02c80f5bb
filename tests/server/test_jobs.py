import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from server.config import Settings
from server.db import Database
from server.jobs.app import work
from server.queue import enqueue

ROOT = Path(__file__).parents[2]
COUNT = sqlalchemy.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notices.send'")
JOBS = sqlalchemy.text("SELECT id FROM procrastinate_jobs")
DIED_IN_HAND = sqlalchemy.text(
    "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
    " VALUES (now() - interval '1 minute') RETURNING id)"
    " UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead"
)
WORKER = [sys.executable, "-m", "server.cli", "worker"]


def jobs(database: Database) -> int:
    with database.session() as session:
        return int(session.scalar(COUNT) or 0)


def test_a_job_exists_when_its_transaction_is_committed(committed_database: Database) -> None:
    with committed_database.transaction() as session:
        enqueue(session, "notices.send", lock="notice-1", notice=1)
        assert jobs(committed_database) == 0
    assert jobs(committed_database) == 1


def test_a_job_does_not_exist_when_its_transaction_is_rolled_back(committed_database: Database) -> None:
    with committed_database.session() as session, session.begin() as transaction:
        enqueue(session, "notices.send", notice=1)
        transaction.rollback()
    assert jobs(committed_database) == 0


def waiting(database: Database) -> set[int]:
    """Return the jobs that are there; those that were done are deleted."""
    with database.session() as session:
        return set(session.scalars(JOBS))


@pytest.fixture
def environ(committed_database: Database, tmp_path: Path) -> dict[str, str]:
    url = committed_database.engine.url.render_as_string(hide_password=False)
    chosen = {"WANGGE_DATABASE_URL": url, "WANGGE_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    return {**os.environ, **chosen}


@pytest.fixture
def worker(environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(WORKER, env=environ)
    yield child
    child.kill()
    child.wait()


def test_a_worker_shows_life_and_ends_when_told(worker: subprocess.Popen[bytes], environ: dict[str, str]) -> None:
    ask = [*WORKER, "--is-alive"]
    deadline = time.monotonic() + 120
    while subprocess.call(ask, env=environ) != 0:
        assert time.monotonic() < deadline, "no heartbeat within two minutes"
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=60) == 0
    assert subprocess.call(ask, env=environ) == 1


def test_a_job_whose_worker_died_is_given_back_and_done(committed_database: Database) -> None:
    with committed_database.transaction() as session:
        enqueue(session, "server.jobs.app.retry_stalled", timestamp=0)
        session.execute(DIED_IN_HAND)
    settings = Settings(database_url=committed_database.engine.url.render_as_string(hide_password=False))
    with committed_database.transaction() as session:
        enqueue(session, "server.jobs.app.retry_stalled", timestamp=0)
    given = waiting(committed_database)
    assert len(given) == 2
    for _ in range(2):  # a worker that does not wait may end before it sees what was just given back
        work(settings, wait=False)
    assert not given & waiting(committed_database)  # the calendar may have added its own meanwhile
