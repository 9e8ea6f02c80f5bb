"""Records of enterprises' files for tests that only read them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from server.store.tables import Enterprise, FileRecord

SINCE = date(2025, 6, 1)
STAFF = ("staff", {"name": "安全员", "post": "safety_full_time", "certificate": "苏A1", "trained_on": "2026-01-10"})
MANAGED = ("management", {"risk_list": True, "emergency_plan": True, "drilled_on": "2099-01-01"})
CLEAN: tuple[tuple[str, dict[str, Any]], ...] = (STAFF, MANAGED)
"""A file in which everything that is asked of everybody is in order."""


def record(session: Session, enterprise: UUID, topic: str, /, **fields: Any) -> UUID:
    """Keep a record of a topic, as from long ago."""
    return record_at(session, enterprise, topic, fields, datetime(2025, 6, 1, tzinfo=UTC))


def record_at(
    session: Session, enterprise: UUID, topic: str, fields: dict[str, Any], at: datetime, **more: Any
) -> UUID:
    """Keep a record of a topic that came in at a moment."""
    own = uuid4()
    row = {"valid_from": SINCE, **more}
    session.add(FileRecord(id=own, enterprise_id=enterprise, topic=topic, fields=fields, at=at, **row))
    session.flush()
    return own


def fill(session: Session, enterprise: UUID, *more: tuple[str, dict[str, Any]], scale: str = "小型") -> None:
    """Fill a file in: its size, what is asked of everybody, and these records."""
    session.execute(update(Enterprise).where(Enterprise.id == enterprise).values(scale=scale))
    for topic, fields in (*CLEAN, *more):
        record(session, enterprise, topic, **fields)
