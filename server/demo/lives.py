"""Lives of hazards, step by step: each step is judged by the product's own rules and noted as an event.

A step after the demo's last moment does not happen, so that hazards stand wherever that moment finds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from grids import commands as c
from grids import hazard_life
from grids.commands import NoticeKind
from grids.hazards import Actor, Hazard, Outcome, State
from grids.listings import LISTED, Listed
from grids.permissions import Person, Role
from grids.policy import Policy, local_day
from server.demo.firms import Firm
from server.demo.ground import Ground
from server.demo.people import Member, People

if TYPE_CHECKING:
    from server.demo.treated import Case

_AS_JSON: Final[TypeAdapter[c.Command]] = TypeAdapter(c.Command)
_PHOTO_ROLE: Final = {
    "record-hazard": "before",
    "rectify-on-the-spot": "after",
    "submit-rectification": "after",
    "reinspect-hazard": "reinspection",
    "reopen-hazard": "reopening",
}


class NotYetError(Exception):
    """The step lies after the last moment of the demo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What every part of the demo's story shares."""

    chance: Random
    policy: Policy
    until: datetime
    ground: Ground
    people: People
    holder: Member
    """Whoever answers by the link on a notice."""
    accounts: dict[UUID, Member]
    """Enterprise -> its safety manager with an account."""
    pictures: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """Drawing -> hashes of its pictures before and after."""

    def new_id(self) -> UUID:
        """Make an id."""
        return UUID(int=self.chance.getrandbits(128), version=4)

    def answers_for(self, firm: Firm) -> Member:
        """Find who acts for an enterprise: its account, or whoever holds the link."""
        return self.accounts.get(firm.id, self.holder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of a hazard's chain."""

    hazard: UUID
    event: str
    at: datetime
    person: UUID
    person_name: str
    role: str
    before: str | None
    after: str
    level: str
    due: date | None
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture as evidence."""

    sha256: str
    role: str
    act: UUID
    person: UUID
    firm: Firm
    taken_at: datetime
    hazard: UUID | None = None
    visit: UUID | None = None


@dataclass(slots=True, kw_only=True)
class Life:
    """A hazard as it stands, with all that happened to it."""

    firm: Firm
    found: c.RecordHazard
    drawing: tuple[str, int]
    demand: str
    done_text: str
    criterion: str
    hazard: Hazard
    recorded_at: datetime
    point: tuple[float, float] | None
    radius_m: float | None
    point_from: str
    repeat_of: UUID | None = None
    done: str | None = None
    closed_at: datetime | None = None
    funds: int | None = None
    plan: dict[str, Any] | None = None
    evaluation: dict[str, Any] | None = None
    case: Case | None = None
    """Its case of listed supervision (treated.py)."""
    events: list[Event] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)
    ledger_no: str = ""

    @property
    def last_at(self) -> datetime:
        """Give the moment of the last step."""
        return self.events[-1].at


@dataclass(slots=True, kw_only=True)
class Notice:
    """A paper with its items."""

    id: UUID
    kind: NoticeKind
    firm: Firm
    by: Member
    second: Member | None
    issued_at: datetime
    items: list[tuple[Life, date, str]]
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    phone: str | None = None
    intention: str | None = None
    funds: int | None = None
    number: str = ""
    issuer: str = ""


class Steps:
    """Takes steps in the name of somebody at a moment."""

    def __init__(self, world: World) -> None:
        """Take steps in this world."""
        self._world = world

    def record(self, life: Life, who: Member, role: Role, at: datetime) -> None:
        """Put a hazard on the list."""
        actor = self._actor(who, role)
        outcome = hazard_life.record(life.found, actor, self._in_time(at), self._world.policy)
        self._note(life, None, outcome, (who, role), life.found, at)

    def take(self, life: Life, command: c.HazardStep, who: Member, role: Role, at: datetime) -> None:
        """Take a step, or raise NotYetError."""
        second = getattr(command, "second_inspector", None)
        actor = self._actor(who, role, second)
        before = life.hazard.state
        outcome = hazard_life.decide(life.hazard, command, actor, self._in_time(at), self._world.policy)
        self._note(life, before, outcome, (who, role), command, at)
        self._details(life, command, at)

    def listed(self, life: Life, command: c.ListingStep, who: Member, role: Role, at: datetime, made: Listed) -> None:
        """Take a step on a listed case, or raise NotYetError; the hazard's chain has it too."""
        self._in_time(at)
        level = made.listing.level if made.listing.state in LISTED else None
        after = replace(life.hazard, listed=level, version=life.hazard.version + 1)
        outcome = Outcome(event=made.event, hazard=after)
        self._note(life, life.hazard.state, outcome, (who, role), command, at)
        if life.case is not None:
            life.case.listing = made.listing

    def issue(self, notice: Notice, lives: Iterable[Life], role: Role) -> None:
        """Put hazards on a notice."""
        at = self._in_time(notice.issued_at)
        command = c.IssueNotice(
            notice=notice.id, enterprise=notice.firm.id, notice_kind=notice.kind,
            second_inspector=notice.second.id if notice.second else None,
            items=tuple(c.NoticeItem(hazard=x.hazard.id, due_on=due, demand=demand) for x, due, demand in notice.items),
        )  # fmt: skip
        for life, (_, due, _demand) in zip(lives, notice.items, strict=True):
            outcome = hazard_life.noticed(life.hazard, notice.id, due, self._world.policy, local_day(at))
            self._note(life, life.hazard.state, outcome, (notice.by, role), command, at)

    def sign(self, notice: Notice, at: datetime, intention: str) -> None:
        """Let the enterprise sign for a notice; its open items go into work."""
        who, firm = self._world.answers_for(notice.firm), notice.firm
        self._in_time(at)
        command = c.AcknowledgeNotice(
            notice=notice.id, signed_by=firm.people["safety_manager"],
            phone=firm.people["safety_manager_phone"], intention=intention,
        )  # fmt: skip
        notice.acknowledged_at, notice.intention = at, intention
        notice.acknowledged_by, notice.phone = command.signed_by, command.phone
        for life, _, _ in notice.items:
            if life.hazard.state is State.OPEN and life.hazard.notice == notice.id:
                outcome = hazard_life.acknowledged(life.hazard)
                self._note(life, State.OPEN, outcome, (who, Role.ENTERPRISE), command, at)

    def _actor(self, who: Member, role: Role, second: UUID | None = None) -> Actor:
        beside: Person | None = None
        if second is not None:
            beside = next(m.person for m in self._world.people.inspectors if m.id == second)
        area = next((right.area for right in who.rights if right.role is role and right.area is not None), None)
        return Actor(person=who.person, roles=frozenset({role}), area=area, second=beside)

    def _in_time(self, at: datetime) -> datetime:
        if at > self._world.until:
            raise NotYetError
        return at

    def _note(
        self,
        life: Life,
        before: State | None,
        outcome: Outcome,
        who: tuple[Member, Role],
        command: c.Command,
        at: datetime,
    ) -> None:
        member, role = who
        life.hazard = outcome.hazard
        life.events.append(
            Event(
                hazard=life.hazard.id,
                event=outcome.event.value,
                at=at,
                person=member.id,
                person_name=member.name,
                role=role.value,
                before=None if before is None else before.value,
                after=outcome.hazard.state.value,
                level=outcome.hazard.level.value,
                due=outcome.hazard.due_on,
                body=body(command),
            )
        )
        for photo in getattr(command, "photos", ()):
            life.shots.append(
                Shot(
                    sha256=photo.sha256,
                    role=_PHOTO_ROLE[command.kind],
                    act=self._world.new_id(),
                    person=member.id,
                    firm=life.firm,
                    taken_at=photo.taken_at,
                    hazard=life.hazard.id,
                    visit=getattr(command, "visit", None),
                )
            )

    def _details(self, life: Life, command: c.HazardStep, at: datetime) -> None:
        """Keep what the rules do not judge, as the writing door does."""
        match command:
            case c.SubmitRectification():
                life.done, life.funds = command.done, command.funds_actual
                life.evaluation = body(command).get("evaluation")
            case c.RectifyOnTheSpot():
                life.done = command.done
            case c.SubmitPlan():
                life.plan = body(command)
            case _:
                pass
        life.closed_at = (life.closed_at or at) if life.hazard.state is State.CLOSED else None


def body(command: c.Command) -> dict[str, Any]:
    """Write a command as the chain keeps it: without what was left empty."""
    written: dict[str, Any] = _AS_JSON.dump_python(command, mode="json")
    return {name: value for name, value in written.items() if value not in (None, "", [])}
