"""Acts on standards: begin, write, publish, give up. The rules are in grids/standards.py."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import select

from grids import commands as c
from grids import standards as rules
from grids.errors import Conflict, Refusal
from grids.levels import Level, Place
from grids.permissions import Role
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import places, standards, told
from server.store.tables import Area, Checklist, ChecklistVersion, PersonRow, StandardDraft


def start(deed: Deed, command: c.StartStandard) -> Done:
    """Begin a standard with an empty draft."""
    district = places.area(deed.session, command.district)
    if district.level != Level.DISTRICT:
        raise Refusal("unknown-thing", thing="district")
    roles = _allowed(deed, command, district, command.header.classes)
    if deed.session.scalar(select(Checklist.id).where(Checklist.uid == command.standard)) is not None:
        raise Refusal("already-done", step=command.kind)
    if deed.session.scalar(select(Checklist.id).where(Checklist.code == command.code)) is not None:
        raise Refusal("standard-code", taken=command.code)
    named = standards.HEADER.dump_python(command.header, mode="json")
    row = Checklist(uid=command.standard, code=command.code, district_id=district.id, **named)
    deed.session.add(row)
    deed.session.flush()
    deed.session.add(
        StandardDraft(
            checklist_id=row.id, revision=0, header=named, items=[], touched_by=deed.person.id, touched_at=deed.at
        )
    )
    return Done(place=places.place_of_area(district), roles=roles, facts={"revision": 0})


def save(deed: Deed, command: c.SaveStandard) -> Done:
    """Write the whole draft; the first save of a published standard begins its revision."""
    row, district = _own(deed, command)
    roles = _allowed(deed, command, district, {*row.classes, *command.header.classes})
    draft = standards.draft(deed.session, row)
    _check_revision(deed, draft, command.base_revision)
    if draft is None:
        draft = StandardDraft(checklist_id=row.id, revision=0)
        deed.session.add(draft)
    draft.header = standards.HEADER.dump_python(command.header, mode="json")
    draft.items = standards.write_items(command.items)
    draft.revision += 1
    draft.touched_by, draft.touched_at = deed.person.id, deed.at
    return Done(place=places.place_of_area(district), roles=roles, facts={"revision": draft.revision})


def publish(deed: Deed, command: c.PublishStandard) -> Done:
    """Make the draft the next version; what began under the version before it goes on under that one."""
    row, district = _own(deed, command)
    draft = standards.draft(deed.session, row)
    if draft is None:
        raise Refusal("standard-no-draft")
    roles = _allowed(deed, command, district, {*row.classes, *draft.header["classes"]})
    _check_revision(deed, draft, command.base_revision)
    before = standards.last(deed.session, row)
    items = standards.read_items(draft.items)
    found = rules.findings(items, standards.known(deed.session, row))
    rules.check_publishing(found, command.valid_from, before.valid_from if before else None, local_day(deed.at))
    version = ChecklistVersion(
        checklist_id=row.id, number=before.number + 1 if before else 1, valid_from=command.valid_from,
        items=draft.items, published_by=deed.person.id, published_at=deed.at,
    )  # fmt: skip
    deed.session.add(version)
    _end(before, command.valid_from)
    for name, value in draft.header.items():
        setattr(row, name, value)
    deed.session.delete(draft)
    deed.session.flush()
    for each in (version, *([before] if before else [])):
        told.phones(deed.session, district.id, "checklist", str(each.id))
    facts = {"number": version.number, "version": version.id}
    return Done(place=places.place_of_area(district), roles=roles, facts=facts)


def drop(deed: Deed, command: c.DropStandardDraft) -> Done:
    """Give the draft up; a standard that never had a version goes with it, for nothing can refer to it."""
    row, district = _own(deed, command)
    roles = _allowed(deed, command, district, row.classes)
    draft = standards.draft(deed.session, row)
    if draft is None:
        raise Refusal("standard-no-draft")
    deed.session.delete(draft)
    deed.session.flush()
    if standards.last(deed.session, row) is None:
        deed.session.delete(row)
    return Done(place=places.place_of_area(district), roles=roles)


def _own(deed: Deed, command: c.SaveStandard | c.PublishStandard | c.DropStandardDraft) -> tuple[Checklist, Area]:
    """Find a standard that a district wrote; those that ship are nobody's to change."""
    row = standards.load(deed.session, command.standard)
    if row.district_id is None:
        raise Refusal("not-yours", step=command.kind)
    return row, places.area(deed.session, row.district_id)


def _allowed(deed: Deed, command: c.Command, district: Area, classes: object) -> frozenset[Role]:
    """Check the person's right for every class the standard is or will be for; for all of them, a right for all."""
    base = places.place_of_area(district)
    wanted = sorted(classes) if isinstance(classes, (tuple, list, set, frozenset)) else []
    found: frozenset[Role] = frozenset()
    for of_class in wanted or [None]:
        place = Place(district=base.district, city=base.city, supervision_class=of_class)
        found = deed.allowed_now(command, place)
    return found


def _check_revision(deed: Deed, draft: StandardDraft | None, base: int) -> None:
    """Refuse what was written on another revision; without a draft the base is nought."""
    now = draft.revision if draft else 0
    if now != base:
        by = deed.session.get(PersonRow, draft.touched_by) if draft else None
        raise Conflict("standard-behind", person=by.name if by else "", revision=now)


def _end(before: ChecklistVersion | None, begins: date) -> None:
    if before is not None and (before.valid_to is None or before.valid_to > begins):
        before.valid_to = begins


HANDLERS: Final[Handlers] = {
    c.StartStandard: start,
    c.SaveStandard: save,
    c.PublishStandard: publish,
    c.DropStandardDraft: drop,
}
