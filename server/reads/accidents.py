"""Accidents as their readers see them: the list by grade and type, one with its versions and hazards, the types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.accidents import (
    GRADES,
    AccidentGrade,
    AccidentType,
    Edition,
    Timeliness,
    Told,
    authority_told,
    enterprise_told,
    may_supplement_until,
    on_day,
    today_of,
)
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import MAY, SEES_ACCIDENTS, Person, scope
from server.reads import scope as bind
from server.store.accidents import grade_of
from server.store.policy import accident_editions, accidents_on

_LISTED: Final = 500
_DAY: Final = "(f.fields->>'happened_on')"
_FILTERS: Final[Mapping[str, str]] = {
    "first": f"{_DAY} >= :first",
    "last": f"{_DAY} <= :last",
    "town": "e.town_id = :town",
    "id": "f.id = :id",
}
_HAZARDS: Final = text(
    "SELECT h.id, h.ledger_no, h.description, h.state, h.level FROM accident_hazard l "
    "JOIN hazard h ON h.id = l.hazard_id WHERE l.record_id = :record ORDER BY h.found_at"
)
_VERSIONS: Final = text(
    "SELECT v.version, v.at, v.fields, p.name AS person_name, s.reason, coalesce(s.late, FALSE) AS late FROM ("
    "SELECT record_id, version, at, fields, by_person FROM file_record_version WHERE record_id = :record UNION "
    "SELECT id, version, at, fields, by_person FROM file_record WHERE id = :record) v "
    "LEFT JOIN person p ON p.id = v.by_person "
    "LEFT JOIN accident_supplement s ON s.record_id = v.record_id AND s.version = v.version ORDER BY v.version"
)
_NUMBERS: Final = ("deaths", "serious_injuries", "loss_yuan")
_STEPS: Final = ("report-accident", "supplement-accident")


def listed(session: Session, person: Person, wanted: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """List accidents in scope, newest first, with counts by grade and type and who was told in time.

    Unit: accidents, people, yuan. Period: days it happened on, both included. `told` counts what was reported as an
    accident: `n` of `d` within the hour by the enterprise, `up` of `told` within its hours by the authority. Figures
    count all that are found, of which `items` are the first 500 and `total` the number.
    """
    found = every(session, person, wanted, at)
    figures = {"grades": _by_grade(found), "types": _by_type(found), "told": _in_time(found)}
    return {"items": found[:_LISTED], "total": len(found), **figures}


def every(session: Session, person: Person, wanted: Mapping[str, Any], at: datetime) -> list[dict[str, Any]]:
    """Return all accidents in scope that the filters find, newest first; unit: people, yuan."""
    return [row for row in _rows(session, person, wanted, at) if wanted.get("grade") in {None, "", row["grade"]}]


def one(session: Session, person: Person, record: UUID, at: datetime) -> dict[str, Any]:
    """Return one accident with its hazards, every version and what I may do; or refuse."""
    rows = _rows(session, person, {"id": record}, at)
    if not rows:
        raise Refusal("not-found", thing="accident")
    row = rows[0]
    numbers = accidents_on(row["happened_on"])
    edition = on_day(accident_editions(), row["happened_on"])
    kind = next((each for each in edition.types if each.code == row["type_code"]), None)
    until = None if row["happened_at"] is None else may_supplement_until(row["happened_at"], kind, numbers)
    about = {"record": record}
    return {
        **row, "hazard_list": [dict(each) for each in session.execute(_HAZARDS, about).mappings()],
        "versions": [_version(dict(each)) for each in session.execute(_VERSIONS, about).mappings()],
        "tell_hours": numbers.tell_hours, "send_up_hours": numbers.send_up_hours, "supplement_until": until,
        "edition": edition.id, "may": _may(person, row),
    }  # fmt: skip


def types() -> list[dict[str, Any]]:
    """List the editions of accident types with their days; no scope: the standard is public."""
    return [
        {
            "id": edition.id, "valid_from": edition.valid_from, "valid_to": edition.valid_to,
            "types": [_told_type(each) for each in edition.types],
        }
        for edition in accident_editions()
    ]  # fmt: skip


def _told_type(kind: AccidentType) -> dict[str, Any]:
    return {"code": kind.code, "name": kind.name, "name_en": kind.name_en, "was": list(kind.was)}


def _rows(session: Session, person: Person, wanted: Mapping[str, Any], at: datetime) -> list[dict[str, Any]]:
    bound = bind.enterprises(scope(person.grants, SEES_ACCIDENTS))
    given = {name: value for name, value in wanted.items() if value not in (None, "") and name in _FILTERS}
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
    condition = "".join(f" AND {_FILTERS[name]}" for name in given)
    sql = bind.statement("accidents").format(scope=bound.sql, filter=condition)
    found = session.execute(text(sql), {**bound.values, **values}).mappings()
    return [_told(dict(row), at) for row in found]


def _told(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Add what follows from the record: its type, grade, and whether everybody was told in time."""
    fields = row.pop("fields")
    day = date.fromisoformat(str(fields["happened_on"]))
    kind = _type(on_day(accident_editions(), day), row["type_code"], str(fields["accident_type"]))
    numbers = {name: fields.get(name) for name in _NUMBERS}
    known = {**row, **numbers, "happened_on": day, "grade": grade_of(fields).value}
    known |= {
        "type_code": None if kind is None else kind.code, "accident_type": fields["accident_type"],
        "accident_type_en": None if kind is None else kind.name_en,
    }  # fmt: skip
    if row["happened_at"] is None:
        return {**known, "enterprise_told": None, "authority_told": None}
    told = Told(happened_at=row["happened_at"], told_at=row["told_at"], sent_up_at=row["sent_up_at"])
    policy = accidents_on(day)
    known["enterprise_told"], known["authority_told"] = (
        enterprise_told(told, at, policy), authority_told(told, at, policy),
    )  # fmt: skip
    return known


def _type(edition: Edition, code: str | None, name: str) -> AccidentType | None:
    """Find a type by its code, or by the name that a file's record was given; none where neither is of that edition."""
    for each in edition.types:
        if each.code == code or (code is None and each.name == name):
            return each
    return None


def _by_grade(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Count by grade, the worst first; a grade without an accident is 0, which is what everybody wants to see."""
    return [
        {"grade": each.value, **_sums([row for row in rows if row["grade"] == each.value])} for each in reversed(GRADES)
    ]


def _by_type(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Count by type of today's edition; what was split up since, or never had a code, stays under its own name."""
    groups: dict[tuple[str | None, str], list[Mapping[str, Any]]] = {}
    names = {each.code: each for edition in accident_editions() for each in edition.types}
    for row in rows:
        now = None if row["type_code"] is None else today_of(accident_editions(), row["type_code"])
        code = now or row["type_code"]
        name = row["accident_type"] if code is None else names[code].name
        groups.setdefault((code, name), []).append(row)
    counted = [
        {"code": code, "name": name, "name_en": names[code].name_en if code else None, **_sums(own)}
        for (code, name), own in groups.items()
    ]
    return sorted(counted, key=lambda each: (-each["accidents"], -each["deaths"], each["name"]))


def _sums(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {"accidents": len(rows), **{name: sum(row[name] or 0 for row in rows) for name in _NUMBERS}}


def _in_time(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Count who told in time, of those whose hour is over or who have told. Source: Order 493 arts 9, 11."""
    counted: dict[str, int] = {}
    for side in ("enterprise", "authority"):
        own = [row[f"{side}_told"] for row in rows if row[f"{side}_told"] not in {None, Timeliness.WAITS}]
        counted |= {f"{side}_due": len(own)}
        counted |= {f"{side}_{each.value}": own.count(each) for each in Timeliness if each is not Timeliness.WAITS}
    return counted | {"larger": sum(row["grade"] != AccidentGrade.GENERAL.value for row in rows)}


def _version(row: Mapping[str, Any]) -> dict[str, Any]:
    fields = row["fields"]
    rest = {name: value for name, value in row.items() if name != "fields"}
    return {**rest, **{name: fields.get(name) for name in _NUMBERS}}


def _may(person: Person, row: Mapping[str, Any]) -> list[str]:
    names = ("unit_id", "village_id", "town_id", "district_id", "city_id")
    at = {name.removesuffix("_id"): row[name] for name in names}
    here = person.roles(Place(enterprise=row["enterprise_id"], supervision_class=row["supervision_class"], **at))
    return [] if row["happened_at"] is None else [step for step in _STEPS[1:] if MAY[step] & here]
