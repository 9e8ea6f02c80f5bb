"""Run the web service alone, in the foreground: for containers, service managers, development."""

import os
import signal
import subprocess
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from types import FrameType

from server.cli import frontend, installation, web
from server.config import Settings
from server.sentences import sentence


def arguments(parser: ArgumentParser) -> None:
    """Take the port."""
    parser.add_argument("--port", type=int, metavar="P", help=sentence("cli.option-port"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Serve until told to end."""
    settings = replace(settings, port=chosen.port or settings.port)
    installation.need_free_port(settings.host, settings.port)
    installation.prepare(settings.data_dir)
    frontend.build()
    if settings.database_url is not None:
        os.execve(web.command()[0], web.command(), web.environ(settings))  # noqa: S606 - no shell
    with installation.database_running(settings) as running:
        return _serve(running)


def _serve(settings: Settings) -> int:
    """Run the service as a child, so that the private database can be stopped after it."""
    child = subprocess.Popen(web.command(), env=web.environ(settings))

    def pass_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, pass_on)
    return child.wait()
