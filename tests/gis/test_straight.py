"""Statements through libpq itself give what psycopg's cursor gives, and fail as it fails."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import QueryCanceled, UndefinedTable

from gis import straight
from server.db import libpq_url

_DAY, _NOON, _ID = date(2026, 3, 1), datetime(2026, 3, 1, 12, tzinfo=UTC), UUID(int=7)
_ASKED = {
    "small": 5, "big": 2**40, "share": 0.25, "none": None, "words": "半数 50% 'so'", "day": _DAY, "noon": _NOON,
    "id": _ID, "numbers": [1, 70_000], "names": ["甲", 'a "b", {c}'], "yes": True, "raw": b"\x00\xff",
}  # fmt: skip
_ALL = """
SELECT %(small)s::int + %(small)s::int AS twice, %(big)s::bigint, %(share)s::float8, %(none)s::text, %(words)s::text,
  %(day)s::date, %(noon)s::timestamptz, %(id)s::uuid, %(numbers)s::int[], %(names)s::text[], %(yes)s::boolean,
  %(raw)s::bytea, 7 %% 4
"""


@pytest.fixture
def connection(worker_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(libpq_url(worker_url), autocommit=True) as opened:
        opened.execute("SET TimeZone TO 'UTC'")
        straight.claim(opened)
        yield opened


def test_rows_are_those_of_the_cursor(connection: psycopg.Connection[Any]) -> None:
    wanted = connection.execute(_ALL, _ASKED, binary=True).fetchall()
    assert straight.rows(connection, _ALL, _ASKED) == wanted
    assert straight.rows(connection, _ALL, {**_ASKED, "words": "另", "unused": 1})[0][4] == "另"
    assert straight.rows(connection, "SELECT n FROM generate_series(1, %(n)s) n", {"n": 3}) == [(1,), (2,), (3,)]
    assert straight.rows(connection, "SELECT 1 WHERE %(n)s = 0", {"n": 3}) == []


def test_a_statement_is_prepared_once_and_again_for_values_of_other_types(connection: psycopg.Connection[Any]) -> None:
    for n in (1, 2, 3, 2**40):
        assert straight.rows(connection, "SELECT %(n)s + 1", {"n": n}) == [(n + 1,)]
    prepared = connection.execute("SELECT statement FROM pg_prepared_statements WHERE name ~ '^wangge_'").fetchall()
    assert prepared == [("SELECT $1 + 1",), ("SELECT $1 + 1",)]


def test_a_connection_keeps_a_hundred_and_lets_go_of_the_one_not_asked_longest(
    connection: psycopg.Connection[Any],
) -> None:
    first = "SELECT 'first', %(n)s::int"
    straight.rows(connection, first, {"n": 1})
    straight.rows(connection, "SELECT 'second', %(n)s::int", {"n": 1})
    for number in range(98):
        straight.rows(connection, f"SELECT {number}, %(n)s::int", {"n": 1})
    straight.rows(connection, first, {"n": 1})
    straight.rows(connection, "SELECT 'one more', %(n)s::int", {"n": 1})
    kept = {row[0] for row in connection.execute("SELECT statement FROM pg_prepared_statements WHERE name ~ 'wangge'")}
    assert len(kept) == 100
    assert "SELECT 'first', $1::int" in kept
    assert "SELECT 'second', $1::int" not in kept
    assert straight.rows(connection, "SELECT 'second', %(n)s::int", {"n": 2}) == [("second", 2)]


def test_faults_are_those_of_the_cursor_and_the_connection_goes_on(connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(UndefinedTable, match="no_such"):
        straight.rows(connection, "SELECT * FROM no_such", {})
    with pytest.raises(psycopg.DataError):
        straight.rows(connection, "SELECT %(words)s::text::int", {"words": "x"})
    connection.execute("SET statement_timeout TO '20ms'")
    with pytest.raises(QueryCanceled):
        straight.rows(connection, "SELECT pg_sleep(%(s)s)", {"s": 5})
    assert straight.rows(connection, "SELECT 1", {}) == [(1,)]


def test_a_connection_that_is_not_claimed_is_asked_by_the_cursor_in_its_transaction(worker_url: str) -> None:
    with psycopg.connect(libpq_url(worker_url)) as shared:
        shared.execute("CREATE TEMP TABLE seen (n int PRIMARY KEY)")
        shared.execute("INSERT INTO seen VALUES (1)")
        assert straight.rows(shared, "SELECT n FROM seen WHERE n = %(n)s", {"n": 1}) == [(1,)]
        shared.rollback()
        with pytest.raises(UndefinedTable):
            straight.rows(shared, "SELECT n FROM seen WHERE n = %(n)s", {"n": 1})


def test_a_lost_connection_is_an_error_of_the_driver(connection: psycopg.Connection[Any], worker_url: str) -> None:
    straight.rows(connection, "SELECT 1", {})
    with psycopg.connect(libpq_url(worker_url), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):  # what a replica that went away is known by
        straight.rows(connection, "SELECT 1", {})
    assert connection.broken
