"""The key supervision list as its readers see it: who is on it, or was on a day; what waits; what may be done next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.enterprises import VISITED
from grids.errors import Refusal
from grids.key_list import BEFORE, LIVE, ON_LIST, KeyState
from grids.levels import Place
from grids.permissions import MAY, READS_HAZARDS, Person, Role, scope
from server.reads import scope as bind

SEES: Final = READS_HAZARDS - {Role.OFFICER}
"""Roles that read entries; an enterprise its own."""
_SQL: Final = (
    "SELECT k.id, k.enterprise_id, e.name AS enterprise_name, e.town_id, a.name AS town, e.unit_id, e.village_id, "
    "e.district_id, e.city_id, e.status, e.supervision_class, e.grade, k.state, k.source, k.hazard_id, h.ledger_no, "
    "k.reason, "
    "k.evidence, k.conditions, k.proposed_by, p.name AS proposed_by_name, k.proposed_at, k.entered_on, k.exited_on, "
    "k.history, k.is_demo FROM key_entry k JOIN enterprise e ON e.id = k.enterprise_id "
    "LEFT JOIN area a ON a.id = e.town_id LEFT JOIN hazard h ON h.id = k.hazard_id "
    "LEFT JOIN person p ON p.id = k.proposed_by WHERE {scope} {filter} "
    "ORDER BY array_position(ARRAY['exit_applied', 'proposed', 'in_force', 'exited', 'refused'], k.state), "
    "coalesce(k.entered_on, k.proposed_at::date) DESC, e.name, k.id LIMIT 2000"
)
_ON_DAY: Final = "AND k.entered_on <= :day AND (k.exited_on IS NULL OR k.exited_on > :day)"


def listed(session: Session, person: Person, on: date | None, enterprise: UUID | None, today: date) -> dict[str, Any]:
    """List entries: all there are, or those in force on a day; with how many are on the list of how many enterprises.

    Unit: enterprises. `on_list` counts the day that is asked for, or today: those on the list ÷ those that are visited
    and those on the list that are not.
    """
    filter_ = (_ON_DAY if on is not None else "") + (" AND k.enterprise_id = :enterprise" if enterprise else "")
    bound = bind.enterprises(scope(person.grants, SEES))
    values = {**bound.values, "day": on or today, "enterprise": enterprise}
    rows = [
        dict(row._mapping)  # noqa: SLF001
        for row in session.execute(text(_SQL.format(scope=bound.sql, filter=filter_)), values)
    ]
    all_ = session.scalar(
        text(f"SELECT count(*) FROM enterprise e WHERE {bound.sql} AND e.status = ANY(:visited)"),
        {**bound.values, "visited": sorted(VISITED)},
    )
    there = [row for row in rows if row["entered_on"] and row["entered_on"] <= (on or today)
             and (row["exited_on"] is None or row["exited_on"] > (on or today))]  # fmt: skip
    waiting = [row for row in rows if row["state"] in LIVE - ON_LIST or row["state"] == KeyState.EXIT_APPLIED]
    beside = sum(row["status"] not in VISITED for row in there)
    return {
        "items": [{**_told(row), "may": _may(person, row)} for row in rows],
        "figures": {"on_list": {"n": len(there), "d": (all_ or 0) + beside}, "waiting": len(waiting)},
        "as_of": on or today,
    }  # fmt: skip


def one(session: Session, person: Person, entry: UUID) -> dict[str, Any]:
    """Return one entry with its history, or refuse."""
    bound = bind.enterprises(scope(person.grants, SEES))
    sql = text(_SQL.format(scope=bound.sql, filter="AND k.id = :entry"))
    row = session.execute(sql, {**bound.values, "entry": entry}).one_or_none()
    if row is None:
        raise Refusal("not-found", thing="key_entry")
    told = dict(row._mapping)  # noqa: SLF001
    return {**_told(told), "may": _may(person, told)}


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    hidden = {"proposed_by", "status", "unit_id", "village_id", "district_id", "city_id"}
    return {name: value for name, value in row.items() if name not in hidden}


def _may(person: Person, row: Mapping[str, Any]) -> list[str]:
    place = Place(
        enterprise=row["enterprise_id"], unit=row["unit_id"], village=row["village_id"], town=row["town_id"],
        district=row["district_id"], city=row["city_id"], supervision_class=row["supervision_class"],
    )  # fmt: skip
    steps = [step for step, states in BEFORE.items() if KeyState(row["state"]) in states]
    own = row["proposed_by"] == person.id
    return [step for step in steps if MAY[step] & person.roles(place) and not (step == "decide-key-entry" and own)]
