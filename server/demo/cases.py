"""What becomes of the things found in one visit: triage, paper, signature, work, re-inspection.

Who acts and when follows docs/rules.md 3.1; `course.py` has decided how it goes, `lives.py` lets the rules judge it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from grids import commands as c
from grids.commands import HazardLevel, NoticeKind, VisitKind, VisitOutcome
from grids.hazards import Source, State
from grids.permissions import Role
from grids.policy import local_day
from server.demo import says
from server.demo.course import Course, Triage
from server.demo.days import after_working_days, later
from server.demo.findings import pictures_of
from server.demo.firms import Firm
from server.demo.lives import Life, Notice, NotYetError, Steps, World
from server.demo.odds import happens
from server.demo.people import Member
from server.demo.visits import Going, Visit, pay
from server.demo.work import Work

_SPOT_AGAIN_MIN = (4.0, 22.0)
_TWIN_WITHIN = timedelta(days=90)


@dataclass(slots=True)
class Case:
    """The things one visit found, and everything that followed from it."""

    world: World
    firm: Firm
    pairs: list[tuple[Life, Course]]
    finder: Member
    role: Role
    second: Member | None = None
    earlier: list[Life] = field(default_factory=list)
    """Hazards of the same enterprise that were there before, for what is found twice."""
    notices: list[Notice] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    steps: Steps = field(init=False)

    def __post_init__(self) -> None:
        """Let the steps be taken in this world."""
        self.steps = Steps(self.world)

    def run(self, recorded_at: datetime) -> None:
        """Play the case until it ends or the demo's last moment comes."""
        for life, course in self.pairs:
            with suppress(NotYetError):
                self._record(life, course, recorded_at)
        self.pairs = [(life, course) for life, course in self.pairs if life.events]
        for life, course in self.pairs:
            with suppress(NotYetError):
                self._triage(life, course)
        self._papers([(life, course) for life, course in self.pairs if life.hazard.state is State.OPEN])

    def again(self, life: Life, course: Course) -> None:
        """Begin once more with a hazard that was opened again."""
        self._papers([(life, course)])

    def _papers(self, standing: list[tuple[Life, Course]]) -> None:
        """Write the notice of what stands open, have it signed, and let the work go on."""
        if not standing:
            return
        with suppress(NotYetError):
            notice = self._issue(standing)
            self._sign(notice, standing[0][1])
        for life, course in standing:
            with suppress(NotYetError):
                Work(self, life, course).run()

    def clerk(self) -> Member:
        """Find who does triage for the enterprise's town."""
        clerks = self.world.people.town_officers[self.firm.unit.town.id]
        return clerks[self.firm.unit.id % len(clerks)]

    def officer(self) -> Member:
        """Find the enterprise's grid officer."""
        return self.world.people.officers[self.firm.unit.id]

    def go_again(self, at: datetime, *, kind: VisitKind = VisitKind.PATROL) -> Visit:
        """Return to the enterprise, once a day for all its hazards."""
        for visit in self.visits:
            if local_day(visit.started_at) == local_day(at):
                return visit
        who = self.officer() if kind is VisitKind.PATROL else self.finder
        second = self.second if kind is not VisitKind.PATROL else None
        came = at - timedelta(minutes=self.world.chance.randint(5, 15))
        going = Going(kind=kind, officer=who, second=second, at=came)
        visit = pay(self.world, self.firm, going, VisitOutcome.INSPECTED)
        visit.remark = "复查整改情况。"
        self.visits.append(visit)
        return visit

    def _record(self, life: Life, course: Course, at: datetime) -> None:
        found = local_day(life.found.found_at)
        if self.role is not Role.OFFICER:
            life.found = says.with_due(life.found, found + timedelta(days=course.term))
        self.steps.record(life, self.finder, self.role, at)
        life.recorded_at = at
        if course.spot:
            done_at = later(self.world.chance, life.found.found_at, *_SPOT_AGAIN_MIN)
            command = c.RectifyOnTheSpot(
                hazard=life.hazard.id, photos=pictures_of(self.world, life, done_at, mended=True),
                done=life.done_text, done_by=self.firm.people["contact"], done_at=done_at,
            )  # fmt: skip
            self.steps.take(life, command, self.finder, self.role, max(at + timedelta(seconds=2), done_at))

    def _triage(self, life: Life, course: Course) -> None:
        if life.hazard.state is not State.REPORTED:
            return
        at = after_working_days(self.world.chance, self.world.policy, life.recorded_at, course.triage_working)
        match course.triage:
            case Triage.REJECT:
                reject = c.RejectHazard(hazard=life.hazard.id, reason=says.REJECTED)
                self.steps.take(life, reject, self.clerk(), Role.TOWN_OFFICER, at)
            case Triage.MERGE if (twin := self._twin(life)) is not None:
                merge = c.MergeHazard(hazard=life.hazard.id, master=twin, reason=says.MERGED)
                self.steps.take(life, merge, self.clerk(), Role.TOWN_OFFICER, at)
            case Triage.TRANSFER:
                self._transfer(life, course, at)
            case _:
                self._open(life, course, self.clerk(), Role.TOWN_OFFICER, at)

    def _twin(self, life: Life) -> UUID | None:
        """Find what was recorded there shortly before and counts."""
        since = life.recorded_at - _TWIN_WITHIN
        gone = {State.MERGED, State.INVALID, State.VOID}
        same = (other for other in self.earlier if since < other.recorded_at < life.recorded_at)
        return next((other.hazard.id for other in same if other.hazard.state not in gone), None)

    def _open(self, life: Life, course: Course, who: Member, role: Role, at: datetime) -> None:
        due = local_day(at) + timedelta(days=course.term)
        level = life.found.level
        command = c.OpenHazard(
            hazard=life.hazard.id, level=level, due_on=due, suggestion=life.found.suggestion,
            interim_measures=life.found.interim_measures,
        )  # fmt: skip
        self.steps.take(life, command, who, role, at)
        if course.raised and level is HazardLevel.GENERAL:
            up = c.ChangeLevel(
                hazard=life.hazard.id, level=HazardLevel.MAJOR, reason=says.RAISED, criteria=(says.RAISED_BY,)
            )
            self.steps.take(life, up, who, role, later(self.world.chance, at, 10, 60))

    def _transfer(self, life: Life, course: Course, at: datetime) -> None:
        """Offer it to another body, which signs or sends it back; then the one who has it opens it."""
        world = self.world
        to_area = course.to_town or world.ground.district
        offer = c.TransferHazard(hazard=life.hazard.id, to_area=to_area, reason=says.TRANSFERRED)
        self.steps.take(life, offer, self.clerk(), Role.TOWN_OFFICER, at)
        answered = after_working_days(world.chance, world.policy, at, course.transfer_working)
        receiver, role = (
            (world.people.town_officers[course.to_town][0], Role.TOWN_OFFICER)
            if course.to_town
            else (world.people.department, Role.DEPARTMENT)
        )
        if course.returned:
            self.steps.take(
                life, c.ReturnTransfer(hazard=life.hazard.id, reason=says.RETURNED), receiver, role, answered
            )
            again = after_working_days(world.chance, world.policy, answered, 1)
            self._open(life, course, self.clerk(), Role.TOWN_OFFICER, again)
            return
        self.steps.take(life, c.AcceptTransfer(hazard=life.hazard.id), receiver, role, answered)
        self._open(life, course, receiver, role, later(world.chance, answered, 5, 90))

    def _issue(self, standing: list[tuple[Life, Course]]) -> Notice:
        world, chance = self.world, self.world.chance
        opened = max(life.last_at for life, _ in standing)
        at = after_working_days(chance, world.policy, opened, standing[0][1].notice_working)
        if self.role is Role.INSPECTOR:
            at = later(chance, opened, 15, 70)
        first = local_day(at) + timedelta(days=2)
        items = [(life, max(life.hazard.due_on or first, first), life.demand) for life, _ in standing]
        kind, who, role, second = self._signers(standing)
        notice = Notice(id=world.new_id(), kind=kind, firm=self.firm, by=who, second=second, issued_at=at, items=items)
        self.steps.issue(notice, [life for life, _ in standing], role)
        self.notices.append(notice)
        return notice

    def _signers(self, standing: list[tuple[Life, Course]]) -> tuple[NoticeKind, Member, Role, Member | None]:
        """Inspectors order what they or the department found; officers and the town remind."""
        inspectors = self.world.people.inspectors
        if self.role is Role.INSPECTOR:
            return NoticeKind.RECTIFICATION_ORDER, self.finder, Role.INSPECTOR, self.second
        if standing[0][0].hazard.source is Source.DEPARTMENT:
            return NoticeKind.RECTIFICATION_ORDER, inspectors[0], Role.INSPECTOR, inspectors[1]
        if self.role is Role.TOWN_OFFICER or happens(self.world.chance, 0.3):
            return NoticeKind.REMINDER, self.clerk(), Role.TOWN_OFFICER, None
        return NoticeKind.REMINDER, self.officer(), Role.OFFICER, None

    def _sign(self, notice: Notice, course: Course) -> None:
        chance, firm = self.world.chance, self.firm
        if course.signed_after_h is None:
            due = max(due for _, due, _ in notice.items)
            days = (due - local_day(notice.issued_at)).days + chance.randint(1, 6)
            at = after_working_days(chance, self.world.policy, notice.issued_at + timedelta(days=days), 0)
        else:
            at = later(chance, notice.issued_at, 60 * course.signed_after_h + 3, 60 * course.signed_after_h + 40)
        self.steps.sign(notice, at, says.intention(firm.people["safety_manager"]))
        if happens(chance, 0.4):
            notice.funds = chance.choice((500, 800, 1500, 3000, 6000, 12000, 30000))
