"""The whole life of one hazard: every event with its receipt, and what the reader may do next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.commands import HazardLevel, Stop
from grids.forced import is_decision_due
from grids.hazards import DECISIONS, NEXT, UNRESOLVED, State
from grids.listings import LIVE
from grids.permissions import MAY, Person
from grids.policy import Policy, local_day
from server.store import hazards, places
from server.store.tables import HazardRow, ListingRow, SampleItem


def events(session: Session, hazard_id: UUID) -> list[dict[str, Any]]:
    """List what happened to a hazard, oldest first; the caller has checked that it is in scope."""
    rows = session.execute(
        text(
            "SELECT v.id, v.event, v.at, v.act_at, v.person_name, v.role, v.state_before, v.state_after, v.body, "
            "a.receipt FROM hazard_event v LEFT JOIN act_received a ON a.id = v.act_id "
            "WHERE v.hazard_id = :id ORDER BY v.id"
        ),
        {"id": hazard_id},
    )
    return [
        {**row._mapping, "at": row.at.isoformat(), "act_at": row.act_at and row.act_at.isoformat()}  # noqa: SLF001
        for row in rows
    ]


def may(session: Session, person: Person, hazard_id: UUID, policy: Policy, at: datetime) -> list[str]:
    """List the steps this person may try now; the rules still judge each one."""
    row = session.get(HazardRow, hazard_id)
    if row is None:
        return []
    here, deciding = person.roles(places.place_of(row)), person.roles(places.place_of_decision(session, row))
    possible = [step for step, states in NEXT.items() if State(row.state) in states]
    steps = [step for step in possible if MAY[step] & (deciding if step in DECISIONS else here)]
    if row.transfer is not None:
        body = places.place_of_area(places.area(session, row.transfer["to_area"]))
        signing = {"accept-transfer", "return-transfer"}
        steps = [s for s in steps if s not in signing] + [s for s in signing if MAY[s] & person.roles(body)]
    steps = [step for step in steps if _is_offered(session, row, step, policy, local_day(at))]
    if _may_be_listed(row) and MAY["propose-listing"] & here and not _is_proposed(session, row):
        steps.append("propose-listing")
    return sorted(steps)


def _is_offered(session: Session, row: HazardRow, step: str, policy: Policy, today: date) -> bool:
    """Tell whether there is something to take the step on."""
    match step:
        case "decide-extension":
            return row.extension_to is not None
        case "propose-measure" | "order-measure":
            return row.level == HazardLevel.MAJOR.value
        case "apply-resume":
            return row.stop != Stop.NONE.value and row.resume_asked_on is None
        case "decide-resume":
            return row.resume_asked_on is not None
        case "check-closing":
            waits = select(SampleItem.id).where(SampleItem.hazard_id == row.id, SampleItem.state == "waiting")
            return session.scalar(waits.limit(1)) is not None
        case "decide-overdue":
            return is_decision_due(hazards.value(row), today, policy)
        case _:
            return True


def _may_be_listed(row: HazardRow) -> bool:
    unlisted = row.level == HazardLevel.MAJOR.value and row.listed is None
    return unlisted and State(row.state) in UNRESOLVED - {State.REPORTED, State.TRANSFER_PENDING}


def _is_proposed(session: Session, row: HazardRow) -> bool:
    live = select(ListingRow.id).where(ListingRow.hazard_id == row.id, ListingRow.state.in_(sorted(LIVE)))
    return session.scalar(live.limit(1)) is not None
