"""Results of the sample of closings, and reasons to review a grade that acts on hazards give."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from grids import commands as c
from grids.errors import Refusal
from server.acts.deed import Deed
from server.store.tables import GradeReview, HazardRow, SampleItem

_MONTH = timedelta(days=365.25 / 12)


def repeat_within(deed: Deed) -> timedelta:
    """Return how long the same item at the same enterprise is a repeat (docs/rules.md 3.1, flags)."""
    return timedelta(days=round(deed.policy.treatment.repeat_months * _MONTH / timedelta(days=1)))


def note_repeats(deed: Deed, row: HazardRow) -> None:
    """Ask for a review of the grade where the same item comes back often enough.

    Source: docs/rules.md 3.1, ladder: repeat >= 2 of the same item in twelve months; tables/treatment.toml.
    """
    if row.repeat_of is None:
        return
    earlier = deed.session.scalar(
        select(func.count()).where(
            HazardRow.enterprise_id == row.enterprise_id,
            HazardRow.check_item == row.check_item,
            HazardRow.id != row.id,
            HazardRow.found_at > row.found_at - repeat_within(deed),
            HazardRow.state.not_in(["invalid", "void", "merged"]),
        )
    )
    if (earlier or 0) >= deed.policy.treatment.repeat_review:
        _review(deed, row, "repeat", earlier or 0)


def settle(deed: Deed, row: HazardRow, command: c.CheckClosing) -> None:
    """Write what was found of a closing of the sample, or refuse one that is in none that waits."""
    query = (
        select(SampleItem)
        .where(SampleItem.hazard_id == row.id, SampleItem.state == "waiting")
        .order_by(SampleItem.id)
        .with_for_update()
    )
    items = deed.session.scalars(query).all()
    if not items:
        raise Refusal("not-sampled")
    for item in items:
        item.state = "confirmed" if command.confirmed else "false"
        item.checked_at, item.checked_by, item.opinion = command.checked_at, deed.person.id, command.opinion
    if not command.confirmed:
        note_false_closing(deed, row)


def note_false_closing(deed: Deed, row: HazardRow) -> None:
    """Ask for a review of the grade where a closing was false."""
    _review(deed, row, "false_closing", row.reopened)


def _review(deed: Deed, row: HazardRow, reason: str, times: int) -> None:
    values = {"enterprise_id": row.enterprise_id, "hazard_id": row.id, "reason": reason, "times": times, "at": deed.at}
    deed.session.flush()
    deed.session.execute(insert(GradeReview).values(**values).on_conflict_do_nothing())
