"""Two transactions that cross: the database breaks one off, which is begun anew, so that nobody is told of it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from server.acts import door
from server.db import Database
from tests.server.stage import Stage

_LOCK = text("SELECT pg_advisory_xact_lock(:n)")
_ADD = text("INSERT INTO map_version (area, layer, supervision_class) VALUES (:n, 'hazard', 'other')")


def test_both_are_done_and_once(committed_database: Database) -> None:
    tries: Counter[int] = Counter()
    met = Barrier(2, timeout=30)

    def cross(own: int, others: int) -> int:
        def work(session: Session) -> int:
            tries[own] += 1
            session.execute(_ADD, {"n": own})
            session.execute(_LOCK, {"n": own})
            if tries[own] == 1:
                met.wait()
            session.execute(_LOCK, {"n": others})
            return own

        return committed_database.retried(work)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(cross, (901, 902), (902, 901))) == [901, 902]
    assert sum(tries.values()) == 3
    with committed_database.session() as session:
        assert session.scalar(text("SELECT count(*) FROM map_version WHERE area IN (901, 902)")) == 2


@pytest.mark.parametrize(("cause", "tries"), [(DeadlockDetected(), 3), (LockNotAvailable(), 1)])
def test_what_can_not_be_done_is_not_tried_for_ever(db: Database, cause: Exception, tries: int) -> None:
    seen = []

    def work(_session: Session) -> None:
        seen.append(1)
        raise OperationalError("x", {}, cause)

    with pytest.raises(OperationalError):
        db.retried(work)
    assert len(seen) == tries


def test_an_act_that_was_broken_off_is_applied(real_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = real_stage
    done, tries = door.act, []

    def broken_off_at_first(session: Session, *given: Any) -> door.Verdict:
        verdict = done(session, *given)
        tries.append(verdict.status)
        if len(tries) == 1:
            raise OperationalError("x", {}, DeadlockDetected())
        return verdict

    monkeypatch.setattr(door, "act", broken_off_at_first)
    visit = "aaaaaaaa-0000-4000-8000-00000000000b"
    stage.does("wang", "start-visit", visit=visit, enterprise=str(stage.town.enterprises["A"]),
               started_at="2026-11-20T01:00:00Z")  # fmt: skip
    assert tries == ["applied", "applied"]
    database: Database = stage.app.extensions["wangge.database"]
    with database.session() as session:
        assert session.scalar(text("SELECT count(*) FROM visit WHERE id = :v"), {"v": visit}) == 1
