"""Hand an open connection from the web to the live process: one address for people, no thread that waits.

The web answers as always (session, headers), then sends the connection itself over a Unix socket of the installation
and is free again; the live process writes on. So a map's stream comes from the same origin, through any proxy that
reaches the web, and costs neither a thread nor a database connection.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

NAME: Final = "live.sock"
_PATIENCE_S: Final = 1.0
_LARGEST: Final = 4_096
_PATH_LIMIT: Final = 100
_BACKLOG: Final = 2_048
"""How many maps may come again at the same moment, as after a restart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """Whose connection it is, how the answer is framed, and where a stream that comes again goes on."""

    session_sha256: str
    person_id: str
    chunked: bool
    since: str | None = None


class AbsentError(Exception):
    """There is no live process to hand to."""


def folder(data_dir: Path) -> Path:
    """Return where an installation keeps the socket."""
    return data_dir / "run"


@contextmanager
def line(place: Path) -> Iterator[socket.socket]:
    """Open a line to the live process. Raises: AbsentError when nobody is there."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as made, _short(place) as path:
        made.settimeout(_PATIENCE_S)
        try:
            made.connect(path)
        except OSError as error:
            raise AbsentError from error
        yield made


def hand(to: socket.socket, client: socket.socket, handed: Handed) -> None:
    """Send the connection, and put one that is closed in its place, so that the web writes and closes that."""
    socket.send_fds(to, [json.dumps(asdict(handed)).encode()], [client.fileno()])
    mine, other = socket.socketpair()
    with mine, other:
        os.dup2(mine.fileno(), client.fileno(), inheritable=False)


def listen(place: Path) -> socket.socket:
    """Listen for connections that are handed over; one live process an installation."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    (place / NAME).unlink(missing_ok=True)
    with _short(place) as path:
        made.bind(path)
    made.listen(_BACKLOG)
    (place / NAME).chmod(0o600)
    made.settimeout(0)
    return made


def accept(listener: socket.socket) -> socket.socket | None:
    """Take the next line that was opened to us, or nothing when none waits."""
    try:
        line_in, _ = listener.accept()
    except BlockingIOError:
        return None
    line_in.settimeout(0)
    return line_in


def take(line_in: socket.socket) -> tuple[Handed, socket.socket] | None:
    """Take the connection that came over a line, and close the line; nothing when it was closed without one."""
    with line_in:
        try:
            message, found, _flags, _sender = socket.recv_fds(line_in, _LARGEST, 1)
        except OSError:
            return None
    if not found:
        return None
    client = socket.socket(fileno=found[0])
    client.settimeout(0)
    return Handed(**json.loads(message)), client


@contextmanager
def _short(place: Path) -> Iterator[str]:
    """Name the socket in fewer bytes than the system's limit, however deep the folder lies."""
    path = str(place / NAME)
    if len(os.fsencode(path)) <= _PATH_LIMIT:
        yield path
        return
    opened = os.open(place, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}/{NAME}"
    finally:
        os.close(opened)
