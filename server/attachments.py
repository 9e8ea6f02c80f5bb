"""Attached files by the hash of their bytes: PDF, Word, Excel and pictures, told by what is in them, not by a name.

They lie in a folder of their own beside the photos, written and read back the same way.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Final
from uuid import UUID

from obstore.store import LocalStore
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from grids.errors import Refusal
from server import photos, pictures
from server.config import Settings
from server.photos import PhotoStore
from server.store.tables import AttachmentRow

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS: Final = {
    PDF: (".pdf",), DOCX: (".docx",), XLSX: (".xlsx",), "image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",),
    "image/webp": (".webp",), "image/heic": (".heic", ".heif"),
}  # fmt: skip
"""Kind of file -> the endings its name may have."""
_PARTS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MOST_UNPACKED: Final = 300_000_000
_TAIL: Final = 2048
_PRIVATE: Final = 0o700
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that is stored, whole."""

    sha256: str
    mime: str
    bytes: int


def store_of(settings: Settings, max_bytes: int) -> PhotoStore:
    """Describe where attached files lie; makes the folder."""
    return replace(beside(PhotoStore.of(settings)), max_bytes=max_bytes)


def beside(store: PhotoStore) -> PhotoStore:
    """Describe the attached files of the installation whose photos these are; makes the folder."""
    folder = store.cache.parents[1] / "attachments"
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    return replace(store, blobs=LocalStore(folder))


def put(store: PhotoStore, session: Session, sha256: str, source: IO[bytes], *, person: UUID, at: datetime) -> Kept:
    """Keep a file for who sends it in; the row is written only after the bytes were read back and hashed again.

    Raises: Refusal `bad-attachment` (`fault`: hash, kind, damaged, macro, locked, unpacked) or `too-large`.
    """
    content = source.read(store.max_bytes + 1)
    if len(content) > store.max_bytes:
        raise Refusal("too-large", limit=f"{store.max_bytes / 1e6:g} MB")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _bad("hash")
    mime = examine(content, store.max_pixels)
    photos.write(store, sha256, content)
    row = {"sha256": sha256, "received_by": person, "mime": mime, "bytes": len(content), "received_at": at}
    again = insert(AttachmentRow).values(row).on_conflict_do_update(
        index_elements=[AttachmentRow.sha256, AttachmentRow.received_by], set_={"received_at": at}
    )  # fmt: skip
    session.execute(again)
    return Kept(sha256=sha256, mime=mime, bytes=len(content))


def known(session: Session) -> list[tuple[str, int]]:
    """List every file that is kept or that something names, with its length, by hash."""
    kept = session.execute(select(AttachmentRow.sha256, AttachmentRow.bytes))
    return sorted(({row.sha256: row.bytes for row in kept} | _named(session)).items())


def sweep(store: PhotoStore, session: Session, at: datetime) -> int:
    """Remove files that nothing names a week after they came, and bytes that have no row; say how many.

    What any act names stays, also when the act was refused: somebody may still need it.
    """
    before, named = at - photos.ORPHAN_AFTER, _named(session)
    old = (
        select(AttachmentRow.sha256).group_by(AttachmentRow.sha256).having(func.max(AttachmentRow.received_at) < before)
    )
    unused = [each for each in session.scalars(old) if each not in named and not photos.in_an_act(session, each)]
    of_old = AttachmentRow.sha256.in_(unused) & (AttachmentRow.received_at < before)  # somebody may just send it again
    session.execute(delete(AttachmentRow).where(of_old))
    rows = set(session.scalars(select(AttachmentRow.sha256)))
    session.commit()
    return photos.drop_strangers(store, rows, before)


def _named(session: Session) -> dict[str, int]:
    """Return the files that circulars, answers, trainings and assessments name, with their length."""
    return {row.sha256: row.bytes for row in session.execute(NAMED)}


NAMED: Final = text(
    "SELECT DISTINCT f->>'sha256' AS sha256, (f->>'bytes')::bigint AS bytes FROM ("
    "SELECT attachments AS files FROM circular UNION ALL SELECT attachments FROM circular_answer "
    "UNION ALL SELECT materials FROM training UNION ALL SELECT attachments FROM assessment_entry "
    "UNION ALL SELECT attachments FROM assessment_appeal"
    ") x CROSS JOIN LATERAL jsonb_array_elements(x.files) f"
)


def examine(content: bytes, max_pixels: int) -> str:
    """Tell what kind of file these bytes are; refuse what is none of ours, is locked, or carries macros."""
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_TAIL:]:
            raise _bad("damaged")
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _office_file(content)
    try:
        return pictures.examine(content, max_pixels).mime
    except Refusal as refusal:
        if refusal.code != "bad-photo":
            raise
        raise _bad("damaged" if refusal.facts.get("reason") == "damaged" else "kind") from refusal


def _office_file(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            names = {entry.filename for entry in entries}
            found = next((mime for part, mime in _PARTS.items() if part in names), None)
            if found is None or "[Content_Types].xml" not in names:
                raise _bad("kind")
            if any(name.endswith("vbaProject.bin") for name in names):
                raise _bad("macro")
            if any(entry.flag_bits & 1 for entry in entries):
                raise _bad("locked")
            if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                raise _bad("unpacked")
            if packed.testzip() is not None:
                raise _bad("damaged")
    except _UNREADABLE as error:
        raise _bad("damaged") from error
    return found


def _bad(fault: str) -> Refusal:
    return Refusal("bad-attachment", fault=fault)
