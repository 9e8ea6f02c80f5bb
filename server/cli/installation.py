"""One installation: its data folder and its database, whoever runs it."""

import errno
import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from server import cluster
from server.cli import processes
from server.config import Settings
from server.sentences import Trouble

_PASSABLE = 0o711  # another account keeps the database below; it may pass, and read nothing
_PRIVATE = 0o700


def prepare(folder: Path) -> None:
    """Make the data folder, or say why it cannot be."""
    try:
        folder.mkdir(mode=_PASSABLE, parents=True, exist_ok=True)
        for name in ("run", "log"):
            (folder / name).mkdir(mode=_PRIVATE, exist_ok=True)
        (folder / "run" / "lock").touch()
    except OSError as error:
        raise Trouble("folder.unwritable", folder=folder) from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the installation while it is started or stopped; a second one is told to wait."""
    with (folder / "run" / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble("up.under-way", folder=folder) from error
        yield


@contextmanager
def database_running(settings: Settings) -> Iterator[Settings]:
    """Yield settings that name a running database; the last to leave stops a private one."""
    if settings.database_url is not None:
        yield settings
        return
    prepare(settings.data_dir)
    private = cluster.of(settings.data_dir)
    with (settings.data_dir / "run" / "in-use").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield replace(settings, database_url=cluster.start(private))
        finally:
            if not processes.running(settings.data_dir) and _is_last(users):
                cluster.stop(private)


def _is_last(users: TextIO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def need_free_port(host: str, port: int) -> None:
    """Refuse a port that another program listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Trouble("up.port-forbidden", port=port) from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise Trouble("up.no-such-host", host=host) from error
            raise Trouble("up.port-taken", port=port, host=host, next=port + 1) from error
