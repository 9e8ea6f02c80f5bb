"""Run a script of ours in a process of its own, because what it touches may crash, hang or swell.

A picture decoder that meets a crafted file, or a typesetter with a font it cannot stand, must not take the web
process with it. The child gets no secrets: its environment holds a path and a locale.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_ENVIRON = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(_ROOT), "PYTHONSAFEPATH": "1"}


TOO_LARGE = 3
"""What a script ends with when the thing is larger than it was told to take."""


class ChildFailedError(Exception):
    """The child died, said no or took too long; what it said is the message, `code` how it ended."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


def run(script: Path, words: Sequence[str], given: bytes, seconds: float) -> bytes:
    """Feed bytes to a script and return the bytes it answers."""
    try:
        done = subprocess.run(  # noqa: S603 - our own script, arguments as a list, no shell
            [sys.executable, script, *words],
            input=given,
            capture_output=True,
            check=False,
            timeout=seconds,
            env=_ENVIRON,
        )
    except subprocess.TimeoutExpired as late:
        raise ChildFailedError(f"{script.name} took more than {seconds} s") from late
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise ChildFailedError(f"{script.name} ended with {done.returncode}: {' '.join(said)}", done.returncode)
    return done.stdout
