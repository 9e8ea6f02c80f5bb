"""Accidents: rows and the rules' value; their day, type, casualties and loss are a record of the enterprise's file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grids.accidents import AccidentGrade, AccidentType, Told, grade
from grids.errors import Refusal
from grids.policy import local_day
from server.store.policy import accidents_on
from server.store.tables import AccidentHazard, AccidentRow, HazardRow

TOPIC = "accident"


def load(session: Session, record: UUID) -> AccidentRow:
    """Find what is kept of an accident and lock it, or refuse."""
    query = select(AccidentRow).where(AccidentRow.record_id == record).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="accident")
    return found


def told(row: AccidentRow) -> Told:
    """Read when it happened and who was told when."""
    return Told(happened_at=row.happened_at, told_at=row.told_at, sent_up_at=row.sent_up_at)


def fields(row: AccidentRow, kind: AccidentType, numbers: dict[str, Any]) -> dict[str, Any]:
    """Write the record of the file: the day in the zone here, the type by its name."""
    day = local_day(row.happened_at).isoformat()
    return {"happened_on": day, "accident_type": kind.name, **{k: v for k, v in numbers.items() if v is not None}}


def grade_of(fields: Mapping[str, Any]) -> AccidentGrade:
    """Grade a record of the file by the thresholds that held on its day."""
    numbers = accidents_on(date.fromisoformat(str(fields["happened_on"])))
    return grade(int(fields["deaths"]), int(fields["serious_injuries"]), fields.get("loss_yuan"), numbers)


def link(session: Session, record: UUID, enterprise: UUID, hazards: Iterable[UUID]) -> None:
    """Say anew which hazards an accident came from; each is one of that enterprise, or nothing is changed.

    Raises: Refusal `not-found` for a hazard that is not there or is another enterprise's.
    """
    wanted = list(dict.fromkeys(hazards))
    own = select(HazardRow.id).where(HazardRow.id.in_(wanted), HazardRow.enterprise_id == enterprise)
    if len(session.scalars(own).all()) != len(wanted):
        raise Refusal("not-found", thing="hazard")
    session.execute(delete(AccidentHazard).where(AccidentHazard.record_id == record))
    session.add_all(AccidentHazard(record_id=record, hazard_id=hazard) for hazard in wanted)
