"""Rows as JSON documents, made by PostgreSQL and never unpacked again in Python."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from grids.due import Standing, dues
from grids.frequency import Frequencies
from grids.permissions import Scope
from grids.policy import Policy
from server.reads import scope as bind
from server.store import frequency
from server.store.policy import policy_on

EVERYTHING = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Further conditions of a list, with their values; empty means all in scope."""

    sql: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    order: str = "id"
    limit: int = EVERYTHING


ALL = Filter()


def enterprises(session: Session, scope: Scope, today: date, found: Filter = ALL, *, brief: bool = False) -> list[str]:
    """Return enterprises in scope as JSON texts, each with its reasons to be visited.

    `brief`: without an interval and a waived turn where there is none to tell: a pack has few bytes.
    """
    order = "e.id" if found.order == "id" else found.order
    rows = _rows(session, "enterprise", bind.enterprises(scope), found, order)
    owed, policy = frequency.on(session, today), policy_on(today)
    return [_with_due(row, owed, policy, brief=brief) for row in rows]


def hazards(session: Session, scope: Scope, today: date, found: Filter = ALL) -> list[str]:
    """Return hazards in scope as JSON texts."""
    order = "h.id" if found.order == "id" else found.order
    rows = _rows(session, "hazard", bind.hazards(scope), found, order, today=today)
    return [row.doc for row in rows]


def notices(session: Session, scope: Scope, found: Filter = ALL) -> list[str]:
    """Return notices in scope as JSON texts."""
    order = "n.id" if found.order == "id" else found.order
    return [row.doc for row in _rows(session, "notice", bind.notices(scope), found, order)]


def units(session: Session, scope: Scope, found: Filter = ALL) -> list[str]:
    """Return the grid units of today in scope as JSON texts."""
    order = "u.id" if found.order == "id" else found.order
    return [row.doc for row in _rows(session, "unit", bind.units(scope), found, order)]


def count(session: Session, table: str, bound: bind.Bound, found: Filter) -> int:
    """Count what a list would hold without its limit; `table` is `hazard h` or the like, from this package."""
    sql = f"SELECT count(*) FROM {table} WHERE {bound.sql} {found.sql}"
    return int(session.scalar(text(sql), {**bound.values, **found.values}) or 0)


def array(documents: Sequence[str]) -> str:
    """Join documents into a JSON array."""
    return f"[{','.join(documents)}]"


def _rows(
    session: Session, name: str, bound: bind.Bound, found: Filter, order: str, **more: object
) -> Sequence[Row[Any]]:
    sql = bind.statement(name).format(scope=bound.sql, filter=found.sql, order=order, waived=frequency.WAIVED)
    return session.execute(text(sql), {**bound.values, **found.values, "limit": found.limit, **more}).all()


def _with_due(row: Row[Any], owed: Frequencies, policy: Policy, *, brief: bool) -> str:
    """Add why and when it is visited; an interval that a phone has in its tables is null."""
    by_table = owed.default.get(row.grade or "none", owed.default["none"]).visit_days
    standing = Standing(
        interval_days=owed.visit_days(row.district_id, row.supervision_class, row.grade),
        since=row.listed_on,
        last_visit_on=row.last_visit_on,
        waived_on=row.waived_on,
        revisit_on=row.revisit_on,
        position_verified=row.position_verified,
        oldest_submitted_on=row.oldest_submitted_on,
        has_open_hazard=row.has_open,
        has_open_major=row.has_major,
        key_list=row.key_list,
        untrue_until=row.untrue_until,
    )
    told = {
        "interval_days": None if standing.interval_days == by_table else standing.interval_days,
        "waived_on": standing.waived_on and standing.waived_on.isoformat(),
        "due": [{"on": d.on.isoformat(), "reason": d.reason.value} for d in dues(standing, policy)],
    }
    said = {name: value for name, value in told.items() if value is not None} if brief else told
    document: str = row.doc
    return f"{document[:-1]},{json.dumps(said, separators=(',', ':'))[1:]}"
