"""Campaigns: a filter over the same tasks, hazards and enterprises, and what it counts. Source: R65."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from grids.enterprises import LOOKED_AFTER
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import MAY, Person, Scope
from grids.policy import HERE
from server.reads import scope as bind
from server.store.tasks import OPEN_STATES

_ENTERPRISES: Final[Mapping[str, str]] = {
    "classes": "e.supervision_class = ANY(:c_classes)",
    "grades": "coalesce(e.grade, 'none') = ANY(:c_grades)",
    "tags": "e.tags && CAST(:c_tags AS text[])",
}
"""What a campaign asks of an enterprise e; an empty list asks nothing."""


def listed(session: Session, person: Person, seen: Scope) -> list[dict[str, Any]]:
    """List the campaigns of the reader's districts, each with its figures in the reader's area."""
    return [
        {**{k: v for k, v in row.items() if k != "city_id"}, "figures": figures(session, seen, row),
         "may": ["end-campaign"] if row["ended_on"] is None and _may_end(person, row) else []}
        for row in _rows(session, seen, "", {})
    ]  # fmt: skip


def _may_end(person: Person, row: RowMapping) -> bool:
    """Tell whether a person may end a campaign: for every class of it, as the act asks."""
    places = [
        Place(district=row["district_id"], city=row["city_id"], supervision_class=each)
        for each in (*row["classes"],) or (None,)
    ]
    return all(MAY["end-campaign"] & person.roles(place) for place in places)


def load(session: Session, seen: Scope, campaign: UUID) -> RowMapping:
    """Return a campaign of the reader's district, or refuse."""
    found = _rows(session, seen, "AND k.id = :campaign", {"campaign": campaign})
    if not found:
        raise Refusal("not-found", thing="campaign")
    return found[0]


def of_tasks(row: RowMapping) -> tuple[str, dict[str, Any]]:
    """Narrow tasks t of enterprises e to a campaign: its enterprises, due within its days."""
    sql, values = _of_enterprises(row)
    return f"{sql} AND t.district_id = :c_district AND t.due_on BETWEEN :c_first AND :c_last", {**values, **_days(row)}


def figures(session: Session, seen: Scope, row: RowMapping) -> dict[str, dict[str, int]]:
    """Count a campaign: tasks done of those due, enterprises visited of all, hazards closed of those found."""
    filter_, values = _of_enterprises(row)
    binds = {**values, **_days(row), "open": OPEN_STATES, "zone": str(HERE), "looked_after": LOOKED_AFTER}
    tasks = bind.tasks(seen).apart("t_")
    enterprises = bind.enterprises(seen).apart("e_")
    hazards = bind.hazards(seen).apart("h_")
    sql = bind.statement("campaign_figures").format(
        tasks=tasks.sql, enterprises=enterprises.sql, hazards=hazards.sql, filter=filter_
    )
    found = session.execute(text(sql), {**tasks.values, **enterprises.values, **hazards.values, **binds})
    return {row.name: {"n": row.n, "d": row.d} for row in found}


def _rows(session: Session, seen: Scope, filter_: str, values: Mapping[str, Any]) -> list[RowMapping]:
    areas = bind.areas(seen)
    sql = text(bind.statement("campaigns").format(areas=areas.sql, filter=filter_))
    return list(session.execute(sql, {**areas.values, **values}).mappings())


def _of_enterprises(row: RowMapping) -> tuple[str, dict[str, Any]]:
    asked = [name for name in _ENTERPRISES if row[name]]
    return "".join(f" AND {_ENTERPRISES[name]}" for name in asked), {f"c_{name}": list(row[name]) for name in asked}


def _days(row: RowMapping) -> dict[str, Any]:
    ended: date | None = row["ended_on"]
    return {
        "c_first": row["first"], "c_last": min(row["last"], ended) if ended else row["last"],
        "c_district": row["district_id"], "c_categories": list(row["categories"]),
        "c_all_categories": not row["categories"],
    }  # fmt: skip
