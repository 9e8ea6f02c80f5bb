"""Accounts as the person at the shell keeps them: add somebody with one role in one place, new password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.applications import SHORTEST_PASSWORD
from grids.levels import Level
from grids.permissions import Role
from server import people, tokens
from server.sentences import Trouble
from server.store.tables import Area, AreaCode, Enterprise, GrantRow, GridUnit, PersonRow

T = TypeVar("T")
_AREA_LEVEL: Final = {
    Role.CITY: Level.CITY,
    Role.DISTRICT: Level.DISTRICT,
    Role.DEPARTMENT: Level.DISTRICT,
    Role.PLANNER: Level.DISTRICT,
    Role.TOWN_HEAD: Level.TOWN,
    Role.TOWN_OFFICER: Level.TOWN,
}
"""Where a city and its one district have the same name, the role says which is meant."""
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Who is to be added, with which role, and where: an area, some grid units, or one enterprise."""

    username: str
    name: str
    role: Role
    password: str
    area: str | None = None
    units: tuple[str, ...] = ()
    enterprise: str | None = None
    phone: str | None = None
    licence_no: str | None = None
    licence_from: date | None = None
    licence_until: date | None = None
    locale: str = "zh"


def add(session: Session, new: NewPerson, at: datetime) -> None:
    """Add a person with the role, from this moment on; refuse what would give no or a wrong right."""
    if not _USERNAME.fullmatch(new.username):
        raise Trouble("person.username", username=new.username)
    if session.scalar(select(PersonRow.id).where(PersonRow.username == new.username)) is not None:
        raise Trouble("person.exists", username=new.username)
    if new.role is Role.INSPECTOR and not new.licence_no:
        raise Trouble("person.no-licence")
    _check_term(new.licence_from, new.licence_until)
    grants = _grants(session, new, at)
    row = PersonRow(
        username=new.username,
        name=new.name,
        phone=new.phone,
        licence_no=new.licence_no,
        licence_from=new.licence_from,
        licence_until=new.licence_until,
        password_hash=_hash(new.password),
        locale=new.locale,
    )
    session.add(row)
    session.flush()
    for grant in grants:
        grant.person_id = row.id
        session.add(grant)


def renew(session: Session, username: str, number: str, since: date | None, until: date | None) -> None:
    """Enter the licence that somebody holds now, with its first and last day."""
    row = session.scalar(select(PersonRow).where(PersonRow.username == username))
    if row is None:
        raise Trouble("person.unknown", username=username)
    _check_term(since, until)
    row.licence_no, row.licence_from, row.licence_until = number, since, until


def _check_term(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until < since:
        raise Trouble("person.licence-term")


def set_password(session: Session, username: str, password: str, at: datetime) -> None:
    """Set a new password and sign the person out everywhere."""
    row = session.scalar(select(PersonRow).where(PersonRow.username == username))
    if row is None:
        raise Trouble("person.unknown", username=username)
    row.password_hash = _hash(password)
    people.revoke_all(session, row.id, at)
    tokens.revoke_all(session, row.id, at)


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Trouble("person.short-password", shortest=SHORTEST_PASSWORD)
    return people.hash_password(password)


def _grants(session: Session, new: NewPerson, at: datetime) -> list[GrantRow]:
    """Find the place that was named; exactly one kind of place, and the one that fits the role."""
    needed = {Role.ADMIN: "", Role.ENTERPRISE: "enterprise", Role.OFFICER: "unit"}.get(new.role, "area")
    given = {"area": new.area, "unit": new.units, "enterprise": new.enterprise}
    if {name for name, value in given.items() if value} != ({needed} if needed else set()):
        key = f"person.needs-{needed}" if needed else "person.needs-no-place"
        raise Trouble(key, role=new.role)
    match needed:
        case "area":
            return [_in_area(session, new, at)]
        case "unit":
            ids = [_unit(session, code) for code in new.units]
            return [GrantRow(role=new.role, unit_id=unit, part="A", valid_from=at) for unit in ids]
        case "enterprise":
            found = _enterprise(session, new.enterprise or "")
            return [GrantRow(role=new.role, enterprise_id=found.id, valid_from=at)]
        case _:
            return [GrantRow(role=new.role, valid_from=at)]


def _in_area(session: Session, new: NewPerson, at: datetime) -> GrantRow:
    area = area_of_code(session, new.area or "", _AREA_LEVEL.get(new.role))
    return GrantRow(role=new.role, level=Level(area.level), area_id=area.id, valid_from=at)


def area_of_code(session: Session, code: str, level: Level | None = None) -> Area:
    """Find the area that a code names, in whatever edition, or its name where divisions have no codes.

    Raises: Trouble where none or several do.
    """
    query = select(Area).join(AreaCode, AreaCode.area_id == Area.id).where(AreaCode.code == code)
    found = list(session.scalars(query).unique())
    if not found:
        named = session.scalars(select(Area).where(Area.name == code, Area.valid_to.is_(None)))
        found = [area for area in named if area.level == (level or area.level)]
    return _one(found, "area", code)


def _unit(session: Session, code: str) -> int:
    query = select(GridUnit.id).where(GridUnit.code == code, GridUnit.valid_to.is_(None))
    return _one(list(session.scalars(query)), "unit", code)


def _enterprise(session: Session, code: str) -> Enterprise:
    known = (Enterprise.uscc == code) | (Enterprise.own_code == code)
    query = select(Enterprise).where(known, Enterprise.status != "merged")
    return _one(list(session.scalars(query)), "enterprise", code)


def _one(found: list[T], kind: str, code: str) -> T:
    if not found:
        raise Trouble(f"person.no-{kind}", code=code)
    if len(found) > 1:
        raise Trouble(f"person.ambiguous-{kind}", code=code)
    return found[0]
