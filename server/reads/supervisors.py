"""Who supervises whom: enterprises with nobody or two, what settles it, and the archive of each industry.

A department is known by the classes of its people's rights: two sets of classes that both hold a class are two of them.
One without limits supervises what no other names. Source: docs/rules.md 4.3 item 14 (R25, R59); R58.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.commands import Side
from grids.enterprises import VISITED
from grids.errors import Refusal
from grids.permissions import SEES_LISTS, Person, scope
from grids.supervisors import ABLE, Gap
from server.reads import scope as bind

_LISTED: Final = 2000
"""So many are listed; `total` says how many there are."""
_WITH: Final = (
    "WITH held AS (SELECT g.* FROM person_grant g JOIN person p ON p.id = g.person_id "
    "WHERE p.active AND g.valid_from <= now() AND (g.valid_to IS NULL OR g.valid_to > now())), "
    "departments AS (SELECT DISTINCT area_id, classes FROM held WHERE role = 'department' AND area_id IS NOT NULL), "
    "facts AS (SELECT e.id, e.name, e.supervision_class, e.industry, e.town_id, e.unit_id, e.grade, "
    "(t.person_id IS NOT NULL OR e.unit_id IN (SELECT unit_id FROM held WHERE role = 'officer')) AS has_ground, "
    "i.person_id IS NOT NULL AS settled, "
    "(SELECT count(*) FROM departments d WHERE d.area_id IN (e.district_id, e.city_id) "
    "AND e.supervision_class = ANY(d.classes))::int AS named, "
    "EXISTS (SELECT 1 FROM departments d WHERE d.area_id IN (e.district_id, e.city_id) AND d.classes IS NULL) "
    "AS whole, "
    "t.person_id AS ground_id, i.person_id AS trade_id FROM enterprise e "
    "LEFT JOIN supervisor t ON t.enterprise_id = e.id AND t.side = 'territorial' AND t.valid_to IS NULL "
    "LEFT JOIN supervisor i ON i.enterprise_id = e.id AND i.side = 'industry' AND i.valid_to IS NULL "
    "WHERE {scope} AND e.status = ANY(:visited)), "
    "judged AS (SELECT f.*, NOT coalesce(has_ground, false) AS no_territorial, "
    "NOT settled AND named = 0 AND NOT whole AS no_industry, NOT settled AND named > 1 AS double_industry "
    "FROM facts f) "
)


def gaps(session: Session, person: Person, gap: Gap | None) -> dict[str, Any]:
    """Count whose supervisors are in order of all that are looked after, and list those with a gap.

    Unit: enterprises; both days of today. `rate`: exactly one of the trade and somebody of the ground ÷ all.
    """
    bound = bind.enterprises(scope(person.grants, SEES_LISTS))
    head = _WITH.format(scope=bound.sql)
    values = {**bound.values, "visited": sorted(VISITED)}
    counts = session.execute(
        text(
            f"{head} SELECT count(*)::int AS d, count(*) FILTER (WHERE NOT (no_territorial OR no_industry OR "
            "double_industry))::int AS n, count(*) FILTER (WHERE no_territorial)::int AS no_territorial, "
            "count(*) FILTER (WHERE no_industry)::int AS no_industry, "
            "count(*) FILTER (WHERE double_industry)::int AS double_industry FROM judged"
        ),
        values,
    ).one()
    wanted = gap.value if gap is not None else "no_territorial OR no_industry OR double_industry"
    rows = session.execute(
        text(
            f"{head} SELECT j.id, j.name, j.supervision_class, j.industry, j.town_id, a.name AS town, u.name AS unit, "
            "j.no_territorial, j.no_industry, j.double_industry FROM judged j LEFT JOIN area a ON a.id = j.town_id "
            f"LEFT JOIN grid_unit u ON u.id = j.unit_id WHERE {wanted} ORDER BY a.name, j.name, j.id LIMIT {_LISTED}"
        ),
        values,
    )
    items = [dict(row._mapping) for row in rows]  # noqa: SLF001
    told = {name: getattr(counts, name) for name in (each.value for each in Gap)}
    total = counts.d - counts.n if gap is None else told[gap.value]
    return {"items": items, "total": total, "figures": {"rate": {"n": counts.n, "d": counts.d}, **told}}


def of_enterprise(session: Session, person: Person, enterprise: UUID) -> dict[str, Any]:
    """Return who was named for an enterprise, with history, and who can be."""
    bound = bind.enterprises(scope(person.grants, SEES_LISTS))
    sql = text(f"SELECT e.district_id, e.town_id, e.unit_id FROM enterprise e WHERE {bound.sql} AND e.id = :wanted")
    own = session.execute(sql, {**bound.values, "wanted": enterprise}).one_or_none()
    if own is None:
        raise Refusal("not-found", thing="enterprise")
    named = session.execute(
        text(
            "SELECT s.side, p.name, s.reason, b.name AS by_name, s.valid_from, s.valid_to FROM supervisor s "
            "JOIN person p ON p.id = s.person_id JOIN person b ON b.id = s.by_person "
            "WHERE s.enterprise_id = :wanted ORDER BY s.valid_from DESC, s.id DESC"
        ),
        {"wanted": enterprise},
    )
    able = session.execute(
        text(
            "SELECT DISTINCT p.id, p.name, g.role, g.classes FROM person p JOIN person_grant g ON g.person_id = p.id "
            "WHERE p.active AND g.valid_from <= now() AND (g.valid_to IS NULL OR g.valid_to > now()) "
            "AND g.role = ANY(:roles) AND (g.area_id IN (:town, :district) OR g.unit_id = :unit) ORDER BY p.name, p.id"
        ),
        {
            "roles": sorted(role.value for roles in ABLE.values() for role in roles), "town": own.town_id,
            "district": own.district_id, "unit": own.unit_id,
        },
    )  # fmt: skip
    sides = {role.value: side.value for side, roles in ABLE.items() for role in roles}
    return {
        "named": [dict(row._mapping) for row in named],  # noqa: SLF001
        "people": [{**row._mapping, "side": sides[row.role]} for row in able],  # noqa: SLF001
        "sides": [side.value for side in Side],
    }


def industries(session: Session, person: Person, today: date) -> dict[str, Any]:
    """Summarize every class and industry: how many, their grades, how many are locked, listed, with open hazards."""
    bound = bind.enterprises(scope(person.grants, SEES_LISTS))
    sql = text(
        "SELECT e.supervision_class, nullif(e.industry, '') AS industry, "
        "GROUPING(nullif(e.industry, '')) = 1 AS whole, "
        "count(*)::int AS n, count(*) FILTER (WHERE e.grade = 'A')::int AS a, "
        "count(*) FILTER (WHERE e.grade = 'B')::int AS b, count(*) FILTER (WHERE e.grade = 'C')::int AS c, "
        "count(*) FILTER (WHERE e.grade = 'D')::int AS d, count(*) FILTER (WHERE e.grade IS NULL)::int AS ungraded, "
        "count(*) FILTER (WHERE e.direct_since IS NOT NULL)::int AS locked, "
        "count(*) FILTER (WHERE e.key_list)::int AS key_list, coalesce(sum(e.employees), 0)::bigint AS employees, "
        "coalesce(sum(h.open), 0)::int AS open_hazards FROM enterprise e LEFT JOIN (SELECT enterprise_id, "
        "count(*) AS open FROM hazard WHERE state IN ('open', 'rectifying', 'plan_review', 'submitted') GROUP BY 1) h "
        f"ON h.enterprise_id = e.id WHERE {bound.sql} AND e.status = ANY(:visited) "
        "GROUP BY GROUPING SETS ((e.supervision_class), (e.supervision_class, nullif(e.industry, ''))) "
        "ORDER BY e.supervision_class, 3 DESC, 4 DESC, 2"
    )
    rows = [dict(row._mapping) for row in session.execute(sql, {**bound.values, "visited": sorted(VISITED)})]  # noqa: SLF001
    return {"as_of": today, "total": sum(row["n"] for row in rows if row["whole"]), "rows": rows}
