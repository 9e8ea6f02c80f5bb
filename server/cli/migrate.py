"""Bring the database to this release."""

from argparse import ArgumentParser, Namespace

from server import migrate
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
        database = Database.of(running, statement_timeout_s=0)
        with console.step(sentence("up.migrating")):
            migrate.upgrade(str(running.database_url))
        database.close()
    return 0
