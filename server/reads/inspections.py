"""Cases of inspection as their readers see them: the list, one case whole, what a phone holds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids import inspections as rules
from grids.commands import InspectionGround
from grids.errors import Refusal
from grids.inspections import LIVE, Inspection, InspectionState
from grids.levels import Place
from grids.permissions import MAY, SEES_INSPECTIONS, Person, Role, scope
from grids.policy import local_day
from server.reads import inspection_papers as papers
from server.reads import scope as bind
from server.reads.searching import conditions
from server.store import inspections as store

MOST: Final = 500
_KEPT_DAYS: Final = 30
"""How long a phone holds a case after it ended."""
_FILTERS: Final[Mapping[str, str]] = {
    "id": "i.id = :id",
    "ids": "i.id = ANY(:ids)",
    "enterprise": "i.enterprise_id = :enterprise",
    "ground": "i.ground = :ground",
    "state": "i.state = ANY(:state)",
    "town": "i.town_id = :town",
    "first": "i.planned_on >= :first",
    "last": "i.planned_on <= :last",
    "q": "(e.name ILIKE '%' || :q || '%' OR EXISTS "
    "(SELECT 1 FROM inspection_paper q WHERE q.inspection_id = i.id AND q.number ILIKE '%' || :q || '%'))",
    "mine": "(i.opened_by = :me OR i.second_id = :me)",
    "waiting": "i.approved IS NULL AND i.state IN ('proposed', 'under_way')",
    "held": "(i.opened_by = :me OR i.second_id = :me) AND (i.ended_at IS NULL OR i.ended_at > :since) "
    "AND i.state <> 'refused'",
}
_ORDER: Final = (
    "{0}.state IN ('closed', 'refused', 'withdrawn'), DATE '2999-12-31' - {0}.planned_on, "
    "-extract(epoch FROM {0}.opened_at), {0}.id"
)
"""Those that wait first, then by day planned and moment asked, newest first; ids tell the rest apart."""
_AFTER: Final = f"({_ORDER.format('i')}) > (SELECT {_ORDER.format('b')} FROM inspection b WHERE b.id = :after)"
_ENTRIES: Final = text(
    "SELECT n.inspection_id, n.id, n.direction, n.method, n.code_fits, n.at, n.received_at, n.distance_m, "
    "n.fix_radius_m, ST_X(n.fix) AS lon, ST_Y(n.fix) AS lat, p.name AS person_name FROM inspection_entry n "
    "JOIN person p ON p.id = n.person_id WHERE n.inspection_id = ANY(:cases) ORDER BY n.at"
)


def listed(session: Session, person: Person, wanted: Mapping[str, Any], at: datetime, limit: int) -> dict[str, Any]:
    """List cases in scope, those that wait first, with how many there are and how many of them wait for leave."""
    rows = _rows(session, person, wanted, at, limit + 1)
    counted = _counted(session, person, wanted)
    return {"items": rows[:limit], **counted, "next": rows[limit - 1]["id"] if len(rows) > limit else None}


def one(session: Session, person: Person, inspection: UUID, at: datetime) -> dict[str, Any]:
    """Return a case with entries, documents, the hazards of its chain, and what the reader may do; or refuse."""
    rows = _rows(session, person, {"id": inspection}, at, 1)
    if not rows:
        raise Refusal("not-found", thing="inspection")
    case = _whole(session, person, rows)[0]
    hazards = _bound(session, person, "inspection_hazards", {"case": inspection, "ordered": case["ordered"]})
    return {**case, "hazards": hazards, "may": _may(person, case)}


def of_phone(session: Session, person: Person, at: datetime, ids: Sequence[UUID] | None = None) -> list[str]:
    """Return the cases that an inspector's own phone holds, with their documents, as JSON texts; nobody else's any."""
    if Role.INSPECTOR not in person.roles():
        return []
    wanted: dict[str, Any] = {"held": True, **({} if ids is None else {"ids": list(ids)})}
    rows = _rows(session, person, wanted, at, MOST)
    return [json.dumps(_short(case), ensure_ascii=False, default=_plain) for case in _whole(session, person, rows)]


def _whole(session: Session, person: Person, cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add entries, documents and what the chain's order is about, in one question each however many cases."""
    ids = [case["id"] for case in cases]
    documents = _by_case(papers.of_cases(session, person, ids))
    entries = _by_case(dict(row) for row in session.execute(_ENTRIES, {"cases": ids}).mappings())
    ordered = _by_case(_bound(session, person, "inspection_ordered", {"cases": ids}))
    return [
        {
            **case, "documents": documents[case["id"]], "ordered": [each["hazard_id"] for each in ordered[case["id"]]],
            "entries": [{k: v for k, v in each.items() if k != "inspection_id"} for each in entries[case["id"]]],
        }
        for case in cases
    ]  # fmt: skip


def _bound(session: Session, person: Person, name: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Read what belongs to cases, of those only that the reader may see."""
    bound = bind.inspections(scope(person.grants, SEES_INSPECTIONS))
    sql = text(bind.statement(name).format(scope=bound.sql))
    return [dict(row) for row in session.execute(sql, {**bound.values, **asked}).mappings()]


def _by_case(rows: Iterable[dict[str, Any]]) -> Mapping[UUID, list[dict[str, Any]]]:
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["inspection_id"]].append(row)
    return found


def _short(case: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a phone has otherwise: hazards are in its area."""
    held = {name: value for name, value in case.items() if name not in _NOT_HELD}
    held["documents"] = [{name: each[name] for name in _OF_DOCUMENT} for each in case["documents"]]
    return held


_NOT_HELD: Final = frozenset({"uscc", "unit_id", "town_id", "district_id", "city_id", "supervision_class"})
_OF_DOCUMENT: Final = ("id", "kind", "state", "number", "issued_at", "notice_id", "signed_at", "signed_by")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _rows(
    session: Session, person: Person, wanted: Mapping[str, Any], at: datetime, limit: int
) -> list[dict[str, Any]]:
    scoped, narrowed, values = _chosen(person, wanted)
    since = datetime.fromtimestamp(at.timestamp() - _KEPT_DAYS * 86_400, at.tzinfo)
    after = f" AND {_AFTER}" if "after" in values else ""
    sql = bind.statement("inspections").format(scope=scoped, filter=narrowed + after, order=_ORDER.format("i"))
    found = session.execute(text(sql), {**values, "since": since, "limit": limit}).mappings()
    return [_told(dict(row), at) for row in found]


def _counted(session: Session, person: Person, wanted: Mapping[str, Any]) -> dict[str, int]:
    """Count every case that is wanted, whichever page is shown, and those of them that wait for leave."""
    scoped, narrowed, values = _chosen(person, wanted)
    sql = (
        f"SELECT count(*) AS total, count(*) FILTER (WHERE {_FILTERS['waiting']}) AS waiting "
        f"FROM inspection i JOIN enterprise e ON e.id = i.enterprise_id WHERE {scoped} {narrowed}"
    )
    return dict(session.execute(text(sql), values).mappings().one())


def _chosen(person: Person, wanted: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Write the reader's scope, what is asked for, and the values of both."""
    chosen = {name: value for name, value in wanted.items() if value not in (None, "", [], False)}
    narrowed, values = conditions({name: value for name, value in chosen.items() if name in _FILTERS}, _FILTERS)
    bound = bind.inspections(scope(person.grants, SEES_INSPECTIONS))
    return bound.sql, narrowed, {**bound.values, "me": person.id, **chosen, **values}


def value(row: Mapping[str, Any]) -> Inspection:
    """Read the rules' value off a row of the list."""
    return Inspection(
        id=row["id"], opened_by=row["opened_by"], second=row["second_id"], ground=InspectionGround(row["ground"]),
        announced=row["announced"], emergency=row["emergency"], state=InspectionState(row["state"]),
        approved=row["approved"], decided_at=row["decided_at"], started_at=row["started_at"], entered=row["entered"],
    )  # fmt: skip


def _told(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Add the flags: leave that came or comes late, an inspection that nobody logged an entry of."""
    now, policy = value(row), store.policy(local_day(at))
    return {
        **row,
        "approval_late": rules.approval_late(now, policy.emergency_approval_hours, at),
        "entry_missing": rules.entry_missing(now, recorded=row["recorded"]),
    }


def _may(person: Person, case: Mapping[str, Any]) -> list[str]:
    """Name the steps that roles and state allow; the rules may still refuse one."""
    place = Place(
        enterprise=case["enterprise_id"], unit=case["unit_id"], town=case["town_id"], district=case["district_id"],
        city=case["city_id"], supervision_class=case["supervision_class"],
    )  # fmt: skip
    here, now = person.roles(place), value(case)
    live, officer = now.state in LIVE, person.id in now.officers
    runs = live and officer and now.may_run
    can = {
        "decide-inspection": live and not officer and now.approved is None,
        "enter-inspection": runs,
        "leave-inspection": runs and now.state is InspectionState.UNDER_WAY,
        "save-document": runs,
        "issue-document": runs,
        "issue-notice": runs,
        "void-document": officer or Role.DEPARTMENT in here,
        "close-inspection": live and officer and (case["recorded"] or now.state is not InspectionState.UNDER_WAY),
    }
    return sorted(step for step, able in can.items() if able and MAY[step] & here)
