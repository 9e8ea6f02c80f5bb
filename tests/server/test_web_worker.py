"""The web's worker answers what follows on a connection, keeps nobody else waiting for it, and lets go who leaves."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests import databases

THREADS = 2
APP = """
def app(environ, start_response):
    path = environ["PATH_INFO"]
    body = path.encode() + (b"" if path == "/unread" else environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    (tmp_path / "echo.py").write_text(APP, "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "-k", "server.web_worker.Worker", "--threads", str(THREADS),
        "-b", f"127.0.0.1:{port}", "--no-control-socket", "--pythonpath", str(tmp_path), "--log-level", "error",
        "--graceful-timeout", "10", "echo:app",
    ]  # fmt: skip
    child = subprocess.Popen(command, cwd=databases.ROOT, stdin=subprocess.DEVNULL, env={**os.environ})
    try:
        _wait(port)
        yield port, child
    finally:
        child.terminate()
        child.wait(60)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("gunicorn did not start")


def opened(port: int) -> closing[http.client.HTTPConnection]:
    return closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20))


def said(connection: http.client.HTTPConnection, path: str, body: bytes = b"") -> bytes:
    connection.request("POST" if body else "GET", path, body or None)
    return connection.getresponse().read()


def test_one_thing_after_another_is_answered_in_turn(place: tuple[int, object]) -> None:
    with opened(place[0]) as connection:
        for n in range(50):
            assert said(connection, f"/{n}") == f"/{n}".encode()
            assert said(connection, f"/{n}", b"x" * n * 1_000) == f"/{n}".encode() + b"x" * n * 1_000


def test_what_was_sent_ahead_is_answered_too(place: tuple[int, object]) -> None:
    with socket.create_connection(("127.0.0.1", place[0]), timeout=20) as wire:
        wire.sendall(b"".join(f"GET /ahead{n} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for n in range(5)))
        read = b""
        while read.count(b"/ahead") < 5:
            more = wire.recv(65_536)
            assert more, read
            read += more
    assert [f"/ahead{n}".encode() in read for n in range(5)] == [True] * 5


def test_a_body_that_nobody_read_is_not_the_next_question(place: tuple[int, object]) -> None:
    with opened(place[0]) as connection:
        for size in (1, 10_000):
            assert said(connection, "/unread", b"x" * size) == b"/unread"
            assert said(connection, "/next") == b"/next"


def test_more_connections_than_threads_stay_open_and_all_are_answered(place: tuple[int, object]) -> None:
    with ExitStack() as stack:
        many = [stack.enter_context(opened(place[0])) for _ in range(THREADS * 5)]
        for turn in range(5):
            for n, connection in enumerate(many):
                assert said(connection, f"/{turn}/{n}") == f"/{turn}/{n}".encode()


def test_who_leaves_is_let_go(place: tuple[int, object]) -> None:
    for _ in range(THREADS * 5):
        with opened(place[0]) as connection:
            assert said(connection, "/bye") == b"/bye"
    with opened(place[0]) as connection:
        assert said(connection, "/still") == b"/still"


def test_a_worker_that_is_told_to_stop_does_so_with_connections_open(
    place: tuple[int, subprocess.Popen[bytes]],
) -> None:
    port, child = place
    with opened(port) as connection:
        assert said(connection, "/last") == b"/last"
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0
