"""Which grid unit an enterprise belonged to from when to when; facts that travel with it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, insert, literal, select, update
from sqlalchemy.orm import Session

from server.imports.order import Order
from server.imports.stage import run_sql
from server.store.tables import Enterprise, EnterpriseUnit


def keep(session: Session, order: Order, moved: Collection[UUID]) -> None:
    """Close the old membership of enterprises that moved, open the new one, take unresolved hazards along."""
    if not moved:
        return
    open_row = EnterpriseUnit.enterprise_id.in_(moved), EnterpriseUnit.valid_to.is_(None)
    session.execute(update(EnterpriseUnit).where(*open_row).values(valid_to=order.at))
    begin(session, order, moved)
    run_sql(session, "move_facts", moved=list(moved))


def begin(session: Session, order: Order, enterprises: Collection[UUID] | Select[tuple[UUID]]) -> None:
    """Open the first membership of enterprises that have a unit."""
    rows = select(
        Enterprise.id, Enterprise.unit_id, Enterprise.unit_source, literal(order.person), literal(order.at)
    ).where(Enterprise.id.in_(enterprises), Enterprise.unit_id.is_not(None))
    columns = ["enterprise_id", "unit_id", "source", "by_person", "valid_from"]
    session.execute(insert(EnterpriseUnit).from_select(columns, rows))
