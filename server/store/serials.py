"""Numbers on papers and in ledgers: one row a series, its lock leaves no gap."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.store.tables import Serial


def following(session: Session, kind: str, area_id: int, year: int) -> int:
    """Take the next number of a series; it is given back when the transaction is."""
    row = insert(Serial).values(kind=kind, area_id=area_id, year=year, last=1)
    row = row.on_conflict_do_update(index_elements=["kind", "area_id", "year"], set_={"last": Serial.last + 1})
    taken = session.scalar(row.returning(Serial.last))
    if taken is None:
        raise LookupError("the serial table gave no number")
    return int(taken)


def hold(session: Session, kind: str, area_id: int, year: int) -> None:
    """Keep everybody else from a series until the transaction ends."""
    row = select(Serial.last).where(Serial.kind == kind, Serial.area_id == area_id, Serial.year == year)
    session.execute(row.with_for_update())
