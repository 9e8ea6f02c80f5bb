"""The contact table of an office: what a version must have, and what changed from one to the next.

Source: 武政办发〔2013〕20号 六-1 and its annex (联系表: category, name, post, office phone, mobile, remark; sealed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from grids.commands import Contact, ContactPart, WriteContacts
from grids.errors import Conflict, Refusal

NEEDED: Final = (ContactPart.LEADER, ContactPart.LIAISON)
"""Parts that no table is without: who answers for it, and whom one calls. Ours; the annex lists both."""
_FIELDS: Final = ("post", "office_phone", "mobile", "remark")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPolicy:
    """The numbers of policy behind contact tables, as of one day. Source: tables/contacts.toml."""

    fresh_days: int
    ahead_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The version a new one follows."""

    n: int
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Somebody who stands in both versions, with the fields that differ."""

    old: Contact
    new: Contact
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Who came, who went, whose data changed; each by part and name."""

    added: tuple[Contact, ...]
    removed: tuple[Contact, ...]
    changed: tuple[Changed, ...]


def check(command: WriteContacts, before: Held | None, today: date, policy: ContactPolicy) -> None:
    """Refuse a version that can't follow, or lacks what every table has.

    Raises: Conflict `moved-on` when somebody wrote meanwhile; Refusal `bad-date`, `contacts-lack`, `contacts-twice`.
    """
    if command.base_version != (before.n if before else 0):
        raise Conflict("moved-on")
    latest = today + timedelta(days=policy.ahead_days)
    earliest = before.valid_from if before else date.min
    if not earliest <= command.valid_from <= latest:
        first = earliest.isoformat() if before else None
        raise Refusal("bad-date", earliest=first, latest=latest.isoformat())
    lacks = [part.value for part in NEEDED if not any(_can_be_called(each, part) for each in command.contacts)]
    if lacks:
        raise Refusal("contacts-lack", parts=",".join(lacks))
    seen: set[tuple[str, str]] = set()
    for each in command.contacts:
        if key(each) in seen:
            raise Refusal("contacts-twice", name=each.name)
        seen.add(key(each))


def is_fresh(written_on: date, on: date, policy: ContactPolicy) -> bool:
    """Tell whether a table was written recently enough to be called by. Unit: calendar days."""
    return (on - written_on).days <= policy.fresh_days


def differences(old: Sequence[Contact], new: Sequence[Contact]) -> Differences:
    """Say what differs between two versions; whoever changes part leaves one and comes into the other."""
    before, after = ({key(each): each for each in side} for side in (old, new))
    both = [(before[who], after[who]) for who in after if who in before]
    return Differences(
        added=tuple(each for who, each in after.items() if who not in before),
        removed=tuple(each for who, each in before.items() if who not in after),
        changed=tuple(
            Changed(old=one, new=other, fields=fields) for one, other in both if (fields := _differing(one, other))
        ),
    )


def key(contact: Contact) -> tuple[str, str]:
    """Tell lines apart: the same person may stand in several parts, once in each."""
    return contact.part.value, contact.name.strip()


def _can_be_called(contact: Contact, part: ContactPart) -> bool:
    has_phone = bool(contact.office_phone.strip() or contact.mobile.strip())
    return contact.part is part and bool(contact.name.strip()) and (has_phone or part is not ContactPart.LIAISON)


def _differing(old: Contact, new: Contact) -> tuple[str, ...]:
    return tuple(name for name in _FIELDS if getattr(old, name) != getattr(new, name))
