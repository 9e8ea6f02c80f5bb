"""Who is told of circulars and trainings: the people of the offices and enterprises they are for, and their issuers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.policy import local_day
from server import messages
from server.messages import Fact, Message, shorten
from server.store.offices import MEMBERS, people_of
from server.store.tables import ActReceived, CircularRow, TrainingRow

KINDS: Final = frozenset(
    {"issue-circular", "answer-circular", "decide-answer", "withdraw-circular", "plan-training", "cancel-training"}
)
_ADDRESSED: Final = text(
    f"SELECT m.person_id FROM ({MEMBERS}) m JOIN circular_addressee a ON a.addressee = m.office "  # noqa: S608 - ours
    "WHERE a.circular_id = :circular AND (CAST(:only AS text) IS NULL OR a.addressee = :only) "
    "UNION SELECT g.person_id FROM person_grant g JOIN person p ON p.id = g.person_id AND p.active "
    "JOIN circular_addressee a ON a.enterprise_id = g.enterprise_id WHERE a.circular_id = :circular "
    "AND (CAST(:only AS text) IS NULL OR a.addressee = :only) "
    "AND g.role = 'enterprise' AND g.valid_from <= :moment AND (g.valid_to IS NULL OR g.valid_to > :moment)"
)
_INVITED: Final = text(
    "SELECT i.person_id FROM training_invited i WHERE i.training_id = :training AND i.person_id IS NOT NULL "
    "UNION SELECT g.person_id FROM person_grant g JOIN person p ON p.id = g.person_id AND p.active "
    "JOIN training_invited i ON i.enterprise_id = g.enterprise_id WHERE i.training_id = :training "
    "AND g.role = 'enterprise' AND g.valid_from <= :moment AND (g.valid_to IS NULL OR g.valid_to > :moment)"
)
_NAME: Final = text("SELECT name FROM circular_addressee WHERE circular_id = :circular AND addressee = :addressee")


def tell(session: Session, command: Mapping[str, Any], act: ActReceived, at: datetime) -> None:
    """Put the messages of an act on a circular or a training into inboxes; a second time changes nothing."""
    if "training" in command:
        _training(session, command, act, at)
        return
    circular = session.get_one(CircularRow, UUID(command["circular"]))
    event, people = _of_circular(session, command, circular, at)
    facts = _facts(session, command, circular)
    message = Message(event=event, ref_kind="circular", ref_id=str(circular.id), dedupe=f"o:{act.id}", facts=facts)
    messages.tell(session, people - {act.person_id}, message, at)


def _of_circular(
    session: Session, command: Mapping[str, Any], circular: CircularRow, at: datetime
) -> tuple[str, set[UUID]]:
    """Say what happened, and to whom it is of interest."""
    asked = {"circular": circular.id, "moment": at, "only": None}
    match command["kind"]:
        case "issue-circular":
            return "circular-issued", set(session.scalars(_ADDRESSED, asked))
        case "withdraw-circular":
            return "circular-withdrawn", set(session.scalars(_ADDRESSED, asked))
        case "answer-circular":
            return "circular-answered", people_of(session, circular.office, at)
        case _:
            event = "circular-accepted" if command["accepted"] else "circular-returned"
            return event, set(session.scalars(_ADDRESSED, {**asked, "only": command["addressee"]}))


def _facts(session: Session, command: Mapping[str, Any], circular: CircularRow) -> dict[str, Fact]:
    named = session.scalar(_NAME, {"circular": circular.id, "addressee": command.get("addressee", "")})
    words = command.get("opinion") or command.get("reason") or ""
    return {
        "number": circular.number, "title": circular.title, "issuer": circular.office_name, "unit": named,
        "reason": shorten(words), "due_on": None if circular.due_on is None else circular.due_on.isoformat(),
    }  # fmt: skip


def _training(session: Session, command: Mapping[str, Any], act: ActReceived, at: datetime) -> None:
    row = session.get_one(TrainingRow, UUID(command["training"]))
    event = "training-planned" if command["kind"] == "plan-training" else "training-cancelled"
    people = set(session.scalars(_INVITED, {"training": row.id, "moment": at}))
    facts: dict[str, Fact] = {
        "title": row.title, "issuer": row.office_name, "venue": row.venue,
        "starts_on": local_day(row.starts_at).isoformat(),
        "reason": shorten(str(command.get("reason") or "")),
    }  # fmt: skip
    message = Message(event=event, ref_kind="training", ref_id=str(row.id), dedupe=f"o:{act.id}", facts=facts)
    messages.tell(session, people - {act.person_id}, message, at)
