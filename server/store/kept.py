"""What an inspector keeps on the phone: one row an enterprise, at most a few hundred a person."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from server.store.tables import KeptEnterprise

MOST: Final = 200


def keep(session: Session, person: UUID, enterprise: UUID, until: date) -> None:
    """Keep an enterprise through a day; again moves the day.

    Raises: Refusal("kept-enough") beyond 200 at a time: the phone is for the work, the desk for the district.
    """
    held = select(func.count()).where(
        KeptEnterprise.person_id == person, KeptEnterprise.until >= func.current_date(),
        KeptEnterprise.enterprise_id != enterprise,
    )  # fmt: skip
    if (session.scalar(held) or 0) >= MOST:
        raise Refusal("kept-enough", limit=MOST)
    sql = text(
        "INSERT INTO kept_enterprise (person_id, enterprise_id, until) VALUES (:person, :enterprise, :until) "
        "ON CONFLICT (person_id, enterprise_id) DO UPDATE SET until = excluded.until"
    )
    session.execute(sql, {"person": person, "enterprise": enterprise, "until": until})


def let_go(session: Session, person: UUID, enterprise: UUID) -> None:
    """Keep it no longer; the row stays with its end behind it, so that a phone that held it is told."""
    session.execute(
        text("UPDATE kept_enterprise SET until = current_date - 1 WHERE person_id = :person AND enterprise_id = :id"),
        {"person": person, "id": enterprise},
    )


def of_person(session: Session, person: UUID, day: date) -> list[dict[str, Any]]:
    """List what a person keeps on a day."""
    sql = text(
        "SELECT e.id, e.name, k.until FROM kept_enterprise k JOIN enterprise e ON e.id = k.enterprise_id "
        "WHERE k.person_id = :person AND k.until >= :day ORDER BY k.until, e.name"
    )
    rows = session.execute(sql, {"person": person, "day": day})
    return [{"id": str(row.id), "name": row.name, "until": row.until.isoformat()} for row in rows]
