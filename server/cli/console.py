"""What a person at the shell sees: steps with their time, bars, troubles."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from server.sentences import Trouble

OUT = Console(highlight=False)
ERR = Console(stderr=True, highlight=False)
_TAIL = 30


def trouble(text: str) -> None:
    """Say what is wrong and what to do."""
    ERR.print(escape(text), style="bold red", soft_wrap=True)


def line(text: str) -> None:
    """Print one line, never cut."""
    OUT.print(escape(text), soft_wrap=True)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under heads."""
    grid = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        grid.add_row(*row)
    OUT.print(grid)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Show a step while it runs and its time when it is done."""
    since = time.monotonic()
    with OUT.status(escape(text)):
        yield
    OUT.print(f"[green]✓[/] {escape(text)}  [dim]{time.monotonic() - since:.1f} s[/]")


def run_step(
    text: str,
    command: Sequence[str | Path],
    *,
    folder: Path,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Run a program as a step; its last lines are shown when it fails."""
    with tempfile.TemporaryFile() as output, step(text):
        code = subprocess.call(
            command,
            cwd=folder,
            env=None if environ is None else dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        output.seek(0)
        if code != 0:
            tail = output.read().decode("utf-8", "replace").splitlines()[-_TAIL:]
            ERR.print(escape("\n".join(tail)), soft_wrap=True)
            shown = " ".join(os.fspath(word) for word in command)
            raise Trouble("cli.step-failed", step=text, command=shown, code=code)


class Bars:
    """Progress bars of long work, one for each thing that is told of."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self._bars = Progress(
            TextColumn("  {task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=OUT,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Begin to show."""
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the last state on the screen."""
        self._bars.stop()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Tell that so much of a thing is done; total None: not known yet."""
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(escape(what), total=total)
        self._bars.update(self._tasks[what], completed=done, total=total)
