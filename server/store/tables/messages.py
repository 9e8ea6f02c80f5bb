"""Messages: the inbox that always works, and what left for other channels."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base, Json, PersonId, one_of


class InboxMessage(Base):
    """A message to one person; `event` and `facts` fill a sentence of the catalogue in the reader's language."""

    __tablename__ = "inbox_message"
    __table_args__ = (
        UniqueConstraint("person_id", "dedupe"),
        Index("ix_inbox_message_person_id_id", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[PersonId]
    event: Mapped[str]
    facts: Mapped[Json]
    ref_kind: Mapped[str]
    ref_id: Mapped[str]
    dedupe: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class OutboundMessage(Base):
    """What was sent, or in test mode would have been sent, to a channel outside."""

    __tablename__ = "outbound_message"
    __table_args__ = (one_of("state", ("recorded", "sent", "failed")),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    channel: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    error: Mapped[str | None]
    dedupe: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
