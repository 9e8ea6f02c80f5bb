"""Acts on cohorts of model enterprises: begun, an enterprise chosen, an enterprise taken out."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import select

from grids import commands as c
from grids.errors import Refusal
from grids.levels import Level
from server.acts.deed import Deed, Done, Handlers
from server.store import places
from server.store.tables import Cohort, CohortMember, Enterprise


def start(deed: Deed, command: c.StartCohort) -> Done:
    """Begin the cohort of a year."""
    district = places.area(deed.session, command.district)
    if district.level != Level.DISTRICT.value:
        raise Refusal("unknown-thing", thing="district")
    place = places.place_of_area(district)
    roles = deed.allowed_now(command, place)
    if deed.session.get(Cohort, command.cohort) is not None:
        raise Refusal("already-done", step=command.kind)
    deed.session.add(
        Cohort(
            id=command.cohort, city_id=district.city_id, district_id=district.id, title=command.title,
            year=command.year, by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    return Done(place=place, roles=roles)


def choose(deed: Deed, command: c.ChooseModel) -> Done:
    """Choose an enterprise of the cohort's district."""
    enterprise = _enterprise(deed, command.cohort, command.enterprise)
    roles = deed.allowed_now(command, places.place_of(enterprise))
    if _member(deed, command.cohort, command.enterprise) is not None:
        raise Refusal("already-done", step=command.kind)
    deed.session.add(
        CohortMember(
            cohort_id=command.cohort, enterprise_id=enterprise.id, department=command.department,
            reason=command.reason, chosen_by=deed.person.id, chosen_at=deed.at,
        )
    )  # fmt: skip
    return Done(place=places.place_of(enterprise), roles=roles)


def remove(deed: Deed, command: c.RemoveModel) -> Done:
    """Take an enterprise out; the entry keeps who, when and why."""
    enterprise = _enterprise(deed, command.cohort, command.enterprise)
    roles = deed.allowed_now(command, places.place_of(enterprise))
    row = _member(deed, command.cohort, command.enterprise)
    if row is None:
        raise Refusal("not-found", thing="enterprise")
    row.removed_by, row.removed_at, row.removed_reason = deed.person.id, deed.at, command.reason
    return Done(place=places.place_of(enterprise), roles=roles)


def _enterprise(deed: Deed, cohort: UUID, enterprise: UUID) -> Enterprise:
    found = deed.session.get(Cohort, cohort)
    row = places.enterprise(deed.session, enterprise)
    if found is None or found.district_id != row.district_id:
        raise Refusal("not-found", thing="cohort")
    return row


def _member(deed: Deed, cohort: UUID, enterprise: UUID) -> CohortMember | None:
    own = (CohortMember.cohort_id == cohort) & (CohortMember.enterprise_id == enterprise)
    query = select(CohortMember).where(own, CohortMember.removed_at.is_(None)).with_for_update()
    return deed.session.scalars(query).one_or_none()


HANDLERS: Final[Handlers] = {
    c.ChooseModel: choose,
    c.RemoveModel: remove,
    c.StartCohort: start,
}
