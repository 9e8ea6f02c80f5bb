"""Run all tests: Python, TypeScript, browser. All of them run, also when the first ones fail."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from typing import Final

from server.cli import console, frontend
from server.config import Settings
from server.sentences import sentence

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


_AT_ONCE: Final = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")
"""A worker for each processor, each with a PostgreSQL of its own; the tests of a file share what they set up."""
_BROWSERS_AT_ONCE: Final = ("-n", "auto", "--maxprocesses", "2", "--dist", "loadgroup", "--no-loadscope-reorder")
"""Two, for each has an installation and a browser of its own; which tests go together, tests/e2e/conftest.py says."""


def arguments(parser: ArgumentParser) -> None:
    """Take any words and hand them to pytest, as a file or `-k WORD`; then only that runs."""
    parser.epilog = sentence("test.words-for-pytest")
    parser.set_defaults(passes_on=True)


def run(chosen: Namespace, settings: Settings) -> int:
    """Run; exit 0 only if everything passed."""
    del settings
    if chosen.more:
        return _pytest(*chosen.more)
    frontend.build()
    _need_browser()
    outcomes = {
        "Python": _pytest("-m", "not e2e", *_AT_ONCE),
        "TypeScript": frontend.script("test"),
        "browser": _pytest("-m", "e2e", *_BROWSERS_AT_ONCE),
    }
    rows = [[name, _word(code)] for name, code in outcomes.items()]
    console.table([sentence("test.part"), sentence("test.outcome")], rows)
    return 0 if not any(outcomes.values()) else 1


def _pytest(*words: str) -> int:
    command = [sys.executable, "-m", "pytest", *words]
    return subprocess.call(command, cwd=frontend.ROOT, stdin=subprocess.DEVNULL)


def _need_browser() -> None:
    """Bring Playwright's own Chromium where the system offers no package for one."""
    if any(shutil.which(name) for name in _BROWSERS):
        return
    command = [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]
    console.run_step(sentence("test.browser"), command, folder=frontend.ROOT, environ=os.environ)


def _word(code: int) -> str:
    return sentence("test.passed") if code == 0 else sentence("test.failed", code=code)
