"""The whole story of the demo, told from a seed and a moment; nothing is read from or written to a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from typing import Final
from uuid import UUID

from grids.permissions import Role
from grids.policy import Policy, local_day
from grids.visits import revisit_on
from server.demo import showcase
from server.demo.findings import Days, Standard, read_standards
from server.demo.firms import Firm, Founding
from server.demo.ground import Ground
from server.demo.lives import World
from server.demo.names import Names
from server.demo.people import ACCOUNTS, Hiring, Member, People, Right, settle
from server.demo.rounds import Rounds, Told

SEED: Final = 20260704
_BIG_ENOUGH: Final = 40

Listener = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the story is told from: the moment it ends, its size, and what the database has already."""

    until: datetime
    scale: float
    seed: int
    policy: Policy
    holder: Member
    """The account that stands for whoever has the link of a notice."""
    checklists: dict[str, int]
    """Checklist -> the version that holds."""
    checklist_days: Days = field(default_factory=dict)
    pictures: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything that is and that happened."""

    world: World
    people: People
    firms: list[Firm]
    told: Told
    standards: tuple[Standard, ...]

    def last_visits(self) -> dict[UUID, tuple[date, date | None]]:
        """Give the day of each enterprise's last visit, and when that one asks for another."""
        last: dict[UUID, tuple[date, date | None]] = {}
        for visit in sorted(self.told.visits, key=lambda visit: visit.started_at):
            day = local_day(visit.started_at)
            last[visit.firm.id] = day, revisit_on(visit.outcome, day)
        return last


def tell(ground: Ground, setting: Setting, listener: Listener) -> Story:
    """Tell two years of a district.

    Error: none; the same setting gives the same story.
    """
    chance = Random(setting.seed)  # noqa: S311 - made-up facts, no secrets
    names = Names(chance)
    hiring = Hiring(chance, names)
    people = settle(ground, hiring)
    firms = Founding(ground, names, chance, local_day(setting.until)).all(setting.scale)
    first = showcase.host(firms, ground.units[0].id)
    accounts = _accounts(firms, first, hiring, setting.scale)
    people = replace(people, members=hiring.members)
    world = World(
        chance=chance, policy=setting.policy, until=setting.until, ground=ground, people=people,
        holder=setting.holder, accounts=accounts, pictures=setting.pictures,
    )  # fmt: skip
    standards = read_standards(setting.checklists, setting.checklist_days)
    told = Told()
    for done, firm in enumerate(firms, start=1):
        told.add(Rounds(world, standards, firm).all())
        listener(done, len(firms))
    told.add(showcase.stage(world, standards, firms, first))
    return Story(world=world, people=people, firms=firms, told=told, standards=standards)


def _accounts(firms: list[Firm], first: Firm, hiring: Hiring, scale: float) -> dict[UUID, Member]:
    """Give some enterprises an account for their safety manager; the first one is `enterprise`."""
    able = [firm for firm in firms if firm.employees >= _BIG_ENOUGH and firm is not first and firm.status == "active"]
    step = max(1, len(able) // max(1, round(ACCOUNTS * scale)))
    chosen = [first, *able[::step][:ACCOUNTS]]
    found = {}
    for number, firm in enumerate(chosen, start=1):
        username = "enterprise" if number == 1 else f"enterprise{number}"
        member = hiring.hire(username, Right(role=Role.ENTERPRISE, enterprise=firm.id))
        firm.people |= {"safety_manager": member.name, "safety_manager_phone": member.phone}
        found[firm.id] = member
    return found
