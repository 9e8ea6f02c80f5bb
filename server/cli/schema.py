"""Write the TypeScript types of the commands, or tell whether those in the tree are of today."""

import difflib
import importlib
from argparse import ArgumentParser, Namespace
from typing import Protocol, cast

from server.cli import console, frontend
from server.config import Settings
from server.sentences import sentence

FILE = frontend.PWA / "src" / "wire" / "commands.ts"


class Wire(Protocol):
    """What `server.typescript` offers."""

    def render(self) -> str:
        """Return the whole text of the generated file."""


def arguments(parser: ArgumentParser) -> None:
    """Take whether to compare instead of writing."""
    parser.add_argument("--check", action="store_true", help=sentence("cli.option-check"))


def run(chosen: Namespace, _settings: Settings) -> int:
    """Write the file, or compare and print what differs."""
    if chosen.check:
        return drift()
    FILE.write_text(_today(), "utf-8")
    console.line(sentence("schema.written", file=FILE.relative_to(frontend.ROOT)))
    return 0


def drift() -> int:
    """Print how the file in the tree differs from what the commands say; exit code 1 if it does."""
    today = _today()
    kept = FILE.read_text("utf-8")
    if kept == today:
        return 0
    lines = difflib.unified_diff(kept.splitlines(), today.splitlines(), "in the tree", "of today", lineterm="")
    console.line("\n".join(lines))
    console.trouble(sentence("schema.drift", file=FILE.relative_to(frontend.ROOT)))
    return 1


def _today() -> str:
    return cast("Wire", importlib.import_module("server.typescript")).render()
