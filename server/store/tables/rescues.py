"""Rescue files that phones sent, in quarantine until somebody decides, and the keys that phones sign them with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base, Json, PersonId, one_of

STATES = ("waiting", "taken", "declined")


class DeviceKey(Base):
    """The public key of one person's phone; its private half never leaves the phone. The first one stays."""

    __tablename__ = "device_key"

    person_id: Mapped[PersonId] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    """A point of P-256, uncompressed, 65 bytes."""
    registered_at: Mapped[datetime]


class RescueFile(Base):
    """One rescue file; the row stays when its bytes are gone."""

    __tablename__ = "rescue_file"
    __table_args__ = (
        one_of("state", STATES),
        Index("ix_rescue_file_device_id_received_at", "device_id", "received_at"),
        Index("ix_rescue_file_person_id", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    sha256: Mapped[str] = mapped_column(unique=True)
    bytes: Mapped[int]
    person_id: Mapped[PersonId]
    device_id: Mapped[UUID]
    made_at: Mapped[datetime]
    received_at: Mapped[datetime]
    brought_by: Mapped[PersonId | None]
    """Who brought it by hand; None where the phone sent it itself."""
    acts: Mapped[int]
    photos: Mapped[int]
    state: Mapped[str]
    decided_by: Mapped[PersonId | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    outcome: Mapped[Json | None]
