"""Which people an audience is, at a place and a moment; a message that finds nobody goes one level up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from grids.escalation import OF_ROLE, UPWARD, Audience
from grids.hazards import State
from grids.levels import Place
from grids.permissions import Role
from server.store.places import place_of
from server.store.tables import GrantRow, HazardEventRow, HazardRow, NoticeRow, PersonRow

_SIGNS_FOR_TRANSFERS = (Role.TOWN_OFFICER, Role.DEPARTMENT, Role.DISTRICT)


@dataclass(frozen=True, slots=True)
class Roll:
    """Looks up people at one moment, each audience of a place once."""

    session: Session
    at: datetime

    def of_hazard(self, hazard: HazardRow, audiences: Iterable[Audience]) -> dict[UUID, Audience]:
        """Return everybody in these audiences of a hazard, each with the audience that brought them in."""
        place = place_of(hazard)
        found: dict[UUID, Audience] = {}
        for audience in sorted(audiences):
            by_role = audience in OF_ROLE
            people = self.of_place(place, audience) if by_role else self._of_history(hazard, audience)
            for person in people:
                found.setdefault(person, audience)
        return found

    def of_place(self, place: Place, audience: Audience) -> set[UUID]:
        """Return everybody in an audience by role at a place, or those above when there is nobody."""
        asked: Audience | None = audience
        while asked is not None:
            people = self._granted((OF_ROLE[asked],), _covers(place))
            if people:
                return people
            asked = UPWARD.get(asked)
        return set()

    def of_enterprise(self, enterprise: UUID) -> set[UUID]:
        """Return the accounts of an enterprise; nobody stands in for it."""
        return self._granted((Role.ENTERPRISE,), GrantRow.enterprise_id == enterprise)

    def _of_history(self, hazard: HazardRow, audience: Audience) -> set[UUID]:
        people = self._named(hazard, audience)
        return people or self.of_place(place_of(hazard), UPWARD[audience])

    def _named(self, hazard: HazardRow, audience: Audience) -> set[UUID]:
        match audience:
            case Audience.ISSUER:
                notice = self.session.get(NoticeRow, hazard.notice_id) if hazard.notice_id else None
                return self._active({notice.issued_by, notice.second_id} if notice else {hazard.found_by})
            case Audience.CLOSER:
                return self._active({_last_closer(self.session, hazard.id)})
            case Audience.RECEIVER:
                area = (hazard.transfer or {}).get("to_area")
                return self._granted(_SIGNS_FOR_TRANSFERS, GrantRow.area_id == area)
            case _:
                return self._active({hazard.found_by})

    def _granted(self, roles: Iterable[Role], covers: ColumnElement[bool]) -> set[UUID]:
        holds = (GrantRow.valid_from <= self.at) & or_(GrantRow.valid_to.is_(None), GrantRow.valid_to > self.at)
        query = (
            select(GrantRow.person_id)
            .join(PersonRow, PersonRow.id == GrantRow.person_id)
            .where(PersonRow.active, GrantRow.role.in_([role.value for role in roles]), holds, covers)
        )
        return set(self.session.scalars(query))

    def _active(self, ids: set[UUID | None]) -> set[UUID]:
        wanted = [person for person in ids if person is not None]
        return set(self.session.scalars(select(PersonRow.id).where(PersonRow.active, PersonRow.id.in_(wanted))))


def _covers(place: Place) -> ColumnElement[bool]:
    """Build the condition that a grant covers a place; what the place does not name covers nothing."""
    areas = [area for area in (place.village, place.town, place.district, place.city) if area is not None]
    here: list[ColumnElement[bool]] = [GrantRow.area_id.in_(areas)]
    if place.unit is not None:
        here.append(GrantRow.unit_id == place.unit)
    if place.enterprise is not None:
        here.append(GrantRow.enterprise_id == place.enterprise)
    return or_(*here) & or_(GrantRow.classes.is_(None), GrantRow.classes.contains([place.supervision_class or ""]))


def _last_closer(session: Session, hazard_id: UUID) -> UUID | None:
    """Find who closed a hazard before it was reopened."""
    query = (
        select(HazardEventRow.person_id)
        .where(HazardEventRow.hazard_id == hazard_id, HazardEventRow.state_after == State.CLOSED.value)
        .order_by(HazardEventRow.id.desc())
        .limit(1)
    )
    return session.scalar(query)
