"""From a signed notice to a closed hazard: plan, extension, rectification, re-inspection, and what comes after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from grids import commands as c
from grids.commands import HazardLevel, VisitKind
from grids.hazard_life import closers
from grids.hazards import Source, State
from grids.permissions import Role
from grids.policy import local_day
from server.demo import says
from server.demo.course import Asked, Course
from server.demo.days import after_working_days, at_work, later, working
from server.demo.findings import pictures_of
from server.demo.firms import Firm
from server.demo.lives import Life, NotYetError, Steps, World
from server.demo.odds import happens
from server.demo.people import Member
from server.demo.treated import Treated
from server.demo.visits import Visit

_GOES_THERE: Final = 0.22
"""Share of the grid's re-inspections that are made on the spot and not from photos."""
_PATIENCE: Final = timedelta(days=150)
"""After so long even the most stubborn case has been brought to an end."""


class Case(Protocol):
    """What the work needs of the case that the hazard belongs to (cases.py)."""

    world: World
    firm: Firm
    finder: Member
    second: Member | None
    steps: Steps

    def clerk(self) -> Member:
        """Find who does triage for the enterprise's town."""

    def officer(self) -> Member:
        """Find the enterprise's grid officer."""

    def go_again(self, at: datetime, *, kind: VisitKind = VisitKind.PATROL) -> Visit:
        """Return to the enterprise, once a day for all its hazards."""

    def again(self, life: Life, course: Course) -> None:
        """Begin once more with a hazard that was opened again."""


class Work:
    """The work on one hazard."""

    def __init__(self, case: Case, life: Life, course: Course) -> None:
        """Take over a hazard that is on a notice."""
        self._case = case
        self._world = case.world
        self._chance = case.world.chance
        self._life = life
        self._course = course
        self._treated = Treated(case.world, case.steps, life, listed=course.listed)

    def run(self) -> None:
        """Go on until it is closed, or raise NotYetError."""
        if self._life.hazard.state is not State.RECTIFYING:
            raise NotYetError
        if self._course.voided:
            self._void()
            return
        if self._life.hazard.level is HazardLevel.MAJOR:
            self._plan()
            self._treated.begin()
        elif self._course.asked is not None:
            self._extension(self._course.asked)
        if self._course.never and self._world.until.date() - self._due() < _PATIENCE:
            self._treated.report()
            raise NotYetError
        self._rectify(self._course.done_of_term, late_days=self._chance.randint(30, 120) if self._course.never else 0)
        for _ in range(self._course.fails):
            self._reinspect(passed=False)
            self._rectify(0.7)
        self._treated.resume()
        self._reinspect(passed=True)
        self._treated.delist()
        if self._course.reopened_after is not None:
            self._reopen(self._course.reopened_after)

    def _plan(self) -> None:
        """Hand in the treatment plan; the department sends it back or approves it."""
        self._submit_plan()
        if self._course.plan_returned:
            self._review(approved=False)
            self._submit_plan()
        self._review(approved=True)

    def _submit_plan(self) -> None:
        at = self._after(self._course.plan_working)
        person = self._case.firm.people["principal"]
        command = c.SubmitPlan(
            hazard=self._life.hazard.id,
            causes=says.causes(self._life.found.description, self._life.criterion),
            harm="可能造成多人伤亡的事故，治理需停用部分设备，难度较大。",
            goals="消除该项重大事故隐患，达到现行标准。",
            methods=self._life.demand,
            funds=f"自筹{(funds := self._chance.choice((8, 15, 30, 60)))}万元。",
            funds_yuan=funds * 10_000,
            responsible="主要负责人、安全管理机构",
            responsible_person=person,
            time_limit=f"{self._life.hazard.due_on}前完成",
            milestones=(
                c.Milestone(what="停用并落实临时措施", due_on=local_day(at)),
                c.Milestone(what="完成治理", due_on=max(self._due(), local_day(at))),
            ),
            interim_measures=self._life.found.interim_measures or says.EXTENSION_MEASURES,
            emergency_measures=self._life.found.interim_measures or says.EXTENSION_MEASURES,
        )
        self._take(command, self._world.answers_for(self._case.firm), Role.ENTERPRISE, at)

    def _review(self, *, approved: bool) -> None:
        at = self._after(self._course.review_working)
        command = c.ReviewPlan(
            hazard=self._life.hazard.id, approved=approved,
            opinion=says.PLAN_APPROVED if approved else says.PLAN_RETURNED,
            due_on=local_day(at) + timedelta(days=self._course.term) if approved else None,
        )  # fmt: skip
        self._take(command, self._world.people.department, Role.DEPARTMENT, at)

    def _extension(self, asked: Asked) -> None:
        """Ask in time for a later date; the issuer's side answers."""
        due, signed = self._due(), local_day(self._life.last_at)
        last = due - timedelta(days=self._world.policy.extension_ask_days)
        if signed >= last:
            return
        days = (last - signed).days
        at = at_work(self._chance, signed + timedelta(days=self._chance.randint(max(1, days // 2), days)))
        ask = c.RequestExtension(
            hazard=self._life.hazard.id, new_due_on=due + timedelta(days=self._chance.choice((7, 10, 15))),
            reason=says.EXTENSION, interim_measures=says.EXTENSION_MEASURES,
        )  # fmt: skip
        self._take(ask, self._world.answers_for(self._case.firm), Role.ENTERPRISE, at)
        if asked is Asked.WAITS:
            raise NotYetError
        granted = asked is Asked.GRANTED
        answer = c.DecideExtension(
            hazard=self._life.hazard.id, granted=granted, reason="" if granted else says.EXTENSION_REFUSED
        )
        who, role = (
            (self._case.finder, Role.INSPECTOR)
            if self._life.hazard.source is Source.INSPECTION
            else (self._case.clerk(), Role.TOWN_OFFICER)
        )
        self._take(answer, who, role, self._after(self._chance.randint(0, 2)))

    def _rectify(self, of_term: float, *, late_days: int = 0) -> None:
        begun = self._life.last_at
        days = max(0.0, (self._due() - local_day(begun)).days * of_term) + late_days
        at = later(self._chance, begun, 60, 400)
        if days >= 1:
            day = working(self._world.policy, local_day(begun) + timedelta(days=int(days)))
            at = max(at, at_work(self._chance, day))
        command = c.SubmitRectification(
            hazard=self._life.hazard.id, done=self._life.done_text, done_on=local_day(at),
            done_by=self._case.firm.people["safety_manager"],
            photos=pictures_of(self._world, self._life, at, mended=True),
            funds_actual=self._chance.choice((200, 500, 1200, 3000, 8000)) if happens(self._chance, 0.5) else None,
            evaluation=self._treated.evaluation() if self._life.hazard.level is HazardLevel.MAJOR else None,
        )  # fmt: skip
        self._take(command, self._world.answers_for(self._case.firm), Role.ENTERPRISE, at)

    def _reinspect(self, *, passed: bool) -> None:
        at = self._after(self._course.reinspect_working)
        who, role, second = self._inspector()
        on_site = role is not Role.TOWN_OFFICER and (role is not Role.OFFICER or happens(self._chance, _GOES_THERE))
        visit = None
        if on_site and at <= self._world.until and role is not Role.DEPARTMENT:
            kind = VisitKind.REINSPECTION if role is Role.INSPECTOR else VisitKind.PATROL
            visit = self._case.go_again(at, kind=kind)
            at = max(at, visit.started_at + timedelta(minutes=3))
        command = c.ReinspectHazard(
            hazard=self._life.hazard.id, passed=passed,
            opinion=says.passed(self._chance) if passed else says.failed(self._chance),
            inspected_at=at, visit=visit.id if visit else None, second_inspector=second.id if second else None,
            photos=pictures_of(self._world, self._life, at, mended=passed) if on_site else (),
        )  # fmt: skip
        self._take(command, who, role, at)

    def _inspector(self) -> tuple[Member, Role, Member | None]:
        """Choose one of those who may judge it; never who mended it."""
        able = closers(self._life.hazard)
        if able == {Role.DEPARTMENT} or self._life.hazard.source is Source.DEPARTMENT:
            return self._world.people.department, Role.DEPARTMENT, None
        if Role.OFFICER not in able:
            return self._case.finder, Role.INSPECTOR, self._case.second
        if happens(self._chance, 0.25):
            return self._case.clerk(), Role.TOWN_OFFICER, None
        return self._case.officer(), Role.OFFICER, None

    def _void(self) -> None:
        command = c.VoidHazard(hazard=self._life.hazard.id, reason=says.VOIDED)
        self._take(command, self._world.people.district, Role.DISTRICT, self._after(self._chance.randint(2, 9)))

    def _reopen(self, days: int) -> None:
        """Open it again after a spot check; a second notice, and this time it holds."""
        at = after_working_days(self._chance, self._world.policy, self._life.last_at + timedelta(days=days), 0)
        again = c.ReopenHazard(
            hazard=self._life.hazard.id, reason=says.REOPENED, due_on=local_day(at) + timedelta(days=10),
            photos=pictures_of(self._world, self._life, at, mended=False),
        )  # fmt: skip
        self._take(again, self._world.people.department, Role.DEPARTMENT, at)
        calm = replace(self._course, fails=0, reopened_after=None, voided=False, never=False, asked=None)
        self._case.again(self._life, calm)

    def _due(self) -> date:
        due = self._life.hazard.due_on
        return due if due is not None else local_day(self._life.last_at)

    def _after(self, working_days: int) -> datetime:
        return after_working_days(self._chance, self._world.policy, self._life.last_at, working_days)

    def _take(self, command: c.HazardStep, who: Member, role: Role, at: datetime) -> None:
        self._case.steps.take(self._life, command, who, role, at)
