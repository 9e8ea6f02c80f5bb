import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from server import cluster, postgres
from server.cluster import Cluster
from server.sentences import Trouble


@pytest.fixture
def folder() -> Iterator[Path]:
    """Folder that PostgreSQL's account can reach; pytest's own are closed to it."""
    made = Path(tempfile.mkdtemp(prefix="wangge-cluster-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def private(folder: Path) -> Iterator[Cluster]:
    account = "postgres" if os.geteuid() == 0 else None
    made = Cluster(folder=folder / "pg", account=account, durable=False)
    yield made
    cluster.stop(made)


def test_two_starts_at_once_give_one_server_with_its_extensions(private: Cluster) -> None:
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(cluster.start, [private, private])
    assert first == second
    with psycopg.connect(first) as connection:
        rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
    assert {"postgis", "ltree", "pg_trgm", "btree_gist"} <= {name for (name,) in rows}


def test_what_was_written_survives_stop_and_start_and_a_kill(private: Cluster) -> None:
    with psycopg.connect(cluster.start(private)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    assert cluster.stop(private)
    assert not cluster.stop(private)
    cluster.start(private)
    pid = int((private.data / "postmaster.pid").read_text("utf-8").splitlines()[0])
    with psycopg.connect(cluster.url(private)) as connection:
        connection.execute("CHECKPOINT")
    os.kill(pid, signal.SIGKILL)
    with psycopg.connect(cluster.start(private)) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_first_start_that_was_interrupted_can_be_repeated(private: Cluster) -> None:
    half = private.folder / "data.unfinished"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n", "utf-8")
    cluster.start(private)
    assert cluster.is_running(private)
    assert not half.exists()


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    account = "postgres" if os.geteuid() == 0 else None
    deep = Cluster(folder=folder / ("x" * 130), account=account, durable=False)
    with psycopg.connect(cluster.start(deep)) as connection:
        assert connection.info.host.startswith(tempfile.gettempdir())
        socket = Path(connection.info.host)
    cluster.stop(deep)
    assert not socket.exists()


def test_others_on_the_machine_cannot_reach_it(private: Cluster) -> None:
    with psycopg.connect(cluster.start(private)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert Path(connection.info.host).stat().st_mode & 0o077 == 0
    assert private.folder.stat().st_mode & 0o077 == 0


def test_real_data_are_written_through_to_disk(folder: Path) -> None:
    said = postgres.configuration(folder, durable=True)
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert f"{name} = on" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another account")
def test_a_folder_closed_to_the_account_keeps_its_database_elsewhere(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    found = cluster.of(closed)
    assert not found.folder.is_relative_to(closed)
    try:
        cluster.start(found)
        closed.chmod(0o711)
        assert cluster.of(closed).folder == found.folder
    finally:
        cluster.stop(found)
        shutil.rmtree(found.folder)


def test_data_of_a_postgresql_that_is_not_installed_are_named(private: Cluster) -> None:
    private.data.mkdir(parents=True)
    (private.data / "PG_VERSION").write_text("9\n", "utf-8")
    with pytest.raises(Trouble) as refused:
        cluster.start(private)
    assert refused.value.key == "postgres.other-version"
    assert "postgresql-9-postgis-3" in str(refused.value)


def test_missing_postgis_is_named_before_anything_is_made(private: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_SHARES", ("/nowhere/{version}",))
    with pytest.raises(Trouble) as refused:
        cluster.start(private)
    assert refused.value.key == "postgres.no-postgis"
    assert not private.folder.exists()
