"""Write what the pages derive from commands and tables of files, or tell whether that in the tree is of today."""

import difflib
import importlib
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, cast

from server.cli import console, frontend
from server.config import Settings
from server.sentences import sentence

SOURCE = frontend.PWA / "src"
FILE = SOURCE / "wire" / "commands.ts"


class Wire(Protocol):
    """What `server.typescript` offers."""

    def render(self) -> str:
        """Return the whole text of the generated file."""


class Tables(Protocol):
    """What `server.typescript_files` offers."""

    def render(self) -> Mapping[Path, str]:
        """Return the whole text of each generated file by its place under pwa/src/."""


def arguments(parser: ArgumentParser) -> None:
    """Take whether to compare instead of writing."""
    parser.add_argument("--check", action="store_true", help=sentence("cli.option-check"))


def run(chosen: Namespace, _settings: Settings) -> int:
    """Write the files, or compare and print what differs."""
    if chosen.check:
        return drift()
    for file, text in _today().items():
        file.write_text(text, "utf-8")
        console.line(sentence("schema.written", file=file.relative_to(frontend.ROOT)))
    return 0


def drift() -> int:
    """Print how the files in the tree differ from what commands and tables say; exit code 1 if one does."""
    return max(_drift_of(file, today) for file, today in _today().items())


def _drift_of(file: Path, today: str) -> int:
    kept = file.read_text("utf-8")
    if kept == today:
        return 0
    lines = difflib.unified_diff(kept.splitlines(), today.splitlines(), "in the tree", "of today", lineterm="")
    console.line("\n".join(lines))
    console.trouble(sentence("schema.drift", file=file.relative_to(frontend.ROOT)))
    return 1


def _today() -> dict[Path, str]:
    commands = cast("Wire", importlib.import_module("server.typescript")).render()
    tables = cast("Tables", importlib.import_module("server.typescript_files")).render()
    return {FILE: commands, **{SOURCE / place: text for place, text in tables.items()}}
