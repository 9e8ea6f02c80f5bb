"""Circulars as their readers see them: who issued or stands above sees every receipt, an addressee its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.circulars import AddresseeState, Receipt
from grids.commands import EnterpriseFilter
from grids.errors import Refusal
from grids.levels import Level
from grids.offices import Office, offices_of
from grids.permissions import Person, Role
from grids.policy import HERE
from server.reads import scope as bind
from server.store.circulars import ENTERPRISE, matching

MOST: Final = 500
_FILTERS: Final[Mapping[str, str]] = {
    "kind": "c.kind = :kind",
    "office": "c.office = :office",
    "period": "c.period = :period",
    "first": "c.issued_at >= CAST(:first AS timestamp) AT TIME ZONE :zone",
    "last": "c.issued_at < CAST(CAST(:last AS date) + 1 AS timestamp) AT TIME ZONE :zone",
    "before": "(c.issued_at, c.id) < (SELECT b.issued_at, b.id FROM circular b WHERE b.id = :before)",
}
_BOX: Final = {
    "in": "EXISTS (SELECT 1 FROM circular_addressee b WHERE b.circular_id = c.id AND b.addressee = ANY(:own))",
    "out": "c.office = ANY(:own)",
}
WAITS: Final = (
    "c.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM circular_addressee b WHERE b.circular_id = c.id "
    "AND b.addressee = ANY(:own) AND (b.state IN ('sent', 'read') "
    "OR c.wants_answer AND b.state IN ('signed', 'returned')))"
)
"""What a reader still owes: a signature, or the answer that was asked for."""
TO_DECIDE: Final = (
    "c.office = ANY(:own) AND c.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM circular_addressee b "
    "WHERE b.circular_id = c.id AND b.state = 'answered')"
)
LATE: Final = "n.overdue > 0"
SIDES: Final = {
    "all": "TRUE",
    "read": "a.state <> 'sent'",
    "unread": "a.state = 'sent'",
    "signed": "a.state NOT IN ('sent', 'read')",
    "unsigned": "a.state IN ('sent', 'read')",
    "answered": "c.wants_answer AND a.state IN ('answered', 'done')",
    "unanswered": "c.wants_answer AND a.state NOT IN ('answered', 'done')",
    "to_decide": "a.state = 'answered'",
    "overdue": (
        "a.due_on < CAST(:today AS date) AND c.withdrawn_at IS NULL "
        "AND (a.state IN ('sent', 'read') OR c.wants_answer AND a.state IN ('signed', 'returned'))"
    ),
}
"""Which addressees a figure counts, and which are the rest of it."""
_NARROWS: Final = {"waiting": WAITS, "to_decide": TO_DECIDE, "late": LATE}


def own_keys(person: Person) -> list[str]:
    """List the addressees a person stands for: the offices they belong to, and their enterprises."""
    firms = [
        f"{ENTERPRISE}{grant.enterprise}" for grant in person.grants
        if grant.role is Role.ENTERPRISE and grant.enterprise is not None and grant.hazards is None
    ]  # fmt: skip
    return sorted({office.key for office in offices_of(person.grants)} | set(firms))


def readable(person: Person) -> bind.Bound:
    """Bind which circulars somebody may read: own, received, and those of offices they stand above."""
    above = {level: sorted(_above(person, role, level)) for role, level in _ABOVE.items()}
    return bind.circulars(own_keys(person), above[Level.DISTRICT], above[Level.CITY])


def listed(session: Session, person: Person, wanted: Mapping[str, Any], today: date, limit: int) -> dict[str, Any]:
    """List circulars newest first; `next` is the last one's id where there are more."""
    rows = _rows(session, person, wanted, today, limit + 1)
    items = [_short(row, person, today) for row in rows[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}


def one(session: Session, person: Person, circular: UUID, today: date) -> dict[str, Any]:
    """Return a circular whole, with the reader's own receipts and what they may do. Raises: Refusal `not-found`."""
    found = _rows(session, person, {"id": circular}, today, 1)
    if not found:
        raise Refusal("not-found", thing="circular")
    row = found[0]
    told = _short(row, person, today)
    own = addressees(session, person, circular, today, side="all", own_only=True)["items"]
    names = ("body", "attachments", "audience", "withdraw_reason")
    return {**told, **{name: row[name] for name in names}, "mine": own, "may": _may(row, person, own)}


def addressees(  # noqa: PLR0913 - the circular, the figure and the page are one address
    session: Session, person: Person, circular: UUID, today: date, *,
    side: str, after: str = "", town: int | None = None, own_only: bool = False, limit: int = MOST,
) -> dict[str, Any]:  # fmt: skip
    """List exactly the addressees a figure counts; an addressee lists itself and nobody else."""
    found = _rows(session, person, {"id": circular}, today, 1)
    if not found:
        raise Refusal("not-found", thing="circular")
    own = own_only or not _sees_all(found[0], person)
    narrowed = f" AND {SIDES[side]}" + (" AND a.town_id = :town" if town is not None else "")
    sql = bind.statement("circular_addressees").format(
        scope="a.addressee = ANY(:own)" if own else "TRUE", filter=narrowed
    )
    values = {"circular": circular, "today": today, "own": own_keys(person), "after": after, "town": town}
    rows = [dict(row._mapping) for row in session.execute(text(sql), {**values, "limit": limit})]  # noqa: SLF001
    total = rows[0]["total"] if rows else 0
    items = [{name: value for name, value in row.items() if name not in {"total", "place"}} for row in rows]
    more = bool(rows) and rows[-1]["place"] < total
    return {"total": total, "items": items, "next": items[-1]["addressee"] if more else None}


def file(session: Session, person: Person, circular: UUID, sha256: str, today: date) -> dict[str, Any]:
    """Find a file of a circular or of an answer the reader may see. Raises: Refusal `not-found`."""
    files = list(one(session, person, circular, today)["attachments"])
    mine = addressees(session, person, circular, today, side="all", own_only=True)["items"]
    files += [each for row in mine for answer in row["answers"] for each in answer["attachments"]]
    found = next((each for each in files if each["sha256"] == sha256), None)
    if found is None:
        found = _answered_with(session, person, circular, sha256, today)
    return found


def _answered_with(session: Session, person: Person, circular: UUID, sha256: str, today: date) -> dict[str, Any]:
    """Find it among all answers, for who sees them all."""
    rows = _rows(session, person, {"id": circular}, today, 1)
    found = None
    if rows and _sees_all(rows[0], person):
        found = session.scalar(_ANSWER_FILE, {"circular": circular, "sha256": sha256})
    if found is None:
        raise Refusal("not-found", thing="attachment")
    return dict(found)


_ANSWER_FILE: Final = text(
    "SELECT f FROM circular_answer w CROSS JOIN LATERAL jsonb_array_elements(w.attachments) f "
    "WHERE w.circular_id = :circular AND f->>'sha256' = :sha256 LIMIT 1"
)


def reached(session: Session, office: Office, wanted: EnterpriseFilter) -> dict[str, int]:
    """Count the enterprises a filter means, and those among them that have an account to read with."""
    where, values = matching(office, wanted)
    sql = text(
        "SELECT count(*) AS enterprises, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM person_grant g "
        f"WHERE g.enterprise_id = e.id AND g.valid_to IS NULL)) AS with_account FROM enterprise e WHERE {where}"
    )
    row = session.execute(sql, values).one()
    return {"enterprises": row.enterprises, "with_account": row.with_account}


def rate(n: int, d: int) -> dict[str, int]:
    """Write a share as its two numbers."""
    return {"n": n, "d": d}


def _rows(session: Session, person: Person, wanted: Mapping[str, Any], today: date, limit: int) -> list[dict[str, Any]]:
    chosen = {name: value for name, value in wanted.items() if value not in (None, "", [], False)}
    parts = [_FILTERS[name] for name in chosen if name in _FILTERS] + [
        _NARROWS[name] for name in chosen if name in _NARROWS
    ]
    parts += [_BOX[chosen["box"]]] if chosen.get("box") in _BOX else []
    parts += ["c.id = :id"] if "id" in chosen else []
    bound = readable(person)
    sql = bind.statement("circulars").format(scope=bound.sql, filter="".join(f" AND {part}" for part in parts))
    values = {**bound.values, **chosen, "own": own_keys(person), "today": today, "limit": limit, "zone": str(HERE)}
    return [dict(row._mapping) for row in session.execute(text(sql), values)]  # noqa: SLF001


def _short(row: Mapping[str, Any], person: Person, today: date) -> dict[str, Any]:
    names = (
        "id", "number", "office", "office_name", "kind", "title", "due_on", "wants_answer", "period", "issued_at",
        "issued_by_name", "withdrawn_at", "is_demo",
    )  # fmt: skip
    d = row["addressees"]
    rates = {
        "read": rate(row["read"], d), "signed": rate(row["signed"], d),
        "answered": rate(row["answered"], d if row["wants_answer"] else 0), "overdue": rate(row["overdue"], d),
    }  # fmt: skip
    mine = [{**each, "overdue": _is_overdue(row, each, today)} for each in row["mine"]]
    return {
        **{name: row[name] for name in names}, "files": len(row["attachments"]), "receipts": mine,
        "rates": rates if _sees_all(row, person) else None,
    }  # fmt: skip


def _is_overdue(row: Mapping[str, Any], mine: Mapping[str, Any], today: date) -> bool:
    due = mine["due_on"]
    receipt = Receipt(
        state=AddresseeState(mine["state"]),
        wants_answer=row["wants_answer"],
        withdrawn=row["withdrawn_at"] is not None,
        due_on=None if due is None else date.fromisoformat(due),
    )
    return receipt.is_overdue(today)


def _sees_all(row: Mapping[str, Any], person: Person) -> bool:
    if row["office"] in own_keys(person):
        return True
    return any(row[f"{level.value}_id"] in _above(person, role, level) for role, level in _ABOVE.items())


_ABOVE: Final = {Role.DISTRICT: Level.DISTRICT, Role.CITY: Level.CITY}
"""Who stands above all offices of an area. Source: 常安〔2016〕21号 三(三) (the committee offices oversee)."""


def _above(person: Person, role: Role, level: Level) -> set[int]:
    return {g.area for g in person.grants if g.role is role and g.level is level and g.area is not None}


def _may(row: Mapping[str, Any], person: Person, own: list[dict[str, Any]]) -> list[str]:
    """Name the steps that are open: the issuer's on the whole, an addressee's on its own receipt."""
    if row["withdrawn_at"] is not None:
        return []
    states = {AddresseeState(each["state"]) for each in own}
    steps = {
        "withdraw-circular": row["office"] in own_keys(person),
        "decide-answer": row["office"] in own_keys(person) and row["wants_answer"],
        "sign-circular": bool(states & {AddresseeState.SENT, AddresseeState.READ}),
        "answer-circular": row["wants_answer"]
        and bool(states & {AddresseeState.SIGNED, AddresseeState.RETURNED, AddresseeState.ANSWERED}),
    }
    return sorted(step for step, is_open in steps.items() if is_open)
