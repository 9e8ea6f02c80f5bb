"""Hazards: rows to the rules' value and back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.commands import HazardLevel, ListLevel, Stop
from grids.errors import Refusal
from grids.hazards import Hazard, Source, State, Transfer
from server.store.tables import HazardRow

SAME_NAME = (
    "due_on", "original_due_on", "photos_before", "first_photo_at", "interim_measures", "competent_area", "returns",
    "plan_approved", "extension_to", "extensions", "fixed_by", "fixed_by_name", "submitted_on", "failed_reinspections",
    "on_the_spot", "merged_into", "closed_by", "reopened", "resume_asked_on", "case_no", "version",
)  # fmt: skip


def load(session: Session, hazard_id: UUID) -> HazardRow:
    """Find a hazard and lock it, or refuse."""
    found = session.scalars(select(HazardRow).where(HazardRow.id == hazard_id).with_for_update()).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="hazard")
    return found


def value(row: HazardRow) -> Hazard:
    """Read the rules' value off a row."""
    return Hazard(
        id=row.id,
        enterprise=row.enterprise_id,
        state=State(row.state),
        level=HazardLevel(row.level),
        source=Source(row.source),
        found_by=row.found_by,
        found_at=row.found_at,
        transfer=_transfer(row.transfer),
        notice=row.notice_id,
        stop=Stop(row.stop),
        stop_proposed=None if row.stop_proposed is None else Stop(row.stop_proposed),
        listed=None if row.listed is None else ListLevel(row.listed),
        **{name: getattr(row, name) for name in SAME_NAME},
    )


def write(row: HazardRow, after: Hazard) -> None:
    """Put the rules' value onto its row."""
    row.state = after.state.value
    row.level = after.level.value
    row.notice_id = after.notice
    row.stop = after.stop.value
    row.stop_proposed = None if after.stop_proposed is None else after.stop_proposed.value
    row.listed = None if after.listed is None else after.listed.value
    row.transfer = None if after.transfer is None else _stored(after.transfer)
    for name in SAME_NAME:
        setattr(row, name, getattr(after, name))


def _transfer(stored: dict[str, Any] | None) -> Transfer | None:
    if stored is None:
        return None
    return Transfer(
        from_area=stored["from_area"],
        to_area=stored["to_area"],
        back_to=State(stored["back_to"]),
        sent_on=date.fromisoformat(stored["sent_on"]),
    )


def _stored(sent: Transfer) -> dict[str, Any]:
    return {
        "from_area": sent.from_area,
        "to_area": sent.to_area,
        "back_to": sent.back_to.value,
        "sent_on": sent.sent_on.isoformat(),
    }
