"""Check the code without running it: lint, format, types, import rules, generated files, compose."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from server.cli import console, frontend, schema
from server.config import Settings
from server.sentences import sentence

_COMPOSE = ("docker", "compose")
_FILLED_IN = {"DB_PASSWORD": "only-to-validate-the-file"}


def arguments(parser: ArgumentParser) -> None:
    """Take no options of its own."""
    parser.set_defaults()


def run(_chosen: Namespace, _settings: Settings) -> int:
    """Run every check, also when the first ones fail; exit 0 only if all hold."""
    beside = Path(sys.executable).parent
    checks: dict[str, Callable[[], int | None]] = {
        "ruff check": lambda: _call(beside / "ruff", "check", "."),
        "ruff format": lambda: _call(beside / "ruff", "format", "--check", "."),
        "mypy --strict": lambda: _call(beside / "mypy", "."),
        "import rules": lambda: _call(beside / "lint-imports"),
        "eslint, vue-tsc": lambda: frontend.script("check"),
        "generated types": schema.drift,
        "docker compose": _compose,
    }
    rows = []
    failed = 0
    for name, check in checks.items():
        console.OUT.rule(name)
        code = check()
        failed += bool(code)
        rows.append([name, _word(code)])
    console.table([sentence("test.part"), sentence("test.outcome")], rows)
    return 0 if failed == 0 else 1


def _call(*words: str | Path) -> int:
    return subprocess.call(words, cwd=frontend.ROOT, stdin=subprocess.DEVNULL)


def _word(code: int | None) -> str:
    if code is None:
        return sentence("test.skipped")
    return sentence("test.passed") if code == 0 else sentence("test.failed", code=code)


def _compose() -> int | None:
    """Let Docker read docker-compose.yml; where Docker cannot, say so and leave it to the tests."""
    if not _has_compose():
        console.line(sentence("check.no-compose"))
        return None
    command = [*_COMPOSE, "--file", "docker-compose.yml", "config", "--quiet"]
    environ = {**os.environ, **_FILLED_IN}
    return subprocess.call(command, cwd=frontend.ROOT, env=environ, stdin=subprocess.DEVNULL)


def _has_compose() -> bool:
    if shutil.which(_COMPOSE[0]) is None:
        return False
    return subprocess.run([*_COMPOSE, "version"], capture_output=True, check=False).returncode == 0
