"""Cases of inspection as their readers see them: the list, one case whole, what a phone holds, the gaps in numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids import inspection_numbers as numbers
from grids import inspections as rules
from grids.commands import DocumentKind, InspectionGround
from grids.errors import Refusal
from grids.inspection_numbers import Taken
from grids.inspections import LIVE, Inspection, InspectionState
from grids.levels import Place
from grids.permissions import MAY, SEES_INSPECTIONS, Person, Role, scope
from grids.policy import local_day
from server.reads import inspection_papers as papers
from server.reads import scope as bind
from server.store import inspections as store
from server.store.tables import Serial

_LISTED: Final = 500
_KEPT_DAYS: Final = 30
"""How long a phone holds a case after it ended."""
_FILTERS: Final[Mapping[str, str]] = {
    "id": "i.id = :id",
    "enterprise": "i.enterprise_id = :enterprise",
    "ground": "i.ground = :ground",
    "state": "i.state = ANY(:state)",
    "town": "i.town_id = :town",
    "first": "i.planned_on >= :first",
    "last": "i.planned_on <= :last",
    "q": "(e.name ILIKE :q OR EXISTS "
    "(SELECT 1 FROM inspection_paper q WHERE q.inspection_id = i.id AND q.number ILIKE :q))",
    "mine": "(i.opened_by = :me OR i.second_id = :me)",
    "waiting": "i.approved IS NULL AND i.state IN ('proposed', 'under_way')",
    "held": "(i.opened_by = :me OR i.second_id = :me) AND (i.ended_at IS NULL OR i.ended_at > :since) "
    "AND i.state <> 'refused'",
}
_ENTRIES: Final = text(
    "SELECT n.id, n.direction, n.method, n.code_fits, n.at, n.received_at, n.distance_m, n.fix_radius_m, "
    "ST_X(n.fix) AS lon, ST_Y(n.fix) AS lat, p.name AS person_name FROM inspection_entry n "
    "JOIN person p ON p.id = n.person_id WHERE n.inspection_id = :id ORDER BY n.at"
)
_HAZARDS: Final = text(
    "SELECT h.id, h.ledger_no, h.place, h.description, h.level, h.state, h.category, h.suggestion, h.notice_id, "
    "h.due_on, s.stopped, s.basis AS stop_basis, "
    "(SELECT x.body->>'opinion' FROM hazard_event x WHERE x.hazard_id = h.id "
    " AND x.event IN ('reinspection-passed', 'reinspection-failed') ORDER BY x.id DESC LIMIT 1) AS reinspected "
    "FROM hazard h LEFT JOIN stop_order s ON s.hazard_id = h.id AND s.state = 'in_force' "
    "WHERE (h.visit_id = :visit OR h.notice_id = ANY(:notices)) "
    "AND h.state NOT IN ('void', 'merged', 'invalid') ORDER BY h.found_at, h.id"
)


def listed(session: Session, person: Person, wanted: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """List cases in scope, those that wait first; `may_approve` counts those that wait for leave."""
    rows = _rows(session, person, wanted, at)
    return {"items": rows, "waiting": sum(row["approved"] is None and row["state"] in _WAITING for row in rows)}


_WAITING: Final = frozenset({InspectionState.PROPOSED.value, InspectionState.UNDER_WAY.value})


def one(session: Session, person: Person, inspection: UUID, at: datetime) -> dict[str, Any]:
    """Return a case with entries, documents, the hazards found in it, and what the reader may do; or refuse."""
    rows = _rows(session, person, {"id": inspection}, at)
    if not rows:
        raise Refusal("not-found", thing="inspection")
    return {**_whole(session, person, rows[0]), "may": _may(person, rows[0])}


def _whole(session: Session, person: Person, case: dict[str, Any]) -> dict[str, Any]:
    documents = papers.of_case(session, person, case["id"])
    notices = [each["notice_id"] for each in documents if each["notice_id"] and each["state"] == "issued"]
    entries = [dict(row._mapping) for row in session.execute(_ENTRIES, {"id": case["id"]})]  # noqa: SLF001
    found = session.execute(_HAZARDS, {"visit": case["visit_id"], "notices": notices})
    hazards = [dict(row._mapping) for row in found]  # noqa: SLF001
    return {**case, "entries": entries, "documents": documents, "hazards": hazards}


def of_phone(session: Session, person: Person, at: datetime, ids: Sequence[UUID] | None = None) -> list[str]:
    """Return the cases that an inspector's own phone holds, with their documents, as JSON texts; nobody else's any."""
    if Role.INSPECTOR not in person.roles():
        return []
    wanted: dict[str, Any] = {"held": True, **({} if ids is None else {"ids": list(ids)})}
    rows = _rows(session, person, wanted, at)
    return [json.dumps(_short(_whole(session, person, row)), ensure_ascii=False, default=_plain) for row in rows]


def _short(case: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a phone has otherwise: hazards are in its area."""
    held = {name: value for name, value in case.items() if name not in _NOT_HELD}
    held["documents"] = [{name: each[name] for name in _OF_DOCUMENT} for each in case["documents"]]
    return held


_NOT_HELD: Final = frozenset({"hazards", "uscc", "unit_id", "town_id", "district_id", "city_id", "supervision_class"})
_OF_DOCUMENT: Final = ("id", "kind", "state", "number", "issued_at", "notice_id", "signed_at", "signed_by")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def gaps(session: Session, person: Person, year: int) -> list[dict[str, Any]]:
    """Report every number of a year by authority and form: issued, void, missing. Whole districts only."""
    seen = scope(person.grants, SEES_INSPECTIONS)
    area = bind.numbers(seen)
    serials = text(
        "SELECT s.area_id, s.last, a.name FROM serial s JOIN area a ON a.id = s.area_id "
        f"WHERE s.kind = :kind AND s.year = :year AND {area.sql} ORDER BY a.name"
    )
    found = session.execute(serials, {**area.values, "kind": store.SERIES, "year": year})
    return [_of_series(session, row.area_id, row.name, row.last, year) for row in found]


def years(session: Session) -> list[int]:
    """List the years in which numbers were taken, newest first."""
    query = select(Serial.year).where(Serial.kind == store.SERIES).distinct().order_by(Serial.year.desc())
    return list(session.scalars(query))


def _of_series(session: Session, area: int, name: str, last: int, year: int) -> dict[str, Any]:
    values = {"area": area, "year": year}
    taken = [
        Taken(kind=DocumentKind(row.kind), serial=row.serial, again=row.again, voided=row.state == "voided")
        for row in session.execute(text(_TAKEN), values)
    ]
    serials = session.scalars(text(_SERIALS), values)
    report = numbers.report(last, serials, taken)
    voided = [dict(row._mapping) for row in session.execute(text(_VOIDED), values)]  # noqa: SLF001
    return {
        "area_id": area, "area_name": name, "year": year, "last": report.last, "missing": list(report.missing),
        "whole": report.is_whole, "voided": voided,
        "kinds": [
            {
                "kind": kind.kind.value, "issued": kind.issued, "voided": kind.voided, "cases": kind.cases,
                "skipped": [f"{serial}-{n}" for serial, n in kind.skipped],
            }
            for kind in report.kinds
        ],
    }  # fmt: skip


_TAKEN: Final = (
    "SELECT kind, serial, again, state FROM inspection_paper "
    "WHERE district_id = :area AND year = :year AND number IS NOT NULL ORDER BY serial, kind, again"
)
_SERIALS: Final = "SELECT DISTINCT serial FROM inspection WHERE district_id = :area AND year = :year"
_VOIDED: Final = (
    "SELECT p.id, p.inspection_id, p.kind, p.number, p.void_reason, p.voided_at, v.name AS voided_by_name "
    "FROM inspection_paper p LEFT JOIN person v ON v.id = p.voided_by "
    "WHERE p.district_id = :area AND p.year = :year AND p.state = 'voided' ORDER BY p.serial, p.kind, p.again"
)


def _rows(session: Session, person: Person, wanted: Mapping[str, Any], at: datetime) -> list[dict[str, Any]]:
    chosen = {name: value for name, value in wanted.items() if value not in (None, "", [], False)}
    parts = [_FILTERS[name] for name in chosen if name in _FILTERS]
    parts += ["i.id = ANY(:ids)"] if "ids" in chosen else []
    if "q" in chosen:
        chosen["q"] = f"%{chosen['q']}%"
    since = datetime.fromtimestamp(at.timestamp() - _KEPT_DAYS * 86_400, at.tzinfo)
    bound = bind.inspections(scope(person.grants, SEES_INSPECTIONS))
    sql = bind.statement("inspections").format(scope=bound.sql, filter="".join(f" AND {part}" for part in parts))
    values = {"limit": _LISTED, "me": person.id, "since": since, **chosen}
    found = session.execute(text(sql), {**bound.values, **values})
    return [_told(dict(row._mapping), at) for row in found]  # noqa: SLF001


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
    runs = live and officer and (now.approved is True or now.emergency)
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
