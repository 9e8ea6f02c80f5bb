"""Stop what `up` started, and nothing else."""

import shlex
from argparse import ArgumentParser, Namespace

from server import cluster
from server.cli import console, installation, processes
from server.config import Settings
from server.sentences import sentence

PATIENCE_S = 30.0


def arguments(parser: ArgumentParser) -> None:
    """Take no options of its own."""
    parser.set_defaults()


def run(_chosen: Namespace, settings: Settings) -> int:
    """Stop it; nothing running is no error."""
    if not (settings.data_dir / "run").is_dir():
        console.line(sentence("down.nothing", folder=settings.data_dir))
        return 0
    with installation.alone(settings.data_dir), console.step(sentence("down.stopping")):
        stopped = everything(settings)
    if not stopped:
        console.line(sentence("down.nothing", folder=settings.data_dir))
    return 0


def everything(settings: Settings) -> list[str]:
    """Stop our programs, then the private database; return their names."""
    stopped = []
    for program in reversed(processes.running(settings.data_dir)):
        processes.stop(settings.data_dir, program, PATIENCE_S)
        stopped.append(program.name)
    processes.forget(settings.data_dir)
    if cluster.stop(cluster.of(settings.data_dir)):
        stopped.append("database")
    return stopped


def command(settings: Settings) -> str:
    """Return the command that stops this installation."""
    if settings.data_dir == Settings().data_dir:
        return "./wangge down"
    return f"./wangge down --data {shlex.quote(str(settings.data_dir))}"
