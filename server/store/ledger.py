"""The ledger: claim an act before any work, settle what became of it, chain what was accepted.

An entry of the chain is canonical JSON (`canonical`) with the keys
`act` (the item exactly as the device froze it), `act_sha256`, `at`, `chain`, `device`, `events`
(`[{"hazard", "event", "before", "after"}]`), `n`, `person`, `person_name`, `photos` (SHA-256 of every photo named),
`place` and `roles`. `hash = sha256(prev_hash + entry)`; the first `prev_hash` is 64 zeros.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from grids.errors import Refusal
from server.store.tables import ActReceived, LedgerEntry, LedgerHead

GENESIS = "0" * 64
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An act as it arrived: who sent it from which device, and its frozen text."""

    id: UUID
    person: UUID
    device: UUID
    parent: UUID | None
    aggregate: UUID
    seq: int
    kind: str
    text: str
    act_wall: datetime
    clock_off_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What goes into the chain beside the act itself."""

    person_name: str
    roles: Sequence[str]
    place: Mapping[str, int | None]
    events: Sequence[Mapping[str, str | None]]
    photos: Sequence[str]


def canonical(thing: object) -> str:
    """Write JSON so that equal things are equal texts; half characters, which UTF-8 can't write, stay escaped."""
    text = json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def sha256(text: str) -> str:
    """Hash a text as UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def claim(session: Session, received: Received, at: datetime) -> ActReceived:
    """Take the act's row before any work; copies of one act wait here for each other.

    Returns the row, whose status `applied` means there is nothing more to do.
    Raises: Refusal("key-reuse") when the id came before with other content or from another person.
    """
    digest = sha256(received.text)
    row = insert(ActReceived).values(
        id=received.id, person_id=received.person, device_id=received.device, parent_id=received.parent,
        aggregate_id=received.aggregate, seq=received.seq, kind=received.kind, item=received.text, item_sha256=digest,
        status="claimed", received_at=at, tried_at=at, act_wall=received.act_wall, clock_off_ms=received.clock_off_ms,
    )  # fmt: skip
    session.execute(row.on_conflict_do_nothing(index_elements=["id"]))
    query = select(ActReceived).where(ActReceived.id == received.id).with_for_update()
    claimed = session.scalars(query.execution_options(populate_existing=True)).one()
    if claimed.item_sha256 != digest or claimed.person_id != received.person:
        raise Refusal("key-reuse")
    return claimed


def settle(
    session: Session,
    act_id: UUID,
    status: str,
    at: datetime,
    *,
    code: str | None = None,
    facts: Mapping[str, Any] | None = None,
    receipt: str | None = None,
) -> None:
    """Write down what became of an act."""
    session.execute(
        update(ActReceived)
        .where(ActReceived.id == act_id)
        .values(status=status, code=code, facts=dict(facts or {}), receipt=receipt, tried_at=at)
    )


def append(session: Session, row: ActReceived, accepted: Accepted, chain: int, at: datetime) -> str:
    """Add the act to its district's chain and return the new hash, the receipt.

    The head's row lock is taken last, so that acts of one district queue only for this step.
    """
    session.execute(
        insert(LedgerHead).values(chain=chain, n=0, hash=GENESIS).on_conflict_do_nothing(index_elements=["chain"])
    )
    query = select(LedgerHead).where(LedgerHead.chain == chain).with_for_update()
    head = session.scalars(query.execution_options(populate_existing=True)).one()
    entry = canonical(
        {
            "act": json.loads(row.item),
            "act_sha256": row.item_sha256,
            "at": at.isoformat(),
            "chain": chain,
            "device": str(row.device_id),
            "events": list(accepted.events),
            "n": head.n + 1,
            "person": str(row.person_id),
            "person_name": accepted.person_name,
            "photos": sorted(accepted.photos),
            "place": dict(accepted.place),
            "roles": sorted(accepted.roles),
        }
    )
    digest = sha256(head.hash + entry)
    session.add(
        LedgerEntry(chain=chain, n=head.n + 1, act_id=row.id, at=at, entry=entry, prev_hash=head.hash, hash=digest)
    )
    head.n += 1
    head.hash = digest
    session.flush()
    return digest


def held_children(session: Session, parent: UUID) -> Sequence[ActReceived]:
    """List the acts that wait for this one and lock them; one that is being sent again just now is not among them."""
    query = select(ActReceived).where(ActReceived.parent_id == parent, ActReceived.status == "held")
    query = query.order_by(ActReceived.seq).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).all()
