"""The key supervision list as its readers see it: who is on it, or was on a day; what waits; what may be done next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.enterprises import LOOKED_AFTER
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
    "coalesce(k.entered_on, k.proposed_at::date) DESC, e.name, k.id LIMIT :limit"
)
_LISTED: Final = 2000
"""So many entries are listed; `total` says how many there are."""
_COUNTED: Final = (
    "SELECT count(*) FILTER (WHERE {stands}) AS total, count(*) FILTER (WHERE {there}) AS on_list, "
    "count(*) FILTER (WHERE {there} AND e.status <> ALL(:visited)) AS beside, "
    "count(*) FILTER (WHERE k.state = ANY(:waiting)) AS waiting "
    "FROM key_entry k JOIN enterprise e ON e.id = k.enterprise_id WHERE {scope} {filter}"
)
_THERE: Final = "k.entered_on <= :day AND (k.exited_on IS NULL OR k.exited_on > :day)"
_STANDS: Final = "(CAST(:state AS text) IS NULL OR k.state = :state)"
_WAITING: Final = sorted((LIVE - ON_LIST) | {KeyState.EXIT_APPLIED})


def listed(
    session: Session, person: Person, on: date | None, enterprise: UUID | None, state: KeyState | None, today: date
) -> dict[str, Any]:
    """List entries: all there are, or those in force on a day; with how many are on the list of how many enterprises.

    Unit: enterprises. `on_list` counts the day that is asked for, or today: those on the list ÷ those that are visited
    and those on the list that are not. `state` narrows the entries and their `total`, not the figures.
    """
    filter_ = (f"AND {_THERE}" if on is not None else "") + (" AND k.enterprise_id = :enterprise" if enterprise else "")
    bound = bind.enterprises(scope(person.grants, SEES))
    values = {**bound.values, "day": on or today, "enterprise": enterprise, "visited": LOOKED_AFTER}
    stands = {"state": state and state.value}
    listed_ = text(_SQL.format(scope=bound.sql, filter=f"{filter_} AND {_STANDS}"))
    rows = [dict(row) for row in session.execute(listed_, {**values, **stands, "limit": _LISTED}).mappings()]
    counted = text(_COUNTED.format(scope=bound.sql, filter=filter_, there=_THERE, stands=_STANDS))
    n = session.execute(counted, {**values, **stands, "waiting": _WAITING}).one()
    looked_after = text(f"SELECT count(*) FROM enterprise e WHERE {bound.sql} AND e.status = ANY(:visited)")
    all_ = session.scalar(looked_after, values) or 0
    return {
        "items": [{**_told(row), "may": _may(person, row)} for row in rows], "total": n.total,
        "figures": {"on_list": {"n": n.on_list, "d": all_ + n.beside}, "waiting": n.waiting},
        "as_of": on or today,
    }  # fmt: skip


def one(session: Session, person: Person, entry: UUID) -> dict[str, Any]:
    """Return one entry with its history, or refuse."""
    bound = bind.enterprises(scope(person.grants, SEES))
    sql = text(_SQL.format(scope=bound.sql, filter="AND k.id = :entry"))
    row = session.execute(sql, {**bound.values, "entry": entry, "limit": 1}).one_or_none()
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
