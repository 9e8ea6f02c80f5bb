"""Offices that somebody may know of, by name; scope is the own district with its towns, and the city above."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Person
from server.reads import scope as bind
from server.store import places
from server.store.offices import plain_name


def rows(
    session: Session, person: Person, at: datetime, day: date, only: Mapping[str, Any] | None = None,
    then: datetime | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Read offices in reach with their contact table of a day; `only` names one by its key.

    The reader's reach is that of `at`; departments are those that had people `then`, at the same moment if not said.
    """
    bound = bind.offices(places.of_person(session, person.id, at))
    narrowed = "" if only is None else " AND o.office = :office"
    sql = bind.statement("offices").format(scope=bound.sql, filter=narrowed)
    found = session.execute(text(sql), {**bound.values, "moment": then or at, "day": day, **(only or {})})
    return [dict(row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's documented name


def one(session: Session, person: Person, office: str, at: datetime, day: date) -> dict[str, Any]:
    """Read one office in reach. Raises: Refusal `not-found`."""
    found = rows(session, person, at, day, {"office": office})
    if not found:
        raise Refusal("not-found", thing="office")
    return found[0]


def name_of(row: Mapping[str, Any], language: str) -> str:
    """Name an office: as its seal has it, else by its area."""
    return str(row.get("seal_unit") or plain_name(row["kind"], row["area_name"], row["classes"], language))
