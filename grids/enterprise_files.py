"""Records of an enterprise's file: what a topic asks for, whether a record gives it, who writes it unasked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from grids.errors import Refusal
from grids.permissions import Role

FieldValue = str | int | float | bool | None
FieldValues = Mapping[str, FieldValue]
_TEXT_MAX: Final = 500
_COUNT_MAX: Final = 10**15


class FieldType(StrEnum):
    """What a field of a record holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"


class TopicKind(StrEnum):
    """Whether a topic is asked for by a tag, of everyone, or comes from the authority's own work."""

    SPECIAL = "special"
    BASE = "base"
    TOLD = "told"


class Owner(StrEnum):
    """Whose data a file is. Source: docs/rules.md 3.10, R26 (the town), R29 (a department that supervises directly)."""

    TOWN = "town"
    DEPARTMENT = "department"


class Way(StrEnum):
    """How what somebody says gets into a file."""

    DIRECT = "direct"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a topic; `needed` must be filled in every record."""

    name: str
    type: FieldType
    options: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One ledger of the file. Source: tables/file_topics.toml."""

    id: str
    kind: TopicKind
    fields: tuple[Field, ...]
    tag: str | None = None
    expires: bool = False
    direct: frozenset[Role] = frozenset()


Topics = Mapping[str, Topic]


def topic_of(topics: Topics, topic: str) -> Topic:
    """Return a topic or refuse."""
    if topic not in topics:
        raise Refusal("unknown-thing", thing=topic)
    return topics[topic]


def check_record(topic: Topic, fields: FieldValues, valid_from: date, valid_to: date | None) -> dict[str, FieldValue]:
    """Return the fields of a record without the empty ones, or refuse naming the field and what is wrong with it.

    Source: tables/file_topics.toml; docs/rules.md 3.10 (one row per fact).
    """
    known = {field.name for field in topic.fields}
    for name in fields:
        if name not in known:
            raise Refusal("record-unfit", topic=topic.id, field=name, fault="unknown")
    given: dict[str, FieldValue] = {name: value for name, value in fields.items() if value is not None and value != ""}
    for field in topic.fields:
        lacking = "needed" if field.needed else None
        fault = _fault(field, given[field.name]) if field.name in given else lacking
        if fault is not None:
            raise Refusal("record-unfit", topic=topic.id, field=field.name, fault=fault)
    if valid_to is not None and not topic.expires:
        raise Refusal("record-unfit", topic=topic.id, field="valid_to", fault="never-expires")
    if valid_to is not None and valid_to < valid_from:
        raise Refusal("record-unfit", topic=topic.id, field="valid_to", fault="before-begin")
    return given


def owner_of(direct_since: date | None) -> Owner:
    """Say whose data a file is: the town's, unless a department has locked the enterprise as directly supervised.

    Source: docs/rules.md 3.10, R26, R29.
    """
    return Owner.TOWN if direct_since is None else Owner.DEPARTMENT


_OWNS: Final = {Owner.TOWN: Role.TOWN_OFFICER, Owner.DEPARTMENT: Role.DEPARTMENT}


def way(roles: frozenset[Role], topic: Topic, owner: Owner) -> Way:
    """Say whether somebody in these roles writes a record of a topic at once or proposes it.

    What comes from the authority's own work is written by the authority it comes from and by nobody else. All else is
    written by whose data it is, and by the enterprise where it names its own people for its areas (R31); everybody else
    who sees it proposes, and the owner decides (docs/rules.md 8: officers and enterprises propose base changes).

    Source: docs/rules.md 3.10, R26, R29, R31, 8; tables/file_topics.toml `direct`.
    """
    if topic.kind is TopicKind.TOLD and not roles & topic.direct:
        raise Refusal("not-yours", step="add-record")
    return Way.DIRECT if roles & (topic.direct | {_OWNS[owner]}) else Way.PROPOSED


def check_decider(roles: frozenset[Role], owner: Owner, *, is_status: bool) -> None:
    """Refuse who may not decide a proposal: the owner of the data decides, about the status always the town.

    Source: docs/rules.md 3.10, R26, R29; 1 (nothing leaves a denominator without a status change approved by the town).
    """
    able = Role.TOWN_OFFICER if is_status else _OWNS[owner]
    if able not in roles:
        raise Refusal("not-data-owner", owner="town" if able is Role.TOWN_OFFICER else "department")


def _fault(field: Field, value: FieldValue) -> str | None:
    """Say what is wrong with a value, as a word of the catalogue, or nothing."""
    match field.type:
        case FieldType.TEXT:
            return None if isinstance(value, str) and len(value) <= _TEXT_MAX else "text"
        case FieldType.INTEGER:
            return None if isinstance(value, int) and _is_number(value) else "integer"
        case FieldType.NUMBER:
            return None if _is_number(value) else "number"
        case FieldType.FLAG:
            return None if isinstance(value, bool) else "flag"
        case FieldType.DATE:
            return None if isinstance(value, str) and day_of(value) is not None else "date"
        case FieldType.CHOICE:
            return None if value in field.options else "choice"


def _is_number(value: FieldValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _COUNT_MAX


def day_of(text: str) -> date | None:
    """Read a day as ISO 8601 has it, or nothing.

    >>> day_of("2026-11-22"), day_of("22.11.2026")
    (datetime.date(2026, 11, 22), None)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
