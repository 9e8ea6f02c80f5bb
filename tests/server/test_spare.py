"""Connections taken like from a list: never two users at once, never one that is gone, old or not as it was."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import DataError, OperationalError

from gis import straight
from server import spare
from server.db import Database
from server.spare import Spare


@pytest.fixture
def waiting(worker_url: str) -> Iterator[Spare]:
    database = Database.at(worker_url, pool_size=1, reads_only=True)
    made = Spare(engine=database.engine, most=2)
    yield made
    made.close()
    database.close()


def _pid(connection: psycopg.Connection[Any]) -> int:
    return int(straight.rows(connection, "SELECT pg_backend_pid()", {})[0][0])


def _end(pid: int, worker_url: str) -> None:
    with psycopg.connect(worker_url.replace("+psycopg", ""), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_the_one_given_back_is_taken_again_and_two_takers_have_two(waiting: Spare) -> None:
    one = waiting.take()
    two = waiting.take()
    assert _pid(one.inner) != _pid(two.inner)
    waiting.give(one)
    again = waiting.take()
    assert again is one
    for each in (again, two):
        waiting.give(each)


def test_no_more_wait_than_may_and_the_rest_are_closed(waiting: Spare) -> None:
    taken = [waiting.take() for _ in range(3)]
    for each in taken:
        waiting.give(each)
    assert [each.inner.closed for each in taken] == [False, False, True]


def test_one_that_died_while_it_rested_is_replaced(
    waiting: Spare, worker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = waiting.take()
    pid = _pid(one.inner)
    waiting.give(one)
    _end(pid, worker_url)
    monkeypatch.setattr(spare, "_RESTED_S", 0.0)
    another = waiting.take()
    assert _pid(another.inner) != pid
    waiting.give(another)


def test_one_that_broke_in_use_or_is_old_does_not_come_back(
    waiting: Spare, worker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = waiting.take()
    _end(_pid(one.inner), worker_url)
    with pytest.raises(psycopg.Error):
        _pid(one.inner)
    waiting.give(one)
    two = waiting.take()
    assert two is not one
    monkeypatch.setattr(spare, "_RECYCLE_S", 0)
    waiting.give(two)
    assert two.inner.closed


def test_what_nobody_took_for_a_minute_is_closed_by_who_comes_next(
    waiting: Spare, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = waiting.take(), waiting.take()
    waiting.give(one)
    monkeypatch.setattr(spare, "_FORGOTTEN_S", 0.0)
    waiting.give(two)
    assert one.inner.closed
    assert waiting.take() is two
    waiting.give(two)


def test_who_reads_through_one_can_only_read(worker_url: str) -> None:
    database = Database.at(worker_url, pool_size=1, reads_only=True)
    with database.bare() as connection:
        assert straight.rows(connection, "SELECT current_user::text", {}) == [("wangge_reader",)]
        with pytest.raises(psycopg.Error):
            straight.rows(connection, "CREATE TABLE mine (n int)", {})
    database.close()


def test_one_that_failed_takes_those_that_wait_with_it_and_a_question_too_long_does_not(worker_url: str) -> None:
    database = Database.at(worker_url, pool_size=2, reads_only=True, statement_timeout_s=1)

    def pid(statement: str = "SELECT 1") -> int:
        with database.bare() as connection:
            own = _pid(connection)
            straight.rows(connection, statement, {})
        return own

    first = pid()
    with pytest.raises(OperationalError):
        pid("SELECT pg_sleep(5)")
    with pytest.raises(DataError):
        pid("SELECT 'x'::text::int")
    assert pid() == first
    _end(first, worker_url)
    with pytest.raises(OperationalError):
        pid()
    assert pid() != first
    database.close()
