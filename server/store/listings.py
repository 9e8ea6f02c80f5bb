"""Listed cases: rows to the rules' value and back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.commands import ListLevel
from grids.errors import Refusal
from grids.listings import Listing, ListingState
from server.store.tables import ListingRow

_SAME_NAME = (
    "proposed_by", "raised_by", "approved_on", "deadline", "original_deadline", "applied_on", "ended_on", "returns",
    "extensions",
)  # fmt: skip


def load(session: Session, listing_id: UUID) -> ListingRow:
    """Find a case and lock it, or refuse."""
    found = session.scalars(select(ListingRow).where(ListingRow.id == listing_id).with_for_update()).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="listing")
    return found


def value(row: ListingRow) -> Listing:
    """Read the rules' value off a row."""
    return Listing(
        id=row.id,
        hazard=row.hazard_id,
        state=ListingState(row.state),
        level=ListLevel(row.level),
        raise_to=None if row.raise_to is None else ListLevel(row.raise_to),
        **{name: getattr(row, name) for name in _SAME_NAME},
    )


def write(row: ListingRow, after: Listing) -> None:
    """Put the rules' value onto its row."""
    row.state, row.level = after.state.value, after.level.value
    row.raise_to = None if after.raise_to is None else after.raise_to.value
    for name in _SAME_NAME:
        setattr(row, name, getattr(after, name))
    row.version += 1
