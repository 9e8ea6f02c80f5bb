"""Trainings: rows to the rules' values, and who should come, as a session's rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.commands import EnterpriseFilter, PlanTraining, Question
from grids.errors import Refusal
from grids.offices import Office, OfficeKind
from grids.trainings import Session as TrainingSession
from server.store import circulars
from server.store.tables import TrainingRow

QUIZ: Final[TypeAdapter[tuple[Question, ...]]] = TypeAdapter(tuple[Question, ...])
PERSON: Final = "person:"
_PLACE: Final = {
    OfficeKind.CITY: "city_id", OfficeKind.DISTRICT: "district_id", OfficeKind.DEPARTMENT: "district_id",
    OfficeKind.TOWN: "town_id",
}  # fmt: skip
_PEOPLE: Final = """
INSERT INTO training_invited (training_id, subject, person_id, name, audience, town_id)
SELECT DISTINCT ON (g.id) :training, 'person:' || g.id, g.id, g.name, g.role, g.town_id FROM (
  SELECT p.id, p.name, r.role, CASE a.level WHEN 'town' THEN a.id ELSE coalesce(a.town_id, u.town_id) END AS town_id,
    CASE a.level WHEN 'district' THEN a.id ELSE coalesce(a.district_id, u.district_id) END AS district_id,
    CASE a.level WHEN 'city' THEN a.id ELSE coalesce(a.city_id, u.city_id) END AS city_id
  FROM person_grant r JOIN person p ON p.id = r.person_id AND p.active
  LEFT JOIN area a ON a.id = r.area_id LEFT JOIN grid_unit u ON u.id = r.unit_id
  WHERE r.role = ANY(:roles) AND r.valid_from <= :moment AND (r.valid_to IS NULL OR r.valid_to > :moment)
) g WHERE g.{column} = :area {towns}
ORDER BY g.id, g.role, g.town_id
RETURNING 1
"""


def load(session: Session, training: UUID, *, lock: bool = False) -> TrainingRow:
    """Find a session, or refuse."""
    query = select(TrainingRow).where(TrainingRow.id == training)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="training")
    return found


def value(row: TrainingRow) -> TrainingSession:
    """Read the rules' value off a row."""
    return TrainingSession(
        starts_at=row.starts_at, ends_at=row.ends_at, code=row.sign_code, cancelled=row.cancelled_at is not None
    )


def invite(session: Session, row: TrainingRow, office: Office, command: PlanTraining, at: datetime) -> int:
    """Write who should come, and return how many: people by role and town, enterprises by the filter."""
    n = 0
    if command.roles:
        n += _people(session, row, office, command, at)
    if command.enterprises is not None:
        n += _enterprises(session, row, office, command.enterprises)
    return n


def _people(session: Session, row: TrainingRow, office: Office, command: PlanTraining, at: datetime) -> int:
    towns = "AND g.town_id = ANY(:towns)" if command.towns else ""
    values: dict[str, Any] = {
        "training": row.id, "roles": list(command.roles), "moment": at, "area": office.area,
        "towns": list(command.towns),
    }  # fmt: skip
    sql = text(_PEOPLE.format(column=_PLACE[office.kind], towns=towns))
    return len(session.scalars(sql, values).all())


def _enterprises(session: Session, row: TrainingRow, office: Office, wanted: EnterpriseFilter) -> int:
    where, values = circulars.matching(office, wanted)
    sql = text(
        "INSERT INTO training_invited "  # noqa: S608 - conditions of store/circulars.py
        "(training_id, subject, enterprise_id, name, audience, town_id, supervision_class) "
        "SELECT :training, 'enterprise:' || e.id, e.id, e.name, 'enterprise', e.town_id, e.supervision_class "
        f"FROM enterprise e WHERE {where} RETURNING 1"
    )
    return len(session.scalars(sql, {**values, "training": row.id}).all())
