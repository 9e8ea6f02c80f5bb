"""Take in a rescue file that a phone made."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from server import rescue
from server.cli import console, installation
from server.config import Settings
from server.db import Database
from server.photos import PhotoStore
from server.sentences import sentence


def arguments(parser: ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument("file", type=Path, help=sentence("cli.option-rescue-file"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Take it in and say what came of it; exit 1 when anything still needs somebody."""
    with installation.database_running(settings) as running:
        database = Database.of(running, statement_timeout_s=0)
        taken = rescue.take(database, PhotoStore.of(running), chosen.file, datetime.now(UTC))
        database.close()
    rows = [[sentence("rescue.act"), word, str(n)] for word, n in sorted(taken.acts.items())]
    rows += [[sentence("rescue.photo"), word, str(n)] for word, n in sorted(taken.photos.items())]
    console.table([sentence("rescue.what"), sentence("rescue.outcome"), sentence("rescue.number")], rows)
    waiting = set(taken.acts) - {"applied", "duplicate"} or set(taken.photos) - {"stored"}
    return 1 if waiting else 0
