"""The act that names who supervises an enterprise. The rules are in grids/supervisors.py."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from grids import commands as c
from grids import supervisors as rules
from grids.errors import Refusal
from grids.permissions import Person, Role
from server.acts.deed import Deed, Done, Handlers
from server.store import people, places
from server.store.tables import Enterprise, SupervisorRow


def settle(deed: Deed, command: c.SettleSupervisor) -> Done:
    """Name the supervisor of one side; whoever was named before ends now."""
    enterprise = places.enterprise(deed.session, command.enterprise, lock=True)
    place = places.place_of(enterprise)
    roles = deed.allowed_now(command, place)
    named = people.person_at(deed.session, command.person, deed.at)
    if named is None:
        raise Refusal("unknown-thing", thing="person")
    rules.check_settled(command.side, _works_there(named, enterprise), roles)
    own = (SupervisorRow.enterprise_id == enterprise.id) & (SupervisorRow.side == command.side.value)
    query = select(SupervisorRow).where(own, SupervisorRow.valid_to.is_(None)).with_for_update()
    before = deed.session.scalars(query).one_or_none()
    if before is not None:
        before.valid_to = deed.at
        deed.session.flush()
    deed.session.add(
        SupervisorRow(
            enterprise_id=enterprise.id, side=command.side.value, person_id=named.id, reason=command.reason,
            by_person=deed.person.id, valid_from=deed.at,
        )
    )  # fmt: skip
    return Done(place=place, roles=roles)


def _works_there(named: Person, enterprise: Enterprise) -> frozenset[Role]:
    """Return the roles of somebody in the enterprise's town or district.

    A grid officer of another unit of the town may be named, and a department that has not had this class until now.
    """
    areas = {enterprise.town_id, enterprise.district_id, enterprise.city_id} - {None}
    return frozenset(grant.role for grant in named.grants if grant.area in areas or enterprise.unit_id in grant.units)


HANDLERS: Final[Handlers] = {c.SettleSupervisor: settle}
