"""Named people with known rights in the drawn district (tests/town.py)."""

from dataclasses import dataclass
from uuid import UUID

from argon2 import PasswordHasher, profiles
from sqlalchemy.orm import Session

from grids.levels import Level
from grids.permissions import Role
from server.store.tables import GrantRow, PersonRow
from tests.town import STARTED, Town, named

PASSWORD = "一起巡查-2026"
_CHEAP = PasswordHasher.from_parameters(profiles.CHEAPEST).hash(PASSWORD)


@dataclass(frozen=True)
class Part:
    """Who somebody is: what they do, where."""

    name: str
    role: Role
    level: Level | None = None
    area: str | None = None
    units: str = ""
    enterprise: str | None = None
    licence: str | None = None


CAST: dict[str, Part] = {
    "wang": Part("网格员王", Role.OFFICER, units="A"),
    "lin": Part("网格员林", Role.OFFICER, units="D"),
    "li": Part("厂长李", Role.ENTERPRISE, enterprise="A"),
    "ma": Part("厂长马", Role.ENTERPRISE, enterprise="D"),
    "an": Part("安监办安", Role.TOWN_OFFICER, Level.TOWN, "湖东镇"),
    "xi": Part("安监办西", Role.TOWN_OFFICER, Level.TOWN, "湖西镇"),
    "zhou": Part("镇长周", Role.TOWN_HEAD, Level.TOWN, "湖东镇"),
    "qin": Part("执法秦", Role.INSPECTOR, Level.DISTRICT, "示范区", licence="苏D0001"),
    "ren": Part("执法任", Role.INSPECTOR, Level.DISTRICT, "示范区", licence="苏D0002"),
    "bu": Part("部门卜", Role.DEPARTMENT, Level.DISTRICT, "示范区"),
    "xu": Part("区安委办徐", Role.DISTRICT, Level.DISTRICT, "示范区"),
    "shi": Part("市石", Role.CITY, Level.CITY, "示范市"),
    "chen": Part("规划陈", Role.PLANNER, Level.DISTRICT, "示范区"),
    "guan": Part("管理员管", Role.ADMIN, Level.DISTRICT, "示范区"),
}
NOBODY = "nobody"


def settle(session: Session, town: Town) -> dict[str, UUID]:
    """Give everybody an account and their grant."""
    ids = {}
    for username, part in CAST.items():
        row = PersonRow(
            id=named(username), username=username, name=part.name, password_hash=_CHEAP, licence_no=part.licence
        )
        session.add(row)
        session.flush()
        ids[username] = row.id
        for grant in _grants(part, town):
            session.add(GrantRow(person_id=row.id, role=part.role.value, valid_from=STARTED, **grant))
    session.flush()
    return ids


def _grants(part: Part, town: Town) -> list[dict[str, object]]:
    if part.units:
        return [{"unit_id": town.units[letter], "part": "A"} for letter in part.units]
    if part.enterprise:
        return [{"enterprise_id": town.enterprises[part.enterprise]}]
    areas = {**town.towns, "示范区": town.district, "示范市": town.city}
    return [{"level": part.level, "area_id": areas[part.area or ""]}]
