"""The programs that `up` starts: pid files that name them, and proof that a pid is still theirs."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from server.config import Settings
from server.sentences import Trouble

NAMES = ("web", "live", "worker")
_LOG_LIMIT = 10_000_000
_STEP_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One program as its pid file tells it; `birth` sets it apart from a later one of that pid."""

    name: str
    pid: int
    birth: str
    host: str
    port: int


def start(
    settings: Settings, name: str, command: Sequence[str | Path], environ: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start a program on its own, its output in `log/NAME.log`, its pid file in `run/`."""
    folder = settings.data_dir
    log = folder / "log" / f"{name}.log"
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    birth = _birth(child.pid)
    if birth is None:
        raise Trouble("up.died", name=name, log=log, tail=log_tail(folder, name))
    program = Program(name=name, pid=child.pid, birth=birth, host=settings.host, port=settings.port)
    pid_file = _pid_file(folder, name)
    pid_file.with_suffix(".new").write_text(json.dumps(asdict(program)), "utf-8")
    pid_file.with_suffix(".new").replace(pid_file)
    return child


def running(folder: Path) -> list[Program]:
    """List those of our programs that live; a pid that another program got since is not ours."""
    programs = (_read(folder, name) for name in NAMES)
    return [each for each in programs if each is not None and _birth(each.pid) == each.birth]


def stop(folder: Path, program: Program, patience_s: float) -> None:
    """Ask a program to end, wait, end it when it does not, and remove its pid file."""
    if _birth(program.pid) == program.birth:
        os.kill(program.pid, signal.SIGTERM)
    deadline = time.monotonic() + patience_s
    while _birth(program.pid) == program.birth:
        if time.monotonic() > deadline:
            os.killpg(program.pid, signal.SIGKILL)
        time.sleep(_STEP_S)
    _pid_file(folder, program.name).unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Remove the pid files of programs that ended by themselves."""
    alive = {program.name for program in running(folder)}
    for name in NAMES:
        if name not in alive:
            _pid_file(folder, name).unlink(missing_ok=True)


def log_tail(folder: Path, name: str, lines: int = 20) -> str:
    """Return the end of a program's log."""
    log = folder / "log" / f"{name}.log"
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])


def _read(folder: Path, name: str) -> Program | None:
    try:
        return Program(**json.loads(_pid_file(folder, name).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _pid_file(folder: Path, name: str) -> Path:
    return folder / "run" / f"{name}.pid"


def _birth(pid: int) -> str | None:
    """Tell when a living process began: boot and clock tick, None when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else f"{boot} {fields[19]}"
