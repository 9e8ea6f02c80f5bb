"""A private PostgreSQL with PostGIS on a Unix socket: made, started, stopped.

Nobody but its owner can reach it: it listens on no network, and the socket's folder is closed to
others. Run by root, it belongs to the `postgres` account, because PostgreSQL refuses to be root.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from server import postgres
from server.sentences import Trouble

DATABASE = "wangge"
_OWNER = "wangge"
_ACCOUNT = "postgres"
_EXTENSIONS = ("postgis", "ltree", "pg_trgm", "btree_gist")
_STEADY_FOLDER = Path("/var/lib/wangge")
_POINTER = "pg-folder"
_SOCKET_PATH_LIMIT = 107
_SOCKET_NAME = "/.s.PGSQL.5432"
_PATIENCE_S = "120"
_PAUSES_S = (0.5, 1, 2, 4)  # the children of a server that was killed need a moment to notice
_ENVIRON = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where one private PostgreSQL lives, and whose it is.

    `durable=False` trades safety for speed and is for tests alone. `pointer` is the file that keeps
    the place where it is not the usual one, so that it is found again when rights change.
    """

    folder: Path
    account: str | None
    durable: bool = True
    pointer: Path | None = None

    @property
    def data(self) -> Path:
        """The folder that initdb makes."""
        return self.folder / "data"


def of(data_dir: Path) -> Cluster:
    """Find the cluster of a data folder, or the place where it will be made."""
    account = _ACCOUNT if os.geteuid() == 0 else None
    pointer = data_dir / _POINTER
    if pointer.exists():
        return Cluster(folder=Path(pointer.read_text("utf-8").strip()), account=account)
    folder = data_dir.resolve() / "pg"
    if account and not _can_enter(account, data_dir.resolve()):
        folder = _STEADY_FOLDER / hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]
        return Cluster(folder=folder, account=account, pointer=pointer)
    return Cluster(folder=folder, account=account)


def start(cluster: Cluster) -> str:
    """Start it, making it first where there is none, and return its address.

    Safe to repeat after an interruption at any point, and safe to call twice at once.
    """
    programs = postgres.find(cluster.data)
    _own(cluster)
    with _alone(cluster):
        if not is_running(cluster):
            if not (cluster.data / "PG_VERSION").exists():
                _make(cluster, programs)
            _launch(cluster, programs)
        _prepare(cluster)
    return url(cluster)


def stop(cluster: Cluster) -> bool:
    """Stop it and wait; say whether it was running."""
    if not is_running(cluster):
        return False
    with _alone(cluster):
        if not is_running(cluster):
            return False
        socket = _socket(cluster)
        programs = postgres.find(cluster.data)
        _run(cluster, [programs / "pg_ctl", "-D", cluster.data, "-w", "-m", "fast", "stop"])
        if socket.parent == Path(tempfile.gettempdir()):
            shutil.rmtree(socket, ignore_errors=True)
    return True


def is_running(cluster: Cluster) -> bool:
    """Ask the server itself; a pid file left by a crash does not count."""
    if not (cluster.data / "postmaster.pid").exists():
        return False
    try:
        with _connect(cluster, "postgres"):
            return True
    except (psycopg.OperationalError, IndexError, FileNotFoundError):
        return False


def url(cluster: Cluster, database: str = DATABASE) -> str:
    """Return the address of a database in a running cluster."""
    return f"postgresql://{_OWNER}@/{database}?host={quote(str(_socket(cluster)), safe='')}"


def _make(cluster: Cluster, programs: Path) -> None:
    """Run initdb beside the final place and move it there last, so that half a cluster is none."""
    unfinished = cluster.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    options = ["-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", _OWNER, "--data-checksums"]
    if not cluster.durable:
        options.append("--no-sync")
    _run(cluster, [programs / "initdb", "-D", unfinished, *options])
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude = 'wangge.conf'  # written at every start\n")
    unfinished.rename(cluster.data)


def _launch(cluster: Cluster, programs: Path) -> None:
    conf = cluster.data / "wangge.conf"
    conf.write_text(postgres.configuration(_new_socket(cluster), durable=cluster.durable), "utf-8")
    if cluster.account:
        shutil.chown(conf, cluster.account)
    log = cluster.folder / "start.log"
    command: list[str | Path] = [programs / "pg_ctl", "-D", cluster.data, "-w", "-t", _PATIENCE_S, "-l", log, "start"]
    crashed = (cluster.data / "postmaster.pid").exists()
    for pause_s in _PAUSES_S if crashed else ():
        with contextlib.suppress(Trouble):
            return _run(cluster, command)
        time.sleep(pause_s)
    return _run(cluster, command)


def _prepare(cluster: Cluster) -> None:
    with _connect(cluster, "postgres") as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    with _connect(cluster, DATABASE) as connection:
        for extension in _EXTENSIONS:
            create = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
            connection.execute(create)


def _connect(cluster: Cluster, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url(cluster, database), autocommit=True, connect_timeout=5)


def _socket(cluster: Cluster) -> Path:
    """Read where the running server put its socket: line five of its own pid file."""
    return Path((cluster.data / "postmaster.pid").read_text("utf-8").splitlines()[4])


def _new_socket(cluster: Cluster) -> Path:
    socket = cluster.folder / "socket"
    if len(os.fsencode(socket)) + len(_SOCKET_NAME) > _SOCKET_PATH_LIMIT:
        socket = Path(tempfile.mkdtemp(prefix="wangge-"))
    socket.mkdir(mode=0o700, exist_ok=True)
    if cluster.account:
        shutil.chown(socket, cluster.account)
    return socket


def _own(cluster: Cluster) -> None:
    try:
        cluster.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except PermissionError as error:
        raise Trouble("folder.unwritable", folder=cluster.folder) from error
    if cluster.pointer:
        cluster.pointer.write_text(f"{cluster.folder}\n", "utf-8")
    if cluster.account:
        try:
            shutil.chown(cluster.folder, cluster.account)
        except LookupError as error:
            raise Trouble("postgres.no-account", account=cluster.account) from error


@contextlib.contextmanager
def _alone(cluster: Cluster) -> Iterator[None]:
    """Hold the folder's lock, so that two starts at once become one after the other."""
    with (cluster.folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(cluster: Cluster, command: Sequence[str | Path]) -> None:
    """Run one of PostgreSQL's programs as the owner of the cluster."""
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=_ENVIRON,
        user=cluster.account,
        group=_group(cluster.account),
        extra_groups=[] if cluster.account else None,
    )
    if done.returncode != 0:
        log = cluster.folder / "start.log"
        raise Trouble("postgres.failed", program=Path(command[0]).name, said=done.stderr, log=log)


def _group(account: str | None) -> int | None:
    return pwd.getpwnam(account).pw_gid if account else None


def _can_enter(account: str, folder: Path) -> bool:
    """Ask the system whether an account may pass through a folder; parents count, and ACLs too.

    An account that is not there yet may, for then nothing is there to be found or lost.
    """
    try:
        pwd.getpwnam(account)
    except KeyError:
        return True
    answer = subprocess.run(["/usr/bin/test", "-x", folder], check=False, cwd="/", user=account, extra_groups=[])
    return answer.returncode == 0
