"""Two years of rounds at one enterprise: when somebody comes, what they find, and what follows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from grids.commands import VisitKind, VisitOutcome
from grids.enterprises import VISITED
from grids.permissions import Role
from grids.policy import HERE, local_day
from grids.visits import CALLS_FOR_REVISIT, QUESTIONS_FILE
from server.demo import course
from server.demo.cases import Case
from server.demo.days import at_work, later, working
from server.demo.findings import Find, Standard, found_by, look
from server.demo.firms import Firm
from server.demo.lives import Life, Notice, World
from server.demo.odds import drawn, happens
from server.demo.people import FIRST_UNIT, Member
from server.demo.requests import Request, question
from server.demo.visits import Going, Visit, pay

DAYS: Final = 730
_REPEAT_WITHIN: Final = timedelta(days=365)
_OUTCOMES: Final = (
    (VisitOutcome.INSPECTED, 0.9), (VisitOutcome.CLOSED_DOOR, 0.045), (VisitOutcome.SUSPENDED, 0.014),
    (VisitOutcome.MOVED, 0.005), (VisitOutcome.NOT_FOUND, 0.004), (VisitOutcome.REFUSED, 0.004),
    (VisitOutcome.NEW_OWNER, 0.016), (VisitOutcome.SEVERAL_UNITS, 0.012),
)  # fmt: skip
_FINDS: Final = {"A": 0.52, "B": 0.76, "C": 1.0, "D": 1.05, None: 0.85}
_INSPECTED_A_YEAR: Final = {"A": 0.03, "B": 0.08, "C": 0.28, "D": 0.75, None: 0.05}
_INSPECTION_FINDS: Final = 2.1
_TOWN_A_YEAR: Final = 0.05
_DEPARTMENT_A_YEAR: Final = 0.012
_SELF_CHECKS_A_YEAR: Final = 6.0
_SEASON_DAYS: Final = {2: 14, 6: -5, 7: -3, 12: -5}
"""Spring Festival empties February; June is the month of work safety, December looks ahead to the new year."""


@dataclass(slots=True)
class Told:
    """Everything that happened at one enterprise, or at all of them."""

    visits: list[Visit] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def add(self, other: Told) -> None:
        """Take in what happened elsewhere."""
        self.visits += other.visits
        self.lives += other.lives
        self.notices += other.notices
        self.requests += other.requests


class Rounds:
    """Tells what happened at one enterprise."""

    def __init__(self, world: World, standards: tuple[Standard, ...], firm: Firm) -> None:
        """Begin with nothing."""
        self.world = world
        self.firm = firm
        self.told = Told()
        self.standard = next(s for s in standards if s.applies_to(firm))
        self._care = firm.unit.town.care
        self._today = local_day(world.until)
        self._start = max(self._today - timedelta(days=DAYS), firm.listed_on)

    def all(self) -> Told:
        """Tell of two years: patrols by grade, and what came between them."""
        self._patrols()
        years = (self._today - self._start).days / 365
        for _ in range(self._poisson(_INSPECTED_A_YEAR[self.firm.grade] * years)):
            self._inspection(self._some_day())
        for _ in range(self._poisson(_TOWN_A_YEAR * years)):
            self._town_visit(self._some_day())
        for _ in range(self._poisson(_DEPARTMENT_A_YEAR * years)):
            self.without_visit(self.world.people.department, Role.DEPARTMENT, self._some_moment())
        if (account := self.world.accounts.get(self.firm.id)) is not None:
            for _ in range(self._poisson(_SELF_CHECKS_A_YEAR * years)):
                self.without_visit(account, Role.ENTERPRISE, self._some_moment())
        self.mark_repeats()
        return self.told

    def case(
        self, finds: list[Find], courses: list[course.Course], going: Going, role: Role, visit: Visit | None
    ) -> list[Life]:
        """Let somebody find these things and see what follows."""
        lives = []
        for n, find in enumerate(finds):
            at = _during(going, visit, (n + 1) / (len(finds) + 1))
            where = visit.fix if visit else None
            lives.append(found_by(self.world, find, self.firm, going.officer, (at, visit.id if visit else None, where)))
        played = Case(
            world=self.world, firm=self.firm, pairs=list(zip(lives, courses, strict=True)), finder=going.officer,
            role=role, second=going.second, earlier=self.told.lives,
        )  # fmt: skip
        played.run(visit.received_at if visit else later(self.world.chance, going.at, 30, 60))
        recorded = [life for life, _ in played.pairs]
        self.told.lives += recorded
        self.told.notices += played.notices
        self.told.visits += played.visits
        return recorded

    def without_visit(self, who: Member, role: Role, at: datetime) -> None:
        """Let somebody record one thing outside any visit."""
        finds = look(self.world, self.firm, self.standard, 1, at.month)
        going = Going(kind=VisitKind.PATROL, officer=who, at=at)
        self.case(finds, self._courses(finds, role), going, role, None)

    def _patrols(self) -> None:
        chance, policy = self.world.chance, self.world.policy
        officer = self.world.people.officers[self.firm.unit.id]
        interval = policy.visit_interval_days.get(self.firm.grade or "", policy.ungraded_interval_days)
        day = self._start + timedelta(days=round(chance.uniform(0.05, 1.0) * interval))
        last_day = self._today - timedelta(days=interval + chance.randint(3, 25) if self._is_behind() else 0)
        while day <= last_day and self.firm.status in VISITED:
            outcome = drawn(chance, _OUTCOMES)
            going = Going(kind=VisitKind.PATROL, officer=officer, at=at_work(chance, working(policy, day)))
            visit = self._visit(going, Role.OFFICER, outcome, _FINDS[self.firm.grade])
            if visit is None:
                return
            if outcome in CALLS_FOR_REVISIT:
                day = local_day(visit.started_at) + timedelta(days=chance.randint(5, 11))
                continue
            last = max(local_day(v.started_at) for v in self.told.visits)
            late = chance.lognormvariate(0.26 / self._care, 0.16) / min(1.0, self._care)
            day = last + timedelta(days=round(interval * late) + _SEASON_DAYS.get(last.month, 0))

    def _is_behind(self) -> bool:
        """Say whether the first officer has let this one slip, so that the list of today has something on it."""
        is_first = self.firm.unit.id == self.world.ground.units[FIRST_UNIT].id
        return is_first and self.firm.grade in {"C", "D"} and happens(self.world.chance, 0.5)

    def _inspection(self, day: date) -> None:
        inspectors = self.world.people.inspectors
        first = self.firm.unit.id % len(inspectors)
        going = Going(
            kind=VisitKind.INSPECTION, officer=inspectors[first], second=inspectors[first ^ 1],
            at=at_work(self.world.chance, day),
        )  # fmt: skip
        self._visit(going, Role.INSPECTOR, VisitOutcome.INSPECTED, _INSPECTION_FINDS)

    def _town_visit(self, day: date) -> None:
        clerks = self.world.people.town_officers[self.firm.unit.town.id]
        who, at = self.world.chance.choice(clerks), at_work(self.world.chance, day)
        going = Going(kind=VisitKind.PATROL, officer=who, at=at)
        self._visit(going, Role.TOWN_OFFICER, VisitOutcome.INSPECTED, 1.0)

    def inspect(self, going: Going, role: Role, finds: list[Find], courses: list[course.Course]) -> Visit:
        """Let somebody go through the checklist and find these things."""
        visit = pay(self.world, self.firm, going, VisitOutcome.INSPECTED, finds=len(finds))
        self.told.visits.append(visit)
        visit.checklist = self.standard.version_on(local_day(visit.started_at))
        visit.answers = self._answers(self.case(finds, courses, going, role, visit))
        return visit

    def _visit(self, going: Going, role: Role, outcome: VisitOutcome, mean: float) -> Visit | None:
        if later(self.world.chance, going.at, 60, 60) > self.world.until:
            return None
        if outcome is VisitOutcome.INSPECTED:
            count = self._poisson(mean / self._care**0.5)
            finds = look(self.world, self.firm, self.standard, count, going.at.month)
            return self.inspect(going, role, finds, self._courses(finds, role))
        visit = pay(self.world, self.firm, going, outcome)
        self.told.visits.append(visit)
        if outcome in QUESTIONS_FILE - CALLS_FOR_REVISIT:
            days = self.world.chance.randint(1, 8)
            self.told.requests.append(question(self.world, visit, decided_after=days))
        return visit

    def _answers(self, lives: list[Life]) -> list[dict[str, Any]]:
        """Write down the items that were not in order, and the one or other that was not looked at."""
        found = [
            {"item": life.found.check_item, "result": "hazard", "remark": "", "hazard": str(life.hazard.id)}
            for life in lives
        ]
        named = {answer["item"] for answer in found}
        for item in self.standard.items:
            if item["code"] not in named and happens(self.world.chance, 0.06):
                result = drawn(self.world.chance, (("not_applicable", 0.8), ("not_checked", 0.2)))
                found.append({"item": item["code"], "result": result, "remark": "", "hazard": None})
        return found

    def _courses(self, finds: list[Find], role: Role) -> list[course.Course]:
        """Decide how it goes on; what inspectors ordered on one paper is reported and looked at together."""
        share = {Role.OFFICER: 0.9, Role.INSPECTOR: 0.3, Role.ENTERPRISE: 3.0}.get(role, 0.0)
        drawn_ones = [
            course.draw(
                self.world.chance, self._care, min(0.9, find.kind.get("spot", 0.0) * share), is_major=find.is_major
            )
            for find in finds
        ]
        if role is not Role.INSPECTOR:
            return drawn_ones
        return [course.beside(one, drawn_ones[0]) for one in drawn_ones]

    def mark_repeats(self) -> None:
        """Note what was found before at the same enterprise, within twelve months."""
        last: dict[str, Life] = {}
        self.told.lives.sort(key=lambda life: life.found.found_at)
        for life in self.told.lives:
            item = life.found.check_item or ""
            before = last.get(item)
            if before is not None and life.found.found_at - before.found.found_at < _REPEAT_WITHIN:
                life.repeat_of = before.hazard.id
            if life.hazard.state not in {"invalid", "void", "merged"}:
                last[item] = life

    def _some_day(self) -> date:
        days = self.world.chance.randint(0, max(0, (self._today - self._start).days))
        return working(self.world.policy, self._start + timedelta(days=days))

    def _some_moment(self) -> datetime:
        at = at_work(self.world.chance, self._some_day())
        return min(at, datetime.combine(self._today, time(), tzinfo=HERE))

    def _poisson(self, mean: float) -> int:
        limit, product, count = math.exp(-mean), self.world.chance.random(), 0
        while product > limit:
            product *= self.world.chance.random()
            count += 1
        return count


def _during(going: Going, visit: Visit | None, share: float) -> datetime:
    """Give the moment at which so much of a visit was over; without a visit, a few minutes on."""
    long = timedelta(minutes=20) if visit is None else visit.finished_at - visit.started_at
    return going.at + timedelta(seconds=int(long.total_seconds() * share))
