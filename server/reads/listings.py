"""Listed cases as their readers see them: the list with its figures by level, one case, and what may be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.commands import ListLevel
from grids.errors import Refusal
from grids.hazards import State
from grids.levels import Place
from grids.listings import BEFORE, DECIDERS, LISTED, Listing, ListingState, months_owed
from grids.permissions import MAY, Person, scope
from server.reads import scope as bind

_LISTED: Final = 500
_DONE: Final = frozenset({ListingState.DELISTED, ListingState.CLOSED_DOWN})
_OF_LISTING: Final = (
    "proposed_by", "raised_by", "approved_on", "deadline", "original_deadline", "applied_on", "ended_on", "returns",
    "extensions",
)  # fmt: skip
_PROGRESS: Final = text(
    "SELECT m.month, m.text, m.funds_yuan, m.photos, m.at, p.name AS by_name FROM listing_progress m "
    "JOIN person p ON p.id = m.by_person WHERE m.listing_id = :listing ORDER BY m.month"
)
_FILTERS: Final[Mapping[str, str]] = {
    "level": "l.level = :level",
    "state": "l.state = ANY(:state)",
    "town": "h.town_id = :town",
    "first": "(l.ended_on IS NULL OR l.ended_on >= :first)",
    "last": "coalesce(l.approved_on, CAST(l.proposed_at AS date)) <= :last",
}


def listed(session: Session, person: Person, wanted: Mapping[str, Any], today: date) -> dict[str, Any]:
    """List cases in scope with figures by level: listed in the period, done in it, and what was spent.

    Unit: cases, yuan. Period: both days included; a case counts as listed when its time on the list touches the period,
    as done when it ended in it. Source: docs/rules.md 4.3 item 11.
    """
    rows = _rows(session, person, wanted, today)
    last = wanted.get("last") or today
    return {"items": rows, "levels": [_figures(level, rows, wanted.get("first"), last) for level in ListLevel]}


def one(session: Session, person: Person, listing_id: UUID, today: date) -> dict[str, Any]:
    """Return one case with every month's progress and what the reader may do next, or refuse."""
    rows = _rows(session, person, {"id": listing_id}, today)
    if not rows:
        raise Refusal("not-found", thing="listing")
    case = rows[0]
    progress = [dict(row._mapping) for row in session.execute(_PROGRESS, {"listing": listing_id})]  # noqa: SLF001
    return {**case, "progress": progress, "may": _may(person, case)}


def _rows(session: Session, person: Person, wanted: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    chosen = {name: value for name, value in wanted.items() if value not in (None, "", [])}
    parts = [_FILTERS[name] for name in chosen if name in _FILTERS] + (["l.id = :id"] if "id" in chosen else [])
    bound = bind.hazards(scope(person.grants))
    sql = bind.statement("listings").format(scope=bound.sql, filter="".join(f" AND {part}" for part in parts))
    found = session.execute(text(sql), {**bound.values, **chosen, "today": today, "limit": _LISTED})
    return [_told(dict(row._mapping), today) for row in found]  # noqa: SLF001


def _told(row: dict[str, Any], today: date) -> dict[str, Any]:
    """Add what follows from the row on a day: overdue, months without a report, a raise that is due."""
    now = Listing(
        id=row["id"], hazard=row["hazard_id"], state=ListingState(row["state"]), level=ListLevel(row["level"]),
        raise_to=None if row["raise_to"] is None else ListLevel(row["raise_to"]),
        **{name: row[name] for name in _OF_LISTING},
    )  # fmt: skip
    late = now.applied_on is not None and now.state is ListingState.DELIST_APPLIED and today > row["accept_by"]
    return {
        **row, "spent_yuan": int(row["spent_yuan"]), "overdue": now.is_overdue(today),
        "raise_due": now.wants_raise(today), "accept_late": late,
        "months_owed": list(months_owed(now, row["months"], today)),
    }  # fmt: skip


def _figures(level: ListLevel, rows: Sequence[Mapping[str, Any]], first: date | None, last: date) -> dict[str, Any]:
    own = [r for r in rows if r["level"] == level.value and r["approved_on"] is not None and r["approved_on"] <= last]
    done = [
        r for r in own
        if r["state"] in _DONE and r["ended_on"] <= last and (first is None or r["ended_on"] >= first)
    ]  # fmt: skip
    open_ = [r for r in own if r["state"] in LISTED]
    return {
        "level": level.value, "listed": len(own), "done": len(done), "overdue": sum(r["overdue"] for r in open_),
        "months_owed": sum(len(r["months_owed"]) for r in open_),
        "funds_yuan": sum(r["funds_yuan"] or r["spent_yuan"] for r in own),
    }  # fmt: skip


def _may(person: Person, case: Mapping[str, Any]) -> list[str]:
    """Name the steps the reader's roles, the state and the level allow; the rules may still refuse one."""
    place = Place(
        enterprise=case["enterprise_id"], unit=case["unit_id"], town=case["town_id"], district=case["district_id"],
        city=case["city_id"], supervision_class=case["supervision_class"],
    )  # fmt: skip
    here, state = person.roles(place), ListingState(case["state"])
    steps = [step for step, states in BEFORE.items() if state in states and MAY[step] & here]
    return sorted(step for step in steps if _is_open(step, person, case, state))


def _is_open(step: str, person: Person, case: Mapping[str, Any], state: ListingState) -> bool:
    roles = person.roles()
    match step:
        case "decide-listing":
            is_new = state is ListingState.PROPOSED
            level = case["level"] if is_new else case["raise_to"]
            own = case["proposed_by" if is_new else "raised_by"] == person.id
            return level is not None and bool(roles & DECIDERS[ListLevel(level)]) and not own
        case "decide-delisting":
            return bool(roles & DECIDERS[ListLevel(case["level"])])
        case "raise-listing":
            return case["raise_to"] is None and case["level"] != ListLevel.PROVINCE.value
        case "apply-delisting":
            return case["hazard_state"] in {State.SUBMITTED.value, State.CLOSED.value}
        case _:
            return True
