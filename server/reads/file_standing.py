"""How complete files are: rows weighed by the rule, one or all in scope, and as a phone carries them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from grids.completeness import POSITION, VERIFIED, Completeness, FilePolicy, Standing, completeness, verified_until
from grids.enterprise_files import owner_of
from grids.papers import paper
from grids.permissions import Scope
from grids.policy import local_day
from server.reads import scope as bind
from server.reads.documents import ALL, Filter
from server.store.base_texts import shown
from server.store.file_tables import base_fields, file_policy_on, topics

_IN_DOCUMENT: Final = frozenset(
    {"name", "uscc", "address", "industry", "supervision_class", "employees", "status", "contact", "contact_phone",
     "principal", "principal_phone", "safety_manager", "safety_manager_phone", "note"}
)  # fmt: skip
"""Basic facts that a phone has in the enterprise's own document."""
_DERIVED: Final = frozenset({POSITION, VERIFIED})


def rows(session: Session, scope: Scope, at: datetime, found: Filter = ALL) -> Sequence[Row[Any]]:
    """Return what is weighed of the files in scope."""
    bound = bind.enterprises(scope)
    order = "e.id" if found.order == "id" else found.order
    sql = bind.statement("file_standing").format(scope=bound.sql, filter=found.sql, order=order)
    values = {**bound.values, **found.values, "today": local_day(at), "now": at, "limit": found.limit}
    return session.execute(text(sql), values).all()


def weighed(row: Row[Any], policy: FilePolicy, at: datetime) -> Completeness:
    """Weigh one file by the rule."""
    names = policy.base.keys() - _DERIVED
    standing = Standing(
        filled={name for name in names if getattr(row, name) not in {None, ""}},
        topics=set(row.holding),
        lapsed=set(row.lapsed_topics),
        tags=set(row.tags),
        status=row.status,
        supervision_class=row.supervision_class,
        scale=row.scale,
        grade=row.grade,
        owner=owner_of(row.direct_since),
        has_account=row.has_account,
        unlicensed=row.unlicensed,
        position_verified=row.position_verified,
        verified_on=None if row.file_verified_at is None else local_day(row.file_verified_at),
    )
    return completeness(standing, topics(), policy, local_day(at))


def told(weight: Completeness) -> dict[str, Any]:
    """Write a completeness for the wire."""
    missing = [{**asdict(each), "owed_by": each.owed_by.value} for each in weight.missing]
    return {"percent": weight.percent, "filled": weight.filled, "owed": weight.owed, "missing": missing}


def verified(row: Row[Any], policy: FilePolicy, at: datetime) -> dict[str, Any]:
    """Say when a file was last gone through, by whom, and until when that counts."""
    if row.file_verified_at is None:
        return {"at": None, "by_name": None, "until": None, "is_stale": True}
    until = verified_until(local_day(row.file_verified_at), row.grade, policy)
    return {
        "at": row.file_verified_at.isoformat(),
        "by_name": row.file_verified_by_name,
        "until": until.isoformat(),
        "is_stale": local_day(at) > until,
    }


def base_of(row: Row[Any]) -> dict[str, str]:
    """Write the basic facts of a row as texts, as proposals have them; what is empty is left out."""
    texts = {name: shown(getattr(row, name)) for name in base_fields()}
    return {name: value for name, value in texts.items() if value != ""}


def records(session: Session, scope: Scope, ids: Sequence[UUID], until: datetime) -> Sequence[Row[Any]]:
    """Return the records of some files in scope as they stood at a moment."""
    bound = bind.enterprises(scope)
    sql = bind.statement("file_records").replace("{scope}", bound.sql)
    return session.execute(text(sql), {**bound.values, "ids": list(ids), "until": until}).all()


def record_told(row: Row[Any], policy: FilePolicy, at: datetime) -> dict[str, Any]:
    """Write one record for the wire, with how its paper stands."""
    standing = None if row.ended_on is not None else paper(row.valid_to, local_day(at), policy.expiring_days)
    return {
        "id": str(row.id),
        "topic": row.topic,
        "fields": row.fields,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to and row.valid_to.isoformat(),
        "ended_on": row.ended_on and row.ended_on.isoformat(),
        "verified_at": row.verified_at and row.verified_at.isoformat(),
        "version": row.version,
        "paper": standing and {"state": standing.state.value, "days": standing.days, "mark": standing.mark},
    }


def carried(session: Session, scope: Scope, ids: Sequence[UUID], at: datetime) -> Mapping[UUID, str]:
    """Build what a phone carries of files, as JSON texts by enterprise: facts, records that hold, what is missing."""
    if not ids:
        return {}
    policy = file_policy_on(local_day(at))
    held: dict[UUID, list[dict[str, Any]]] = {}
    for row in records(session, scope, ids, at):
        if row.ended_on is None:
            held.setdefault(row.enterprise_id, []).append(record_told(row, policy, at))
    waiting = _waiting(session, scope, ids)
    found = rows(session, scope, at, Filter(sql="AND e.id = ANY(:ids)", values={"ids": list(ids)}))
    return {row.id: _carried(row, held.get(row.id, []), waiting.get(row.id, []), policy, at) for row in found}


def _waiting(session: Session, scope: Scope, ids: Sequence[UUID]) -> Mapping[UUID, list[dict[str, Any]]]:
    """Return what is proposed for the records of some files and not yet decided."""
    bound = bind.enterprises(scope)
    sql = text(
        "SELECT c.enterprise_id, c.record_id, c.op, c.topic, c.proposed FROM change_request c "
        f"JOIN enterprise e ON e.id = c.enterprise_id WHERE {bound.sql} AND c.enterprise_id = ANY(:ids) "
        "AND c.state = 'proposed' AND c.record_id IS NOT NULL ORDER BY c.at, c.id"
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in session.execute(sql, {**bound.values, "ids": list(ids)}):
        told = {"record": str(row.record_id), "op": row.op, "topic": row.topic, "proposed": row.proposed}
        found.setdefault(row.enterprise_id, []).append(told)
    return found


def _carried(
    row: Row[Any], held: list[dict[str, Any]], waiting: list[dict[str, Any]], policy: FilePolicy, at: datetime
) -> str:
    parts = {
        "base": {name: value for name, value in base_of(row).items() if name not in _IN_DOCUMENT},
        "owner": owner_of(row.direct_since).value,
        "records": held,
        "waiting": waiting,
        "completeness": told(weighed(row, policy, at)),
        "verified": verified(row, policy, at),
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
