"""Acts on contact tables. The rules are in grids/contacts.py."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, text

from grids import commands as c
from grids import contacts as rules
from grids.errors import Refusal
from grids.offices import check_own, of_key
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import contacts, offices
from server.store.policy import contacts_on
from server.store.tables import ContactTable


def write(deed: Deed, command: c.WriteContacts) -> Done:
    """Let a new version follow the last one; a version of the same day takes its place."""
    place = offices.place_of(deed.session, of_key(command.office))
    roles = deed.allowed_now(command, place)
    office = check_own(deed.person.grants, command.office)
    deed.session.execute(_LOCK, {"office": office.key})
    if deed.session.get(ContactTable, command.table) is not None:
        raise Refusal("already-done", step=command.kind)
    last = deed.session.scalars(
        select(ContactTable).where(ContactTable.office == office.key).order_by(ContactTable.n.desc()).limit(1)
    ).one_or_none()
    before = None if last is None else rules.Held(n=last.n, valid_from=last.valid_from)
    today = local_day(deed.at)
    rules.check(command, before, today, contacts_on(today))
    if last is not None:
        last.valid_to = command.valid_from
    row = ContactTable(
        id=command.table, office=office.key, n=1 if last is None else last.n + 1, valid_from=command.valid_from,
        seal_unit=command.seal_unit.strip(), contacts=contacts.write(command.contacts), remark=command.remark,
        by_person=deed.person.id, at=deed.at, **offices.stored(deed.session, office),
    )  # fmt: skip
    deed.session.add(row)
    return Done(place=place, roles=roles, facts={"version": row.n})


_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('contacts ' || :office, 0))")
"""Two who write the first version at once: the second sees the first."""

HANDLERS: Final[Handlers] = {c.WriteContacts: write}
