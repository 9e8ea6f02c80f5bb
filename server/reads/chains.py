"""The whole life of one hazard: every event with its receipt, and what the reader may do next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.hazards import DECISIONS, NEXT, State
from grids.permissions import MAY, Person
from server.store import places
from server.store.tables import HazardRow


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


def may(session: Session, person: Person, hazard_id: UUID) -> list[str]:
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
    if row.extension_to is None and "decide-extension" in steps:
        steps.remove("decide-extension")
    return sorted(steps)
