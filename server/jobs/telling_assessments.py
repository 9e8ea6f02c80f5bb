"""Who is told of assessments: the offices in them, the district of appeals, each enterprise of its own result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from grids.assessments import share_of
from server import messages
from server.messages import Fact, Message, shorten
from server.recipients import Roll
from server.store import assessments
from server.store.offices import people_of
from server.store.places import area_name
from server.store.tables import ActReceived, AssessmentAppeal, AssessmentRow, AssessmentSheet

KINDS: Final = frozenset(
    {
        "open-assessment", "score-assessment", "appeal-assessment", "answer-appeal", "decide-assessment",
        "withdraw-assessment", "cancel-assessment",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Telling:
    """One act and the inboxes it goes into."""

    session: Session
    act: ActReceived
    at: datetime

    def put(
        self, people: Iterable[UUID], event: str, row: AssessmentRow, facts: Mapping[str, Fact], *, of: str = "",
        dedupe: str = "",
    ) -> None:  # fmt: skip
        """Put a message into inboxes, not into that of who acted."""
        message = Message(
            event=event, ref_kind="assessment", ref_id=str(row.id), dedupe=dedupe or f"as:{self.act.id}{of}",
            facts=facts,
        )  # fmt: skip
        messages.tell(self.session, set(people) - {self.act.person_id}, message, self.at)

    def people(self, sheet: AssessmentSheet) -> set[UUID]:
        """Find the people of what a sheet is of."""
        if sheet.enterprise_id is not None:
            return Roll(self.session, self.at).of_enterprise(sheet.enterprise_id)
        return self.of_office(sheet.object)

    def of_office(self, key: str) -> set[UUID]:
        """Find the people of an office."""
        return people_of(self.session, key, self.at)


def tell(session: Session, command: Mapping[str, Any], act: ActReceived, at: datetime) -> None:
    """Put the messages of an act on an assessment into inboxes; a second time changes nothing."""
    telling = _Telling(session, act, at)
    match command["kind"]:
        case "open-assessment":
            _all(telling, "assessment-opened", command, firms=False)
        case "cancel-assessment":
            _all(telling, "assessment-cancelled", command, firms=False)
        case "withdraw-assessment":
            _all(telling, "assessment-withdrawn", command, firms=True)
        case "decide-assessment":
            _decided(telling, UUID(command["assessment"]))
        case "score-assessment":
            _scored(telling, UUID(command["sheet"]))
        case kind:
            _appeal(telling, UUID(command["appeal"]), is_answer=kind == "answer-appeal")


def _all(telling: _Telling, event: str, command: Mapping[str, Any], *, firms: bool) -> None:
    """Tell everybody who is assessed; enterprises only of what they were told before."""
    session = telling.session
    row = assessments.load(session, UUID(command["assessment"]))
    people: set[UUID] = set()
    for sheet in assessments.sheets(session, row.id):
        if firms or sheet.enterprise_id is None:
            people |= telling.people(sheet)
    facts = {**_facts(session, row), "reason": shorten(command.get("reason") or "")}
    telling.put(people, event, row, facts)


def _scored(telling: _Telling, own: UUID) -> None:
    """Tell an office once every manual item has its points; later corrections are not told one by one."""
    session = telling.session
    sheet = assessments.sheet(session, own)
    row = assessments.load(session, sheet.assessment_id)
    given = {each.item for each in assessments.entries(session, [own]).get(own, []) if each.of_whom == "district"}
    asked = {item.key for item in assessments.items(row) if item.automatic is None}
    if asked <= given and sheet.enterprise_id is None:
        facts = {**_facts(session, row), "unit": sheet.name}
        telling.put(telling.people(sheet), "assessment-scored", row, facts, dedupe=f"as:{sheet.id}:scored")


def _appeal(telling: _Telling, own: UUID, *, is_answer: bool) -> None:
    session = telling.session
    appeal = session.get_one(AssessmentAppeal, own)
    sheet = assessments.sheet(session, appeal.sheet_id)
    row = assessments.load(session, sheet.assessment_id)
    item = assessments.item(row, appeal.item)
    facts: dict[str, Fact] = {**_facts(session, row), "unit": sheet.name, "item": item.text}
    if not is_answer:
        people = telling.of_office(f"district:{row.district_id}")
        telling.put(people, "assessment-appealed", row, {**facts, "reason": shorten(appeal.reason)})
        return
    given = [each.points for each in assessments.entries(session, [sheet.id])[sheet.id] if each.appeal_id == own]
    facts |= {"reason": shorten(appeal.answer), "points": str(given[0]) if given else None}
    event = "assessment-appeal-accepted" if appeal.accepted else "assessment-appeal-refused"
    telling.put(telling.people(sheet), event, row, facts)


def _decided(telling: _Telling, assessment: UUID) -> None:
    """Tell everybody their own result, and nobody another's; whoever is criticised, of what and until when."""
    session = telling.session
    row = assessments.load(session, assessment)
    decision = assessments.standing(session, assessment)
    if decision is None:  # withdrawn before the worker came to it
        return
    results = assessments.results(session, decision.id)
    for sheet in assessments.sheets(session, assessment):
        result, people = results[sheet.id], telling.people(sheet)
        percent = share_of(result.earned, result.possible)
        facts: dict[str, Fact] = {
            **_facts(session, row), "unit": sheet.name, "earned": str(result.earned), "possible": str(result.possible),
            "percent": None if percent is None else str(percent), "mark": row.pass_percent,
        }  # fmt: skip
        telling.put(people, f"assessment-{result.outcome}", row, facts, of=f":{sheet.id}")
        for n, each in enumerate(decision.criticisms):
            if each["sheet"] == str(sheet.id):
                why = {**facts, "reason": shorten(each["reason"]), "due_on": each["due_on"]}
                telling.put(people, "assessment-criticised", row, why, of=f":{sheet.id}:{n}")


def _facts(session: Session, row: AssessmentRow) -> dict[str, Fact]:
    return {
        "title": row.title, "district": area_name(session, row.district_id),
        "first_on": row.period_first.isoformat(), "last_on": row.period_last.isoformat(),
    }  # fmt: skip
