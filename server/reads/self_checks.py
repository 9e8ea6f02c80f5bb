"""Who checked itself and reported: lists of a period, rates with numerator and denominator, one check, one report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids import self_checks as rules
from grids.errors import Refusal
from grids.permissions import OVERSEES_SELF_CHECKS, Person, Role, Scope, scope
from grids.policy import HERE
from grids.self_checks import PeriodState, Rhythm, SelfCheckPolicy
from server.reads import scope as bind
from server.reads.searching import conditions
from server.store import self_checks
from server.store.tables import ChecklistVersion, Enterprise, PersonRow, SelfPeriod, SelfReport

_KEPT_DAYS: Final = 400
_LISTED: Final = 100_000
FLAGS: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "owed": lambda row: row["waived"] is None,
    "checked": lambda row: row["waived"] is None and row["checks"] > 0,
    "unchecked": lambda row: row["waived"] is None and row["checks"] == 0,
    "reported": lambda row: row["waived"] is None and row["first_signed_at"] is not None,
    "on_time": lambda row: row["waived"] is None and row["first_signed_at"] is not None and not row["late"],
    "late": lambda row: row["waived"] is None and row["late"],
    "missed": lambda row: row["missed"],
    "zero": lambda row: row["waived"] is None and row["zero"] is True,
    "zero_streak": lambda row: row["waived"] is None and row["zero_warning"],
    "identical": lambda row: row["waived"] is None and row["identical_warning"],
    "waiting": lambda row: row["state"] == PeriodState.SIGNED.value,
    "waived": lambda row: row["waived"] is not None,
}
"""What a list can be narrowed to: exactly what a numerator counts, so that a figure opens its own list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which period, narrowed to a town, a class, a flag, words."""

    period: str
    town: int | None = None
    supervision_class: str | None = None
    flag: str | None = None
    q: str | None = None


def overseen(person: Person) -> Scope:
    """Return where a person sees who reported; an enterprise sees its own."""
    return scope(person.grants, OVERSEES_SELF_CHECKS | {Role.ENTERPRISE})


def periods(
    session: Session, seen: Scope, wanted: Wanted, today: date, policy: SelfCheckPolicy, page: tuple[int, int]
) -> dict[str, Any]:
    """List enterprises of a period in scope by name, narrowed; `page` is offset and limit."""
    rows = _rows(session, seen, wanted, today, policy)
    chosen = [row for row in rows if wanted.flag is None or FLAGS[wanted.flag](row)]
    start, limit = page
    return {"items": chosen[start : start + limit], "total": len(chosen)}


def figures(session: Session, seen: Scope, wanted: Wanted, today: date, policy: SelfCheckPolicy) -> dict[str, Any]:
    """Count a period in scope: rates with n and d, as a whole, by town and by class.

    Source: docs/rules.md 4.3 (2 coverage, 3 reporting, on time, zero, zero in a row). The denominator is everybody who
    owed the period, as it stood when the period ended.
    """
    period = rules.period(wanted.period)
    rows = _rows(session, seen, wanted, today, policy)
    return {
        "period": period.code, "begins_on": period.first.isoformat(), "ends_on": period.last.isoformat(),
        "due_on": period.due_on(policy).isoformat(), "small_base": policy.small_base,
        "zero_streak": policy.zero_streak_warning, "identical_streak": policy.identical_streak_warning,
        "total": _counted(rows),
        "towns": _by(rows, lambda row: row["town_id"], "town"),
        "classes": _by(rows, lambda row: row["supervision_class"], "supervision_class"),
    }  # fmt: skip


def listed(session: Session, seen: Scope, enterprise: UUID, period: str | None) -> str:
    """Return the self-checks of an enterprise in scope, newest first, as JSON text."""
    sql = " AND s.enterprise_id = :enterprise"
    values: dict[str, Any] = {"enterprise": enterprise}
    if period is not None:
        sql, values = f"{sql} AND s.period LIKE :like", {**values, "like": f"{rules.period(period).code}%"}
    return f'{{"items":[{",".join(_documents(session, "self_check", seen, sql, values, 200))}]}}'


def one(session: Session, seen: Scope, check: UUID) -> dict[str, Any]:
    """Return a self-check with the items of the version it was done by, or refuse."""
    found = _documents(session, "self_check", seen, " AND s.id = :wanted", {"wanted": check}, 1)
    if not found:
        raise Refusal("not-found", thing="self_check")
    told: dict[str, Any] = json.loads(found[0])
    version = session.get_one(ChecklistVersion, told["version_id"])
    return {**told, "items": version.items}


def report(session: Session, seen: Scope, enterprise: UUID, code: str, policy: SelfCheckPolicy) -> dict[str, Any]:
    """Return the report of a period: what the records say now, where it stands, and every version that was signed."""
    period = rules.period(code)
    bound = bind.enterprises(seen, "e")
    name = session.scalar(
        text(f"SELECT e.name FROM enterprise e WHERE {bound.sql} AND e.id = :wanted"),
        {**bound.values, "wanted": enterprise},
    )
    if name is None or seen.hazards is not None:
        raise Refusal("not-found", thing="enterprise")
    own = (SelfPeriod.enterprise_id == enterprise) & (SelfPeriod.period == period.code)
    row = session.scalars(select(SelfPeriod).where(own)).one_or_none()
    file = session.get_one(Enterprise, enterprise)
    return {
        "enterprise_id": str(enterprise), "enterprise_name": name, "principal": file.principal,
        "period": period.code, "begins_on": period.first.isoformat(), "ends_on": period.last.isoformat(),
        "due_on": (row.due_on if row else period.due_on(policy)).isoformat(),
        "state": row.state if row else PeriodState.DUE.value, "late": bool(row and row.late),
        "corrections": row.corrections if row else 0, "is_demo": file.is_demo,
        "figures": asdict(self_checks.figures(session, enterprise, period)),
        "versions": _versions(session, enterprise, period.code),
    }  # fmt: skip


def of_phone(
    session: Session, enterprise: UUID, seen: Scope, today: date, kind: str, ids: Sequence[UUID] | None
) -> list[str]:
    """Return what the enterprise's own phone holds: its self-checks and periods of the last year, or those named."""
    sql, values = " AND s.enterprise_id = :enterprise", {"enterprise": enterprise, "today": today}
    column = "s.finished_at" if kind == "self_check" else "s.ends_on"
    sql += f" AND {column} >= CAST(:today AS date) - {_KEPT_DAYS}"
    if ids is not None:
        sql, values = f"{sql} AND s.id = ANY(:ids)", {**values, "ids": list(ids)}
    return _documents(session, kind, seen, sql, values, _LISTED)


def duties(session: Session, enterprise: UUID) -> list[dict[str, str]]:
    """List the areas and posts of an enterprise with the person who answers for each (R31)."""
    rows = session.execute(_DUTIES, {"enterprise": enterprise})
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's documented name


_DUTIES: Final = text(
    "SELECT coalesce(fields->>'name', '') AS name, coalesce(fields->>'person', '') AS person, "
    "coalesce(fields->>'post', '') AS post FROM file_record "
    "WHERE enterprise_id = :enterprise AND topic = 'area' AND ended_on IS NULL ORDER BY at, id"
)


def _rows(session: Session, seen: Scope, wanted: Wanted, today: date, policy: SelfCheckPolicy) -> list[dict[str, Any]]:
    bound = bind.self_checks(seen)
    filters = {
        "town": "s.town_id = :town", "supervision_class": "s.supervision_class = :supervision_class",
        "q": "e.name ILIKE '%' || :q || '%'",
    }  # fmt: skip
    narrow, values = conditions({name: getattr(wanted, name) for name in filters}, filters)
    sql = bind.statement("self_periods").format(scope=bound.sql, filter=narrow)
    given = {**bound.values, **values, "period": rules.period(wanted.period).code, "today": today, "zone": str(HERE)}
    return [_told(dict(row._mapping), policy) for row in session.execute(text(sql), given)]  # noqa: SLF001


def _told(row: Mapping[str, Any], policy: SelfCheckPolicy) -> dict[str, Any]:
    told = {name: _plain(value) for name, value in row.items() if name not in {"zeros", "marks"}}
    zeros, identical = rules.zero_streak(row["zeros"] or []), rules.identical_streak(row["marks"] or [])
    return {
        **told, "owed": rules.checks_owed(Rhythm(row["rhythm"])), "zero_streak": zeros, "identical": identical,
        "zero_warning": zeros >= policy.zero_streak_warning,
        "identical_warning": identical >= policy.identical_streak_warning,
    }  # fmt: skip


def _counted(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    names = (
        "owed", "checked", "reported", "on_time", "late", "missed", "zero", "zero_streak", "identical", "waiting",
        "waived",
    )  # fmt: skip
    return {name: sum(map(FLAGS[name], rows)) for name in names}


def _by(rows: Sequence[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], Any], name: str) -> list[dict[str, Any]]:
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    told = [{"key": own, "name": group[0][name], **_counted(group)} for own, group in groups.items()]
    return sorted(told, key=lambda each: (-each["owed"], str(each["name"])))


def _versions(session: Session, enterprise: UUID, code: str) -> list[dict[str, Any]]:
    query = (
        select(SelfReport, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == SelfReport.decided_by)
        .where(SelfReport.enterprise_id == enterprise, SelfReport.period == code)
        .order_by(SelfReport.n.desc())
    )
    return [
        {
            "id": str(row.id), "n": row.n, "figures": row.figures, "principal": row.principal,
            "signature": row.signature, "signed_at": row.signed_at.isoformat(),
            "received_at": row.received_at.isoformat(), "late": row.late, "reason": row.reason,
            "decision": row.decision, "decided_by_name": name,
            "decided_at": row.decided_at and row.decided_at.isoformat(), "opinion": row.opinion,
        }
        for row, name in session.execute(query)
    ]  # fmt: skip


def _documents(
    session: Session, name: str, seen: Scope, filter_: str, values: Mapping[str, Any], limit: int
) -> list[str]:
    bound = bind.self_checks(seen)
    sql = bind.statement(name).format(scope=bound.sql, filter=filter_)
    rows = session.execute(text(sql), {**bound.values, **values, "limit": limit})
    return [row.doc for row in rows]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
