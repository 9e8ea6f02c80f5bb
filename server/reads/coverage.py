"""Coverage of industries: which classes, industries and departments have a standard, a method, somebody responsible.

Source: R01 of the notices (no industry without standard, grade rule and responsible department).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import SEES_COVERAGE, Person, scope
from grids.policy import local_day
from server.reads import scope as bind
from server.reads.counted import counted
from server.store.code_lists import INDUSTRIES, Code, code_list

SIDES: Final = ("department", "officer", "standard", "method", "graded")
"""What may cover an enterprise; each is a share of the enterprises of a row."""
_COUNTED: Final = (*SIDES, "enterprises", "open", "major", "overdue")
_LISTED: Final = 500
_GROUPS: Final = (
    "SELECT x.supervision_class, x.division, x.district_id, count(*) AS enterprises, "
    + ", ".join(f'count(*) FILTER (WHERE x."{side}") AS "{side}"' for side in SIDES)
    + ", sum(x.open) AS open, sum(x.major) AS major, sum(x.overdue) AS overdue FROM ({facts}) x GROUP BY 1, 2, 3"
)
_ROWS: Final = (
    "SELECT x.id, x.name, x.supervision_class, x.division, x.town_name, x.unit_name, x.open, count(*) OVER () AS total "
    "FROM ({facts}) x WHERE {where} ORDER BY x.name, x.id LIMIT :limit"
)
_DEPARTMENTS: Final = text(
    "SELECT p.id, p.name, g.classes, g.area_id FROM person_grant g JOIN person p ON p.id = g.person_id "
    "WHERE g.role = 'department' AND g.area_id IS NOT NULL AND p.active AND g.valid_from <= :at "
    "AND (g.valid_to IS NULL OR g.valid_to > :at) AND g.area_id = ANY(:areas) ORDER BY p.name"
)


def table(session: Session, person: Person, at: datetime) -> dict[str, Any]:
    """Return coverage by class, industry section and department, of the enterprises in scope that are looked after.

    Unit: enterprises, hazards. Every share is `n` (the named count) of `d` (enterprises). Period: now.
    """
    sections = _sections(at)
    groups = [dict(row) for row in _run(session, person, at, _GROUPS, {}).mappings()]
    by_class = _folded(groups, lambda group: group["supervision_class"])
    by_section = _folded(groups, lambda group: sections.get(group["division"] or "", ("", ""))[0])
    names = dict(sections.values())
    return {
        "total": _sum(groups),
        "classes": [{"supervision_class": key, **counts} for key, counts in by_class.items()],
        "industries": [{"section": key or None, "name": names.get(key, ""), **c} for key, c in by_section.items()],
        "departments": _departments(session, groups, at),
    }


def enterprises(session: Session, person: Person, wanted: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """List the enterprises behind a figure: all of a class or section, or those that lack something.

    Unit: enterprises; at most 500, `total` says how many there are.
    """
    where, values = ["TRUE"], {}
    if wanted.get("supervision_class"):
        where.append("x.supervision_class = :class")
        values["class"] = wanted["supervision_class"]
    if wanted.get("section") is not None:
        divisions = [division for division, (letter, _) in _sections(at).items() if letter == wanted["section"]]
        known = list(_sections(at))
        where.append("x.division = ANY(:divisions)" if wanted["section"] else "coalesce(x.division, '') <> ALL(:known)")
        values |= {"divisions": divisions} if wanted["section"] else {"known": known}
    if wanted.get("lacks") is not None:
        where.append(f'NOT coalesce(x."{SIDES[SIDES.index(wanted["lacks"])]}", FALSE)')
    sql = _ROWS.replace("{where}", " AND ".join(where))
    items, total = counted(_run(session, person, at, sql, {**values, "limit": _LISTED}).mappings())
    return {"items": items, "total": total}


def _run(session: Session, person: Person, at: datetime, sql: str, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a result
    bound = bind.enterprises(scope(person.grants, SEES_COVERAGE))
    facts = bind.statement("coverage").format(scope=bound.sql)
    return session.execute(text(sql.format(facts=facts)), {**bound.values, **values, "today": local_day(at), "at": at})


def _sections(at: datetime) -> dict[str, tuple[str, str]]:
    """Map each division (two digits) to the letter and name of its section, by the edition of today."""
    codes = code_list(INDUSTRIES, local_day(at)).codes
    return {code: _letter(codes, codes[code]) for code in codes if code.isdigit() and len(code) == 2}  # noqa: PLR2004 - a division


def _letter(codes: Mapping[str, Code], code: Code) -> tuple[str, str]:
    section = codes[code.parent]
    return section.code, section.name


def _folded(groups: Iterable[Mapping[str, Any]], key: Any) -> dict[str, dict[str, int]]:  # noqa: ANN401 - a function
    """Add up groups by a key, the one with most enterprises first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for group in groups:
        found.setdefault(key(group), []).append(group)
    summed = {name: _sum(own) for name, own in found.items()}
    return dict(sorted(summed.items(), key=lambda pair: (-pair[1]["enterprises"], pair[0])))


def _sum(groups: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    own = list(groups)
    return {name: sum(int(group[name]) for group in own) for name in _COUNTED}


def _departments(session: Session, groups: list[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
    """Say what each department of the districts in sight answers for; without classes it answers for every one."""
    areas = sorted({group["district_id"] for group in groups if group["district_id"] is not None})
    found = []
    for row in session.execute(_DEPARTMENTS, {"at": at, "areas": areas}).mappings():
        own = [
            group for group in groups
            if group["district_id"] == row["area_id"]
            and (row["classes"] is None or group["supervision_class"] in row["classes"])
        ]  # fmt: skip
        found.append({"id": row["id"], "name": row["name"], "classes": row["classes"], **_sum(own)})
    return found
