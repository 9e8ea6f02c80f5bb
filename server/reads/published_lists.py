"""Departments' lists as their readers see them: versions, what differs from the version before, what the flags say.

Source: 常安〔2016〕21号 一(二) (R46), R29. Counts are those of the whole version, rows those in the reader's area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids import published_lists as rules
from grids.commands import ListKind
from grids.enterprises import LOOKED_AFTER
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import MAY, SEES_LISTS, Person, Scope, scope
from grids.published_lists import ListState
from server.reads import scope as bind
from server.reads.searching import literal

_ROWS: Final = 200
"""So many a page shows; `found` says how many its question finds, and a workbook has them all."""
_NARROW: Final = (
    "(CAST(:kind AS text) IS NULL OR x.kind = :kind) "
    "AND (CAST(:q AS text) IS NULL OR x.name ILIKE '%' || :q || '%' OR e.name ILIKE '%' || :q || '%')"
)
_FROM: Final = (
    "FROM listed_enterprise x JOIN enterprise e ON e.id = x.enterprise_id LEFT JOIN area a ON a.id = e.town_id "
    "WHERE x.list_id = :list AND {scope}"
)
_VERSIONS: Final = (
    "SELECT l.id, l.department, l.district_id, l.city_id, l.classes, l.number, l.state, l.revision, l.drafted_at, "
    "l.published_on, l.published_at, l.note, l.is_demo, p.name AS drafted_by_name, q.name AS published_by_name "
    "FROM published_list l JOIN person p ON p.id = l.drafted_by LEFT JOIN person q ON q.id = l.published_by "
    "WHERE {where} AND l.state <> 'withdrawn' ORDER BY l.department, l.number DESC NULLS FIRST, l.drafted_at DESC"
)


def versions(session: Session, person: Person) -> list[dict[str, Any]]:
    """List the versions of the reader's districts, by department, the newest first; drafts only to who writes them."""
    where, values = district_of(session, person)
    found = [dict(row._mapping) for row in session.execute(text(_VERSIONS.format(where=where)), values)]  # noqa: SLF001
    seen = [row for row in found if row["state"] != ListState.DRAFT.value or _may(person, row)]
    counts = _counts(session, [row["id"] for row in seen])
    return [{**row, "counts": counts[row["id"]], "total": sum(counts[row["id"]].values())} for row in seen]


def one(
    session: Session, person: Person, wanted: UUID, kind: ListKind | None = None, q: str | None = None,
    *, whole: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Return one version with its rows in scope, its differences from the one before, and where flags say otherwise.

    `kind`, `q`: only rows on that list, only rows with that text in their name of then or of today. `shown` counts the
    rows in scope, `found` those of the question. `whole`: all of them, not only as many as a page shows.
    """
    all_ = versions(session, person)
    row = next((each for each in all_ if each["id"] == wanted), None)
    if row is None:
        raise Refusal("not-found", thing="list")
    before = _before(all_, row)
    seen, narrow = scope(person.grants, SEES_LISTS), {"kind": kind and kind.value, "q": literal(q) if q else None}
    return {
        **row, "before": None if before is None else before["number"], **_counted(session, seen, wanted, narrow),
        "entries": _entries(session, seen, wanted, narrow, None if whole else _ROWS),
        "differences": [] if before is None else _differences(session, person, before["id"], wanted),
        "flags": _flags(session, person, row), "may": _may(person, row) if row["state"] == "draft" else [],
    }  # fmt: skip


def _differences(session: Session, person: Person, before: UUID, after: UUID) -> list[dict[str, Any]]:
    seen = scope(person.grants, SEES_LISTS)
    every = {"kind": None, "q": None}
    was, now = (
        {row["enterprise_id"]: row for row in _entries(session, seen, own, every, None)} for own in (before, after)
    )
    found = rules.differences(_kinds(was), _kinds(now))
    told = [
        {"enterprise_id": each.enterprise, "name": (now.get(each.enterprise) or was[each.enterprise])["name"],
         "was": each.was and each.was.value, "now": each.now and each.now.value, "how": each.word}
        for each in found
    ]  # fmt: skip
    return sorted(told, key=lambda each: (str(each["how"]), str(each["name"]), str(each["enterprise_id"])))


def _flags(session: Session, person: Person, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List where a version and the locks of today say different things: what is to be put right. Source: R29."""
    bound = bind.enterprises(scope(person.grants, SEES_LISTS))
    sql = text(
        "SELECT e.id AS enterprise_id, e.name, e.direct_since, x.kind FROM enterprise e "
        "LEFT JOIN listed_enterprise x ON x.enterprise_id = e.id AND x.list_id = :list "
        f"WHERE {bound.sql} AND e.district_id = :district AND ((e.direct_since IS NOT NULL "
        "AND e.supervision_class = ANY(:own) AND e.status = ANY(:visited) AND x.kind IS DISTINCT FROM 'supervise') "
        "OR (e.direct_since IS NULL AND x.kind = 'supervise')) ORDER BY e.name, e.id"
    )
    values = {"list": row["id"], "district": row["district_id"], "own": row["classes"], "visited": LOOKED_AFTER}
    return [
        {**found._mapping, "what": "locked_not_listed" if found.direct_since else "listed_not_locked"}  # noqa: SLF001
        for found in session.execute(sql, {**bound.values, **values})
    ]


def _entries(
    session: Session, seen: Scope, wanted: UUID, narrow: Mapping[str, str | None], most: int | None
) -> list[dict[str, Any]]:
    bound = bind.enterprises(seen)
    sql = text(
        "SELECT x.enterprise_id, x.name, x.kind, x.source, x.reason, e.name AS name_now, e.supervision_class, e.grade, "
        f"e.town_id, a.name AS town, e.direct_since {_FROM.format(scope=bound.sql)} AND {_NARROW} "
        "ORDER BY array_position(ARRAY['supervise', 'guide', 'serve'], x.kind), x.name, x.enterprise_id LIMIT :most"
    )
    rows = session.execute(sql, {**bound.values, **narrow, "list": wanted, "most": most})
    return [dict(row._mapping) for row in rows]  # noqa: SLF001


def _counted(session: Session, seen: Scope, wanted: UUID, narrow: Mapping[str, str | None]) -> dict[str, int]:
    bound = bind.enterprises(seen)
    sql = text(f"SELECT count(*) AS shown, count(*) FILTER (WHERE {_NARROW}) AS found {_FROM.format(scope=bound.sql)}")
    return dict(session.execute(sql, {**bound.values, **narrow, "list": wanted}).mappings().one())


def _counts(session: Session, ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    sql = text("SELECT list_id, kind, count(*) AS n FROM listed_enterprise WHERE list_id = ANY(:ids) GROUP BY 1, 2")
    found: dict[UUID, Counter[str]] = {own: Counter() for own in ids}
    for row in session.execute(sql, {"ids": ids}):
        found[row.list_id][row.kind] = row.n
    return {own: {kind.value: counted[kind.value] for kind in ListKind} for own, counted in found.items()}


def _before(all_: list[dict[str, Any]], row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the version that was published before this one."""
    last = (row["number"] or 1_000_000) - 1
    own = [
        each for each in all_ if each["department"] == row["department"] and each["district_id"] == row["district_id"]
    ]
    return next((each for each in own if each["number"] is not None and each["number"] <= last), None)


def _kinds(rows: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, ListKind]:
    return {own: ListKind(row["kind"]) for own, row in rows.items()}


def district_of(session: Session, person: Person) -> tuple[str, dict[str, Any]]:
    """Bind the districts that concern a reader: a published list is read in its whole district."""
    seen = scope(person.grants, SEES_LISTS)
    sql = text("SELECT DISTINCT coalesce(district_id, id) FROM area WHERE id = ANY(:held)")
    held = sorted(seen.districts | seen.towns | seen.villages)
    districts = list(session.scalars(sql, {"held": held})) + list(
        session.scalars(
            text("SELECT DISTINCT district_id FROM grid_unit WHERE id = ANY(:u)"), {"u": sorted(seen.units)}
        )
    )
    return "(l.district_id = ANY(:districts) OR l.city_id = ANY(:cities))", {
        "districts": districts, "cities": sorted(seen.cities),
    }  # fmt: skip


def _may(person: Person, row: Mapping[str, Any]) -> list[str]:
    places = [
        Place(district=row["district_id"], city=row["city_id"], supervision_class=name) for name in row["classes"]
    ]
    steps = ("move-listed", "publish-list", "withdraw-list")
    return [step for step in steps if all(MAY[step] & person.roles(place) for place in places)]
