"""The map of streets that lies in the data folder, as one PMTiles file, and the packs for phones cut from it.

`basemap/about.json` names the file in use. A new one is written beside it and takes its place whole; processes that
have the old one open go on reading it. Packs are cut when they are first asked for and kept until the map changes.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import html
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from gis import tile_cut
from gis.tile_archive import Archive, Box
from server.sentences import Trouble

BUDGET_BYTES: Final = 25_000_000
"""Most a phone is asked to keep. Source: field measurements of offline apps, docs/basemaps.md."""
_MOST_PACKS: Final = 400
_BLOCK: Final = 1 << 20
_SQLITE: Final = b"SQLite format 3\0"
_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The file in use."""

    archive: Archive
    sha256: str
    credit: str
    source: str
    stored_at: datetime
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A piece of it, on disk."""

    path: Path
    sha256: str
    size: int
    deepest: int
    dropped: tuple[int, ...]
    tiles: int


def stored(data_dir: Path) -> Stored | None:
    """Return the file in use; None where none is stored."""
    about = data_dir / "basemap" / "about.json"
    try:
        stamp = about.stat()
    except FileNotFoundError:
        return None
    return _stored(about, stamp.st_mtime_ns, stamp.st_ino)


@functools.lru_cache(maxsize=4)
def _stored(about: Path, _changed: int, _node: int) -> Stored:
    said = json.loads(about.read_text("utf-8"))
    path = about.with_name(f"{said['sha256']}.pmtiles")
    return Stored(
        archive=Archive.open(path),
        sha256=said["sha256"],
        credit=said["credit"],
        source=said["source"],
        stored_at=datetime.fromisoformat(said["stored_at"]),
        size=path.stat().st_size,
    )


def keep(
    source: Path, data_dir: Path, credit: str | None, at: datetime, told: Callable[[int, int], None], here: Box | None
) -> Stored:
    """Store a PMTiles or MBTiles file as the map in use, with whose map it is.

    `here` is where the work is. Refuses a file that is none of them or broken (`bad-file`); raises `Trouble` for one
    that says no owner and for one that lies elsewhere. What was in use stays in use then.
    """
    folder = data_dir / "basemap"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{uuid4().hex}.part"
    try:
        with source.open("rb") as file:
            is_mbtiles = file.read(len(_SQLITE)) == _SQLITE
        if is_mbtiles:
            tile_cut.from_mbtiles(source, part, told)
        else:
            Archive.open(source).prove()
            _copy(source, part, told)
        archive = Archive.open(part)
        archive.prove()
        words = (credit or plain(archive.about.attribution)).strip()
        if not words:
            raise Trouble("basemap.no-attribution")
        if here is not None and not _meet(archive.about.box, here):
            raise Trouble("basemap.elsewhere", box=shown(archive.about.box), here=shown(here))
        sha256 = _hash(part)
        said = {"sha256": sha256, "credit": words, "source": source.name, "stored_at": at.isoformat()}
        part.replace(folder / f"{sha256}.pmtiles")
        part.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
        part.replace(folder / "about.json")
    finally:
        part.unlink(missing_ok=True)
    _sweep(folder, sha256)
    about = folder / "about.json"
    return _stored(about, about.stat().st_mtime_ns, about.stat().st_ino)


def remove(data_dir: Path) -> bool:
    """Remove the file in use and its packs; False where there was none."""
    folder = data_dir / "basemap"
    if not (folder / "about.json").exists():
        return False
    (folder / "about.json").unlink()
    _sweep(folder, "")
    return True


def pack(found: Stored, data_dir: Path, boxes: Sequence[Box]) -> Pack | None:
    """Return the pack over these boxes, cut now or before; None where the map has nothing there.

    Within `BUDGET_BYTES`: the highest zooms are left out until it fits.
    """
    if not boxes:
        return None
    folder = data_dir / "basemap" / "packs"
    folder.mkdir(mode=0o700, exist_ok=True)
    key = hashlib.sha256(f"{found.sha256}{sorted(boxes)}{BUDGET_BYTES}".encode()).hexdigest()[:24]
    name = f"{found.sha256[:16]}-{key}"
    with _alone(folder / f"{name}.lock"):
        kept = _read_pack(folder, name)
        return kept or _cut(found, folder, name, boxes)


def plain(words: str) -> str:
    """Return an attribution as plain text: archives carry it as HTML, with links."""
    return html.unescape(_TAG.sub("", words)).strip()


def shown(box: Box) -> str:
    """Write a box for people: west, south, east, north in degrees."""
    return ", ".join(f"{degrees:.3f}" for degrees in box)


def _cut(found: Stored, folder: Path, name: str, boxes: Sequence[Box]) -> Pack | None:
    part = folder / f".{uuid4().hex}.part"
    try:
        cut = tile_cut.cut(found.archive, boxes, BUDGET_BYTES, part)
        if cut is None:
            return None
        _make_room(folder)
        made = {"sha256": _hash(part), "size": part.stat().st_size, **asdict(cut)}
        part.replace(folder / f"{name}.pmtiles")
        part.write_text(json.dumps(made), "utf-8")
        part.replace(folder / f"{name}.json")
    finally:
        part.unlink(missing_ok=True)
    return _read_pack(folder, name)


def _read_pack(folder: Path, name: str) -> Pack | None:
    try:
        said: dict[str, Any] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    said["dropped"] = tuple(said["dropped"])
    return Pack(path=folder / f"{name}.pmtiles", **said)


def _make_room(folder: Path) -> None:
    """Let the packs go that were cut longest ago; they are cut again when somebody asks."""
    old = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    for said in old[: max(0, len(old) - _MOST_PACKS + 1)]:
        said.unlink()
        said.with_suffix(".pmtiles").unlink(missing_ok=True)
        said.with_suffix(".lock").unlink(missing_ok=True)


def _sweep(folder: Path, in_use: str) -> None:
    for file in folder.glob("*.pmtiles"):
        if file.stem != in_use:
            file.unlink(missing_ok=True)
    packs = folder / "packs"
    if packs.is_dir() and not (in_use and any(packs.glob(f"{in_use[:16]}-*"))):
        shutil.rmtree(packs, ignore_errors=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process at a time cut this pack; the others wait and find it."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _copy(source: Path, target: Path, told: Callable[[int, int], None]) -> None:
    total, done = source.stat().st_size, 0
    with source.open("rb") as read, target.open("wb") as written:
        while block := read.read(_BLOCK):
            written.write(block)
            done += len(block)
            told(done, total)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
