"""Run the job worker in the foreground: letters, notices, PDFs, the nightly round."""

import logging
from argparse import ArgumentParser, Namespace

from server.cli import installation
from server.config import Settings
from server.jobs import app as jobs


def arguments(parser: ArgumentParser) -> None:
    """Take no options of its own."""
    parser.set_defaults()


def run(_chosen: Namespace, settings: Settings) -> int:
    """Work until told to end."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with installation.database_running(settings) as running:
        jobs.work(running)
    return 0
