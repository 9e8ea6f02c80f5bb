"""Take in what a phone saved as a rescue file: the same acts and photos, through the same door, under the same ids."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from grids.errors import Refusal
from server import photos
from server.acts import door
from server.db import Database
from server.photos import PhotoStore
from server.sentences import Trouble
from server.store import people

_MOST_BYTES: Final = 2_000_000_000
_PHOTO: Final = re.compile(r"photos/([0-9a-f]{64})\.\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a rescue file: verdicts of the acts by status, photos stored and refused."""

    acts: Counter[str]
    photos: Counter[str]


def take(database: Database, store: PhotoStore, file: Path, at: datetime) -> Taken:
    """Pass every act of a rescue file through the door as its author, and store every photo.

    What the server has already answers `duplicate`; a second run changes nothing.
    Raises: Trouble when the file is no rescue file, or its author is unknown here.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            return _take(database, store, packed, at)
    except (zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise Trouble("rescue.unreadable", file=file) from problem


def _take(database: Database, store: PhotoStore, packed: zipfile.ZipFile, at: datetime) -> Taken:
    if sum(entry.file_size for entry in packed.infolist()) > _MOST_BYTES:
        raise Trouble("rescue.too-large", limit=_MOST_BYTES // 1_000_000)
    manifest = json.loads(packed.read("manifest.json"))
    author, device = UUID(manifest["person_id"]), UUID(manifest["device_id"])
    stored = Counter(_photo(database, store, packed, name, author, at) for name in sorted(packed.namelist()))
    acts = [name for name in sorted(packed.namelist()) if name.startswith("acts/")]
    verdicts = Counter(_act(database, json.loads(packed.read(name)), author, device, at) for name in acts)
    return Taken(acts=verdicts, photos=Counter({word: n for word, n in stored.items() if word}))


def _act(database: Database, raw: dict[str, Any], author: UUID, device: UUID, at: datetime) -> str:
    with database.transaction() as session:
        person = people.person_at(session, author, at)
        if person is None:
            raise Trouble("rescue.unknown-person")
        return door.act(session, raw, person, device, at).status


def _photo(
    database: Database, store: PhotoStore, packed: zipfile.ZipFile, name: str, author: UUID, at: datetime
) -> str:
    found = _PHOTO.fullmatch(name)
    if found is None:
        return ""
    try:
        with database.transaction() as session:
            photos.put(store, session, found[1], io.BytesIO(packed.read(name)), person_id=author, at=at)
    except Refusal:
        return "refused"
    return "stored"
