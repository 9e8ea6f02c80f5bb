"""The feed skips nothing: transactions that overlap, commit late or roll back, cursors of other databases and times."""

import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server.db import Database
from server.store.tables import Enterprise, Installation
from tests.server.outboxes import at_once
from tests.server.stage import Stage


@contextmanager
def writing(database: Database, stage: Stage, unit: str = "A") -> Iterator[Session]:
    """Touch an enterprise in a transaction that ends when the caller says so."""
    with database.session() as session, session.begin():
        touch(session, stage, unit)
        yield session


def touch(session: Session, stage: Stage, unit: str = "A") -> None:
    row = session.scalars(select(Enterprise).where(Enterprise.id == stage.town.enterprises[unit])).one()
    row.note = uuid4().hex
    session.flush()


def changes(stage: Stage, cursor: str, who: str = "an", **query: Any) -> Any:
    answer = stage.get(who, "/api/v1/changes", cursor=cursor, **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def start(stage: Stage, who: str = "an") -> str:
    return str(stage.get(who, "/api/v1/pack").json["cursor"])


def pulse(stage: Stage, who: str = "an", tag: str | None = None) -> tuple[int, str]:
    answer = stage.client(who).get("/api/v1/pulse", headers={"If-None-Match": tag} if tag else {})
    return answer.status_code, str(answer.headers["ETag"])


def units_in(told: Any, stage: Stage) -> list[str]:
    letters = {str(id_): letter for letter, id_ in stage.town.enterprises.items()}
    return sorted(letters[e["id"]] for e in told["upserts"].get("enterprise", []))


def test_an_earlier_transaction_that_commits_last_is_not_passed_over(
    real_stage: Stage, committed_database: Database
) -> None:
    cursor = start(real_stage)
    with writing(committed_database, real_stage, "A"):
        with writing(committed_database, real_stage, "B"):
            pass
        told = changes(real_stage, cursor)
        assert units_in(told, real_stage) == []
        assert changes(real_stage, told["cursor"])["upserts"] == {}
    assert units_in(changes(real_stage, told["cursor"]), real_stage) == ["A", "B"]


def test_a_pack_taken_meanwhile_is_completed_by_its_first_delta(
    real_stage: Stage, committed_database: Database
) -> None:
    with writing(committed_database, real_stage, "A") as session:
        pack = real_stage.get("an", "/api/v1/pack").json
        assert [e["note"] for e in pack["enterprises"]] == ["", "", ""]
        session.scalars(select(Enterprise).where(Enterprise.id == real_stage.town.enterprises["A"])).one().note = "新"
    told = changes(real_stage, pack["cursor"])
    assert [e["note"] for e in told["upserts"]["enterprise"]] == ["新"]


def test_what_was_rolled_back_is_never_told(real_stage: Stage, committed_database: Database) -> None:
    cursor = start(real_stage)
    with pytest.raises(RuntimeError, match="changed my mind"), writing(committed_database, real_stage, "A"):
        raise RuntimeError("changed my mind")
    told = changes(real_stage, cursor)
    assert told["upserts"] == {}
    with writing(committed_database, real_stage, "B"):
        pass
    assert units_in(changes(real_stage, told["cursor"]), real_stage) == ["B"]


def test_writers_that_race_are_all_told_of_once_each(real_stage: Stage, committed_database: Database) -> None:
    """Eight writers commit in any order while a reader follows: every row of the feed, none twice."""
    cursor, ends = start(real_stage), threading.Event()

    def write(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a mix, no secret
        for _ in range(12):
            with committed_database.session() as session, session.begin():
                insert(session, real_stage, seed)
                session.execute(text("SELECT pg_sleep(:s)"), {"s": chance.random() / 50})
                if chance.random() < 0.15:
                    session.rollback()

    seen: list[str] = []

    def read() -> None:
        place, last = cursor, False
        while not last:
            last = ends.is_set()
            told = changes(real_stage, place, limit=7)
            while told["more"]:
                seen.extend(hazard["id"] for hazard in told["upserts"].get("hazard", []))
                place = told["cursor"]
                told = changes(real_stage, place, limit=7)
            seen.extend(hazard["id"] for hazard in told["upserts"].get("hazard", []))
            place = told["cursor"]

    reader = threading.Thread(target=read)
    reader.start()
    at_once([lambda seed=seed: write(seed) for seed in range(8)])
    ends.set()
    reader.join()
    with committed_database.session() as session:
        there = {str(id_) for id_ in session.scalars(text("SELECT id FROM hazard"))}
    assert len(there) > 50
    assert sorted(seen) == sorted(there)


def insert(session: Session, stage: Stage, seed: int) -> None:
    """Add a hazard by its row, for speed."""
    session.execute(
        text(
            "INSERT INTO hazard (id, ledger_no, enterprise_id, state, level, source, category, place, description, "
            "found_by, found_at, recorded_at, unit_id, town_id, district_id, city_id, supervision_class) "
            "SELECT :id, :no, e.id, 'reported', 'general', 'grid', 'S05', 'x', 'x', :by, now(), now(), e.unit_id, "
            "e.town_id, e.district_id, e.city_id, e.supervision_class FROM enterprise e WHERE e.id = :enterprise"
        ),
        {
            "id": uuid4(), "no": f"{seed}-{uuid4().hex}", "by": stage.people["wang"],
            "enterprise": stage.town.enterprises["A"],
        },
    )  # fmt: skip


def test_a_pulse_moves_with_the_next_request_after_a_commit(real_stage: Stage, committed_database: Database) -> None:
    _, tag = pulse(real_stage)
    assert pulse(real_stage, tag=tag)[0] == 304
    with writing(committed_database, real_stage, "A"):
        assert pulse(real_stage, tag=tag)[0] == 304
    status, after = pulse(real_stage, tag=tag)
    assert (status, after != tag) == (200, True)
    assert pulse(real_stage, tag=after)[0] == 304
    assert pulse(real_stage, "xi", tag=pulse(real_stage, "xi")[1])[0] == 304


@pytest.mark.parametrize("commits_first", [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]])
def test_a_pulse_moves_with_every_commit_in_whatever_order_they_come(
    real_stage: Stage, committed_database: Database, commits_first: list[int]
) -> None:
    """Also while another transaction, begun before them all, goes on writing."""
    with ExitStack() as longest, writing(committed_database, real_stage, "D"):
        open_ones = []
        for unit in ("A", "B", "C"):
            stack = longest.enter_context(ExitStack())
            stack.enter_context(writing(committed_database, real_stage, unit))
            open_ones.append(stack)
        _, tag = pulse(real_stage)
        for number in commits_first:
            open_ones[number].close()
            status, after = pulse(real_stage, tag=tag)
            assert status == 200, number
            assert pulse(real_stage, tag=after)[0] == 304
            tag = after


BROKEN = ("", "x", "x:y:z", "{epoch}:1", "{epoch}:-1:0", "{epoch}:0:-1", "{epoch}:99999999999999999999:0",
          "{epoch}:0:99999999999999999999", "{epoch}:1e3:0", ":::", "{epoch}:0:0; DROP TABLE hazard")  # fmt: skip


@pytest.mark.parametrize("cursor", BROKEN)
def test_a_broken_cursor_asks_for_a_new_pack(stage: Stage, cursor: str) -> None:
    epoch = start(stage).split(":")[0]
    answer = stage.get("an", "/api/v1/changes", cursor=cursor.format(epoch=epoch))
    assert (answer.status_code, answer.json["code"]) == (410, "cursor-gone")


def test_a_cursor_of_another_database_asks_for_a_new_pack(stage: Stage) -> None:
    cursor = start(stage)
    with stage.app.extensions["wangge.database"].transaction() as session:
        session.get_one(Installation, "epoch").value = str(uuid4())
    answer = stage.get("an", "/api/v1/changes", cursor=cursor)
    assert (answer.status_code, answer.json["code"]) == (410, "cursor-gone")
    assert changes(stage, start(stage))["upserts"] == {}


def test_a_cursor_of_a_database_that_was_put_back_asks_for_a_new_pack(stage: Stage) -> None:
    """The restored database counts its transactions anew; the phone's cursor lies in a future that never was."""
    epoch, xid, row = start(stage).rsplit(":", 2)
    answer = stage.get("an", "/api/v1/changes", cursor=f"{epoch}:{int(xid) + 1_000_000}:{row}")
    assert (answer.status_code, answer.json["code"]) == (410, "cursor-gone")


def test_a_cursor_of_somebody_elses_area_is_none(stage: Stage) -> None:
    answer = stage.get("xi", "/api/v1/changes", cursor=start(stage, "an"))
    assert (answer.status_code, answer.json["code"]) == (410, "cursor-gone")


@pytest.mark.parametrize("limit", [0, -1, 2001, "x"])
def test_a_limit_outside_its_bounds_is_refused_by_name(stage: Stage, limit: object) -> None:
    answer = stage.get("an", "/api/v1/changes", cursor=start(stage), limit=limit)
    assert (answer.status_code, answer.json["code"]) == (422, "bad-act")
    assert "limit" in answer.json["detail"]
