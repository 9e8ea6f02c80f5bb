"""After an accepted act: who is told of it. The task is put beside the act, in the same transaction."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from procrastinate import JobContext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grids.escalation import Audience, told
from grids.hazards import HazardEvent
from grids.levels import Place
from grids.policy import Policy, local_day
from server import messages
from server.jobs import telling_assessments, telling_models, telling_offices, telling_tasks
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now
from server.messages import Fact, Message, shorten
from server.queue import enqueue
from server.recipients import Roll
from server.store import hazards
from server.store.places import place_of
from server.store.policy import policy_on
from server.store.tables import (
    ActReceived,
    ChangeRequest,
    Enterprise,
    HazardEventRow,
    HazardRow,
    NoticeItemRow,
    NoticeRow,
    PersonRow,
    RedrawRow,
)

_BY_NOTICE = frozenset({HazardEvent.NOTICE_ISSUED, HazardEvent.ACKNOWLEDGED})
"""Told once for the paper, not once for each of its items."""
_REASONS = ("reason", "opinion", "done")


@jobs.task(name="tell_of_act", pass_context=True, retry=TRY_AGAIN)
def tell_of_act(context: JobContext, act_id: str) -> None:
    """Tell everybody whom an accepted act concerns."""
    with database_of(context).transaction() as session:
        tell(session, UUID(act_id), now())


def tell(session: Session, act_id: UUID, at: datetime) -> None:
    """Put the messages of an act into inboxes; a second time changes nothing."""
    act = session.get(ActReceived, act_id)
    if act is None or act.status != "applied":
        return
    command: dict[str, Any] = json.loads(act.item)["command"]
    match command["kind"]:
        case "issue-notice":
            _notice_issued(session, UUID(command["notice"]), act, at)
        case "acknowledge-notice":
            _notice_acknowledged(session, UUID(command["notice"]), act, at)
        case "propose-change" | "decide-change":
            _change(session, UUID(command["change"]), act, at)
        case kind if kind in telling_assessments.KINDS:
            telling_assessments.tell(session, command, act, at)
        case kind if kind in telling_offices.KINDS:
            telling_offices.tell(session, command, act, at)
        case kind if kind in telling_models.KINDS:
            telling_models.tell(session, command, act, at)
        case kind if kind in telling_tasks.KINDS:
            telling_tasks.tell(session, command, act, at)
        case "submit-redraw" | "decide-redraw":
            _redraw(session, UUID(command["redraw"]), act, at)
        case _:
            _steps(session, act, at)


def hazard_facts(session: Session, hazard: HazardRow) -> dict[str, Fact]:
    """Gather what sentences about a hazard name."""
    enterprise = session.get_one(Enterprise, hazard.enterprise_id)
    return {
        "ledger_no": hazard.ledger_no,
        "enterprise": enterprise.name,
        "place": hazard.place,
        "description": shorten(hazard.description),
        "level": hazard.level,
        "due_on": _iso(hazard.due_on),
        "fixed_by": hazard.fixed_by_name,
    }


def _steps(session: Session, act: ActReceived, at: datetime) -> None:
    policy = policy_on(local_day(at))
    roll = Roll(session, at)
    rows = session.scalars(select(HazardEventRow).where(HazardEventRow.act_id == act.id).order_by(HazardEventRow.id))
    for row in rows:
        event = HazardEvent(row.event)
        if event in _BY_NOTICE:
            continue
        hazard = session.get_one(HazardRow, row.hazard_id)
        people = roll.of_hazard(hazard, told(event, hazards.value(hazard), policy))
        facts = hazard_facts(session, hazard) | _event_facts(row, policy)
        message = Message(
            event=event.value, ref_kind="hazard", ref_id=str(hazard.id), dedupe=f"e:{row.id}", facts=facts
        )
        messages.tell(session, people.keys() - {act.person_id}, message, at)


def _event_facts(row: HazardEventRow, policy: Policy) -> dict[str, Fact]:
    body: Mapping[str, Any] = row.body
    words = next((body[name] for name in _REASONS if body.get(name)), "")
    return {
        "person": row.person_name,
        "reason": shorten(words),
        "new_due_on": body.get("new_due_on"),
        "triage_days": policy.triage_working_days,
        "transfer_days": policy.transfer_working_days,
        "reinspect_days": policy.reinspect_days,
    }


def _notice_issued(session: Session, notice_id: UUID, act: ActReceived, at: datetime) -> None:
    notice = session.get_one(NoticeRow, notice_id)
    facts = notice_facts(session, notice)
    message = Message(
        event="notice-issued", ref_kind="notice", ref_id=str(notice.id), dedupe=f"n:{notice.id}:issued", facts=facts
    )
    people = Roll(session, at).of_place(place_of(notice), Audience.ENTERPRISE)
    messages.tell(session, people - {act.person_id}, message, at)
    messages.send_outside(session, message)
    enqueue(session, "render_notice", notice_id=str(notice.id))


def _notice_acknowledged(session: Session, notice_id: UUID, act: ActReceived, at: datetime) -> None:
    notice = session.get_one(NoticeRow, notice_id)
    facts = notice_facts(session, notice)
    message = Message(
        event="notice-acknowledged", ref_kind="notice", ref_id=str(notice.id), dedupe=f"n:{notice.id}:ack", facts=facts
    )
    people = {person for person in (notice.issued_by, notice.second_id) if person is not None}
    messages.tell(session, people - {act.person_id}, message, at)


def notice_facts(session: Session, notice: NoticeRow) -> dict[str, Fact]:
    """Gather what sentences about a notice name."""
    enterprise = session.get_one(Enterprise, notice.enterprise_id)
    items = select(func.count()).select_from(NoticeItemRow).where(NoticeItemRow.notice_id == notice.id)
    return {
        "number": notice.number,
        "issuer": notice.issuer,
        "paper": notice.kind,
        "enterprise": enterprise.name,
        "contact": enterprise.contact or enterprise.principal,
        "phone": enterprise.contact_phone or enterprise.principal_phone,
        "n": session.scalar(items),
        "due_on": _iso(notice.due_on),
        "signed_by": notice.acknowledged_by,
        "intention": shorten(notice.intention or ""),
    }


def _change(session: Session, change_id: UUID, act: ActReceived, at: datetime) -> None:
    change = session.get_one(ChangeRequest, change_id)
    enterprise = session.get_one(Enterprise, change.enterprise_id)
    author = session.get_one(PersonRow, act.person_id)
    proposed = act.kind == "propose-change"
    people = Roll(session, at).of_place(place_of(enterprise), Audience.TOWN_OFFICER)
    message = Message(
        event="change-proposed" if proposed else "change-decided",
        ref_kind="change",
        ref_id=str(change.id),
        dedupe=f"c:{change.id}:{act.kind}",
        facts={
            "person": author.name, "enterprise": enterprise.name,
            "reason": shorten(change.reason if proposed else change.decision_reason or ""),
            **({} if proposed else {"decision": change.state}),
        },
    )  # fmt: skip
    messages.tell(session, (people if proposed else {change.by_person}) - {act.person_id}, message, at)


def _redraw(session: Session, redraw_id: UUID, act: ActReceived, at: datetime) -> None:
    """Tell the district of a plan that was handed in, and its planners of what was decided."""
    row = session.get_one(RedrawRow, redraw_id)
    author = session.get_one(PersonRow, act.person_id)
    handed_in = act.kind == "submit-redraw"
    approved = bool(json.loads(act.item)["command"].get("approved"))
    event = "redraw-submitted" if handed_in else "redraw-approved" if approved else "redraw-returned"
    place = Place(town=row.town_id, district=row.district_id, city=row.city_id)
    drew = {row.author, row.submitted_by or row.author}
    people = Roll(session, at).of_place(place, Audience.DISTRICT) if handed_in else drew
    facts: dict[str, Fact] = {
        "person": author.name, "title": row.title, "effective_on": _iso(row.effective_on),
        "reason": shorten(row.why if handed_in else row.opinion),
    }  # fmt: skip
    message = Message(event=event, ref_kind="redraw", ref_id=str(row.id), dedupe=f"p:{act.id}", facts=facts)
    messages.tell(session, people - {act.person_id}, message, at)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
