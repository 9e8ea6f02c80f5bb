"""The throw-away PostgreSQL of a test run, its migrated template and copies of it."""

import functools
import hashlib
import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from server import cluster
from server.config import Settings

ROOT = Path(__file__).parents[1]
_FOLDER = "PYTEST_WANGGE_FOLDER"
_PREFIX = "wangge-test-"
_FILE_COPY_SINCE = 150000
_LOCK = 8460
_PG = "pg"
"""A server for each worker: the feed reads below the oldest transaction of a whole server, and no test may wait for
those of another worker."""


def announce() -> None:
    """Name the folder of this run's server, for this process and its xdist workers."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    folder.chmod(0o711)
    (folder / "owner").write_text(str(os.getpid()), "utf-8")
    os.environ[_FOLDER] = str(folder)


def run_folder() -> Path:
    """Return this run's folder, which PostgreSQL's account can reach and all workers share; it goes at the end."""
    return Path(os.environ[_FOLDER])


def clear() -> None:
    """Stop this run's server and remove its folder."""
    _remove(Path(os.environ.pop(_FOLDER)))


def sweep() -> None:
    """Clear what earlier runs left behind when they were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder / "owner"
        if owner.exists() and not Path("/proc", owner.read_text("utf-8")).exists():
            _remove(folder)


@contextmanager
def copy(name: str, of: str | None = None) -> Iterator[str]:
    """Copy the migrated template, or another database that nobody is connected to, and drop the copy afterwards."""
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        template = of or _template(connection)
        strategy = ""
        if connection.info.server_version >= _FILE_COPY_SINCE:
            strategy = " STRATEGY file_copy"
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}" + strategy).format(sql.Identifier(name), sql.Identifier(template))
        )
        connection.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        yield _sibling(name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@functools.cache
def _server() -> str:
    existing = Settings.from_env().test_database_url
    if existing is not None:
        return existing
    own = os.environ.get("PYTEST_XDIST_WORKER", "")
    return cluster.start(_cluster(run_folder() / f"{_PG}{own}"))


def _sibling(name: str) -> str:
    url = make_url(_server()).set(database=name)
    return url.render_as_string(hide_password=False)


def _cluster(folder: Path) -> cluster.Cluster:
    account = "postgres" if os.geteuid() == 0 else None
    return cluster.Cluster(folder=folder, account=account, durable=False)


def _template(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    """Build the template once for these migrations; an unfinished one has another name."""
    name = f"wangge_template_{_fingerprint()}"
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return name
    unfinished = sql.Identifier(f"{name}_unfinished")
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(unfinished))
    connection.execute(sql.SQL("CREATE DATABASE {}").format(unfinished))
    importlib.import_module("server.migrate").upgrade(_sibling(f"{name}_unfinished"))
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(unfinished, sql.Identifier(name)))
    return name


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sorted((ROOT / "server" / "migrations").rglob("*")):
        if file.suffix in {".py", ".sql"}:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _remove(folder: Path) -> None:
    for each in folder.glob(f"{_PG}*"):
        cluster.stop(_cluster(each))
    shutil.rmtree(folder, ignore_errors=True)
