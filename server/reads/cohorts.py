"""Cohorts of model enterprises: who is in, and how far each place and department keeps its quota, every number listed.

Source: docs/rules.md 4.3 item 15 (R61).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids import cohorts as rules
from grids.enterprises import VISITED
from grids.errors import Refusal
from grids.permissions import SEES_LISTS, Person, scope
from grids.published_lists import ListPolicy
from server.reads import scope as bind
from server.reads.published_lists import district_of
from server.store import models
from server.store.policy import lists_on, models_on

_STORY: Final = (
    f"coalesce((SELECT CASE WHEN {models.UP} THEN 'up' ELSE 'down' END FROM model_story s "
    "WHERE s.member_id = m.id ORDER BY s.number DESC LIMIT 1), 'none')"
)
"""Whether all see a member's story, as the list of stories says."""


def all_of(session: Session, person: Person) -> list[dict[str, Any]]:
    """List the cohorts of the reader's districts, the newest year first."""
    where, values = district_of(session, person)
    sql = text(
        "SELECT l.id, l.title, l.year, l.district_id, l.at, l.is_demo, p.name AS by_name, "
        "(SELECT count(*) FROM cohort_member m WHERE m.cohort_id = l.id AND m.removed_at IS NULL)::int AS n "
        f"FROM cohort l JOIN person p ON p.id = l.by_person WHERE {where} ORDER BY l.year DESC, l.at DESC, l.id"
    )
    return [dict(row._mapping) for row in session.execute(sql, values)]  # noqa: SLF001


def one(session: Session, person: Person, cohort: UUID, today: date) -> dict[str, Any]:
    """Return a cohort: members and quotas by place and department, over what lies in the reader's area."""
    head = next((each for each in all_of(session, person) if each["id"] == cohort), None)
    if head is None:
        raise Refusal("not-found", thing="cohort")
    policy, stories = lists_on(today), models_on(today)
    members = _members(session, person, cohort, policy)
    live = [row for row in members if row["removed_at"] is None]
    shown = {"n": sum(row["story"] == "up" for row in live), "d": len(live)}
    places = _places(session, person, head["district_id"])
    rows = [
        {"town_id": town, "town": name, **_quota(units, [m for m in live if m["town_id"] == town], policy)}
        for (town, name), units in places.items()
    ]  # fmt: skip
    departments = Counter(dict.fromkeys(_departments(session, head["district_id"]), 0))
    departments.update(row["department"] for row in live)
    return {
        **head, "members": members, "places": rows, "total": _quota(sum(places.values()), live, policy),
        "shown": shown,
        "departments": [
            {"department": name, "n": n, "wanted": policy.model_department_min}
            for name, n in sorted(departments.items())
        ],
        "policy": {"share": policy.model_share, "key_share": policy.model_key_share,
                   "department_min": policy.model_department_min,
                   "story_max": stories.story_max, "photos_max": stories.photos_max},
    }  # fmt: skip


def _departments(session: Session, district: int) -> list[str]:
    """Name the departments that published lists: each owes its models, one that chose none too."""
    sql = text("SELECT DISTINCT department FROM published_list WHERE district_id = :district AND state = 'published'")
    return list(session.scalars(sql, {"district": district}))


def _quota(units: int, members: list[dict[str, Any]], policy: ListPolicy) -> dict[str, Any]:
    found = rules.quota(units, len(members), sum(row["is_key"] for row in members), policy)
    return {**asdict(found), "is_met": found.is_met}


def _members(session: Session, person: Person, cohort: UUID, policy: ListPolicy) -> list[dict[str, Any]]:
    bound = bind.enterprises(scope(person.grants, SEES_LISTS))
    sql = text(
        "SELECT m.id, m.enterprise_id, e.name, e.supervision_class, e.tags, e.grade, e.town_id, a.name AS town, "
        "m.department, "
        f"{_STORY} AS story, m.reason, "
        "p.name AS chosen_by_name, m.chosen_at, q.name AS removed_by_name, m.removed_at, m.removed_reason "
        "FROM cohort_member m JOIN cohort l ON l.id = m.cohort_id JOIN enterprise e ON e.id = m.enterprise_id "
        "LEFT JOIN area a ON a.id = e.town_id JOIN person p ON p.id = m.chosen_by "
        "LEFT JOIN person q ON q.id = m.removed_by "
        f"WHERE m.cohort_id = :cohort AND {bound.sql} ORDER BY m.removed_at IS NOT NULL, a.name, e.name, m.id"
    )
    values = {**bound.values, "cohort": cohort, "visited": sorted(VISITED)}
    found = (dict(row._mapping) for row in session.execute(sql, values))  # noqa: SLF001
    return [_told(row, policy) for row in found]


def _told(row: Mapping[str, Any], policy: ListPolicy) -> dict[str, Any]:
    key = rules.is_key(row["supervision_class"], row["tags"], policy)
    return {**{name: value for name, value in row.items() if name != "tags"}, "is_key": key}


def _places(session: Session, person: Person, district: int) -> dict[tuple[int | None, str | None], int]:
    """Count the enterprises that are looked after in each town of the reader's area."""
    bound = bind.enterprises(scope(person.grants, SEES_LISTS))
    sql = text(
        "SELECT e.town_id, a.name, count(*)::int AS n FROM enterprise e LEFT JOIN area a ON a.id = e.town_id "
        f"WHERE {bound.sql} AND e.district_id = :district AND e.status = ANY(:visited) GROUP BY 1, 2 ORDER BY 2, 1"
    )
    values = {**bound.values, "district": district, "visited": sorted(VISITED)}
    return {(row.town_id, row.name): row.n for row in session.execute(sql, values)}
