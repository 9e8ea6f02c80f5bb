"""The form of what devices send: adapters over grids.commands, and their schema for TypeScript."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import Field, TypeAdapter, ValidationError

from grids.commands import Command
from grids.errors import Refusal
from grids.permissions import MAY
from server.store import ledger

MAX_ITEMS = 50
MAX_BYTES = 262_144
MAX_OUTLINES_BYTES = 4_194_304
"""For one edit of boundaries alone: the outlines of a whole town, about 150,000 vertices."""
_YEARS = range(1950, 2150)
"""Clocks of phones that lost their battery begin in 1970; what lies outside is no clock at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One act as the device froze it."""

    id: UUID
    parent_id: UUID | None = None
    aggregate_id: UUID
    seq: Annotated[int, Ge(0), Le(2**31 - 1)]
    schema_ver: int
    act_wall: datetime
    act_tz: str = "UTC"
    act_mono_ms: float = 0
    boot_id: UUID | None = None
    server_offset_ms: Annotated[float, Ge(-4e12), Le(4e12)] | None = None
    command: Annotated[Command, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a device sends at once; items stay raw so that one bad item harms no other."""

    device_id: UUID
    items: Annotated[list[dict[str, Any]], MinLen(1), MaxLen(MAX_ITEMS)]


BATCH: TypeAdapter[Batch] = TypeAdapter(Batch)
ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_ID: TypeAdapter[UUID] = TypeAdapter(UUID)


def read_batch(body: bytes) -> Batch:
    """Read the envelope of a request.

    Raises: Refusal("too-large") beyond the limits, Refusal("bad-act") when it is no batch at all.
    """
    if len(body) > MAX_OUTLINES_BYTES:
        raise Refusal("too-large", limit=MAX_BYTES)
    try:
        batch = BATCH.validate_python(json.loads(body))
        if len(body) > MAX_BYTES and not _is_outlines(batch):
            raise Refusal("too-large", limit=MAX_BYTES)
        for raw in batch.items:
            _ID.validate_python(raw.get("id"))
    except ValidationError as problem:
        raise Refusal("bad-act", at=where(problem)) from problem
    except (ValueError, RecursionError) as problem:
        raise Refusal("bad-act", at="JSON") from problem
    return batch


def _is_outlines(batch: Batch) -> bool:
    """Tell whether a batch is one edit of boundaries and nothing else."""
    commands = [raw.get("command") for raw in batch.items]
    return len(commands) == 1 and isinstance(commands[0], dict) and commands[0].get("kind") == "edit-redraw"


def read_item(raw: dict[str, Any]) -> Item:
    """Read one act, or refuse it by the field that is wrong.

    Half a character, as a cut emoji leaves it, is read as a question mark: a hazard is not lost for that.
    """
    try:
        item = ITEM.validate_json(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace"))
    except ValidationError as problem:
        raise Refusal("bad-act", at=where(problem)) from problem
    for name, moment in _moments("", item):
        if moment.tzinfo is None or moment.year not in _YEARS:
            raise Refusal("bad-act", at=f"{name}: no moment with its offset from UTC")
    return item


def received(raw: dict[str, Any], person: UUID, device: UUID, at: datetime) -> ledger.Received:
    """Describe what arrived, also when it can't be read as an act."""
    command = raw.get("command")
    try:
        item = read_item(raw)
    except Refusal:
        named = command.get("kind") if isinstance(command, dict) else None
        kind = named if isinstance(named, str) and named in MAY else ""
        own = UUID(str(raw["id"]))
        return ledger.Received(
            id=own, person=person, device=device, parent=None, aggregate=own, seq=0, kind=kind,
            text=ledger.canonical(raw), act_wall=at, clock_off_ms=None,
        )  # fmt: skip
    offset = item.server_offset_ms
    return ledger.Received(
        id=item.id, person=person, device=device, parent=item.parent_id, aggregate=item.aggregate_id, seq=item.seq,
        kind=item.command.kind, text=ledger.canonical(raw), act_wall=item.act_wall,
        clock_off_ms=None if offset is None else round(offset),
    )  # fmt: skip


def where(problem: ValidationError) -> str:
    """Name the first field that is wrong and what is wrong with it.

    An edit of boundaries is one of several kinds, and a wrong one fails as each of them: the kind that it says it is
    has the fault that is meant.
    """
    faults = problem.errors(include_url=False, include_input=False)
    other = {
        fault["loc"][:-1] for fault in faults if fault["loc"][-1:] == ("kind",) and fault["type"] == "literal_error"
    }
    meant = [fault for fault in faults if not any(fault["loc"][: len(kind)] == kind for kind in other)]
    first = (meant or faults)[0]
    said = "unknown kind" if first["type"] == "union_tag_invalid" else first["msg"]
    return f"{'.'.join(str(part) for part in first['loc'])}: {said}"


def _moments(name: str, value: object) -> Iterator[tuple[str, datetime]]:
    """Find every moment in an act, with the name of its field."""
    if isinstance(value, datetime):
        yield name, value
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _moments(f"{name}.{number}", part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _moments(f"{name}.{field.name}".lstrip("."), getattr(value, field.name))


def schema() -> dict[str, Any]:
    """Return the JSON schema of every command, for the TypeScript types."""
    adapter: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="kind")])
    return adapter.json_schema(mode="validation", ref_template="#/$defs/{model}")
