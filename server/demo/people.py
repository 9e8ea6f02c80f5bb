"""The people of the demo: those who sign in by name of their part, and the officers of every town and unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Final
from uuid import UUID

from grids.levels import Level
from grids.permissions import Grant, Person, Role
from server.demo.ground import Ground, Town, Unit
from server.demo.names import Names

FIRST_UNIT: Final = 0
"""The unit of `officer`, by its place in the list; its town is that of `townoffice` and `townhead`."""
INSPECTORS: Final = 6
ACCOUNTS: Final = 200
"""Enterprises beside that of `enterprise` whose safety manager has an account."""
CAST: Final = (
    "officer", "inspector", "inspector2", "enterprise", "townoffice", "townhead", "department", "planner", "district",
    "city", "admin",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One grant as its row has it."""

    role: Role
    level: Level | None = None
    area: int | None = None
    unit: int | None = None
    enterprise: UUID | None = None
    part: str | None = None


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody with an account."""

    id: UUID
    username: str
    name: str
    phone: str
    licence: str | None
    rights: tuple[Right, ...]

    @cached_property
    def person(self) -> Person:
        """Give what the rules see of somebody."""
        return Person(
            id=self.id,
            name=self.name,
            licence_no=self.licence,
            grants=tuple(Grant(role=right.role, level=right.level, area=right.area) for right in self.rights),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody, and who does what where."""

    members: list[Member] = field(default_factory=list)
    officers: dict[int, Member] = field(default_factory=dict)
    """Unit -> its officer A."""
    town_officers: dict[int, tuple[Member, ...]] = field(default_factory=dict)
    inspectors: tuple[Member, ...]
    department: Member
    district: Member

    def named(self, username: str) -> Member:
        """Find somebody by the name they sign in with."""
        return next(member for member in self.members if member.username == username)


class Hiring:
    """Makes members with names, telephones and ids."""

    def __init__(self, chance: Random, names: Names) -> None:
        """Begin with nobody."""
        self._chance = chance
        self._names = names
        self.members: list[Member] = []

    def hire(self, username: str, *rights: Right, licence: str | None = None) -> Member:
        """Add somebody."""
        member = Member(
            id=UUID(int=self._chance.getrandbits(128), version=4), username=username, name=self._names.official(),
            phone=self._names.phone(), licence=licence, rights=rights,
        )  # fmt: skip
        self.members.append(member)
        return member


def settle(ground: Ground, hiring: Hiring) -> People:
    """Give every unit its officers, every town its office and head, the district its desks."""
    inspectors = tuple(
        hiring.hire(
            f"inspector{n}" if n > 1 else "inspector",
            Right(role=Role.INSPECTOR, level=Level.DISTRICT, area=ground.district),
            licence=f"演示苏D{n:06d}",
        )
        for n in range(1, INSPECTORS + 1)
    )
    department = hiring.hire("department", Right(role=Role.DEPARTMENT, level=Level.DISTRICT, area=ground.district))
    desk = hiring.hire("district", Right(role=Role.DISTRICT, level=Level.DISTRICT, area=ground.district))
    hiring.hire("planner", Right(role=Role.PLANNER, level=Level.DISTRICT, area=ground.district))
    hiring.hire("city", Right(role=Role.CITY, level=Level.CITY, area=ground.city))
    hiring.hire("admin", Right(role=Role.ADMIN))
    people = People(inspectors=inspectors, department=department, district=desk)
    first = ground.units[FIRST_UNIT]
    for number, town in enumerate(ground.towns, start=1):
        _town(hiring, people, town, [u for u in ground.units if u.town.id == town.id], first, number)
    people.members.extend(hiring.members)
    return people


def _town(hiring: Hiring, people: People, town: Town, units: list[Unit], first: Unit, number: int) -> None:
    """Hire a head, two clerks who also head the units, and an officer for each unit with a neighbour as substitute."""
    here = Right(role=Role.TOWN_OFFICER, level=Level.TOWN, area=town.id)
    is_first = town.id == first.town.id
    head = Right(role=Role.TOWN_HEAD, level=Level.TOWN, area=town.id)
    hiring.hire("townhead" if is_first else f"townhead{number}", head)
    clerks = []
    for n in range(2):
        heads = tuple(Right(role=Role.TOWN_OFFICER, unit=u.id, part="head") for u in units[n::2])
        name = "townoffice" if is_first and n == 0 else f"townoffice{2 * number + n}"
        clerks.append(hiring.hire(name, here, *heads))
    people.town_officers[town.id] = tuple(clerks)
    for n, unit in enumerate(units):
        rights = [Right(role=Role.OFFICER, unit=unit.id, part="A")]
        rights += [Right(role=Role.OFFICER, unit=other.id, part="B") for other in _stands_in_for(n, units, first)]
        name = "officer" if unit.id == first.id else f"officer{unit.id}"
        people.officers[unit.id] = hiring.hire(name, *rights)


def _stands_in_for(n: int, units: list[Unit], first: Unit) -> list[Unit]:
    """List the units whose substitute is the officer of the nth; `officer` has one unit only."""
    able = [unit for unit in units if unit.id != first.id]
    if units[n].id == first.id or len(units) == 1:
        return []
    place = able.index(units[n])
    found = [able[place - 1]] if len(able) > 1 else []
    return [*found, first] if place == 0 and first in units else found
