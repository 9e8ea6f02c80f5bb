"""Run the job worker in the foreground: letters, notices, PDFs, the nightly round."""

import logging
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from server import health
from server.cli import installation
from server.config import Settings
from server.db import Database
from server.jobs import app as jobs
from server.sentences import sentence


def arguments(parser: ArgumentParser) -> None:
    """Take whether only to ask if one lives."""
    parser.add_argument("--is-alive", action="store_true", help=sentence("cli.option-is-alive"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Work until told to end, or exit 0 if a worker showed life lately."""
    with installation.database_running(settings) as running:
        if chosen.is_alive:
            return _is_alive(running)
        logging.basicConfig(
            level=settings.log_level.upper(),
            format="%(asctime)s %(levelname)s %(name)s %(message)s",
        )
        jobs.work(running)
    return 0


def _is_alive(settings: Settings) -> int:
    database = Database.of(settings)
    try:
        return 0 if health.check(database, datetime.now(UTC)).worker == "ok" else 1
    finally:
        database.close()
