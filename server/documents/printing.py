"""From a page to a PDF: kept by the hash of the page, typeset one at a time."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server import apart

_PAGES: Final = Path(__file__).parents[1] / "pages"
_PRESS: Final = Path(__file__).with_name("press.py")
_PRESS_S: Final = 180
_PATIENCE_S: Final = 60.0
_LOOK_S: Final = 0.1
_EDITION: Final = "1"
"""Goes into every key; raised when the typesetter or its options change."""


def page(template: str, **named: object) -> str:
    """Fill a page; every text is escaped, every name must be there."""
    return _pages().get_template(template).render(**named, css=(_PAGES / "paper.css").read_text("utf-8"))


def pdf(html: str, folder: Path) -> bytes:
    """Return the page as PDF/A, typeset once: the same page is read from the folder.

    Only one paper is typeset at a time on a machine; others wait for it, a minute at most.
    Raises: apart.ChildFailedError. Keep no transaction open around it: it may take long.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / f"{hashlib.sha256((_EDITION + html).encode()).hexdigest()}.pdf"
    if kept.exists():
        return kept.read_bytes()
    with _alone(folder):
        if kept.exists():  # made while this one waited
            return kept.read_bytes()
        made = apart.run(_PRESS, [], html.encode(), _PRESS_S)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(made)
        unfinished.replace(kept)
    return made


def sweep(folder: Path, before: datetime) -> int:
    """Remove papers that were made before a moment; say how many."""
    old = [file for file in folder.glob("*.pdf") if file.stat().st_mtime < before.timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        for _ in range(round(_PATIENCE_S / _LOOK_S)):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_LOOK_S)
            else:
                yield
                return
        raise apart.ChildFailedError(f"the press was busy for {_PATIENCE_S} s")


@functools.cache
def _pages() -> Environment:
    return Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
