"""How a major hazard is treated: five in place, what is missing and late, stops, the listed case, follow-up visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from grids import major_hazards
from grids.commands import HazardLevel
from grids.hazards import HazardEvent
from grids.policy import Policy
from server.store.tables import HazardEventRow, HazardRow, ListingRow

_KNOWN = frozenset({HazardEvent.REPORTED, HazardEvent.OPENED, HazardEvent.LEVEL_CHANGED})
_REVIEWED = frozenset({HazardEvent.PLAN_APPROVED, HazardEvent.PLAN_RETURNED})
_STOPS = text(
    "SELECT s.id, s.measure, s.stopped, s.basis, s.state, s.ordered_at, p.name AS ordered_by_name, "
    "q.name AS second_name, s.asked_on, s.examine_by, s.evaluation, s.examined_at, s.decided_at, "
    "d.name AS decided_by_name, s.opinion, s.refusals FROM stop_order s JOIN person p ON p.id = s.ordered_by "
    "LEFT JOIN person q ON q.id = s.second_id LEFT JOIN person d ON d.id = s.decided_by "
    "WHERE s.hazard_id = :hazard ORDER BY s.ordered_at DESC"
)
_FOLLOWED = text(
    "SELECT v.id, v.started_at, v.kind, v.outcome, p.name AS officer_name FROM visit v "
    "JOIN person p ON p.id = v.officer_id JOIN hazard h ON h.id = :hazard "
    "WHERE v.enterprise_id = h.enterprise_id AND v.started_at > h.found_at AND v.finished_at IS NOT NULL "
    "AND (h.closed_at IS NULL OR v.started_at <= h.closed_at) ORDER BY v.started_at DESC LIMIT 20"
)


def of_hazard(session: Session, hazard_id: UUID, policy: Policy, at: datetime) -> dict[str, Any] | None:
    """Say how a major hazard is treated; nothing for a general one. The caller has checked the scope."""
    row = session.get(HazardRow, hazard_id)
    if row is None or row.level != HazardLevel.MAJOR.value:
        return None
    found = select(ListingRow).where(ListingRow.hazard_id == hazard_id).order_by(ListingRow.proposed_at.desc()).limit(1)
    listing = session.scalar(found)
    return {
        "five": {place.value: is_there for place, is_there in major_hazards.five_in_place(row.plan).items()},
        "missing": list(major_hazards.missing(row.plan or {})),
        "timeliness": _timeliness(session, row, policy, at),
        "stops": _plain(session.execute(_STOPS, {"hazard": hazard_id}).all()),
        "listing": None if listing is None else {
            "id": listing.id, "state": listing.state, "level": listing.level, "number": listing.number,
            "deadline": listing.deadline,
        },
        "follow_ups": _plain(session.execute(_FOLLOWED, {"hazard": hazard_id}).all()),
        "follow_up_days": policy.open_hazard_follow_days[HazardLevel.MAJOR.value],
    }  # fmt: skip


def _timeliness(session: Session, row: HazardRow, policy: Policy, at: datetime) -> dict[str, Any] | None:
    query = select(HazardEventRow).where(HazardEventRow.hazard_id == row.id).order_by(HazardEventRow.id)
    events = session.scalars(query).all()
    known = _known(row, events)
    if known is None:
        return None
    since = [event for event in events if event.at >= known[1]]
    plan = next((event.at for event in since if event.event == HazardEvent.PLAN_SUBMITTED.value), None)
    answers = [event.at for event in since if event.event in _REVIEWED and plan is not None and event.at >= plan]
    return asdict(major_hazards.timeliness(known, plan, answers[0] if answers else None, at, policy))


def _known(row: HazardRow, events: Sequence[HazardEventRow]) -> tuple[datetime, datetime] | None:
    """Find when it was known to be major and when that was reported: at its record, or where it was raised."""
    for event in events:
        if event.event in _KNOWN and event.body.get("level") == HazardLevel.MAJOR.value:
            is_record = event.state_before is None
            return (row.found_at if is_record else event.act_at or event.at), event.at
    return None


def _plain(rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in rows]  # noqa: SLF001
