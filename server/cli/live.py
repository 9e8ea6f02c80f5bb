"""Run the live process alone, in the foreground: it keeps open maps up to date."""

import logging
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from server import health
from server.cli import installation
from server.config import Settings
from server.db import Database
from server.live import handover, running
from server.sentences import sentence


def arguments(parser: ArgumentParser) -> None:
    """Take whether only to ask if one lives."""
    parser.add_argument("--is-alive", action="store_true", help=sentence("cli.option-is-alive"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Keep maps live until told to end, or exit 0 if a live process is there."""
    installation.prepare(settings.data_dir)
    with installation.database_running(settings) as found:
        if chosen.is_alive:
            return _is_alive(found)
        logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
        running.work(str(found.database_url), handover.folder(settings.data_dir))
    return 0


def _is_alive(settings: Settings) -> int:
    database = Database.of(settings)
    try:
        return 0 if health.check(database, datetime.now(UTC)).live == "ok" else 1
    finally:
        database.close()
