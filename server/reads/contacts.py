"""Contact tables as their readers see them: who has one, one of a day, and what changed from version to version.

Telephones of people are for roles of the administration only: no enterprise, no link and no public page reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids import contacts as rules
from grids.commands import ContactPart
from grids.errors import Refusal
from grids.offices import offices_of
from grids.permissions import MAY, Person
from grids.policy import local_day
from server.reads import offices
from server.store import contacts
from server.store.policy import contacts_on

_VERSIONS: Final = text(
    "SELECT t.n, t.valid_from, t.valid_to, t.seal_unit, t.contacts, t.remark, t.at, p.name AS by_name "
    "FROM contact_table t JOIN person p ON p.id = t.by_person WHERE t.office = :office ORDER BY t.n DESC"
)


def listed(session: Session, person: Person, at: datetime, day: date, language: str) -> dict[str, Any]:
    """List offices in reach with leader and liaison as of a day; n of d have a table, some of them a fresh one."""
    own = _own(person)
    items = [_short(row, own, language, day) for row in offices.rows(session, person, at, day)]
    return {
        "day": day, "items": items, "n": sum(row["n"] is not None for row in items), "d": len(items),
        "fresh": sum(row["fresh"] is True for row in items), "fresh_days": contacts_on(day).fresh_days,
    }  # fmt: skip


def one(session: Session, person: Person, office: str, at: datetime, day: date, language: str) -> dict[str, Any]:
    """Return an office's table of a day with every version's changes, or refuse. Raises: Refusal `not-found`."""
    row = offices.one(session, person, office, at, day)
    versions = [dict(each._mapping) for each in session.execute(_VERSIONS, {"office": office})]  # noqa: SLF001
    return {
        **_short(row, _own(person), language, day), "day": day, "contacts": row["contacts"] or [],
        "remark": row["remark"] or "",
        "base_version": row["last_n"] or 0, "versions": _log(versions), "latest": _latest(versions),
    }  # fmt: skip


def table(session: Session, person: Person, office: str, at: datetime, day: date, language: str) -> dict[str, Any]:
    """Return what is printed of an office's table of a day. Raises: Refusal `not-found` where none holds on it."""
    row = offices.one(session, person, office, at, day)
    if row["n"] is None:
        raise Refusal("not-found", thing="contacts")
    return {**row, "name": offices.name_of(row, language)}


def _short(row: Mapping[str, Any], own: frozenset[str], language: str, day: date) -> dict[str, Any]:
    people = row["contacts"] or []
    fresh = None if row["at"] is None else rules.is_fresh(local_day(row["at"]), day, contacts_on(day))
    return {
        "office": row["office"], "kind": row["kind"], "area_id": row["area_id"], "area_name": row["area_name"],
        "name": offices.name_of(row, language), "n": row["n"], "valid_from": row["valid_from"],
        "valid_to": row["valid_to"], "seal_unit": row["seal_unit"] or "", "by_name": row["by_name"] or "",
        "at": row["at"], "fresh": fresh, "is_demo": row["is_demo"], "people": len(people), "may": row["office"] in own,
        "leaders": [each["name"] for each in people if each["part"] == ContactPart.LEADER],
        "liaisons": [
            {"name": each["name"], "office_phone": each["office_phone"], "mobile": each["mobile"]}
            for each in people if each["part"] == ContactPart.LIAISON
        ],
    }  # fmt: skip


def _own(person: Person) -> frozenset[str]:
    able = [grant for grant in person.grants if grant.role in MAY["write-contacts"]]
    return frozenset(office.key for office in offices_of(able))


def _log(versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say of each version, newest first, what differs from the one before."""
    told = []
    for number, version in enumerate(versions):
        older = versions[number + 1]["contacts"] if number + 1 < len(versions) else []
        found = rules.differences(contacts.read(older), contacts.read(version["contacts"]))
        told.append(
            {
                **{name: version[name] for name in ("n", "valid_from", "valid_to", "seal_unit", "at", "by_name")},
                "added": contacts.write(found.added), "removed": contacts.write(found.removed),
                "changed": [
                    {"part": each.new.part.value, "name": each.new.name, "fields": [
                        {"name": name, "old": getattr(each.old, name), "new": getattr(each.new, name)}
                        for name in each.fields
                    ]}
                    for each in found.changed
                ],
            }
        )  # fmt: skip
    return told


def _latest(versions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return what the next version is written from: the newest, whether it holds already or not."""
    names = ("n", "valid_from", "seal_unit", "contacts", "remark")
    return {name: versions[0][name] for name in names} if versions else None
