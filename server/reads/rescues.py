"""Rescue files as the office of their authors sees them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import Scope
from server.reads import scope as bind
from server.store import places


def listed(session: Session, office: Scope, file: UUID | None = None) -> list[dict[str, Any]]:
    """List the rescue files of people with a role in the office's area; with `file` only that one."""
    bound = bind.units(office, "place")
    sql = text(bind.statement("rescue_files").format(places=places.OF_PEOPLE, scope=bound.sql))
    rows = session.execute(sql, {**bound.values, "file": file}).mappings()
    return [dict(row) for row in rows]
