"""Photos by the hash of their bytes: kept as the phone sent them, shown re-encoded and stripped.

A photo counts as received only when its bytes were read back from storage and still have their hash.
"""

import hashlib
import os
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final
from uuid import UUID

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore
from sqlalchemy import Select, any_, delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from grids.errors import Refusal
from server import pictures
from server.config import Settings
from server.store.tables import ActReceived, Evidence, ModelStory, PhotoRow, PublicReportPhoto, VisitRow

VIEW_SIDE: Final = 1600
PRINT_SIDE: Final = 720
THUMB_SIDE: Final = 320
ORPHAN_AFTER: Final = timedelta(days=7)
"""An act may reach the server days after its photo; a phone keeps both until it has a receipt for both."""
_RECIPE: Final = "v1"
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_PRIVATE: Final = 0o700


class StorageError(Exception):
    """The storage did not give back what it was given; the phone keeps its copy and tries again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoStore:
    """Where photos lie, where their shrunk copies are kept, and what is too much."""

    blobs: ObjectStore
    cache: Path
    max_bytes: int
    max_pixels: int

    @property
    def papers(self) -> Path:
        """The folder of typeset papers."""
        return self.cache.parent / "papers"

    @classmethod
    def of(cls, settings: Settings) -> "PhotoStore":
        """Describe the store of an installation; makes its folders."""
        folder, cache = settings.data_dir / "blobs", settings.data_dir / "cache" / "photos"
        for each in (folder, cache):
            each.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        return cls(
            blobs=LocalStore(folder),
            cache=cache,
            max_bytes=settings.photo_max_bytes,
            max_pixels=settings.photo_max_pixels,
        )


def put(
    store: PhotoStore, session: Session, sha256: str, source: IO[bytes], *, person_id: UUID, at: datetime
) -> PhotoRow:
    """Keep a photo and return its row; the same photo twice is kept once.

    The row is written only after the bytes were read back and hashed again. The session is first used after that: a
    slow phone holds no connection to the database while it sends. Whoever names a photo must show its bytes, always: so
    a stranger learns nothing of what others stored.
    Raises: Refusal `bad-photo` (`reason`: name, hash, format, damaged) or `too-large` (`limit`).
    """
    _check_name(sha256)
    content = source.read(store.max_bytes + 1)
    if len(content) > store.max_bytes:
        raise Refusal("too-large", limit=f"{store.max_bytes / 1e6:g} MB")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refusal("bad-photo", reason="hash")
    picture = pictures.examine(content, store.max_pixels)
    write(store, sha256, content)
    row = {
        "sha256": sha256, "bytes": len(content), "mime": picture.mime, "width": picture.width,
        "height": picture.height, "received_at": at, "received_by": person_id,
    }  # fmt: skip
    session.execute(insert(PhotoRow).values(row).on_conflict_do_nothing())
    return session.execute(select(PhotoRow).where(PhotoRow.sha256 == sha256)).scalar_one()


def has(store: PhotoStore, session: Session, sha256: str) -> bool:
    """Tell whether the photo is stored, whole; its bytes were read back when its row was written."""
    known = session.get(PhotoRow, sha256)
    return known is not None and _stored_size(store, sha256) == known.bytes


def original(store: PhotoStore, sha256: str) -> bytes:
    """Return the phone's own bytes, proved by their hash; for evidence, never for a screen."""
    try:
        content = obstore.get(store.blobs, key_of(sha256)).bytes().to_bytes()
    except (NotFoundError, FileNotFoundError) as error:
        raise Refusal("not-found", thing=sha256) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StorageError(f"photo {sha256} does not have its hash")
    return content


def view(store: PhotoStore, sha256: str) -> bytes:
    """Return the photo for a screen: JPEG, at most 1600 px a side, without metadata."""
    return _shrunk(store, sha256, VIEW_SIDE)


def thumb(store: PhotoStore, sha256: str) -> bytes:
    """Return the photo for a list: JPEG, at most 320 px a side, without metadata."""
    return _shrunk(store, sha256, THUMB_SIDE)


def print_copy(store: PhotoStore, sha256: str) -> bytes:
    """Return the photo for a paper: JPEG, at most 720 px a side, without metadata."""
    return _shrunk(store, sha256, PRINT_SIDE)


def sweep(store: PhotoStore, session: Session, at: datetime) -> int:
    """Remove photos that nothing mentions a week after they came, and bytes that have no row; say how many.

    A photo that any act mentions stays, also when the act was refused: somebody may still need it.
    """
    before = at - ORPHAN_AFTER
    unused = [sha256 for sha256 in session.scalars(_unmentioned(before)) if not in_an_act(session, sha256)]
    session.execute(delete(PhotoRow).where(PhotoRow.sha256.in_(unused)))
    rows = set(session.scalars(select(PhotoRow.sha256)))
    session.commit()
    return drop_strangers(store, rows, before)


def drop_strangers(store: PhotoStore, known: AbstractSet[str], before: datetime) -> int:
    """Remove bytes of before a moment that are none of the known files; say how many."""
    gone = 0
    for batch in obstore.list(store.blobs):
        for blob in batch:
            if blob["last_modified"] < before and Path(blob["path"]).name not in known:
                obstore.delete(store.blobs, blob["path"])
                gone += 1
    return gone


def write(store: PhotoStore, sha256: str, content: bytes) -> None:
    """Write whole or not at all, push it to the disk, read it back."""
    key = key_of(sha256)
    obstore.put(store.blobs, key, content)
    if isinstance(store.blobs, LocalStore) and store.blobs.prefix is not None:
        _sync(Path(store.blobs.prefix) / key)
    if hashlib.sha256(obstore.get(store.blobs, key).bytes()).hexdigest() != sha256:
        obstore.delete(store.blobs, key)
        raise StorageError(f"storage changed photo {sha256}")


def _sync(path: Path) -> None:
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _stored_size(store: PhotoStore, sha256: str) -> int | None:
    try:
        return obstore.head(store.blobs, key_of(sha256))["size"]
    except (NotFoundError, FileNotFoundError):
        return None


def _shrunk(store: PhotoStore, sha256: str, side: int) -> bytes:
    _check_name(sha256)
    kept = store.cache / sha256[:2] / f"{sha256}.{side}.{_RECIPE}.jpg"
    if kept.exists():
        return kept.read_bytes()
    jpeg = pictures.shrink(original(store, sha256), side, store.max_pixels)
    kept.parent.mkdir(mode=_PRIVATE, exist_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}.{id(jpeg)}")
    unfinished.write_bytes(jpeg)
    unfinished.replace(kept)
    return jpeg


def _unmentioned(before: datetime) -> Select[str]:
    return (
        select(PhotoRow.sha256)
        .where(PhotoRow.received_at < before)
        .where(~exists().where(Evidence.sha256 == PhotoRow.sha256))
        .where(~exists().where(VisitRow.signature == PhotoRow.sha256))
        .where(~exists().where(PublicReportPhoto.sha256 == PhotoRow.sha256))
        .where(~exists().where(PhotoRow.sha256 == any_(ModelStory.photos)))
    )


def in_an_act(session: Session, sha256: str) -> bool:
    """Tell whether any act that ever arrived names these bytes, refused ones too."""
    return bool(session.scalar(select(exists().where(ActReceived.item.contains(sha256)))))


def key_of(sha256: str) -> str:
    """Return where a photo lies in the store."""
    return f"{sha256[:2]}/{sha256}"


def _check_name(sha256: str) -> None:
    if not _NAME.fullmatch(sha256):
        raise Refusal("bad-photo", reason="name")
