"""Files by what they owe, and papers by their end: lists over all enterprises in scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from grids.completeness import Completeness
from grids.enterprise_files import owner_of
from grids.enterprises import VISITED
from grids.papers import paper
from grids.permissions import Scope
from grids.policy import local_day
from server.reads import file_standing as standing
from server.reads import scope as bind
from server.reads.documents import Filter
from server.store.file_tables import file_policy_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which files: of a town or a unit, owed something by somebody, lacking one thing, below a share."""

    town: int | None = None
    unit: int | None = None
    owed_by: str | None = None
    lacks: str | None = None
    below: int | None = None
    stale: bool | None = None
    whole: bool | None = None


def owing(session: Session, scope: Scope, at: datetime, wanted: Wanted, limit: int) -> dict[str, Any]:
    """Return files from the least complete up, with sums over all that were asked for.

    The sums count files of enterprises that are still visited: their number, the whole ones, what each owner owes.
    """
    policy = file_policy_on(local_day(at))
    found = []
    for row in standing.rows(session, scope, at, _filter(wanted)):
        weight, seen = standing.weighed(row, policy, at), standing.verified(row, policy, at)
        if _is_wanted(weight, seen, wanted):
            found.append((weight, row, seen))
    found.sort(key=lambda each: (_share(each[0]), each[1].name, str(each[1].id)))
    return {
        "items": [_told(row, weight, seen) for weight, row, seen in found[:limit]],
        "total": len(found),
        "figures": _figures(found),
    }


def papers(session: Session, scope: Scope, at: datetime, within_days: int, town: int | None) -> list[dict[str, Any]]:
    """Return papers that have run out or do within some days, the oldest first, at most 1,000."""
    today = local_day(at)
    marks = file_policy_on(today).expiring_days
    bound = bind.enterprises(scope)
    sql = text(
        "SELECT f.id, e.id AS enterprise_id, e.name AS enterprise_name, f.topic, f.fields, f.valid_to "
        f"FROM file_record f JOIN enterprise e ON e.id = f.enterprise_id WHERE {bound.sql} "
        "AND e.status = ANY(:statuses) AND (CAST(:town AS integer) IS NULL OR e.town_id = :town) "
        "AND f.ended_on IS NULL AND f.valid_to <= :last ORDER BY f.valid_to, e.name, f.id LIMIT 1000"
    )
    values = {"statuses": sorted(VISITED), "town": town, "last": today + timedelta(days=within_days)}
    return [_paper(row, today, marks) for row in session.execute(sql, {**bound.values, **values})]


def _filter(wanted: Wanted) -> Filter:
    sql, values = "AND e.status = ANY(:statuses)", {"statuses": sorted(VISITED)}
    for name, column in (("town", "town_id"), ("unit", "unit_id")):
        if getattr(wanted, name) is not None:
            sql += f" AND e.{column} = :{name}"
            values[name] = getattr(wanted, name)
    return Filter(sql=sql, values=values)


def _is_wanted(weight: Completeness, seen: Mapping[str, Any], wanted: Wanted) -> bool:
    share = weight.percent
    return (
        (wanted.owed_by is None or any(each.owed_by.value == wanted.owed_by for each in weight.missing))
        and (wanted.lacks is None or any(each.name == wanted.lacks for each in weight.missing))
        and (wanted.below is None or (share is not None and share < wanted.below))
        and (wanted.stale is None or seen["is_stale"] is wanted.stale)
        and (wanted.whole is None or (share == 100) is wanted.whole)  # noqa: PLR2004 - nothing is missing
    )


def _share(weight: Completeness) -> float:
    return 2.0 if weight.owed == 0 else weight.filled / weight.owed


def _figures(found: list[tuple[Completeness, Row[Any], dict[str, Any]]]) -> dict[str, int]:
    figures = {
        "files": len(found),
        "whole": sum(weight.percent == 100 for weight, _, _ in found),  # noqa: PLR2004 - nothing is missing
        "verified": sum(not seen["is_stale"] for _, _, seen in found),
        "filled": sum(weight.filled for weight, _, _ in found),
        "owed": sum(weight.owed for weight, _, _ in found),
        "with_expired": sum(row.expired > 0 for _, row, _ in found),
    }
    for owner in ("enterprise", "officer", "town", "department"):
        figures[f"owed_by_{owner}"] = sum(
            any(each.owed_by.value == owner for each in weight.missing) for weight, _, _ in found
        )
    return figures


def _told(row: Row[Any], weight: Completeness, seen: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "town_id": row.town_id,
        "unit_id": row.unit_id,
        "status": row.status,
        "grade": row.grade,
        "owner": owner_of(row.direct_since).value,
        "completeness": standing.told(weight),
        "verified": seen,
        "expired": row.expired,
        "next_end": row.next_end and row.next_end.isoformat(),
    }


def _paper(row: Row[Any], today: date, marks: tuple[int, ...]) -> dict[str, Any]:
    found = paper(row.valid_to, today, marks)
    return {
        "id": str(row.id),
        "enterprise_id": str(row.enterprise_id),
        "enterprise_name": row.enterprise_name,
        "topic": row.topic,
        "fields": row.fields,
        "valid_to": row.valid_to.isoformat(),
        "paper": found and {"state": found.state.value, "days": found.days, "mark": found.mark},
    }
