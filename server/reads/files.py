"""What hangs on an enterprise's file: visits, grid units, proposed changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Result, text
from sqlalchemy.orm import Session

from grids.permissions import Scope
from server.reads import scope as bind


def visits(session: Session, enterprise_id: UUID) -> list[dict[str, Any]]:
    """List the last ten visits of an enterprise that the caller has found in scope."""
    sql = text(
        "SELECT v.id, v.kind, v.started_at, v.finished_at, v.outcome, v.presence, v.distance_m, v.remark, "
        "p.name AS officer_name, jsonb_array_length(v.answers) AS exceptions "
        "FROM visit v JOIN person p ON p.id = v.officer_id "
        "WHERE v.enterprise_id = :id ORDER BY v.started_at DESC LIMIT 10"
    )
    return plain_rows(session.execute(sql, {"id": enterprise_id}))


def units(session: Session, enterprise_id: UUID) -> list[dict[str, Any]]:
    """List to which grid units an enterprise belonged; the caller has found it in scope."""
    sql = text(
        "SELECT h.unit_id, u.code, u.name, h.source, h.reason, h.valid_from, h.valid_to "
        "FROM enterprise_unit h LEFT JOIN grid_unit u ON u.id = h.unit_id "
        "WHERE h.enterprise_id = :id ORDER BY h.valid_from DESC"
    )
    return plain_rows(session.execute(sql, {"id": enterprise_id}))


_CHANGES: Final = (
    "SELECT c.id, c.enterprise_id, e.name AS enterprise_name, c.visit_id, c.op, c.topic, c.record_id, c.proposed, "
    "c.present, c.reason, c.state, p.name AS by_name, c.at, d.name AS decided_by_name, c.decided_at, "
    "c.decision_reason, e.direct_since IS NOT NULL AS is_direct, "
    "(SELECT coalesce(json_agg(DISTINCT v.sha256), '[]') FROM evidence v WHERE v.act_id = c.id) AS photos "
    "FROM change_request c JOIN enterprise e ON e.id = c.enterprise_id JOIN person p ON p.id = c.by_person "
    "LEFT JOIN person d ON d.id = c.decided_by "
)


def changes(session: Session, scope: Scope, state: str) -> list[dict[str, Any]]:
    """List proposals on enterprises in scope and those offered to a town in scope, newest first, at most 500."""
    bound = bind.enterprises(scope)
    offered = "c.to_town_id = ANY(:towns)" if scope.classes is None and scope.towns else "FALSE"
    sql = text(f"{_CHANGES} WHERE ({bound.sql} OR {offered}) AND c.state = :state ORDER BY c.at DESC LIMIT 500")
    towns = {"towns": sorted(scope.towns)} if offered != "FALSE" else {}
    return plain_rows(session.execute(sql, {**bound.values, **towns, "state": state}))


def changes_of(session: Session, enterprise_id: UUID, until: datetime) -> list[dict[str, Any]]:
    """List proposals on one enterprise until a moment, newest first; the caller has found it in scope."""
    sql = text(f"{_CHANGES} WHERE c.enterprise_id = :id AND c.at <= :until ORDER BY c.at DESC LIMIT 200")
    return plain_rows(session.execute(sql, {"id": enterprise_id, "until": until}))


def plain_rows(rows: Result[Any]) -> list[dict[str, Any]]:
    """Write rows as the wire has them."""
    return [plain(dict(row._mapping)) for row in rows]  # noqa: SLF001


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Write moments as ISO 8601 and ids as text."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, UUID) else value
        for name, value in row.items()
    }
