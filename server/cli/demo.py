"""Load the demo district: never into a database that has real people in it."""

import secrets
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from server.cli import console, installation, migrate
from server.config import Settings
from server.db import Database
from server.demo import load
from server.sentences import Trouble, sentence

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as another
_GROUPS, _GROUP = 3, 4


def arguments(parser: ArgumentParser) -> None:
    """Take no options of its own."""
    parser.set_defaults()


def run(_chosen: Namespace, settings: Settings) -> int:
    """Load the demo and name its people."""
    installation.prepare(settings.data_dir)
    with installation.database_running(settings) as running:
        migrate.bring_up_to_date(running)
        people = fill(running)
    if not people:
        raise Trouble("demo.real-people")
    show(people, settings)
    return 0


def fill(settings: Settings) -> Sequence[str]:
    """Load the demo with a bar for each part; return who can sign in, nobody where it may not."""
    database = Database.of(settings, statement_timeout_s=0)
    try:
        with console.Bars() as bars:
            return load.load(database, replace(settings, demo_password=password(settings)), bars).people
    finally:
        database.close()


def password(settings: Settings) -> str:
    """Return the password of the demo people: the one that was set, or one made once and kept."""
    if settings.demo_password is not None:
        return settings.demo_password
    kept = settings.data_dir / "demo-password"
    if not kept.exists():
        _keep(kept, _random())
    return kept.read_text("utf-8").strip()


def show(people: Sequence[str], settings: Settings) -> None:
    """Print who can sign in, and with which password."""
    console.line(sentence("demo.people", people=", ".join(people)))
    console.line(sentence("demo.password", password=password(settings)))


def _random() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _keep(file: Path, text: str) -> None:
    """Write it whole or not at all, and readable by its owner alone."""
    unfinished = file.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(f"{text}\n", "utf-8")
    unfinished.replace(file)
