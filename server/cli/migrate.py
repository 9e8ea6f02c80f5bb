"""Bring the database to this release."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from grids.policy import local_day
from server import migrate, standards
from server.cli import console, installation
from server.config import Settings
from server.db import Database
from server.sentences import sentence


def arguments(parser: ArgumentParser) -> None:
    """Take no options of its own."""
    parser.set_defaults()


def run(_chosen: Namespace, settings: Settings) -> int:
    """Migrate; a database that is up to date stays as it is."""
    with installation.database_running(settings) as running:
        bring_up_to_date(running)
    return 0


def bring_up_to_date(running: Settings) -> None:
    """Migrate a running database, and put in the checklists that ship with this release."""
    with console.step(sentence("up.migrating")):
        migrate.upgrade(str(running.database_url))
        database = Database.of(running, statement_timeout_s=0)
        try:
            with database.transaction() as session:
                standards.load(session, local_day(datetime.now(UTC)))
        finally:
            database.close()
