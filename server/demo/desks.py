"""The demo's offices: who writes for which."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from uuid import UUID

from grids.offices import OfficeKind
from server.demo.ground import Ground
from server.demo.people import Member, People


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An office of the demo: its key, its name, who writes for it."""

    key: str
    kind: OfficeKind
    area: int
    name: str
    town: int | None
    member: Member


def desks(ground: Ground, people: People) -> list[Desk]:
    """Give the district, its department, then the towns; the first is that of `townoffice`."""
    named = {division.id: division.name for division in ground.divisions}
    area_name = named[ground.district]
    district = (OfficeKind.DISTRICT, ground.district, f"{area_name}安委会办公室", None, people.district)
    department = (OfficeKind.DEPARTMENT, ground.district, f"{area_name}行业主管部门", None, people.department)
    first = people.named("townoffice")
    ordered = sorted(ground.towns, key=lambda town: people.town_officers[town.id][0].id != first.id)
    towns = [
        (OfficeKind.TOWN, town.id, f"{named[town.id]}安监办", town.id, people.town_officers[town.id][0])
        for town in ordered
    ]  # fmt: skip
    return [
        Desk(key=f"{kind.value}:{area}", kind=kind, area=area, name=name, town=town, member=member)
        for kind, area, name, town, member in (district, department, *towns)
    ]


def place(desk: Desk, ground: Ground) -> dict[str, int]:
    """Give the columns of a row's place."""
    return {"area_id": desk.area, "district_id": ground.district, "city_id": ground.city}


def new_id(chance: Random) -> UUID:
    """Make an id."""
    return UUID(int=chance.getrandbits(128), version=4)
