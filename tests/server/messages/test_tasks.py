"""The tasks as the worker runs them: found by name, given settings and database, done and gone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server.config import Settings
from server.db import Database
from server.jobs.app import jobs, work
from server.queue import enqueue
from server.store.tables import InboxMessage, Installation
from tests.server import samples
from tests.server.messages.test_messages import act

FAILED = text("SELECT task_name FROM procrastinate_jobs WHERE attempts > 0")  # those that were done are gone


@pytest.fixture
def here(committed_database: Database, tmp_path: Path) -> Settings:
    url = committed_database.engine.url.render_as_string(hide_password=False)
    return Settings(database_url=url, data_dir=tmp_path, public_url="https://grid.example.cn")


def failed(session: Session) -> list[str]:
    return list(session.scalars(FAILED))


def test_an_issued_notice_is_told_and_typeset_by_the_worker(committed_database: Database, here: Settings) -> None:
    with committed_database.transaction() as session:
        where = samples.town(session)
        notice = samples.notice(session, where, [samples.hazard(session, where, 1)])
        notice.issued_at = datetime.now(UTC)  # the round of the day may run beside this and finds nothing overdue
        done = act(session, "issue-notice", where.people["officer"], notice=str(notice.id))
        enqueue(session, "tell_of_act", act_id=str(done.id))
    for _ in range(2):  # the first round leaves the paper and the channel to the second
        work(here, wait=False)
    with committed_database.session() as session:
        assert failed(session) == []
        assert list(session.scalars(select(InboxMessage.event))) == ["notice-issued"]
    papers = list((here.data_dir / "cache" / "papers").glob("*.pdf"))
    assert len(papers) == 1
    assert papers[0].read_bytes().startswith(b"%PDF")


def test_the_rounds_of_the_night_are_done_by_the_worker(committed_database: Database, here: Settings) -> None:
    with committed_database.transaction() as session:
        samples.town(session)
        session.add(Installation(key="escalated_until", value="2020-01-01"))
        for task in ("go_round", "sweep_photos", "sweep_papers"):
            enqueue(session, task, timestamp=0)
    work(here, wait=False)
    with committed_database.session() as session:
        assert failed(session) == []
        assert session.get_one(Installation, "escalated_until").value > "2026-01-01"


def test_what_is_done_by_the_clock_is_registered() -> None:
    jobs.perform_import_paths()  # type: ignore[no-untyped-call]
    by_clock = {each.task.name for each in jobs.periodic_registry.periodic_tasks.values()}
    assert {"go_round", "sweep_photos", "sweep_papers"} <= by_clock
