"""Scenes of the last days in the first officer's town, so that every list has something on it today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from grids.commands import VisitKind, VisitOutcome
from grids.enterprises import PositionQuality
from grids.permissions import Role
from grids.policy import local_day
from server.demo.course import Asked, Course, Triage
from server.demo.days import at_work
from server.demo.findings import Find, Standard
from server.demo.firms import Firm
from server.demo.lives import World
from server.demo.requests import question
from server.demo.rounds import Rounds, Told
from server.demo.visits import Going, pay


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """So many working days ago somebody found so many things, and this is how it went on."""

    ago: int
    count: int
    course: Course
    major: bool = False


UNSIGNED = Scene(ago=4, count=3, course=Course(triage_working=0, notice_working=1, signed_after_h=None))
"""The notice that waits for the enterprise with an account."""
IN_UNIT = (
    Scene(ago=8, count=2, course=Course(triage_working=0, signed_after_h=2.0, done_of_term=0.3, reinspect_working=30)),
    Scene(ago=9, count=1, course=Course(triage_working=0, signed_after_h=2.0, asked=Asked.WAITS)),
    Scene(ago=22, count=2, course=Course(triage_working=0, signed_after_h=2.0, term=7, never=True)),
    Scene(ago=1, count=2, course=Course(triage_working=9)),
    Scene(ago=1, count=1, course=Course(spot=True)),
    Scene(ago=2, count=1, course=Course(triage=Triage.TRANSFER, triage_working=0, transfer_working=20)),
    Scene(ago=9, count=1, course=Course(triage_working=0, signed_after_h=2.0, done_of_term=0.3, fails=1)),
    Scene(
        ago=6, count=1, major=True,
        course=Course(triage_working=0, signed_after_h=2.0, term=45, plan_working=1, review_working=40),
    ),
)  # fmt: skip
IN_TOWN = (
    Scene(ago=1, count=1, course=Course(triage_working=9)),
    Scene(ago=1, count=2, course=Course(triage_working=9)),
    Scene(ago=0, count=1, course=Course(triage_working=9)),
    Scene(
        ago=12, count=1, major=True,
        course=Course(triage_working=0, signed_after_h=2.0, term=60, plan_working=1, review_working=1, never=True),
    ),
    Scene(
        ago=75, count=1, major=True,
        course=Course(
            triage_working=0, signed_after_h=2.0, term=90, plan_working=1, review_working=1, never=True, listed=True
        ),
    ),
)  # fmt: skip
QUESTIONS = (VisitOutcome.MOVED, VisitOutcome.NEW_OWNER, VisitOutcome.SEVERAL_UNITS)
"""How visits of yesterday ended that wait for the town to decide on the file."""
FROM_ELSEWHERE = Scene(
    ago=2, count=1, course=Course(triage=Triage.TRANSFER, triage_working=0, transfer_working=20, to_town=0)
)


def host(firms: list[Firm], unit: int) -> Firm:
    """Choose the enterprise of the account `enterprise`: a factory of that unit whose place is known."""
    fit = [f for f in firms if f.unit.id == unit and f.kind == "industry" and f.quality is PositionQuality.SITE]
    fit = [f for f in fit if f.status == "active" and f.grade in {"A", "B", "C"}]
    return max(fit, key=lambda firm: firm.employees)


def stage(world: World, standards: tuple[Standard, ...], firms: list[Firm], first: Firm) -> Told:
    """Play every scene at an enterprise of its own."""
    town = first.unit.town.id
    able = [f for f in firms if f.status == "active" and f.unit_id is not None and f is not first]
    stages: list[tuple[Scene, Callable[[Firm], bool]]] = [(UNSIGNED, lambda firm: firm is first)]
    stages += [(scene, lambda firm: firm.unit.id == first.unit.id) for scene in IN_UNIT]
    beside = {unit.id for unit in world.ground.units if unit.town.id == town} - {first.unit.id}
    stages += [(scene, lambda firm: firm.unit.id in beside) for scene in IN_TOWN]
    stages += [(FROM_ELSEWHERE, lambda firm: firm.unit.town.id != town)]
    told, used = Told(), {first.id}
    for scene, fits in stages:
        firm = first if scene is UNSIGNED else _choose(able, fits, used, standards, scene)
        if firm is not None:
            used.add(firm.id)
            told.add(_play(world, standards, firm, scene, town))
    free = [f for f in able if f.id not in used and f.unit.id == first.unit.id]
    for firm, outcome in zip(free, QUESTIONS, strict=False):
        visit = pay(world, firm, _going(world, firm, 1), outcome)
        told.visits.append(visit)
        told.requests.append(question(world, visit, decided_after=20))
    return told


def _choose(
    able: list[Firm],
    fits: Callable[[Firm], bool],
    used: set[UUID],
    standards: tuple[Standard, ...],
    scene: Scene,
) -> Firm | None:
    free = (firm for firm in able if firm.id not in used and fits(firm))
    return next((firm for firm in free if not scene.major or _finds(firm, standards, scene)), None)


def _play(world: World, standards: tuple[Standard, ...], firm: Firm, scene: Scene, town: int) -> Told:
    rounds = Rounds(world, standards, firm)
    course = scene.course
    if course.to_town is not None:
        course = Course(triage=course.triage, triage_working=0, transfer_working=20, to_town=town)
    finds = _finds(firm, standards, scene)
    rounds.inspect(_going(world, firm, scene.ago), Role.OFFICER, finds, [course] * len(finds))
    return rounds.told


def _going(world: World, firm: Firm, ago: int) -> Going:
    at = min(at_work(world.chance, _working_days_back(world, ago)), world.until - timedelta(minutes=90))
    return Going(kind=VisitKind.PATROL, officer=world.people.officers[firm.unit.id], at=at)


def _finds(firm: Firm, standards: tuple[Standard, ...], scene: Scene) -> list[Find]:
    standard = next(s for s in standards if s.applies_to(firm))
    items = {item["code"]: item for item in standard.items}
    found: dict[str, Find] = {}
    for kind, codes in sorted(standard.kinds, key=lambda pair: -pair[0]["weight"]):
        find = Find(kind, items[codes[0]])
        if find.is_major is scene.major:
            found.setdefault(codes[0], find)
    return list(found.values())[: scene.count]


def _working_days_back(world: World, days: int) -> date:
    day = local_day(world.until)
    while days > 0 or not world.policy.is_working(day):
        day -= timedelta(days=1)
        days -= world.policy.is_working(day)
    return day
