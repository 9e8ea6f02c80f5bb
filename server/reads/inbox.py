"""A person's inbox, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from server.messages import wording
from server.store.tables import InboxMessage

_PAGE = 100


def of_person(session: Session, person: UUID, language: str, after: int | None) -> dict[str, Any]:
    """List messages newest first; `after` is the id of the last one seen. Scope: the asker's own inbox."""
    query = select(InboxMessage).where(InboxMessage.person_id == person)
    if after is not None:
        query = query.where(InboxMessage.id < after)
    rows = session.scalars(query.order_by(InboxMessage.id.desc()).limit(_PAGE)).all()
    unread = select(func.count()).where(InboxMessage.person_id == person, InboxMessage.read_at.is_(None))
    return {"items": [_shown(row, language) for row in rows], "unread": session.scalar(unread) or 0}


def mark_read(session: Session, person: UUID, ids: list[int], at: datetime) -> None:
    """Mark the asker's own messages as read; others' are left alone."""
    own = InboxMessage.person_id == person
    change = update(InboxMessage).where(own, InboxMessage.id.in_(ids), InboxMessage.read_at.is_(None))
    session.execute(change.values(read_at=at))


def _shown(row: InboxMessage, language: str) -> dict[str, Any]:
    said = wording(row.event, row.facts, language)
    return {
        "id": row.id,
        "title": said.title,
        "body": said.body,
        "event": row.event,
        "ref_kind": row.ref_kind,
        "ref_id": row.ref_id,
        "created_at": row.created_at.isoformat(),
        "read_at": None if row.read_at is None else row.read_at.isoformat(),
    }
