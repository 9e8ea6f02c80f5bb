"""Messages: into the inbox, which always works, and out to other channels where an installation names them.

A message keeps its event and its facts; the sentence is made in the reader's language when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.catalogue import text
from server.queue import enqueue
from server.store.tables import InboxMessage

Fact = str | int | float | None
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be said, about what; the same `dedupe` is said to a person once."""

    event: str
    ref_kind: str
    ref_id: str
    dedupe: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A message in the reader's language."""

    title: str
    body: str


def tell(session: Session, person_ids: Iterable[UUID], message: Message, at: datetime) -> int:
    """Put a message into inboxes and return how many are new; a second time changes nothing."""
    rows = [
        {
            "person_id": person, "event": message.event, "facts": dict(message.facts), "ref_kind": message.ref_kind,
            "ref_id": message.ref_id, "dedupe": message.dedupe, "created_at": at,
        }
        for person in sorted(set(person_ids))
    ]  # fmt: skip
    if not rows:
        return 0
    added = insert(InboxMessage).values(rows).on_conflict_do_nothing(index_elements=["person_id", "dedupe"])
    return len(session.scalars(added.returning(InboxMessage.id)).all())


def send_outside(session: Session, message: Message) -> None:
    """Let the worker send a message to the channels of the installation, in its own time."""
    said = wording(message.event, message.facts, "zh")
    enqueue(session, "send_outside", title=said.title, body=said.body, dedupe_key=message.dedupe)


def wording(event: str, facts: Mapping[str, Fact], language: str) -> Wording:
    """Say a message in a language; days and words of the trade are written as that language writes them."""
    named = {name: _told(name, fact, language) for name, fact in facts.items()}
    return Wording(
        title=text("messages", f"{event}.title", language, named),
        body=text("messages", f"{event}.body", language, named),
    )


def shorten(words: str) -> str:
    """Cut a long remark for a message; the whole stands where the message leads."""
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= _LONGEST else one_line[: _LONGEST - 1] + "…"


def day(on: date, language: str) -> str:
    """Write a day as people do.

    >>> day(date(2026, 12, 5), "zh"), day(date(2026, 12, 5), "en")
    ('2026年12月5日', '5 Dec 2026')
    """
    if language == "zh":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def _told(name: str, fact: Fact, language: str) -> Fact:
    if name in {"level", "paper", "decision", "what"} and isinstance(fact, str):
        return text("messages", f"{name}.{fact}", language)
    if name.endswith("_on") and isinstance(fact, str) and _DAY.fullmatch(fact):
        return day(date.fromisoformat(fact), language)
    return fact
