"""Reads from a streaming replica: as fresh as the primary, and the primary where the replica is not."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from gis import straight
from gis.tiles import LAYERS
from grids.permissions import Scope
from server import cluster, migrate, postgres
from server.api import context
from server.application import create_app
from server.cluster import Cluster
from server.config import Settings
from server.db import Database
from server.reading import Reading
from server.reads import map_head
from server.reads.map_head import Past
from server.reads.stamps import Proof, StaleError
from tests import people, town
from tests.server.stage import Stage

ACCOUNT = "postgres" if os.geteuid() == 0 else None
NOTE = text("UPDATE enterprise SET note = :note WHERE id = :id")
PAUSE, RESUME = "SELECT pg_wal_replay_pause()", "SELECT pg_wal_replay_resume()"


@dataclass
class Pair:
    """A primary and its replica."""

    primary: Database
    replica_url: str
    first: Cluster
    standby: Cluster
    stage: Stage
    settings: Settings

    def reading(self, **chosen: Any) -> Reading:
        return Reading(primary=self.primary.reader(), replica=self.primary.reader(self.replica_url), **chosen)

    def on_replica(self, sql: str) -> None:
        with psycopg.connect(self.replica_url, autocommit=True) as connection:
            connection.execute(sql)

    def write(self, note: str) -> None:
        with self.primary.transaction() as session:
            session.execute(NOTE, {"note": note, "id": self.stage.town.enterprises["A"]})


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """Two private servers on this machine: the second is a base backup of the first that follows it."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-replica-"))
    folder.chmod(0o711)
    first = Cluster(folder=folder / "first", account=ACCOUNT)
    second = Cluster(folder=folder / "second", account=ACCOUNT, durable=False)
    try:
        url = cluster.start(first)
        migrate.upgrade(url)
        replica_url = follow(first, second)
        primary = Database.at(url)
        settings = Settings(data_dir=folder, demo_password="不用于真实环境-1", read_database_url=replica_url)
        app = create_app(settings, primary)
        app.testing = True
        with primary.transaction() as session:
            drawn = town.build(session)
            ids = people.settle(session, drawn)
        yield Pair(primary, replica_url, first, second, Stage(app=app, town=drawn, people=ids), settings)
        primary.close()
    finally:
        cluster.stop(second)
        cluster.stop(first)
        shutil.rmtree(folder)


def follow(first: Cluster, second: Cluster) -> str:
    """Copy a running server and let the copy follow it, as an operator would."""
    second.folder.mkdir(mode=0o700)
    if ACCOUNT:
        shutil.chown(second.folder, ACCOUNT)
    programs = postgres.find(first.data)
    where = make_url(cluster.url(first)).query["host"]
    run(programs / "pg_basebackup", "-R", "-X", "stream", "-c", "fast", "-h", where, "-U", "wangge", "-D", second.data)
    start(second)
    return cluster.url(second)


def start(second: Cluster) -> None:
    socket = second.folder / "socket"
    socket.mkdir(mode=0o700, exist_ok=True)
    if ACCOUNT:
        shutil.chown(socket, ACCOUNT)
    options = f"-c unix_socket_directories={socket} -c listen_addresses= -c hot_standby=on"
    log = second.folder / "start.log"
    run(postgres.find(second.data) / "pg_ctl", "-D", second.data, "-w", "-l", log, "-o", options, "start")


def run(*command: object) -> None:
    groups: list[int] | None = [] if ACCOUNT else None
    done = subprocess.run([str(word) for word in command], check=False, cwd="/", user=ACCOUNT, extra_groups=groups)
    assert done.returncode == 0


@contextmanager
def held_back(pair: Pair) -> Iterator[None]:
    """Let the replica fall behind."""
    pair.on_replica(PAUSE)
    try:
        yield
    finally:
        pair.on_replica(RESUME)


def note(reading: Reading, pair: Pair) -> tuple[bool, str]:
    chosen = reading.choose()
    with chosen.session() as session:
        asked = text("SELECT pg_is_in_recovery(), note FROM enterprise WHERE id = :id")
        found = session.execute(asked, {"id": pair.stage.town.enterprises["A"]}).one()
    return bool(found[0]), str(found[1])


def test_every_read_after_a_write_comes_from_the_replica_and_shows_it(pair: Pair) -> None:
    reading = pair.reading(patience_s=10)
    for turn in range(50):
        pair.write(f"第{turn}次")
        assert note(reading, pair) == (True, f"第{turn}次")


def test_a_replica_that_lags_is_left_alone_and_asked_again_when_it_caught_up(pair: Pair) -> None:
    now = [0.0]
    reading = pair.reading(patience_s=0, clock=lambda: now[0])
    with held_back(pair):
        pair.write("新")
        assert note(reading, pair) == (False, "新")
        assert reading.state().startswith("behind")
    pair.write("更新")
    assert note(reading, pair) == (False, "更新")
    now[0] = 10.0
    reading.patience_s = 1e9
    assert note(reading, pair) == (True, "更新")


def test_a_list_and_a_tile_of_the_writer_show_the_write_and_their_version_is_of_the_same_database(pair: Pair) -> None:
    stage = pair.stage
    before = stage.get("an", "/tiles/enterprise/14/13651/6665.mvt").headers["ETag"]
    visit = "aaaaaaaa-0000-4000-8000-00000000000a"
    stage.does("wang", "start-visit", visit=visit, enterprise=str(stage.town.enterprises["A"]),
               started_at="2026-11-20T01:00:00Z")  # fmt: skip
    hazard = stage.hazard("wang", "A")
    assert hazard in {item["id"] for item in stage.get("an", "/api/v1/hazards").json["items"]}
    until = time.monotonic() + 30
    while (heat := stage.get("an", "/api/v1/heat").json)["counted_in"] == "database" and time.monotonic() < until:
        time.sleep(0.05)  # the columns are built beside the first answer
    with pair.primary.session() as session:
        here = "SELECT count(*) FROM enterprise WHERE town_id = :town AND point IS NOT NULL"
        wanted = session.scalar(text(here), {"town": stage.town.towns["湖东镇"]})
    assert (heat["counted_in"], heat["total"]["enterprises"]) == ("columns", wanted)
    with held_back(pair):
        pair.write("滞后")
        lagging = stage.get("an", "/tiles/enterprise/14/13651/6665.mvt").headers["ETag"]
    assert len({before, lagging}) == 2


def test_health_names_the_replica_and_stays_well_without_it(pair: Pair) -> None:
    pair.stage.app.extensions["wangge.reading"].patience_s = 10
    assert pair.stage.get("nobody", "/healthz").json["replica"] == "ok"
    away = Reading(primary=pair.primary.reader(), replica=pair.primary.reader("postgresql://x@127.0.0.1:1/none"))
    assert away.state() == "unreachable"
    assert away.choose() is away.primary


def test_a_primary_is_no_replica_and_is_not_taken_for_one(pair: Pair) -> None:
    """As after the replica was promoted: it goes its own way from then on."""
    reading = Reading(primary=pair.primary.reader(), replica=pair.primary.reader())
    assert reading.state() == "not a replica"
    assert reading.choose() is reading.primary


def test_its_moments_have_no_name_so_that_every_tile_looks_again(pair: Pair) -> None:
    told = map_head.binds(LAYERS["hazard"], Scope(), [], [1])
    here = "SELECT pg_is_in_recovery(), CAST(pg_current_snapshot() AS text)"
    with pair.primary.reader(pair.replica_url).bare() as connection:
        ((is_replica, moment),) = straight.rows(connection, here, {})
        look = map_head.Look(connection, told, Proof(token_sha256="x", stamp=""), Past(moment=moment, version="x"))
        assert is_replica
        with pytest.raises(StaleError):  # nobody signed in with that: it was looked up
            look.alone()


def test_a_read_that_the_replica_breaks_off_is_answered_by_the_primary(pair: Pair) -> None:
    """The replica goes away between two requests; its pooled connections are dead, and nobody notices."""
    stage = pair.stage
    reads = stage.app.extensions["wangge.reading"]
    reads.patience_s, reads.clock = 10, lambda: time.monotonic() + 1e6
    assert reads.state() == "ok"
    assert reads.choose() is reads.replica
    with pair.primary.session() as session:
        wanted = session.scalar(text("SELECT count(*) FROM hazard"))
    run(postgres.find(pair.standby.data) / "pg_ctl", "-D", pair.standby.data, "-m", "immediate", "stop")
    try:
        answer = stage.get("an", "/api/v1/hazards")
        assert answer.status_code == 200
        assert answer.json["total"] == wanted
    finally:
        start(pair.standby)


def test_a_query_that_fails_in_the_middle_is_asked_of_the_primary_but_a_fault_there_is_told(pair: Pair) -> None:
    app = create_app(pair.settings, pair.primary)
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    tried = []

    def half() -> str:
        with context.reading().session() as session:
            tried.append(session.scalar(text("SELECT pg_is_in_recovery()")))
            session.execute(text("SET LOCAL statement_timeout = 1") if tried[-1] else text("SELECT 1"))
            session.execute(text("SELECT pg_sleep(0.2)"))
        return "whole"

    app.add_url_rule("/half", view_func=half)
    reads = app.extensions["wangge.reading"]
    reads.patience_s = 10
    assert app.test_client().get("/half").text == "whole"
    assert tried == [True, False]


def test_a_primary_that_confirms_before_it_writes_is_read_itself(pair: Pair) -> None:
    reading = pair.reading()
    with psycopg.connect(cluster.url(pair.first), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")
        while connection.execute("SHOW synchronous_commit").fetchone() != ("off",):
            time.sleep(0.01)
        try:
            assert reading.state() == "primary confirms too early"
            assert reading.choose() is reading.primary
        finally:
            connection.execute("ALTER SYSTEM RESET synchronous_commit")
            connection.execute("SELECT pg_reload_conf()")


def test_without_a_replica_nothing_waits(pair: Pair) -> None:
    alone = replace(pair.settings, read_database_url=None)
    reading = Reading.of(alone, pair.primary)
    assert reading.state() == "none"
    assert reading.choose() is reading.primary
