"""Rescue files wait here, proved and untouched, until the office of their author takes them in or declines them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.escalation import Audience
from server import rescue
from server.db import Database
from server.messages import Message, tell
from server.photos import PhotoStore
from server.recipients import Roll
from server.store import places
from server.store.tables import DeviceKey, PersonRow, RescueFile

KEPT: Final = timedelta(days=30)
"""How long the bytes stay after the decision; the row stays."""
_HOURLY: Final = 10
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """Where rescue files lie."""

    database: Database
    folder: Path

    @classmethod
    def of(cls, database: Database, data_dir: Path) -> Quarantine:
        """Describe the quarantine of an installation; makes its folder."""
        folder = data_dir / "rescue"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(database=database, folder=folder)

    def path(self, sha256: str) -> Path:
        """Return where the bytes of a file lie."""
        return self.folder / f"{sha256}.zip"


def admit(quarantine: Quarantine, device: UUID, at: datetime) -> None:
    """Refuse, before any byte is read, who is no phone of ours or sends too often.

    Raises: Refusal `bad-rescue` (unsigned), `too-many-tries`.
    """
    with quarantine.database.session() as session:
        if session.scalar(select(DeviceKey.device_id).where(DeviceKey.device_id == device).limit(1)) is None:
            raise Refusal("bad-rescue", reason="unsigned")
        recent = select(func.count()).where(
            RescueFile.device_id == device, RescueFile.received_at > at - timedelta(hours=1)
        )
        if (session.scalar(recent) or 0) >= _HOURLY:
            raise Refusal("too-many-tries", minutes=60)


def receive(quarantine: Quarantine, source: IO[bytes], at: datetime, *, brought_by: UUID | None) -> UUID:
    """Keep a rescue file that proves whose phone made it, and tell the author's office; the same file is kept once.

    Raises: Refusal `bad-rescue` or `too-large`; then nothing is kept.
    """
    arriving = quarantine.folder / f"{uuid4()}.part"
    try:
        sha256, size = _written(source, arriving)
        with rescue.opened(arriving) as packed, quarantine.database.transaction() as session:
            known = session.scalar(select(RescueFile.id).where(RescueFile.sha256 == sha256))
            if known is not None:
                return known
            rescue.prove(session, packed)
            row = RescueFile(
                sha256=sha256, bytes=size, person_id=packed.manifest.person_id, device_id=packed.manifest.device_id,
                made_at=packed.manifest.made_at, received_at=at, brought_by=brought_by, acts=len(packed.acts),
                photos=len(packed.photos), state="waiting",
            )  # fmt: skip
            session.add(row)
            session.flush()
            _tell_office(session, row, at)
            arriving.rename(quarantine.path(sha256))
            return row.id
    finally:
        arriving.unlink(missing_ok=True)


def take(quarantine: Quarantine, store: PhotoStore, file: UUID, by: UUID, at: datetime) -> None:
    """Take a waiting file in, as its author's own acts; one that was interrupted can be taken again.

    Raises: Refusal `already-done`, or `bad-rescue` (gone, unknown-person).
    """
    with quarantine.database.session() as session:
        row = session.get_one(RescueFile, file)
    if row.state != "waiting":
        raise Refusal("already-done", step="take-rescue")
    path = quarantine.path(row.sha256)
    if not path.is_file():
        raise Refusal("bad-rescue", reason="gone")
    taken = rescue.take(quarantine.database, store, path, at)
    outcome = {"acts": dict(taken.acts), "photos": dict(taken.photos), "left": taken.left}
    _decide(quarantine, file, at, {"state": "taken", "decided_by": by, "outcome": outcome})


def decline(quarantine: Quarantine, file: UUID, by: UUID, reason: str, at: datetime) -> None:
    """Leave a waiting file out, for a reason. Raises: Refusal `already-done`, `reason-needed`."""
    if not reason.strip():
        raise Refusal("reason-needed")
    _decide(quarantine, file, at, {"state": "declined", "decided_by": by, "reason": reason.strip()})


def sweep(quarantine: Quarantine, at: datetime) -> int:
    """Remove the bytes of files decided on a month ago, and of uploads that were cut; say how many."""
    with quarantine.database.session() as session:
        query = select(RescueFile.sha256).where(RescueFile.state != "waiting", RescueFile.decided_at < at - KEPT)
        over = [quarantine.path(sha256) for sha256 in session.scalars(query)]
        known = {quarantine.path(sha256) for sha256 in session.scalars(select(RescueFile.sha256))}
    stale = (at - timedelta(days=1)).timestamp()
    cut = [path for path in quarantine.folder.iterdir() if path not in known and path.stat().st_mtime < stale]
    gone = [path for path in (*over, *cut) if path.exists()]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _written(source: IO[bytes], path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as out:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > rescue.MOST_BYTES:
                raise Refusal("too-large", limit=f"{rescue.MOST_BYTES / 1e6:g} MB")
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest(), size


def _decide(quarantine: Quarantine, file: UUID, at: datetime, values: dict[str, object]) -> None:
    change = update(RescueFile).where(RescueFile.id == file, RescueFile.state == "waiting")
    with quarantine.database.transaction() as session:
        done = session.execute(change.values(decided_at=at, **values).returning(RescueFile.id)).first()
        if done is None:
            raise Refusal("already-done", step="decide-rescue")


def _tell_office(session: Session, row: RescueFile, at: datetime) -> None:
    """Tell the town office of the author, or who stands above it."""
    author, roll = session.get_one(PersonRow, row.person_id), Roll(session, at)
    around = places.of_person(session, row.person_id, at)
    office = {person for place in around for person in roll.of_place(place, Audience.TOWN_OFFICER)}
    message = Message(
        event="rescue-waits", ref_kind="rescue", ref_id=str(row.id), dedupe=f"rescue:{row.id}",
        facts={"name": author.name, "n": row.acts, "photos": row.photos},
    )  # fmt: skip
    tell(session, office, message, at)
