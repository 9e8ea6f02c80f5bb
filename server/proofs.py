"""The proof that nothing was changed afterwards: the ledger, the acts it names, what followed, photos, attached files.

Every entry's hash covers the one before it, so a change anywhere breaks every receipt after it. What stands in other
tables (acts, events, evidence, states) is compared with what the ledger says. Nothing is mended here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import obstore
from obstore.exceptions import NotFoundError
from sqlalchemy import ColumnElement, ScalarResult, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from grids.errors import Fact
from grids.hazards import HazardEvent
from server import attachments, proof_of_acts
from server.db import Database
from server.photos import PhotoStore, key_of
from server.store import ledger
from server.store.tables import (
    ActReceived,
    Evidence,
    HazardEventRow,
    HazardRow,
    LedgerEntry,
    LedgerHead,
    PhotoRow,
)

Progress = Callable[[str, int, int | None], None]
"""Told what is being proved, how much of it is done, and how much there is."""
_BATCH: Final = 500
_earlier = aliased(HazardEventRow)
_IS_IMPORTED: Final[ColumnElement[bool]] = (
    (HazardEventRow.event == HazardEvent.IMPORTED.value)
    & HazardRow.import_batch_id.is_not(None)
    & ~HazardRow.is_demo
    & ~exists().where(
        _earlier.hazard_id == HazardEventRow.hazard_id, _earlier.id < HazardEventRow.id, _earlier.act_id.is_not(None)
    )
)
"""A step of an import, on a hazard of an import, before anybody worked on it; anywhere else it is a stranger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was: a code of the catalogue, and where."""

    code: str
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a chain; written down elsewhere, it proves the whole chain up to here."""

    chain: int
    n: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at and what was found; no findings: nothing was changed."""

    entries: int
    photos: int
    files: int
    owed: int
    demo_events: int
    imported_events: int
    heads: tuple[Head, ...]
    findings: tuple[Finding, ...]


def prove(database: Database, store: PhotoStore, progress: Progress) -> Report:
    """Walk every chain, every photo and every attached file, and say what is not as it was.

    Entries added while this runs are left for the next time. Error: none; every byte is hashed.
    """
    findings: list[Finding] = []
    with database.session() as session:
        heads = list(session.scalars(select(LedgerHead).order_by(LedgerHead.chain)))
        entries = 0
        for head in heads:
            entries += _prove_chain(session, head, findings, progress)
        findings += _around(session)
        owed = session.scalar(select(func.count(Evidence.sha256.distinct())).where(~_has_photo())) or 0
        demo = session.scalar(_without_act(HazardRow.is_demo.is_(True))) or 0
        imported = session.scalar(_without_act(_IS_IMPORTED)) or 0
        shots = [(row.sha256, row.bytes) for row in session.execute(_PHOTOS)]
        files = attachments.known(session)
        findings += _prove_bytes("photo", "photos", store, shots, progress)
        findings += _prove_bytes("attachment", "files", attachments.beside(store), files, progress)
        ends = tuple(Head(chain=head.chain, n=head.n, hash=head.hash) for head in heads)
    return Report(
        entries=entries, photos=len(shots), files=len(files), owed=owed, demo_events=demo,
        imported_events=imported, heads=ends, findings=tuple(findings),
    )  # fmt: skip


def _prove_chain(session: Session, head: LedgerHead, findings: list[Finding], progress: Progress) -> int:
    """Walk a chain from its first entry to its head; a break is told once and the walk goes on behind it."""
    at, before, done = 0, ledger.GENESIS, 0
    for batch in _batches(session.scalars(_entries(head))):
        for entry in batch:
            findings += _prove_link(entry, at, before)
            at, before = entry.n, entry.hash
        findings += [Finding(code=code, facts=facts) for code, facts in proof_of_acts.prove(session, batch)]
        done += len(batch)
        session.expunge_all()
        progress(f"ledger {head.chain}", done, head.n)
    if (at, before) != (head.n, head.hash):
        findings.append(Finding(code="head", facts={"chain": head.chain, "n": head.n, "last": at}))
    return done


def _prove_link(entry: LedgerEntry, at: int, before: str) -> list[Finding]:
    where: dict[str, Fact] = {"chain": entry.chain, "n": entry.n}
    if entry.n != at + 1:
        return [Finding(code="gap", facts={"chain": entry.chain, "first": at + 1, "last": entry.n - 1})]
    found = []
    if entry.prev_hash != before:
        found.append(Finding(code="link", facts=where))
    if ledger.sha256(entry.prev_hash + entry.entry) != entry.hash:
        found.append(Finding(code="entry", facts=where))
    return found


def _entries(head: LedgerHead) -> Select[LedgerEntry]:
    query = select(LedgerEntry).where(LedgerEntry.chain == head.chain, LedgerEntry.n <= head.n)
    return query.order_by(LedgerEntry.n).execution_options(yield_per=_BATCH)


def _batches(rows: ScalarResult[LedgerEntry]) -> Iterator[list[LedgerEntry]]:
    every = iter(rows)
    while batch := list(islice(every, _BATCH)):
        yield batch


def _around(session: Session) -> list[Finding]:
    """Find what the ledger does not know of: acts, events and states that came another way, chains without a head."""
    in_ledger = exists().where(LedgerEntry.act_id == ActReceived.id)
    acts = select(ActReceived.id).where(ActReceived.status == "applied", ~in_ledger)
    found = [Finding(code="act-without-entry", facts={"act": str(act)}) for act in session.scalars(acts)]
    known = exists().where(LedgerEntry.act_id == HazardEventRow.act_id)
    events = select(HazardEventRow.id, HazardEventRow.hazard_id).where(HazardEventRow.act_id.is_not(None), ~known)
    for event, hazard in session.execute(events):
        found.append(Finding(code="event-without-entry", facts={"event": event, "hazard": str(hazard)}))
    if strangers := session.scalar(_without_act(HazardRow.is_demo.is_(False) & ~_IS_IMPORTED)):
        found.append(Finding(code="events-without-act", facts={"n": strangers}))
    lost = select(LedgerEntry.chain).where(~exists().where(LedgerHead.chain == LedgerEntry.chain)).distinct()
    found += [Finding(code="no-head", facts={"chain": chain}) for chain in session.scalars(lost)]
    for number, state, last in session.execute(_moved_states()):
        found.append(Finding(code="state", facts={"hazard": number, "state": state, "last": last}))
    return found


def _without_act(which: ColumnElement[bool]) -> Select[int]:
    query = select(func.count()).select_from(HazardEventRow).join(HazardRow, HazardRow.id == HazardEventRow.hazard_id)
    return query.where(HazardEventRow.act_id.is_(None), which)


def _moved_states() -> Select[str, str, str]:
    """Select hazards whose state is not the one their last event left them in."""
    last = (
        select(HazardEventRow.state_after)
        .where(HazardEventRow.hazard_id == HazardRow.id)
        .order_by(HazardEventRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(HazardRow.ledger_no, HazardRow.state, last).where(HazardRow.state.is_distinct_from(last))


def _has_photo() -> ColumnElement[bool]:
    return exists().where(PhotoRow.sha256 == Evidence.sha256)


_PHOTOS: Final = select(PhotoRow.sha256, PhotoRow.bytes).order_by(PhotoRow.sha256)


def _prove_bytes(
    code: str, what: str, store: PhotoStore, rows: Sequence[tuple[str, int]], progress: Progress
) -> Iterator[Finding]:
    """Read every file back and hash it."""
    for done, (sha256, size) in enumerate(rows, start=1):
        try:
            content = obstore.get(store.blobs, key_of(sha256)).bytes()
        except (NotFoundError, FileNotFoundError):
            yield Finding(code=f"{code}-gone", facts={"sha256": sha256})
        else:
            if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
                yield Finding(code=code, facts={"sha256": sha256})
        progress(what, done, len(rows))
