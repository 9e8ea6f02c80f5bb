"""Tries without an account: limited by address and time, one at a time, forgotten, and no address kept."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from grids.errors import Refusal
from server import people, throttle
from server.db import Database
from server.store.tables import PublicTry, SignInFailure
from server.store.tables.public_reports import Try
from server.throttle import DAY, HOUR, fingerprint

NOW = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
KEY = b"of this installation"
OWN = fingerprint(KEY, "198.51.100.7", NOW)


def test_an_address_is_refused_after_so_many_in_the_time_and_no_other_one_is(db: Database) -> None:
    with db.transaction() as session:
        for minutes in (50, 40):
            throttle.admit(session, OWN, Try.FORM, {HOUR: 2}, NOW - timedelta(minutes=minutes))
        with pytest.raises(Refusal, match="too-many-tries") as refused:
            throttle.admit(session, OWN, Try.FORM, {HOUR: 2, DAY: 9}, NOW)
        assert refused.value.facts["minutes"] == 60
        with pytest.raises(Refusal) as refused:
            throttle.admit(session, OWN, Try.FORM, {HOUR: 3, DAY: 2}, NOW)
        assert refused.value.facts["minutes"] == 24 * 60
        throttle.admit(session, OWN, Try.APPLICATION, {HOUR: 2}, NOW)
        throttle.admit(session, fingerprint(KEY, "198.51.100.8", NOW), Try.FORM, {HOUR: 2}, NOW)
        throttle.admit(session, OWN, Try.FORM, {HOUR: 2}, NOW + timedelta(minutes=11))


def test_the_key_of_an_address_is_of_one_day_and_of_one_installation() -> None:
    address = "198.51.100.7"
    others = {fingerprint(KEY, address, NOW + DAY), fingerprint(b"of another", address, NOW)}
    assert OWN not in others
    assert fingerprint(KEY, address, NOW + HOUR) == OWN
    assert address not in OWN


def test_two_at_once_from_an_address_take_turns(db: Database) -> None:
    held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
    with db.transaction() as session:
        before = session.scalar(held)
        throttle.check(session, OWN, Try.OPEN, {HOUR: 1}, NOW)
        assert session.scalar(held) == (before or 0) + 1


def test_tries_and_failures_that_limit_nobody_any_more_are_erased(db: Database) -> None:
    with db.transaction() as session:
        for hours in (1, 47, 49):
            throttle.note(session, OWN, Try.LOOK, NOW - timedelta(hours=hours))
            session.add(SignInFailure(key="x", at=NOW - timedelta(hours=hours)))
        session.add(SignInFailure(key="x", at=NOW - timedelta(minutes=5)))
        session.flush()
        throttle.forget(session, NOW)
        people.forget_failures(session, NOW)
        assert session.scalar(select(func.count()).select_from(PublicTry)) == 2
        assert session.scalar(select(func.count()).select_from(SignInFailure)) == 1
