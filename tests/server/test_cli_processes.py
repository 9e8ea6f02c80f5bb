import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from server.cli import processes
from server.config import Settings

SLEEP = [sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Settings]:
    for name in ("run", "log"):
        (tmp_path / name).mkdir()
    yield Settings(data_dir=tmp_path)
    for program in processes.running(tmp_path):
        processes.stop(tmp_path, program, 0)


def started(installed: Settings, name: str, command: list[str]) -> subprocess.Popen[bytes]:
    child = processes.start(installed, name, command, os.environ)
    log = installed.data_dir / "log" / f"{name}.log"
    while not log.read_bytes():
        time.sleep(0.02)
    return child


def test_a_program_is_known_by_its_pid_file_and_stopped(installed: Settings) -> None:
    child = started(installed, "web", SLEEP)
    (program,) = processes.running(installed.data_dir)
    assert (program.name, program.pid, program.port) == ("web", child.pid, installed.port)
    processes.stop(installed.data_dir, program, 10)
    assert child.wait() == -15
    assert list((installed.data_dir / "run").iterdir()) == []


def test_one_that_does_not_listen_is_ended(installed: Settings) -> None:
    child = started(installed, "worker", DEAF)
    (program,) = processes.running(installed.data_dir)
    processes.stop(installed.data_dir, program, 0.3)
    assert child.wait() == -9


def test_a_pid_that_another_program_got_since_is_left_alone(installed: Settings) -> None:
    stranger = subprocess.Popen(SLEEP, stdout=subprocess.DEVNULL)
    told = processes.Program(name="web", pid=stranger.pid, birth="another boot 1", host="127.0.0.1", port=1)
    (installed.data_dir / "run" / "web.pid").write_text(json.dumps(asdict(told)), "utf-8")
    assert processes.running(installed.data_dir) == []
    processes.stop(installed.data_dir, told, 0)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_program_that_ended_is_not_running_even_while_nobody_asked_how(installed: Settings) -> None:
    child = started(installed, "web", [sys.executable, "-c", "print('bye', flush=True)"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert processes.running(installed.data_dir) == []
    assert child.wait() == 0


def test_half_a_pid_file_is_none(installed: Settings) -> None:
    (installed.data_dir / "run" / "web.pid").write_text('{"name": "we', "utf-8")
    assert processes.running(installed.data_dir) == []


def test_a_log_that_grew_large_is_put_aside(installed: Settings) -> None:
    log = installed.data_dir / "log" / "web.log"
    log.write_bytes(b"x" * 10_000_001)
    child = started(installed, "web", SLEEP)
    assert log.with_suffix(".log.1").stat().st_size == 10_000_001
    assert log.read_text("utf-8") == "awake\n"
    child.kill()
    child.wait()
