"""Standards as lists and one by one: versions, the draft with what is checked, what differs, who has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids import standards as rules
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import MAY, Person
from grids.policy import local_day
from server.catalogue import text as said
from server.reads import scope as bind
from server.store import places, standards
from server.store.tables import Checklist, ChecklistVersion, PersonRow

DRAFT: Final = "draft"


def listed(session: Session, person: Person, at: datetime) -> dict[str, Any]:
    """List the standards of the reader's place, and for each class which of them holds; none is shown red."""
    here = places.of_person(session, person.id, at)
    rows = [_with_right(person, row) for row in _rows(session, here, local_day(at))]
    return {"items": rows, "classes": _classes(session, here, rows, at)}


def one(session: Session, person: Person, uid: UUID, at: datetime, language: str) -> dict[str, Any]:
    """Return a standard with its versions and, for who may write it, the draft and what is wrong in it, or refuse."""
    here = places.of_person(session, person.id, at)
    found = _rows(session, here, local_day(at), "AND c.uid = :wanted", {"wanted": uid})
    if not found:
        raise Refusal("not-found", thing="standard")
    told = _with_right(person, found[0])
    row = standards.load(session, uid, lock=False)
    draft = _draft(session, row, language) if told["may"] else None
    return {**told, "versions": _versions(session, row), "draft": draft}


def items(session: Session, person: Person, uid: UUID, version: str, at: datetime) -> list[dict[str, Any]]:
    """Return the items of a version by its number, or of the draft, or refuse."""
    here = places.of_person(session, person.id, at)
    if not _rows(session, here, local_day(at), "AND c.uid = :wanted", {"wanted": uid}):
        raise Refusal("not-found", thing="standard")
    row = standards.load(session, uid, lock=False)
    if version == DRAFT:
        draft = standards.draft(session, row)
        if draft is None or not _may(person, row.classes, row.district_id):
            raise Refusal("standard-no-draft")
        return draft.items
    query = select(ChecklistVersion.items).where(ChecklistVersion.checklist_id == row.id)
    found: list[dict[str, Any]] | None = session.scalar(query.where(ChecklistVersion.number == _number(version)))
    if found is None:
        raise Refusal("not-found", thing="version")
    return found


def differences(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Say what differs between two lists of items, with both texts of each field that changed."""
    found = rules.differences(old, new)
    before, after = ({item["code"]: item for item in each} for each in (old, new))
    return {
        "added": [after[code] for code in found.added],
        "removed": [before[code] for code in found.removed],
        "changed": [
            {
                "code": change.code, "title": after[change.code].get("title", ""),
                "fields": [
                    {"name": name, "old": before[change.code].get(name), "new": after[change.code].get(name)}
                    for name in change.fields
                ],
            }
            for change in found.changed
        ],
    }  # fmt: skip


def faults(session: Session, row: Checklist, stored: Sequence[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Say in words what is wrong or doubtful in the items of a draft."""
    found = rules.findings(standards.read_items(stored), standards.known(session, row))
    return [{**asdict(each), "words": said("words", f"lack.{each.code}", language)} for each in found]


def _draft(session: Session, row: Checklist, language: str) -> dict[str, Any] | None:
    draft = standards.draft(session, row)
    if draft is None:
        return None
    return {
        "revision": draft.revision, "header": draft.header, "items": draft.items,
        "findings": faults(session, row, draft.items, language),
    }  # fmt: skip


def _versions(session: Session, row: Checklist) -> list[dict[str, Any]]:
    query = (
        select(ChecklistVersion, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == ChecklistVersion.published_by)
        .where(ChecklistVersion.checklist_id == row.id)
        .order_by(ChecklistVersion.number.desc())
    )
    return [
        {
            "number": version.number, "version_id": version.id, "valid_from": version.valid_from.isoformat(),
            "valid_to": version.valid_to and version.valid_to.isoformat(), "items": len(version.items),
            "published_by_name": name, "published_at": version.published_at and version.published_at.isoformat(),
        }
        for version, name in session.execute(query)
    ]  # fmt: skip


def _rows(
    session: Session, here: Sequence[Place], today: date, filter_: str = "", values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    bound = bind.standards(here)
    sql = bind.statement("standards").format(scope=bound.sql, filter=filter_)
    found = session.execute(text(sql), {**bound.values, **(values or {}), "today": today})
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in found]  # noqa: SLF001


def _classes(
    session: Session, here: Sequence[Place], rows: Sequence[Mapping[str, Any]], at: datetime
) -> list[dict[str, Any]]:
    """For each class that enterprises or departments have: how many enterprises, whose it is, which standards hold."""
    districts = sorted({place.district for place in here if place.district is not None})
    counts = {row.supervision_class: int(row.n) for row in session.execute(_COUNTS, {"districts": districts})}
    holders: dict[str, list[str]] = {}
    for name, classes in session.execute(_DEPARTMENTS, {"districts": districts, "at": at}):
        for each in classes or counts:
            holders.setdefault(each, []).append(name)
    holding = [row for row in rows if row["number"] is not None]
    wanted = {*counts, *holders}
    red = set(rules.uncovered(wanted, [row["classes"] for row in holding]))
    return [
        {
            "supervision_class": each, "enterprises": counts.get(each, 0), "departments": sorted(holders.get(each, [])),
            "standards": [row["code"] for row in holding if each in row["classes"]], "lacks": each in red,
        }
        for each in sorted(wanted)
    ]  # fmt: skip


_COUNTS: Final = text(
    "SELECT supervision_class, count(*) AS n FROM enterprise WHERE district_id = ANY(:districts) "
    "AND status IN ('active', 'suspended', 'candidate') GROUP BY 1"
)
_DEPARTMENTS: Final = text(
    "SELECT DISTINCT p.name, g.classes FROM person_grant g JOIN person p ON p.id = g.person_id "
    "WHERE g.role = 'department' AND g.area_id = ANY(:districts) AND p.active "
    "AND g.valid_from <= :at AND (g.valid_to IS NULL OR g.valid_to > :at)"
)


def _with_right(person: Person, row: dict[str, Any]) -> dict[str, Any]:
    """Say whether the reader may write this standard; who may not sees nothing of the draft but that there is one."""
    return {**row, "may": row["district_id"] is not None and _may(person, row["classes"], row["district_id"])}


def _may(person: Person, classes: Sequence[str], district: int | None) -> bool:
    able = MAY["save-standard"]
    every: Sequence[str | None] = classes or [None]
    held = [Place(district=district, supervision_class=each) for each in every]
    return all(able & person.roles(place) for place in held)


def _number(version: str) -> int:
    try:
        return int(version)
    except ValueError as problem:
        raise Refusal("not-found", thing="version") from problem


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
