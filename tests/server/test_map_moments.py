"""A look is spared only while nothing at all was committed since the last one, and never where that can't be known."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis import straight, tiles
from gis.tiles import LAYERS
from grids.permissions import Scope
from server.api import context, memory
from server.db import Database, driver
from server.reads import map_head
from server.reads import scope as bind
from server.reads.map_head import Look, Past
from server.reads.stamps import Proof, StaleError
from tests.server.stage import Stage
from tests.server.test_tile_lane import long, path, seen, short

AREA = 7
HEAD = tiles.bound(bind.statement("map_head"))
_ADD = text("INSERT INTO map_version (area, layer, supervision_class) VALUES (7, 'hazard', 'other')")
_ANYTHING = text("UPDATE installation SET value = value WHERE key = 'epoch'")
NOBODY = Proof(token_sha256="nobody", stamp="never")


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be forgotten while a slow machine is at it."""
    monkeypatch.setattr(memory, "_REMEMBERED_S", 600)


def at_one_moment(database: Database) -> Session:
    """Open a session whose statements all see one moment, whoever else commits."""
    session = database.session()
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session


def head(session: Session, known: str = "") -> tuple[Any, ...]:
    told = map_head.binds(LAYERS["hazard"], Scope(), [], [AREA])
    with driver(session) as connection:
        (row,) = straight.rows(connection, HEAD, {**told, "token": "nobody", "known": known})
    return row


def look(session: Session, past: Past | None) -> Look:
    told = map_head.binds(LAYERS["hazard"], Scope(), [], [AREA])
    with driver(session) as connection:
        return Look(connection, told, NOBODY, past)


def test_at_the_same_moment_nothing_is_looked_up(committed_database: Database) -> None:
    with at_one_moment(committed_database) as session:
        moment, _, version = head(session)
        assert moment
        assert version
        assert head(session, moment) == (moment, None, None)
        again = look(session, Past(moment=moment, version=version))
        assert again.alone() == version
        assert again.found == Past(moment=moment, version=version)


@pytest.mark.parametrize("write", [_ADD, _ANYTHING])
def test_any_commit_is_another_moment(committed_database: Database, write: Any) -> None:
    with committed_database.session() as session:
        moment, _, before = head(session)
        session.rollback()
        with committed_database.transaction() as other:
            other.execute(write)
        now, _, version = head(session, moment)
        assert now != moment
        assert (version != before) is (write is _ADD)


def test_a_commit_of_what_was_under_way_is_another_moment(committed_database: Database) -> None:
    with committed_database.session() as slow, committed_database.session() as session:
        slow.execute(_ADD)
        with committed_database.transaction() as quick:
            quick.execute(_ANYTHING)
        moment, _, before = head(session)
        session.rollback()
        slow.commit()
        now, _, version = head(session, moment)
        assert now != moment
        assert version != before


def test_who_writes_itself_has_no_moment(committed_database: Database) -> None:
    with at_one_moment(committed_database) as session:
        moment, _, before = head(session)
        session.execute(_ADD)
        now, _, version = head(session, moment)
        assert now is None
        assert version != before
        with pytest.raises(StaleError):
            look(session, Past(moment=moment, version=before)).alone()


def test_a_map_is_told_of_every_commit(real_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = real_stage
    stage.client("wang").get(path("hazard"))
    before = short(stage, monkeypatch, "wang", path("hazard"))
    unchanged = short(stage, monkeypatch, "wang", path("hazard"), headers={"If-None-Match": before.headers["ETag"]})
    stage.hazard("wang")
    after = short(stage, monkeypatch, "wang", path("hazard"), headers={"If-None-Match": before.headers["ETag"]})
    assert (before.status_code, unchanged.status_code, after.status_code) == (200, 304, 200)
    assert after.get_data() != before.get_data()


@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_spared_changes_no_answer(real_stage: Stage, monkeypatch: pytest.MonkeyPatch, layer: str) -> None:
    stage = real_stage
    spared: list[bool] = []

    class Watched(Look):
        def _take(self, moment: str | None, stamp: str | None, version: str | None) -> None:
            super()._take(moment, stamp, version)
            spared.append(version is None)

    monkeypatch.setattr(map_head, "Look", Watched)
    stage.hazard("wang")
    for query in ({}, {"v": "7"}, {"state": "open"}, {"category": "S05"}):
        wanted = long(stage, "xu", path(layer), query_string=query)
        for _ in range(200):  # others commit to databases of the same server meanwhile
            found = short(stage, monkeypatch, "xu", path(layer), query_string=query)
            assert seen(found) == seen(wanted)
            assert found.headers["ETag"] == wanted.headers["ETag"]
            if spared[-1]:
                break
        assert spared[-1]
        again = short(stage, monkeypatch, "xu", path(layer), headers={"If-None-Match": wanted.headers["ETag"]})
        assert again.status_code == 304


def test_a_right_taken_away_holds_for_the_next_tile(real_stage: Stage) -> None:
    stage = real_stage
    stage.hazard("wang")
    for _ in range(3):
        assert stage.client("wang").get(path("hazard")).get_data()
    database: Database = stage.app.extensions["wangge.database"]
    with database.transaction() as session:
        session.execute(text("DELETE FROM person_grant WHERE person_id = :p"), {"p": stage.people["wang"]})
    assert not stage.client("wang").get(path("hazard")).get_data()
    with database.transaction() as session:
        session.execute(text("DELETE FROM sign_in_session WHERE person_id = :p"), {"p": stage.people["wang"]})
    assert stage.client("wang").get(path("hazard")).status_code == 401


def test_what_was_looked_up_for_a_sign_in_ends_with_it(real_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = real_stage
    given: list[Past | None] = []

    class Watched(Look):
        def __init__(self, connection: Any, told: Any, proof: Proof, past: Past | None = None) -> None:
            given.append(past)
            super().__init__(connection, told, proof, past)

    monkeypatch.setattr(map_head, "Look", Watched)
    stage.client("xu").get(path("hazard"))
    short(stage, monkeypatch, "xu", path("hazard"))
    short(stage, monkeypatch, "xu", path("hazard"))
    monkeypatch.setattr(context, "now", lambda: datetime.now(UTC) + timedelta(days=400))
    short(stage, monkeypatch, "xu", path("hazard"))
    first, second, late = given
    assert first is None
    assert second is not None
    assert late is None
