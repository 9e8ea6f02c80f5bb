"""Proposed changes of files: kept with old and new side by side, decided by whose data it is, applied when accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from grids import commands as c
from grids.base_fields import check_fields
from grids.enterprise_files import Owner, check_decider, owner_of
from grids.enterprises import PositionQuality
from grids.errors import Refusal
from grids.levels import Level
from grids.permissions import Role
from grids.policy import local_day
from server.acts import enterprises
from server.acts.base_facts import apply_facts, note_reason
from server.acts.deed import Deed, Done, Handlers
from server.store import files, places
from server.store.base_texts import shown
from server.store.code_lists import codes_on
from server.store.file_tables import base_fields
from server.store.tables import Area, ChangeRequest, Enterprise, GridUnit

_STATUS: Final = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is proposed, beside what stands there."""

    op: str
    proposed: Mapping[str, Any]
    present: Mapping[str, Any] = field(default_factory=dict)
    topic: str | None = None
    to_town: int | None = None


def keep(
    deed: Deed,
    row: Enterprise,
    change: UUID,
    asked: Asked,
    reason: str,
    *,
    visit: UUID | None = None,
    record: UUID | None = None,
) -> ChangeRequest:
    """Keep a proposal until it is decided."""
    if deed.session.get(ChangeRequest, change) is not None:
        raise Refusal("already-done", step="propose-change")
    kept = ChangeRequest(
        id=change,
        enterprise_id=row.id,
        town_id=row.town_id,
        district_id=row.district_id,
        visit_id=visit,
        op=asked.op,
        topic=asked.topic,
        record_id=record,
        to_town_id=asked.to_town,
        proposed=dict(asked.proposed),
        present=dict(asked.present),
        reason=reason,
        by_person=deed.person.id,
        at=deed.at,
        state="proposed",
    )
    deed.session.add(kept)
    row.version += 1  # phones that carry the file are told that something waits in it
    return kept


def propose(deed: Deed, command: c.ProposeChange) -> Done:
    """Keep a proposal of basic facts; who keeps the file and decides has decided by saying it."""
    row = places.enterprise(deed.session, command.enterprise, lock=True)
    place = places.place_of(row)
    roles = deed.allowed(command, place)
    check_fields(command.fields, base_fields(), codes_on(local_day(deed.at)))
    present = {name: shown(getattr(row, name)) for name in command.fields}
    asked = Asked(op="base", proposed=command.fields, present=present)
    kept = keep(deed, row, command.change, asked, command.reason, visit=command.visit)
    if _decides(roles, row, command.fields):
        _settle(deed, kept, accepted=True, reason=command.reason)
        _apply(deed, row, kept)
    return Done(place=place, roles=roles, facts={"state": kept.state})


def propose_move(deed: Deed, command: c.ProposeMove) -> Done:
    """Offer an enterprise that moved to the town where it went; nothing moves before that town signs.

    Source: docs/rules.md 3.10 (the new grid must sign; open hazards travel).
    """
    row = places.enterprise(deed.session, command.enterprise, lock=True)
    place = places.place_of(row)
    roles = deed.allowed(command, place)
    town = deed.session.get(Area, command.town)
    if town is None or town.level != Level.TOWN or town.district_id != row.district_id:
        raise Refusal("unknown-thing", thing="town")
    if town.id == row.town_id:
        raise Refusal("same-town")
    asked = Asked(
        op="move",
        proposed={"town": town.name, "address": command.address or row.address},
        present={"town": places.area_name(deed.session, row.town_id), "address": row.address},
        to_town=town.id,
    )
    keep(deed, row, command.change, asked, command.reason)
    deed.keep(command.photos, "file", enterprise_id=row.id)
    return Done(place=place, roles=roles, photos=tuple(p.sha256 for p in command.photos))


def decide(deed: Deed, command: c.DecideChange) -> Done:
    """Accept or decline a proposal; accepted values go into the file."""
    query = select(ChangeRequest).where(ChangeRequest.id == command.change).with_for_update()
    asked = deed.session.scalars(query).one_or_none()
    if asked is None:
        raise Refusal("not-found", thing="change")
    row = places.enterprise(deed.session, asked.enterprise_id, lock=True)
    place = places.place_of(row)
    roles = _deciders(deed, command, asked, row)
    if asked.state != "proposed":
        raise Refusal("already-done", step=command.kind)
    if not command.accepted and not command.reason.strip():
        raise Refusal("reason-needed", step=command.kind)
    _settle(deed, asked, accepted=command.accepted, reason=command.reason)
    row.version += 1
    if command.accepted and asked.op == "move":
        _move(deed, row, asked, command.unit)
    elif command.accepted:
        _apply(deed, row, asked)
    return Done(place=place, roles=roles)


def _decides(roles: frozenset[Role], row: Enterprise, fields: Mapping[str, Any]) -> bool:
    """Tell whether who proposes is also who decides. Source: docs/rules.md 3.10, R26, R29."""
    try:
        check_decider(roles, owner_of(row.direct_since), is_status=_STATUS in fields)
    except Refusal:
        return False
    return True


def _deciders(deed: Deed, command: c.DecideChange, asked: ChangeRequest, row: Enterprise) -> frozenset[Role]:
    """Return the roles of who decides, or refuse: a move is signed for where it goes, the rest by the data's owner."""
    place = places.place_of(row)
    if asked.op == "move" and asked.to_town_id is not None:
        there = places.place_of_area(places.area(deed.session, asked.to_town_id))
        roles = deed.allowed_now(command, replace(there, supervision_class=row.supervision_class))
        check_decider(roles, Owner.TOWN, is_status=True)
        return roles
    roles = deed.allowed(command, place)
    check_decider(roles, owner_of(row.direct_since), is_status=asked.op == "base" and _STATUS in asked.proposed)
    return roles


def _settle(deed: Deed, asked: ChangeRequest, *, accepted: bool, reason: str) -> None:
    asked.state = "accepted" if accepted else "declined"
    asked.decided_by, asked.decided_at, asked.decision_reason = deed.person.id, deed.at, reason


def _move(deed: Deed, row: Enterprise, asked: ChangeRequest, unit_id: int | None) -> None:
    """Let the enterprise go to the town that signed; where it stands there, somebody must still see."""
    if unit_id is None:
        raise Refusal("unit-needed")
    unit = deed.session.get(GridUnit, unit_id)
    if unit is None or unit.valid_to is not None or unit.town_id != asked.to_town_id:
        raise Refusal("unknown-thing", thing="unit")
    row.address = asked.proposed["address"]
    row.position_quality, row.verified_at, row.verified_by = PositionQuality.NONE.value, None, None
    row.point = row.site = row.position_accuracy_m = None
    enterprises.move(deed, row, unit, source="manual", reason=asked.reason)
    note_reason(deed, row, asked.reason)


def _apply(deed: Deed, row: Enterprise, asked: ChangeRequest) -> None:
    """Write what was accepted; a record that was proposed by somebody is theirs, decided by the decider."""
    match asked.op:
        case "base":
            apply_facts(deed, row, asked.proposed, asked.reason)
        case "add" if asked.topic is not None and asked.record_id is not None:
            files.add(deed.session, row, asked.record_id, asked.topic, asked.proposed, asked.by_person, deed.at)
        case "change" if asked.record_id is not None:
            files.change(files.record(deed.session, asked.record_id), asked.proposed, asked.by_person, deed.at)
        case "end" if asked.record_id is not None:
            ended_on = date.fromisoformat(asked.proposed["ended_on"])
            found = files.record(deed.session, asked.record_id)
            files.end(found, ended_on, asked.reason, asked.by_person, deed.at)


HANDLERS: Final[Handlers] = {
    c.DecideChange: decide,
    c.ProposeChange: propose,
    c.ProposeMove: propose_move,
}
