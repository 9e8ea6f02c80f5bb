"""Trainings as their readers see them: organisers and who stands above see everybody, an invited person themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.levels import Level
from grids.offices import OfficeKind, offices_of
from grids.permissions import Person, Role
from grids.policy import HERE
from server.reads import scope as bind
from server.store.circulars import ENTERPRISE
from server.store.trainings import PERSON

_FILTERS: Final[Mapping[str, str]] = {
    "topic": "t.topic = :topic",
    "first": "t.starts_at >= CAST(:first AS timestamp) AT TIME ZONE :zone",
    "last": "t.starts_at < CAST(CAST(:last AS date) + 1 AS timestamp) AT TIME ZONE :zone",
    "id": "t.id = :id",
    "mine": "EXISTS (SELECT 1 FROM training_invited m WHERE m.training_id = t.id AND m.subject = ANY(:own))",
}
_TRIES: Final = text(
    "SELECT r.n, r.correct, r.questions, r.passed, r.at FROM training_result r "
    "WHERE r.training_id = :training AND r.person_id = :person ORDER BY r.n"
)
_CAME: Final = text(
    "SELECT g.subject, g.name, g.at, g.way FROM training_attendance g "
    "WHERE g.training_id = :training AND g.subject = ANY(:own) ORDER BY g.at"
)
_HIDDEN: Final = "right"
"""The field of a question that only its organiser reads."""


def own_subjects(person: Person) -> list[str]:
    """List as what somebody is invited: as a person, and for their enterprises."""
    firms = [
        f"{ENTERPRISE}{grant.enterprise}" for grant in person.grants
        if grant.role is Role.ENTERPRISE and grant.enterprise is not None and grant.hazards is None
    ]  # fmt: skip
    return [f"{PERSON}{person.id}", *firms]


def readable(person: Person) -> bind.Bound:
    """Bind which sessions somebody may read: of the own offices and those below, and those one is invited to."""
    offices = offices_of(person.grants)
    return bind.trainings(
        own_subjects(person), [office.key for office in offices], _areas(person, Role.DISTRICT, Level.DISTRICT),
        _areas(person, Role.CITY, Level.CITY),
    )  # fmt: skip


def invited(person: Person) -> bind.Bound:
    """Bind which invited rows somebody may count and list: of the own sessions, the own town, or below."""
    offices = offices_of(person.grants)
    towns = [office.area for office in offices if office.kind is OfficeKind.TOWN]
    return bind.training_rows(
        [office.key for office in offices], towns, _areas(person, Role.DISTRICT, Level.DISTRICT),
        _areas(person, Role.CITY, Level.CITY),
    )  # fmt: skip


def listed(session: Session, person: Person, wanted: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """List sessions, latest first, with came of should-come."""
    return {"items": [_short(row, person) for row in _rows(session, person, wanted, limit)]}


def one(session: Session, person: Person, training: UUID, at: datetime) -> dict[str, Any]:
    """Return a session whole: files, the quiz without its answers, what I did there. Raises: Refusal `not-found`."""
    rows = _rows(session, person, {"id": training}, 1)
    if not rows:
        raise Refusal("not-found", thing="training")
    row = rows[0]
    is_mine = row["office"] in {office.key for office in offices_of(person.grants)}
    asked = {"training": training, "own": own_subjects(person), "person": person.id}
    quiz = row["quiz"] if is_mine else [{k: v for k, v in each.items() if k != _HIDDEN} for each in row["quiz"]]
    return {
        **_short(row, person), "audience": row["audience"], "materials": row["materials"], "quiz": quiz,
        "pass_percent": row["pass_percent"], "cancel_reason": row["cancel_reason"],
        "planned_at": row["planned_at"], "planned_by_name": row["planned_by_name"],
        "came": [dict(each._mapping) for each in session.execute(_CAME, asked)],  # noqa: SLF001
        "tries": [dict(each._mapping) for each in session.execute(_TRIES, asked)],  # noqa: SLF001
        "sign_code": row["sign_code"] if is_mine else None,
        "organises": is_mine, "is_over": at > row["ends_at"],
    }  # fmt: skip


def file(session: Session, person: Person, training: UUID, sha256: str, at: datetime) -> dict[str, Any]:
    """Find a material of a session the reader sees. Raises: Refusal `not-found`."""
    found = next((f for f in one(session, person, training, at)["materials"] if f["sha256"] == sha256), None)
    if found is None:
        raise Refusal("not-found", thing="attachment")
    return dict(found)


def code(session: Session, person: Person, training: UUID, at: datetime) -> str:
    """Return the code of a session to its organiser. Raises: Refusal `not-found` for everybody else."""
    found = one(session, person, training, at)["sign_code"]
    if found is None:
        raise Refusal("not-found", thing="training")
    return str(found)


def _rows(session: Session, person: Person, wanted: Mapping[str, Any], limit: int) -> list[dict[str, Any]]:
    chosen = {name: value for name, value in wanted.items() if value not in (None, "", False)}
    bound = readable(person)
    narrowed = "".join(f" AND {_FILTERS[name]}" for name in chosen if name in _FILTERS)
    sql = bind.statement("trainings").format(scope=bound.sql, filter=narrowed)
    values = {**bound.values, **chosen, "own": own_subjects(person), "limit": limit, "zone": str(HERE)}
    return [dict(row._mapping) for row in session.execute(text(sql), values)]  # noqa: SLF001


def _short(row: Mapping[str, Any], person: Person) -> dict[str, Any]:
    names = (
        "id", "office", "office_name", "topic", "form", "title", "starts_at", "ends_at", "venue", "cancelled_at",
        "is_demo",
    )  # fmt: skip
    own = row["office"] in {office.key for office in offices_of(person.grants)}
    above = any(
        row[f"{level.value}_id"] in _areas(person, role, level)
        for role, level in ((Role.DISTRICT, Level.DISTRICT), (Role.CITY, Level.CITY))
    )
    counted = {
        "trained": {"n": row["came"], "d": row["invited"]},
        "passed": {"n": row["passed"], "d": row["came"] if row["quiz"] else 0}, "guests": row["guests"],
    }  # fmt: skip
    return {
        **{name: row[name] for name in names}, "questions": len(row["quiz"]), "files": len(row["materials"]),
        "mine": row["mine"], "figures": counted if own or above else None,
    }  # fmt: skip


def _areas(person: Person, role: Role, level: Level) -> list[int]:
    return sorted({g.area for g in person.grants if g.role is role and g.level is level and g.area is not None})
