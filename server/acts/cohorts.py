"""Acts on cohorts of model enterprises: begun, an enterprise chosen, an enterprise taken out."""

from __future__ import annotations

from typing import Final

from grids import commands as c
from grids.errors import Refusal
from grids.levels import Level
from server.acts.deed import Deed, Done, Handlers
from server.store import cohorts, models, places
from server.store.tables import Cohort, CohortMember


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
    enterprise = cohorts.enterprise(deed.session, command.cohort, command.enterprise)
    roles = deed.allowed_now(command, places.place_of(enterprise))
    if cohorts.member(deed.session, command.cohort, command.enterprise) is not None:
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
    enterprise = cohorts.enterprise(deed.session, command.cohort, command.enterprise)
    roles = deed.allowed_now(command, places.place_of(enterprise))
    row = cohorts.member(deed.session, command.cohort, command.enterprise)
    if row is None:
        raise Refusal("not-found", thing="enterprise")
    was_up = models.showing(row, enterprise, models.last(deed.session, row)).is_up
    row.removed_by, row.removed_at, row.removed_reason = deed.person.id, deed.at, command.reason
    return Done(place=places.place_of(enterprise), roles=roles, facts={"was_up": int(was_up)})


HANDLERS: Final[Handlers] = {
    c.ChooseModel: choose,
    c.RemoveModel: remove,
    c.StartCohort: start,
}
