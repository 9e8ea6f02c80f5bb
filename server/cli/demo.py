"""Load the demo district: never into a database that has real people in it."""

import importlib
import secrets
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

from server import migrate
from server.cli import console, installation
from server.config import Settings
from server.db import Database
from server.sentences import Trouble, sentence

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as another
_GROUPS, _GROUP = 3, 4


class Loader(Protocol):
    """What `server.demo.load` offers."""

    def load(
        self,
        database: Database,
        settings: Settings,
        progress: Callable[[str, int, int | None], None],
    ) -> Sequence[str]:
        """Load what is missing, give the demo people `settings.demo_password`, name them.

        Repeatable, also after an interruption. Empty when the database has real people: then
        nothing was touched.
        """


def arguments(parser: ArgumentParser) -> None:
    """Take no options of its own."""
    parser.set_defaults()


def run(_chosen: Namespace, settings: Settings) -> int:
    """Load the demo and name its people."""
    installation.prepare(settings.data_dir)
    with installation.database_running(settings) as running:
        with console.step(sentence("up.migrating")):
            migrate.upgrade(str(running.database_url))
        people = fill(running)
    if not people:
        raise Trouble("demo.real-people")
    show(people, settings)
    return 0


def fill(settings: Settings) -> Sequence[str]:
    """Load the demo with a bar for each part; return who can sign in, nobody where it may not."""
    loader = cast("Loader", importlib.import_module("server.demo.load"))
    database = Database.of(settings, statement_timeout_s=0)
    try:
        with console.Bars() as bars:
            return loader.load(database, replace(settings, demo_password=password(settings)), bars)
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
