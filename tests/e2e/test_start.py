"""Starting and stopping as a person does it: the real programs, a data folder of its own, real ports."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
CLI = [sys.executable, "-m", "server.cli"]
PASSWORD = "a password of the test"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Data folder that PostgreSQL's account can reach; whatever runs there is stopped afterwards."""
    made = Path(tempfile.mkdtemp(prefix="wangge-up-"))
    made.chmod(0o711)
    yield made
    wangge("down", "--data", made)
    shutil.rmtree(made)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environ() -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")}
    return {**ours, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}


def wangge(*words: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a verb; a program it leaves running must not keep its output open, so files take it."""
    with tempfile.TemporaryFile("w+") as out:
        done = subprocess.run(
            [*CLI, *words], env=environ(), input=typed, stdout=out, stderr=out, text=True, check=False
        )
        out.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, out.read())


def asked(port: int, method: str, path: str, body: object = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    heads = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    connection.request(method, path, None if body is None else json.dumps(body), heads)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    return answer.status, said


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_up_serves_again_and_down_stops_it(folder: Path, port: int) -> None:
    words: tuple[str | Path, ...] = ("up", "--empty", "--detach", "--port", str(port), "--data", folder)
    first = wangge(*words)
    assert first.returncode == 0, first.stdout
    assert f"http://127.0.0.1:{port}/" in first.stdout
    assert asked(port, "GET", "/healthz")[0] == 200

    again = wangge(*words)
    assert again.returncode == 0
    assert "Already running" in again.stdout
    assert wangge("status", "--data", folder).returncode == 0

    stopped = wangge("down", "--data", folder)
    assert stopped.returncode == 0, stopped.stdout
    assert not is_open(port)
    assert wangge("status", "--data", folder).returncode == 1

    assert wangge(*words).returncode == 0
    assert asked(port, "GET", "/healthz")[0] == 200


def test_another_port_or_another_folder_gets_a_sentence_and_changes_nothing(folder: Path, port: int) -> None:
    assert wangge("up", "--empty", "--detach", "--port", str(port), "--data", folder).returncode == 0

    elsewhere = wangge("up", "--empty", "--detach", "--port", str(port + 1), "--data", folder)
    assert elsewhere.returncode == 1
    assert f"already served at http://127.0.0.1:{port}/" in elsewhere.stdout

    other = folder / "other"
    taken = wangge("up", "--empty", "--detach", "--port", str(port), "--data", other)
    assert taken.returncode == 1
    assert f"--port {port + 1}" in taken.stdout
    assert not (other / "pg").exists()
    assert asked(port, "GET", "/healthz")[0] == 200


def test_up_in_the_foreground_stops_everything_when_told(folder: Path, port: int) -> None:
    words = ["up", "--empty", "--port", str(port), "--data", str(folder)]
    with (folder / "said").open("w") as said:
        child = subprocess.Popen([*CLI, *words], env=environ(), stdout=said, stderr=said, stdin=subprocess.DEVNULL)
    while "Ctrl-C" not in (folder / "said").read_text("utf-8"):
        assert child.poll() is None, (folder / "said").read_text("utf-8")
        time.sleep(0.1)
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0
    assert not is_open(port)
    assert not (folder / "pg" / "data" / "postmaster.pid").exists()


def test_a_person_added_at_the_shell_signs_in(folder: Path, port: int) -> None:
    added = wangge(
        "person", "add", "keeper", "--name", "管", "--role", "admin", "--data", folder, typed=f"{PASSWORD}\n"
    )
    assert added.returncode == 0, added.stdout
    assert wangge("up", "--empty", "--detach", "--port", str(port), "--data", folder).returncode == 0
    signs_in = {"username": "keeper", "password": PASSWORD}
    status, said = asked(port, "POST", "/api/v1/session", signs_in)
    assert status == 200, said
    assert json.loads(said)["person"]["username"] == "keeper"
    assert asked(port, "POST", "/api/v1/session", {**signs_in, "password": "no"})[0] == 401
