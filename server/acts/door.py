"""The writing door: claim, check, decide, write, chain, in one transaction. Nothing changes on another way."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg import DataError as DriverDataError
from psycopg import errors
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from grids.commands import PublishRedraw
from grids.errors import Conflict, Fact, Held, Refusal
from grids.permissions import Person
from grids.policy import local_day
from server import wire
from server.acts import (
    accidents,
    applications,
    assessments,
    campaigns,
    changes,
    circulars,
    cohorts,
    contacts,
    enterprise_life,
    enterprises,
    files,
    grading,
    hazards,
    inspection_papers,
    inspections,
    key_list,
    listings,
    models,
    notices,
    onboarding,
    plan_changes,
    plans,
    public_reports,
    published_lists,
    quality,
    redraws,
    rosters,
    self_checks,
    spot_checks,
    standards,
    supervisors,
    surveys,
    tasks,
    trainings,
    visits,
)
from server.acts.deed import Deed, Done, Handlers
from server.queue import enqueue
from server.store import ledger, people
from server.store.policy import policy_on
from server.store.tables import ActReceived

HANDLERS: Final[Handlers] = {
    **accidents.HANDLERS,
    **applications.HANDLERS,
    **assessments.HANDLERS,
    **campaigns.HANDLERS,
    **changes.HANDLERS,
    **cohorts.HANDLERS,
    **circulars.HANDLERS,
    **contacts.HANDLERS,
    **enterprise_life.HANDLERS,
    **enterprises.HANDLERS,
    **files.HANDLERS,
    **grading.HANDLERS,
    **hazards.HANDLERS,
    **key_list.HANDLERS,
    **inspection_papers.HANDLERS,
    **inspections.HANDLERS,
    **listings.HANDLERS,
    **models.HANDLERS,
    **notices.HANDLERS,
    **onboarding.HANDLERS,
    **published_lists.HANDLERS,
    **plan_changes.HANDLERS,
    **plans.HANDLERS,
    **public_reports.HANDLERS,
    **quality.HANDLERS,
    **redraws.HANDLERS,
    **rosters.HANDLERS,
    **self_checks.HANDLERS,
    **spot_checks.HANDLERS,
    **standards.HANDLERS,
    **supervisors.HANDLERS,
    **surveys.HANDLERS,
    **tasks.HANDLERS,
    **trainings.HANDLERS,
    **visits.HANDLERS,
}
"""Commands with a handler of their own; every other one is a step on a hazard."""

_OLDEST_ACT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one act, as the device is told."""

    id: UUID
    status: str
    at: datetime
    code: str | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    receipt: str | None = None


def act(session: Session, raw: dict[str, Any], person: Person, device: UUID, at: datetime) -> Verdict:
    """Do one act, in the transaction of the caller.

    A refused act leaves its row and its reason and nothing else; sent again it is tried again. An applied one
    answers `duplicate` for ever.
    """
    received = wire.received(raw, person.id, device, at)
    try:
        row = ledger.claim(session, received, at)
    except Refusal as refusal:
        return Verdict(id=received.id, status="refused", at=at, code=refusal.code)
    if row.status == "applied":
        return Verdict(id=row.id, status="duplicate", at=at, receipt=row.receipt, facts=row.facts)
    return _try(session, row, person, at)


def release(session: Session, parent: UUID, person_of: Callable[[UUID], Person | None], at: datetime) -> list[Verdict]:
    """Do the acts that were held for this one, if it was applied, and those held for them, in their order."""
    verdicts: list[Verdict] = []
    done = [parent] if _was_applied(session, parent) else []
    for each in done:
        for child in ledger.held_children(session, each):
            person = person_of(child.person_id)
            if person is not None:
                verdicts.append(_try(session, child, person, at))
                done += [child.id] if verdicts[-1].status == "applied" else []
    return verdicts


def result(session: Session, act_id: UUID, person: Person) -> Verdict:
    """Return what became of an act of this person's, for an answer that was lost."""
    row = session.get(ActReceived, act_id)
    if row is None or row.person_id != person.id:
        raise Refusal("not-found", thing="act")
    return Verdict(id=row.id, status=row.status, at=row.tried_at, code=row.code, facts=row.facts, receipt=row.receipt)


def results(session: Session, acts: Sequence[UUID], person: Person) -> list[Verdict]:
    """Return what became of those of these acts that are this person's; the others are unknown here."""
    rows = session.scalars(select(ActReceived).where(ActReceived.id.in_(acts), ActReceived.person_id == person.id))
    return [
        Verdict(id=row.id, status=row.status, at=row.tried_at, code=row.code, facts=row.facts, receipt=row.receipt)
        for row in rows
    ]


def _try(session: Session, row: ActReceived, person: Person, at: datetime) -> Verdict:
    try:
        with session.begin_nested():
            done, receipt = _do(session, row, person, at)
    except Refusal as refusal:
        return _refused(session, row, refusal, at)
    except (DataError, IntegrityError) as fault:
        return _refused(session, row, _refusal_of(fault, row.kind), at)
    ledger.settle(session, row.id, "applied", at, facts=done.facts, receipt=receipt)
    return Verdict(id=row.id, status="applied", at=at, facts=done.facts, receipt=receipt)


def _refused(session: Session, row: ActReceived, refusal: Refusal, at: datetime) -> Verdict:
    status = _status_of(refusal)
    ledger.settle(session, row.id, status, at, code=refusal.code, facts=refusal.facts)
    return Verdict(id=row.id, status=status, at=at, code=refusal.code, facts=refusal.facts)


def _refusal_of(fault: DataError | IntegrityError, kind: str) -> Refusal:
    """Say what the database could not take, so that one such act does not hold up all that follow it.

    Whatever is not the act's own fault stays a fault: the request fails and the phone keeps everything.
    """
    match fault.orig:
        case errors.UniqueViolation(diag=told) if told.table_name not in {"ledger", "ledger_head"}:
            return Refusal("already-done", step=kind)
        case errors.ForeignKeyViolation(diag=told):
            return Refusal("unknown-thing", thing=told.constraint_name)
        case DriverDataError() as unfit:
            return Refusal("bad-act", at=str(unfit).partition("\n")[0])
        case _:
            raise fault


CALENDAR: Final = UUID(int=0)
"""The device of what happens by itself on the day that somebody decided."""


def on_its_day(session: Session, raw: dict[str, Any], decided_by: Person, at: datetime) -> Verdict:
    """Do what somebody decided and the calendar brings now, in the transaction of the caller; the ledger has it too.

    No right is asked again: it was when the decision was made. The entry names who decided, no role, no device.
    Raises: Refusal; the caller takes everything back then.
    """
    row = ledger.claim(session, wire.received(raw, decided_by.id, CALENDAR, at), at)
    command = wire.read_item(json.loads(row.item)).command
    if not isinstance(command, PublishRedraw):
        raise Refusal("bad-act", at="kind")
    done = redraws.publish_on_its_day(session, command, at)
    session.flush()
    receipt = _enter(session, row, decided_by, done, at)
    ledger.settle(session, row.id, "applied", at, facts=done.facts, receipt=receipt)
    return Verdict(id=row.id, status="applied", at=at, facts=done.facts, receipt=receipt)


def _do(session: Session, row: ActReceived, person: Person, at: datetime) -> tuple[Done, str]:
    item = wire.read_item(json.loads(row.item))
    _await_parent(session, item.parent_id)
    act_at = _act_time(item, at)
    deed = Deed(
        session=session,
        person=_as_of(session, person, act_at),
        act_id=row.id,
        device=row.device_id,
        at=at,
        act_at=act_at,
        policy=policy_on(local_day(at)),
    )
    handler = HANDLERS.get(type(item.command), hazards.step)
    done = handler(deed, item.command)
    session.flush()
    receipt = _enter(session, row, person, done, at)
    enqueue(session, "tell_of_act", act_id=str(row.id))
    return done, receipt


def _enter(session: Session, row: ActReceived, person: Person, done: Done, at: datetime) -> str:
    """Chain what was done; returns the receipt."""
    accepted = ledger.Accepted(
        person_name=person.name,
        roles=[role.value for role in done.roles],
        place={level: getattr(done.place, level) for level in ("unit", "village", "town", "district", "city")},
        events=[event.told() for event in done.events],
        photos=done.photos,
    )
    if done.place.district is None:
        raise Refusal("unknown-thing", thing="district")
    return ledger.append(session, row, accepted, done.place.district, at)


def _status_of(refusal: Refusal) -> str:
    if isinstance(refusal, Held):
        return "held"
    return "conflict" if isinstance(refusal, Conflict) else "refused"


def _await_parent(session: Session, parent: UUID | None) -> None:
    if parent is None:
        return
    if not _was_applied(session, parent):
        raise Held(str(parent))


def _was_applied(session: Session, act_id: UUID) -> bool:
    return session.scalar(select(ActReceived.status).where(ActReceived.id == act_id)) == "applied"


def _act_time(item: wire.Item, at: datetime) -> datetime:
    """Correct the device's clock by its last known offset; never later than now, never older than a sign-in lasts."""
    claimed = item.act_wall + timedelta(milliseconds=item.server_offset_ms or 0)
    return max(min(claimed, at), at - _OLDEST_ACT)


def _as_of(session: Session, person: Person, act_at: datetime) -> Person:
    """Judge an act by the rights its author had when it was made; a link's holder has only the link."""
    if any(grant.hazards is not None for grant in person.grants):
        return person
    return people.person_at(session, person.id, act_at) or person
