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

_PASSWORDS_FOR_CHECK = {"WANGGE_DB_PASSWORD": "only-to-validate-the-file"}


def arguments(parser: ArgumentParser) -> None:
    """Take no options of its own."""
    parser.set_defaults()


def run(_chosen: Namespace, _settings: Settings) -> int:
    """Run every check, also when the first ones fail; exit 0 only if all hold."""
    beside = Path(sys.executable).parent
    checks: dict[str, Callable[[], int]] = {
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
        failed += code != 0
        rows.append([name, sentence("test.passed" if code == 0 else "test.failed", code=code)])
    console.table([sentence("test.part"), sentence("test.outcome")], rows)
    return 0 if failed == 0 else 1


def _call(*words: str | Path) -> int:
    return subprocess.call(words, cwd=frontend.ROOT, stdin=subprocess.DEVNULL)


def _compose() -> int:
    """Let Docker read docker-compose.yml; where Docker cannot, say so and leave it to the tests."""
    words = _docker()
    if words is None:
        console.line(sentence("check.no-compose"))
        return 0
    command = [*words, "--file", "docker-compose.yml", "config", "--quiet"]
    environ = {**os.environ, **_PASSWORDS_FOR_CHECK}
    return subprocess.call(command, cwd=frontend.ROOT, env=environ, stdin=subprocess.DEVNULL)


def _docker() -> list[str] | None:
    """Find Docker's compose: the plugin of today or the program of before."""
    for words in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(words[0]) is None:
            continue
        answer = subprocess.run([*words, "version"], capture_output=True, check=False)
        if answer.returncode == 0:
            return words
    return None
