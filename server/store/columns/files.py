"""The folder of the columns: one file a column, one page that says how much of them holds, one lock for who writes.

Readers map the files and take as many rows as the page says; the writer adds rows first and the page last. Files of
an older generation stay until the next one is built, so that nobody's map is pulled away.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from server.store.columns import shapes

Table = Mapping[str, NDArray[Any]]
_SPARE_SHARE: Final = 0.25
_SPARE_ROWS: Final = 4096
_TURN_S: Final = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How far the columns are: of which database, up to which row of its change feed, with how many rows.

    `ahead` are rows of the feed that were taken over before everything below them was decided.
    """

    format: int
    origin: str
    generation: int
    xid: int
    id: int
    ahead: tuple[int, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    ordered: Mapping[str, int] = field(default_factory=dict)
    """Rows that lie in order of their ids; later ones follow as they came."""
    words: int = 0


def read_page(folder: Path) -> Page | None:
    """Return the page, or nothing where there is none that can be read."""
    try:
        saved = json.loads((folder / "page.json").read_text("utf-8"))
        page = Page(**{**saved, "ahead": tuple(saved["ahead"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    whole = (folder / str(page.generation) / "book.json").exists()
    return page if page.format == shapes.FORMAT and whole else None


def write_page(folder: Path, page: Page) -> None:
    """Write whole or not at all."""
    fresh = folder / "page.new"
    fresh.write_text(json.dumps(asdict(page)), "utf-8")
    fresh.replace(folder / "page.json")


class BusyError(Exception):
    """Somebody else writes, and goes on longer than one waits: building takes as long as reading whole tables."""


@contextmanager
def locked(folder: Path, patience_s: float) -> Iterator[None]:
    """Keep every other process and thread from writing.

    Raises:
        BusyError: somebody else wrote all that time.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    until = time.monotonic() + patience_s
    with (folder / "lock").open("w") as lock:
        while not _taken(lock):
            if time.monotonic() > until:
                raise BusyError
            time.sleep(_TURN_S)
        yield


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def create(folder: Path, generation: int, table: str, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write the columns of a table, with room for rows to come."""
    place = folder / str(generation)
    place.mkdir(mode=0o700, exist_ok=True)
    for name, form in shapes.FIELDS[table].items():
        values = columns[name]
        room = int(len(values) * (1 + _SPARE_SHARE)) + _SPARE_ROWS
        with _file(folder, generation, table, name).open("wb") as file:
            file.write(values.astype(form).tobytes())
            file.truncate(room * np.dtype(form).itemsize)


def map_table(folder: Path, generation: int, table: str, *, writing: bool = False) -> dict[str, NDArray[Any]]:
    """Map the columns of a table with all their room."""
    mode: Any = "r+" if writing else "r"
    return {
        name: np.memmap(_file(folder, generation, table, name), np.dtype(form), mode)
        for name, form in shapes.FIELDS[table].items()
    }


def sweep(folder: Path, keep: int) -> None:
    """Remove generations before the one that was in use last."""
    for place in folder.iterdir():
        if place.name.isdigit() and int(place.name) < keep - 1:
            shutil.rmtree(place, ignore_errors=True)


def bytes_on_disk(folder: Path, page: Page) -> int:
    """Tell what the columns in use take."""
    return sum(each.stat().st_size for each in (folder / str(page.generation)).iterdir())


def _file(folder: Path, generation: int, table: str, name: str) -> Path:
    return folder / str(generation) / f"{table}.{name}"
