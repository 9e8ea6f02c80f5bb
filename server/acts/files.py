"""Acts on the records of a file: added, changed, ended at once or proposed, verified by who saw it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from grids import commands as c
from grids.accidents import check_by_hand
from grids.enterprise_files import Way, check_record, owner_of, topic_of, way
from grids.errors import Conflict, Refusal
from grids.permissions import Role
from grids.policy import local_day
from server.acts import changes
from server.acts.deed import Deed, Done, Handlers
from server.store import files, places
from server.store.file_tables import topics
from server.store.tables import AccidentRow, Enterprise, FileRecord

_Written = c.AddRecord | c.ChangeRecord | c.EndRecord


def add(deed: Deed, command: c.AddRecord) -> Done:
    """Add a record, or keep the proposal of one."""
    row = places.enterprise(deed.session, command.enterprise, lock=True)
    roles = deed.allowed(command, places.place_of(row))
    topic = topic_of(topics(), command.topic)
    begins = command.valid_from or local_day(deed.act_at)
    side = files.sides(check_record(topic, command.fields, begins, command.valid_to), begins, command.valid_to)
    if deed.session.get(FileRecord, command.record) is not None:
        raise Refusal("already-done", step=command.kind)
    if way(roles, topic, owner_of(row.direct_since)) is Way.PROPOSED:
        return _proposed(deed, command, row, roles, changes.Asked(op="add", topic=topic.id, proposed=side))
    files.add(deed.session, row, command.record, topic.id, side, deed.person.id, deed.at)
    return _done(deed, command, row, roles, Way.DIRECT)


def change(deed: Deed, command: c.ChangeRecord) -> Done:
    """Put other values into a record, or keep the proposal of them."""
    found, row, roles = _found(deed, command)
    check_by_hand(is_reported=_is_reported(deed, found))
    if command.expected_version not in {None, found.version}:
        raise Conflict("moved-on")
    begins = command.valid_from or found.valid_from
    topic = topic_of(topics(), found.topic)
    side = files.sides(check_record(topic, command.fields, begins, command.valid_to), begins, command.valid_to)
    if way(roles, topic, owner_of(row.direct_since)) is Way.PROPOSED:
        asked = changes.Asked(op="change", topic=topic.id, proposed=side, present=files.side_of(found))
        return _proposed(deed, command, row, roles, asked)
    files.change(found, side, deed.person.id, deed.at)
    return _done(deed, command, row, roles, Way.DIRECT)


def end(deed: Deed, command: c.EndRecord) -> Done:
    """Close a record, or keep the proposal to close it."""
    found, row, roles = _found(deed, command)
    check_by_hand(is_reported=_is_reported(deed, found))
    _check_end(found, command.ended_on, local_day(deed.at))
    topic = topic_of(topics(), found.topic)
    if way(roles, topic, owner_of(row.direct_since)) is Way.PROPOSED:
        proposed = {"ended_on": command.ended_on.isoformat()}
        asked = changes.Asked(op="end", topic=topic.id, proposed=proposed, present=files.side_of(found))
        return _proposed(deed, command, row, roles, asked)
    files.end(found, command.ended_on, command.reason, deed.person.id, deed.at)
    return _done(deed, command, row, roles, Way.DIRECT)


def verify(deed: Deed, command: c.VerifyRecord) -> Done:
    """Note who saw that a record is true."""
    found, row, roles = _found(deed, command)
    found.verified_at, found.verified_by = deed.act_at, deed.person.id
    return _done(deed, command, row, roles, None)


def verify_all(deed: Deed, command: c.VerifyFile) -> Done:
    """Note that somebody went through the whole file on site: with a photo and a position, or it was not on site.

    Source: docs/rules.md 3.10 ("unchanged" is one tap, photo and position are still required), R07 (who verified when).
    """
    row = places.enterprise(deed.session, command.enterprise, lock=True)
    roles = deed.allowed(command, places.place_of(row))
    if not command.photos or command.fix is None:
        raise Refusal("photo-needed", step=command.kind)
    row.file_verified_at, row.file_verified_by = deed.act_at, deed.person.id
    row.version += 1
    query = select(FileRecord).where(FileRecord.enterprise_id == row.id, FileRecord.ended_on.is_(None))
    for each in deed.session.scalars(query.with_for_update()):
        each.verified_at, each.verified_by = deed.act_at, deed.person.id
    deed.keep(command.photos, "file", enterprise_id=row.id, visit_id=command.visit)
    return Done(place=places.place_of(row), roles=roles, photos=tuple(p.sha256 for p in command.photos))


def _found(
    deed: Deed, command: c.ChangeRecord | c.EndRecord | c.VerifyRecord
) -> tuple[FileRecord, Enterprise, frozenset[Role]]:
    owner = deed.session.scalar(select(FileRecord.enterprise_id).where(FileRecord.id == command.record))
    if owner is None:
        raise Refusal("not-found", thing="record")
    row = places.enterprise(deed.session, owner, lock=True)
    roles = deed.allowed(command, places.place_of(row))
    return files.record(deed.session, command.record), row, roles


def _is_reported(deed: Deed, found: FileRecord) -> bool:
    """Tell whether a record is that of an accident with its report."""
    return deed.session.get(AccidentRow, found.id) is not None


def _check_end(found: FileRecord, ended_on: date, today: date) -> None:
    if not found.valid_from <= ended_on <= today:
        raise Refusal("bad-date", earliest=found.valid_from.isoformat(), latest=today.isoformat())


def _proposed(deed: Deed, command: _Written, row: Enterprise, roles: frozenset[Role], asked: changes.Asked) -> Done:
    changes.keep(deed, row, deed.act_id, asked, command.reason, visit=command.visit, record=command.record)
    return _done(deed, command, row, roles, Way.PROPOSED)


def _done(
    deed: Deed, command: _Written | c.VerifyRecord, row: Enterprise, roles: frozenset[Role], how: Way | None
) -> Done:
    visit: UUID | None = getattr(command, "visit", None)
    deed.keep(command.photos, "file", enterprise_id=row.id, visit_id=visit, record_id=command.record)
    facts: dict[str, Any] = {} if how is None else {"way": how.value}
    return Done(place=places.place_of(row), roles=roles, photos=tuple(p.sha256 for p in command.photos), facts=facts)


HANDLERS: Final[Handlers] = {
    c.AddRecord: add,
    c.ChangeRecord: change,
    c.EndRecord: end,
    c.VerifyFile: verify_all,
    c.VerifyRecord: verify,
}
