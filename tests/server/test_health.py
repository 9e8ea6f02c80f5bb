from datetime import UTC, datetime, timedelta

import sqlalchemy

from server import health
from server.db import Database

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def heartbeat(db: Database, at: datetime) -> None:
    with db.transaction() as session:
        session.execute(
            sqlalchemy.text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (:at)"),
            {"at": at},
        )


def test_without_worker_it_is_not_well_and_says_why(db: Database) -> None:
    found = health.check(db, AT)
    assert (found.database, found.migrations, found.worker) == ("ok", "ok", "none")
    assert not found.well


def test_with_a_worker_that_lately_showed_life_all_is_well(db: Database) -> None:
    heartbeat(db, AT - timedelta(seconds=29))
    assert health.check(db, AT).well


def test_a_worker_that_went_silent_is_named_with_the_moment(db: Database) -> None:
    heartbeat(db, AT - timedelta(seconds=31))
    assert health.check(db, AT).worker == "silent since 2026-11-22T03:59:29+00:00"


def test_migrations_still_to_come_are_named(db: Database) -> None:
    with db.transaction() as session:
        session.execute(sqlalchemy.text("DELETE FROM alembic_version"))
    found = health.check(db, AT)
    assert found.migrations.startswith("pending ")
    assert not found.well


def test_a_database_out_of_reach_is_no_exception() -> None:
    found = health.check(Database.at("postgresql://nobody@127.0.0.1:1/none"), AT)
    assert found.database == "unreachable"
    assert not found.well


def test_the_live_stream_and_the_replica_are_told_and_make_nothing_unwell(db: Database) -> None:
    heartbeat(db, AT)
    found = health.check(db, AT)
    assert (found.live, found.replica, found.well) == ("absent", "none", True)
