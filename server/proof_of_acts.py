"""What the ledger says of an act, against the act as it arrived, the events it caused and the photos it named."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.commands import Command
from grids.errors import Fact, Refusal
from server import wire
from server.store import ledger
from server.store.tables import ActReceived, Evidence, HazardEventRow, LedgerEntry

Found = tuple[str, dict[str, Fact]]
_AS_JSON: TypeAdapter[Command] = TypeAdapter(Command)


def prove(session: Session, entries: Sequence[LedgerEntry]) -> Iterator[Found]:
    """Compare entries with the rows that belong to them; yields a code and where for each difference."""
    ids = [entry.act_id for entry in entries]
    acts = {act.id: act for act in session.scalars(select(ActReceived).where(ActReceived.id.in_(ids)))}
    events: dict[UUID | None, list[HazardEventRow]] = defaultdict(list)
    for event in session.scalars(
        select(HazardEventRow).where(HazardEventRow.act_id.in_(ids)).order_by(HazardEventRow.id)
    ):
        events[event.act_id].append(event)
    shown: dict[UUID, set[str]] = defaultdict(set)
    for act_id, sha256 in session.execute(select(Evidence.act_id, Evidence.sha256).where(Evidence.act_id.in_(ids))):
        shown[act_id].add(sha256)
    for entry in entries:
        said = _read(entry.entry)
        where: dict[str, Fact] = {"chain": entry.chain, "n": entry.n, "act": str(entry.act_id)}
        for code in _codes(entry, said, acts.get(entry.act_id), events[entry.act_id], shown[entry.act_id]):
            yield code, where


def _read(text: str) -> Mapping[str, Any]:
    """Read an entry; one that is no JSON any more says nothing, and its hash has been found wrong already."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _codes(
    entry: LedgerEntry,
    said: Mapping[str, Any],
    act: ActReceived | None,
    events: Sequence[HazardEventRow],
    shown: set[str],
) -> Iterator[str]:
    own = (said.get("n"), said.get("chain"), said.get("at"), said.get("act", {}).get("id"))
    if own != (entry.n, entry.chain, entry.at.isoformat(), str(entry.act_id)):
        yield "row"
    if act is None:
        yield "act-gone"
        return
    if not _same_act(entry, said, act):
        yield "act"
    if [_event(event) for event in events] != said.get("events", []) or any(
        not _belongs(event, entry, said) for event in events
    ):
        yield "events"
    if shown != {sha256.lower() for sha256 in said.get("photos", [])}:
        yield "evidence"


def _same_act(entry: LedgerEntry, said: Mapping[str, Any], act: ActReceived) -> bool:
    """Tell whether the act as received is the one the ledger chained, word for word, with its receipt."""
    return (
        ledger.sha256(act.item) == act.item_sha256 == said.get("act_sha256")
        and act.item == ledger.canonical(said.get("act"))
        and str(act.person_id) == said.get("person")
        and str(act.device_id) == said.get("device")
        and act.status == "applied"
        and act.receipt == entry.hash
    )


def _event(event: HazardEventRow) -> dict[str, str | None]:
    return {
        "hazard": str(event.hazard_id),
        "event": event.event,
        "before": event.state_before,
        "after": event.state_after,
    }


def _belongs(event: HazardEventRow, entry: LedgerEntry, said: Mapping[str, Any]) -> bool:
    """Tell whether an event has the moment, the person, the roles and the words of its act."""
    return (
        event.at == entry.at
        and event.person_name == said.get("person_name")
        and str(event.person_id) == said.get("person")
        and event.role == ",".join(said.get("roles", []))
        and _same_words(event.body, said.get("act", {}))
    )


def _same_words(body: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    """Tell whether an event repeats what its act said.

    A field that a later version added with a default is in neither and harms no old entry.
    """
    try:
        command = _AS_JSON.dump_python(wire.read_item(dict(raw)).command, mode="json")
    except Refusal:
        return False
    wanted = {name: command[name] for name in raw["command"] if command.get(name) not in (None, "", [])}
    return all(command.get(name) == value for name, value in body.items()) and wanted.keys() <= body.keys()
