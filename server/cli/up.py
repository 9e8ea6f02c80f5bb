"""Start everything: database, demo, pages, web, jobs; say where, and as whom to sign in."""

import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from types import FrameType
from typing import NoReturn

from server.cli import console, demo, down, frontend, installation, migrate, processes, web
from server.config import Settings
from server.sentences import Trouble, sentence

PATIENCE_S = 180.0
_STEP_S = 0.2

Children = Mapping[str, subprocess.Popen[bytes]]


def arguments(parser: ArgumentParser) -> None:
    """Take the port, and whether to stay in the foreground and to load the demo."""
    parser.add_argument("--port", type=int, metavar="P", help=sentence("cli.option-port"))
    parser.add_argument("--detach", action="store_true", help=sentence("cli.option-detach"))
    parser.add_argument("--empty", action="store_true", help=sentence("cli.option-empty"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Start; in the foreground, stay until told to end and stop everything again."""
    settings = replace(settings, port=chosen.port or settings.port)
    installation.prepare(settings.data_dir)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    with installation.alone(settings.data_dir):
        alive = processes.running(settings.data_dir)
        if alive:
            return _already(alive, settings)
        with ExitStack() as undo:
            undo.callback(down.everything, settings)
            people, children = _start(settings, empty=chosen.empty)
            undo.pop_all()
    _announce(people, settings, detached=chosen.detach)
    if chosen.detach:
        return 0
    return _stay(children, settings)


def _start(settings: Settings, *, empty: bool) -> tuple[Sequence[str], Children]:
    installation.need_free_port(settings.host, settings.port)
    frontend.build()
    with ExitStack() as kept:
        with console.step(sentence("up.database")):
            running = kept.enter_context(installation.database_running(settings))
        migrate.bring_up_to_date(running)
        people = [] if empty else demo.fill(running)
        with console.step(sentence("up.starting")):
            children = _launch(running)
            _wait(children, running)
    return people, children


def _launch(settings: Settings) -> Children:
    environ = web.environ(settings)
    work = [sys.executable, "-m", "server.cli", "worker"]
    live = [sys.executable, "-m", "server.cli", "live"]
    return {
        "worker": processes.start(settings, "worker", work, environ),
        "live": processes.start(settings, "live", live, environ),
        "web": processes.start(settings, "web", web.command(), environ),
    }


def _wait(children: Children, settings: Settings) -> None:
    """Wait until /healthz says that all is well."""
    deadline = time.monotonic() + PATIENCE_S
    while not web.is_well(settings.host, settings.port):
        _need_alive(children, settings)
        if time.monotonic() > deadline:
            tail = processes.log_tail(settings.data_dir, "web")
            raise Trouble("up.not-well", seconds=PATIENCE_S, folder=settings.data_dir, tail=tail)
        time.sleep(_STEP_S)


def _need_alive(children: Children, settings: Settings) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            log = settings.data_dir / "log" / f"{name}.log"
            tail = processes.log_tail(settings.data_dir, name)
            raise Trouble("up.died", name=name, log=log, tail=tail)


def _announce(people: Sequence[str], settings: Settings, *, detached: bool) -> None:
    console.line(sentence("up.address", address=web.address(settings.host, settings.port)))
    if people:
        demo.show(people, settings)
    else:
        console.line(sentence("up.no-demo"))
    key = "up.stop-with-down" if detached else "up.stop-with-keys"
    console.line(sentence(key, command=down.command(settings)))


def _already(alive: Sequence[processes.Program], settings: Settings) -> int:
    """Accept what runs as asked; name what does not."""
    command = down.command(settings)
    first = alive[0]
    where = web.address(first.host, first.port)
    if first.port != settings.port:
        raise Trouble("up.elsewhere", address=where, command=command)
    if len(alive) < len(processes.NAMES):
        names = ", ".join(each.name for each in alive)
        raise Trouble("up.half", names=names, address=where, command=command)
    console.line(sentence("up.already", address=where, command=command))
    return 0


def _stay(children: Children, settings: Settings) -> int:
    """Stay until a key or a signal ends it, or a program dies; then stop everything."""
    try:
        while True:
            _need_alive(children, settings)
            time.sleep(_STEP_S)
    except KeyboardInterrupt:
        return 0
    finally:
        with console.step(sentence("down.stopping")):
            down.everything(settings)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
