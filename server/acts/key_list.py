"""Acts on the key supervision list: propose, decide, ask to leave, let go. The rules are in grids/key_list.py."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, update

from grids import commands as c
from grids import key_list as rules
from grids.errors import Refusal
from grids.key_list import KeySource, KeyState
from grids.permissions import Role
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import places
from server.store.tables import Enterprise, GradeReview, HazardRow, KeyEntry

_Decided = c.DecideKeyEntry | c.ApplyKeyExit | c.DecideKeyExit


def propose(deed: Deed, command: c.ProposeKeyEntry) -> Done:
    """Propose an enterprise, with what shows it."""
    enterprise = places.enterprise(deed.session, command.enterprise, lock=True)
    roles = deed.allowed_now(command, places.place_of(enterprise))
    if deed.session.get(KeyEntry, command.entry) is not None:
        raise Refusal("already-done", step=command.kind)
    live = KeyEntry.state.in_(sorted(rules.LIVE))
    if deed.session.scalar(select(KeyEntry.id).where(KeyEntry.enterprise_id == enterprise.id, live)) is not None:
        raise Refusal("key-live")
    if command.hazard is not None:
        hazard = deed.session.get(HazardRow, command.hazard)
        if hazard is None or hazard.enterprise_id != enterprise.id:
            raise Refusal("unknown-thing", thing="hazard")
    row = KeyEntry(
        id=command.entry, enterprise_id=enterprise.id, state=KeyState.PROPOSED.value, source=KeySource.HAND.value,
        hazard_id=command.hazard, reason=command.reason, evidence=command.evidence, conditions=command.conditions,
        proposed_by=deed.person.id, proposed_at=deed.at, history=[],
    )  # fmt: skip
    _note(deed, row, command.kind, command.reason)
    deed.session.add(row)
    return _done(deed, command, enterprise, roles)


def decide(deed: Deed, command: c.DecideKeyEntry) -> Done:
    """Put an enterprise on the list or refuse; whichever it is, what was proposed is settled."""
    row, enterprise, roles = _row(deed, command)
    rules.check_step(KeyState(row.state), command.kind)
    rules.check_decider(deed.person.id, row.proposed_by)
    conditions = command.conditions.strip() or row.conditions
    row.state = rules.decided(conditions, approved=command.approved).value
    row.conditions = conditions
    if command.approved:
        row.entered_on = local_day(deed.at)
        enterprise.key_list = True
        enterprise.version += 1
    waiting = GradeReview.settled_at.is_(None) & (GradeReview.reason == "key_list")
    settled = update(GradeReview).where(GradeReview.enterprise_id == enterprise.id, waiting)
    deed.session.execute(settled.values(settled_at=deed.at))
    _note(deed, row, f"{command.kind}:{'yes' if command.approved else 'no'}", command.opinion)
    return _done(deed, command, enterprise, roles)


def ask_to_leave(deed: Deed, command: c.ApplyKeyExit) -> Done:
    """Keep that the enterprise asks to leave, and how it meets the conditions."""
    row, enterprise, roles = _row(deed, command)
    rules.check_step(KeyState(row.state), command.kind)
    row.state = KeyState.EXIT_APPLIED.value
    _note(deed, row, command.kind, command.reason)
    return _done(deed, command, enterprise, roles)


def let_go(deed: Deed, command: c.DecideKeyExit) -> Done:
    """Take an enterprise off the list, or keep it there: it ends only so."""
    row, enterprise, roles = _row(deed, command)
    rules.check_step(KeyState(row.state), command.kind)
    row.state = (KeyState.EXITED if command.approved else KeyState.IN_FORCE).value
    if command.approved:
        row.exited_on = local_day(deed.at)
        enterprise.key_list = False
        enterprise.version += 1
    _note(deed, row, f"{command.kind}:{'yes' if command.approved else 'no'}", command.opinion)
    return _done(deed, command, enterprise, roles)


def _row(deed: Deed, command: _Decided) -> tuple[KeyEntry, Enterprise, frozenset[Role]]:
    row = deed.session.get(KeyEntry, command.entry, with_for_update=True)
    if row is None:
        raise Refusal("not-found", thing="key_entry")
    enterprise = places.enterprise(deed.session, row.enterprise_id, lock=True)
    return row, enterprise, deed.allowed_now(command, places.place_of(enterprise))


def _note(deed: Deed, row: KeyEntry, step: str, said: str) -> None:
    told = {"step": step, "by": str(deed.person.id), "name": deed.person.name, "at": deed.at.isoformat(), "text": said}
    row.history = [*row.history, told]


def _done(deed: Deed, command: c.KeyListStep, enterprise: Enterprise, roles: frozenset[Role]) -> Done:
    photos: tuple[c.Photo, ...] = getattr(command, "photos", ())
    deed.keep(photos, "file", enterprise_id=enterprise.id)
    return Done(place=places.place_of(enterprise), roles=roles, photos=tuple(photo.sha256 for photo in photos))


HANDLERS: Final[Handlers] = {
    c.ApplyKeyExit: ask_to_leave,
    c.DecideKeyEntry: decide,
    c.DecideKeyExit: let_go,
    c.ProposeKeyEntry: propose,
}
