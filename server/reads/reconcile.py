"""What the server has from a device, so that the day closes with "37 of 37 received"."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_STATES = ("applied", "held", "conflict", "refused")


def of_device(session: Session, person: UUID, device: UUID) -> dict[str, Any]:
    """Count acts by state and photos by arrival; name the photos that are owed.

    Scope: the asker's own acts from this device, nobody else's.
    """
    binds = {"person": person, "device": device}
    rows = session.execute(
        text(
            "SELECT status, count(*) AS n FROM act_received "
            "WHERE person_id = :person AND device_id = :device GROUP BY status"
        ),
        binds,
    )
    counted: dict[str, int] = {row.status: row.n for row in rows}
    photos = session.execute(
        text(
            "SELECT DISTINCT v.sha256, f.sha256 IS NOT NULL AS received FROM evidence v "
            "LEFT JOIN photo f ON f.sha256 = v.sha256 WHERE v.person_id = :person AND v.device_id = :device"
        ),
        binds,
    ).all()
    return {
        "acts": {"received": sum(counted.values()), **{state: counted.get(state, 0) for state in _STATES}},
        "blobs": {
            "received": sum(1 for photo in photos if photo.received),
            "owed": [photo.sha256 for photo in photos if not photo.received],
        },
    }
