"""Rescue files: what a phone could not send, as one zip; the same acts and photos, through the same door, once.

`manifest.json` names author, phone and the SHA-256 of every other file; `signature` proves it (device_keys.py).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, ValidationError
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Person
from server import device_keys, photos
from server.acts import door
from server.db import Database
from server.photos import PhotoStore
from server.store import people

MOST_BYTES: Final = 500_000_000
_MOST_FILES: Final = 20_000
_LARGEST_TEXT: Final = 5_000_000
_LARGEST_ACT: Final = 1_000_000
_LISTED: Final = 200
_PHOTO: Final = re.compile(r"photos/([0-9a-f]{64})\.\w+")
_ACT: Final = re.compile(r"acts/[\w-]+\.json")
_BESIDE: Final = frozenset({"manifest.json", "signature"})
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError)
"""What zipfile raises for files that are cut, altered, locked with a password, or packed in a way it does not know."""


class Manifest(BaseModel):
    """Who made the file, on which phone, and the hash of everything in it; an old app's has no hashes."""

    person_id: UUID
    device_id: UUID
    made_at: AwareDatetime
    files: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A rescue file that is open: its manifest, and the names of its acts and photos."""

    zip: zipfile.ZipFile
    manifest: Manifest
    raw: bytes
    acts: tuple[str, ...]
    photos: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Taken:
    """What came of a rescue file: verdicts of the acts by status, photos stored and refused, and what is left over."""

    acts: Counter[str] = field(default_factory=Counter)
    photos: Counter[str] = field(default_factory=Counter)
    left: list[dict[str, Any]] = field(default_factory=list)
    """Acts that were not applied, the first 200: id, kind, status, code, facts."""

    @property
    def is_whole(self) -> bool:
        """Tell whether everything is recorded here now."""
        return not (self.acts.keys() - {"applied", "duplicate"} or self.photos.keys() - {"stored"})


@contextmanager
def opened(file: Path) -> Iterator[Packed]:
    """Open a rescue file and read its manifest.

    Raises: Refusal `bad-rescue` (`reason`: damaged, too-large).
    """
    with _unharmed():
        packed = zipfile.ZipFile(file)
    with packed:
        yield _read(packed)


def prove(session: Session, packed: Packed) -> None:
    """Prove that the phone named in the file made all of it. Raises: Refusal `bad-rescue` (unsigned, altered)."""
    told = packed.manifest
    if "signature" not in packed.zip.namelist():
        raise _bad("unsigned")
    try:
        signature = base64.b64decode(_content(packed.zip, "signature", 200), validate=True)
    except binascii.Error as problem:
        raise _bad("unsigned") from problem
    if not device_keys.signed(session, told.person_id, told.device_id, packed.raw, signature):
        raise _bad("unsigned")
    if {name for name in packed.zip.namelist() if name not in _BESIDE} != told.files.keys():
        raise _bad("altered")
    for name, sha256 in told.files.items():
        if _digest(packed.zip, name) != sha256:
            raise _bad("altered")


def take(database: Database, store: PhotoStore, file: Path, at: datetime) -> Taken:
    """Pass every act of a rescue file through the door as its author, and store every photo.

    What the server has already answers `duplicate`; a second run changes nothing.
    Raises: Refusal `bad-rescue` (damaged, too-large, unknown-person).
    """
    with opened(file) as packed:
        author, device, taken = packed.manifest.person_id, packed.manifest.device_id, Taken()
        with database.session() as session:
            if people.person_at(session, author, at) is None:
                raise _bad("unknown-person")
        for name in packed.photos:
            taken.photos[_photo(database, store, packed, name, at)] += 1
        for name in packed.acts:
            raw = _raw(packed.zip, name)
            _keep(taken, raw, _act(database, raw, author, device, at))
        return taken


def _read(packed: zipfile.ZipFile) -> Packed:
    entries = packed.infolist()
    if sum(entry.file_size for entry in entries) > MOST_BYTES or len(entries) > _MOST_FILES:
        raise _bad("too-large")
    raw = _content(packed, "manifest.json", _LARGEST_TEXT)
    try:
        manifest = Manifest.model_validate_json(raw)
    except ValidationError as problem:
        raise _bad("damaged") from problem
    names = sorted(packed.namelist())
    return Packed(
        zip=packed, manifest=manifest, raw=raw, acts=tuple(name for name in names if _ACT.fullmatch(name)),
        photos=tuple(name for name in names if _PHOTO.fullmatch(name)),
    )  # fmt: skip


def _content(packed: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Read one file whole, never more of it than it may have: what an entry says of its size may be a lie."""
    with _unharmed(), packed.open(name) as source:
        content = source.read(limit + 1)
    if len(content) > limit:
        raise _bad("too-large")
    return content


def _digest(packed: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with _unharmed(), packed.open(name) as content:
        while piece := content.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _raw(packed: zipfile.ZipFile, name: str) -> dict[str, Any]:
    content = _content(packed, name, _LARGEST_ACT)
    with _unharmed():
        raw = json.loads(content)
    if not isinstance(raw, dict):
        raise _bad("damaged")
    return raw


@contextmanager
def _unharmed() -> Iterator[None]:
    """Turn what reading a damaged file raises into a refusal; only around reads, so that our own faults come out."""
    try:
        yield
    except _DAMAGED as problem:
        raise _bad("damaged") from problem


def _keep(taken: Taken, raw: dict[str, Any], verdict: door.Verdict) -> None:
    taken.acts[verdict.status] += 1
    if verdict.status in {"applied", "duplicate"} or len(taken.left) >= _LISTED:
        return
    command = raw.get("command")
    kind = str(command.get("kind", "")) if isinstance(command, dict) else ""
    facts = {name: fact for name, fact in verdict.facts.items() if fact is not None}
    taken.left.append(
        {"id": str(verdict.id), "kind": kind, "status": verdict.status, "code": verdict.code, "facts": facts}
    )


def _act(database: Database, raw: dict[str, Any], author: UUID, device: UUID, at: datetime) -> door.Verdict:
    def one(session: Session) -> door.Verdict:
        person = _author(session, author, at)
        if person is None:
            raise _bad("unknown-person")
        return door.act(session, raw, person, device, at)

    verdict = database.retried(one)
    if verdict.status == "applied":
        database.retried(lambda session: door.release(session, verdict.id, lambda each: _author(session, each, at), at))
    return verdict


def _author(session: Session, person: UUID, at: datetime) -> Person | None:
    return people.person_at(session, person, at)


def _photo(database: Database, store: PhotoStore, packed: Packed, name: str, at: datetime) -> str:
    found = _PHOTO.fullmatch(name)
    try:
        content = io.BytesIO(_content(packed.zip, name, store.max_bytes))
        with database.transaction() as session:
            photos.put(
                store, session, found[1] if found else "", content, person_id=packed.manifest.person_id, at=at
            )  # fmt: skip
    except Refusal:
        return "refused"
    return "stored"


def _bad(reason: str) -> Refusal:
    return Refusal("bad-rescue", reason=reason)
