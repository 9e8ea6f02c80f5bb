"""Who signs the papers of an area, by full legal name, as of a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.store.tables import Authority


def on_day(session: Session, area_id: int | None, day: date) -> Authority | None:
    """Return who signed for an area on a day; nothing where nobody has entered it."""
    query = select(Authority).where(
        Authority.area_id == area_id, Authority.valid_from <= day,
        or_(Authority.valid_to.is_(None), Authority.valid_to > day),
    )  # fmt: skip
    return session.scalars(query).one_or_none()


def enter(session: Session, new: Authority) -> None:
    """Let an authority sign from its day on: whoever signed until then ends that day, what was to follow stays.

    The same day again corrects the entry. Papers that were issued keep the name they have.
    """
    rows = session.scalars(select(Authority).where(Authority.area_id == new.area_id).order_by(Authority.valid_from))
    for row in rows:
        if row.valid_from < new.valid_from and (row.valid_to is None or row.valid_to > new.valid_from):
            row.valid_to = new.valid_from
        elif row.valid_from == new.valid_from:
            new.valid_to = row.valid_to
        elif row.valid_from > new.valid_from and new.valid_to is None:
            new.valid_to = row.valid_from
    session.merge(new)
    session.flush()
