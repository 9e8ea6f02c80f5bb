"""Take in a rescue file that a phone made."""

import os
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from grids.errors import Refusal
from server import problems, rescue
from server.cli import console, installation
from server.config import Settings
from server.db import Database
from server.photos import PhotoStore
from server.sentences import Trouble, language_of, sentence


def arguments(parser: ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument("file", type=Path, help=sentence("cli.option-rescue-file"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Take it in and say what came of it; exit 1 when anything still needs somebody.

    Unsigned files too: whoever holds the shell answers for where the file came from.
    """
    if not chosen.file.is_file():
        raise Trouble("import.no-file", file=chosen.file)
    with installation.database_running(settings) as running:
        database = Database.of(running, statement_timeout_s=0)
        try:
            taken = rescue.take(database, PhotoStore.of(running), chosen.file, datetime.now(UTC))
        except Refusal as refusal:
            said = problems.sentence(refusal.code, refusal.facts, language_of(os.environ))
            raise Trouble("rescue.refused", reason=said) from refusal
        finally:
            database.close()
    rows = [[sentence("rescue.act"), word, str(n)] for word, n in sorted(taken.acts.items())]
    rows += [[sentence("rescue.photo"), word, str(n)] for word, n in sorted(taken.photos.items())]
    console.table([sentence("rescue.what"), sentence("rescue.outcome"), sentence("rescue.number")], rows)
    return 0 if taken.is_whole else 1
