"""Up to which day a thing that is done once a day was done, so that days without a worker are made up for."""

from __future__ import annotations

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.store.tables import Installation


def done_until(session: Session, key: str) -> date | None:
    """Return the last day that was done; none where it never was."""
    row = session.get(Installation, key)
    return None if row is None else date.fromisoformat(row.value)


def mark_done(session: Session, key: str, day: date) -> None:
    """Keep that a day was done."""
    row = insert(Installation).values(key=key, value=day.isoformat())
    session.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": day.isoformat()}))
