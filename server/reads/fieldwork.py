"""What an inspector's phone holds: the enterprises the inspector works on, not the whole district.

An inspector goes where there is a hazard, an order or a task, and asks the desk or the search for the rest
(docs/rules.md 3.3); a grid officer's unit, a town and an enterprise's own file are held whole. This narrows the pack
and its deltas only: it never widens what may be read, and every list still binds the reader's scope.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import Person, Role, Scope, scope
from grids.policy import HERE
from server.reads import scope as bind
from server.reads.documents import Filter

MARK: Final = "-work3"
"""Tells cursors of this set from those of a whole scope. Raise the number when another set is held: phones then take a
new pack instead of missing what came in."""
HELD_WHOLE: Final = frozenset({Role.OFFICER, Role.ENTERPRISE, Role.TOWN_OFFICER, Role.TOWN_HEAD})
NO_VALUES: Final[Mapping[str, Any]] = {}
RECENT: Final = timedelta(days=30)
"""How long an enterprise stays after its last hazard was closed, and an inspection that nobody finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fieldwork:
    """An inspector and what they may read."""

    me: UUID
    seen: Scope


def of(person: Person) -> Fieldwork | None:
    """Return whose phone holds the work only: inspectors, unless another role of theirs needs its area whole."""
    roles = person.roles()
    if Role.INSPECTOR not in roles or roles & HELD_WHOLE:
        return None
    return Fieldwork(me=person.id, seen=scope(person.grants))


def known(session: Session, work: Fieldwork, day: date, among: Collection[UUID] | None = None) -> dict[UUID, bool]:
    """Return the enterprises that are held on a day (True), and those that were at some time (False)."""
    bound = bind.hazards(work.seen, "w")
    which = {alias: "" if among is None else f"AND {alias}.enterprise_id = ANY(:among)" for alias in "wvtki"}
    sql = bind.statement("fieldwork").format(
        scope=bound.sql,
        among_hazards=which["w"],
        among_visits=which["v"],
        among_targets=which["t"],
        among_tasks=which["t"],
        among_kept=which["k"],
        among_cases=which["i"],
    )
    since = datetime.combine(day - RECENT, time(), HERE)
    values: dict[str, Any] = {"me": work.me, "day": day, "closed_since": since, "begun_since": since}
    values |= {} if among is None else {"among": list(among)}
    rows = session.execute(text(sql), {**bound.values, **values})
    return {row.enterprise_id: row.holds for row in rows}


def held(session: Session, work: Fieldwork, day: date) -> list[UUID]:
    """Return the enterprises that are held for the work's sake on a day."""
    return [enterprise for enterprise, holds in known(session, work, day).items() if holds]


def lapsed(session: Session, work: Fieldwork, before: date, day: date) -> list[UUID]:
    """Return the enterprises that only the passing of days let go: no row of the feed tells of them."""
    if before >= day:
        return []
    now = known(session, work, day)
    return [each for each, held_then in known(session, work, before).items() if held_then and not now.get(each)]


def of_enterprises(owner: str, ids: Sequence[UUID], more: str = "", values: Mapping[str, Any] = NO_VALUES) -> Filter:
    """Narrow a list to some enterprises; `owner` is the column that names them, from this package."""
    return Filter(sql=f"AND {owner} = ANY(:held) {more}", values={"held": list(ids), **values})
