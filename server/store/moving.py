"""Enterprises that came into another grid unit: their memberships by time, and the facts that travel with them.

One rule for acts, imports and redraws: what is unresolved follows, what is finished stays where it was done.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import Select, insert, literal, select, text, update
from sqlalchemy.orm import Session

from server.store.tables import Enterprise, EnterpriseUnit

_FACTS: Final = (Path(__file__).with_name("sql") / "move_facts.sql").read_text("utf-8").split(";\n")


def follow(session: Session, moved: Collection[UUID], at: datetime, by: UUID | None) -> None:
    """Close the memberships of enterprises whose rows name another unit now, open the new ones, take facts along."""
    if not moved:
        return
    still = EnterpriseUnit.enterprise_id.in_(moved), EnterpriseUnit.valid_to.is_(None)
    session.execute(update(EnterpriseUnit).where(*still).values(valid_to=at))
    begin(session, moved, at, by)
    carry(session, moved)


def carry(session: Session, moved: Collection[UUID]) -> None:
    """Write the place and class of enterprises into their unresolved facts."""
    for statement in _FACTS:
        session.execute(text(statement), {"moved": list(moved)})


def begin(session: Session, enterprises: Collection[UUID] | Select[tuple[UUID]], at: datetime, by: UUID | None) -> None:
    """Open the membership of enterprises that have a unit."""
    rows = select(
        Enterprise.id, Enterprise.unit_id, Enterprise.unit_source, Enterprise.unit_reason, literal(by), literal(at)
    ).where(Enterprise.id.in_(enterprises), Enterprise.unit_id.is_not(None))
    columns = ["enterprise_id", "unit_id", "source", "reason", "by_person", "valid_from"]
    session.execute(insert(EnterpriseUnit).from_select(columns, rows))
