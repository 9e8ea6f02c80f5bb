"""Who is told of tasks: whoever hands them out, of one that was handed back; whoever is to do one, of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from grids.escalation import Audience
from grids.tasks import TaskKind
from server import messages
from server.messages import Fact, Message, shorten
from server.recipients import Roll
from server.store.places import place_of
from server.store.tables import ActReceived, Enterprise, PersonRow, TaskRow

KINDS: Final = frozenset({"assign-task", "return-task"})


def tell(session: Session, command: Mapping[str, Any], act: ActReceived, at: datetime) -> None:
    """Put the message of an act on a task into inboxes; a second time changes nothing."""
    row = session.get_one(TaskRow, UUID(command["task"]))
    enterprise = session.get_one(Enterprise, row.enterprise_id)
    handed_back = command["kind"] == "return-task"
    facts: dict[str, Fact] = {
        "person": session.get_one(PersonRow, act.person_id).name, "enterprise": enterprise.name,
        "due_on": row.due_on.isoformat(), "reason": shorten(str(command.get("reason") or "")),
    }  # fmt: skip
    message = Message(
        event=f"task-{'returned' if handed_back else 'assigned'}", dedupe=f"k:{act.id}", facts=facts,
        ref_kind="task_list" if handed_back else "enterprise",
        ref_id="flag=unassigned" if handed_back else str(enterprise.id),
    )  # fmt: skip
    people = _deciding(session, row, at) if handed_back else _named(command)
    messages.tell(session, people - {act.person_id}, message, at)
    if handed_back:
        mate = replace(message, event="task-left", ref_kind="enterprise", ref_id=str(enterprise.id))
        mates: list[str] = act.facts.get("mates", [])
        messages.tell(session, {UUID(each) for each in mates} - people, mate, at)


def _deciding(session: Session, row: TaskRow, at: datetime) -> set[UUID]:
    """Find who hands it to another: the town's office a patrol, the department an inspection."""
    audience = Audience.TOWN_OFFICER if row.kind == TaskKind.PATROL.value else Audience.DEPARTMENT
    return Roll(session, at).of_place(place_of(row), audience)


def _named(command: Mapping[str, Any]) -> set[UUID]:
    return {UUID(command[name]) for name in ("officer", "second") if command.get(name)}
