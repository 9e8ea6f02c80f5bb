"""Acts of onboarding: a district publishes a phase, an enterprise joins the trial operation or leaves it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from grids import commands as c
from grids import onboarding as rules
from grids.errors import Refusal
from grids.levels import Level
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import places
from server.store.tables import EnterpriseTrial, OnboardingPhase


def publish(deed: Deed, command: c.PublishPhase) -> Done:
    """Publish whom a phase asks, from today or a later day on; the past keeps what held then."""
    district = places.area(deed.session, command.district)
    if district.level != Level.DISTRICT.value:
        raise Refusal("unknown-thing", thing="district")
    place = places.place_of_area(district)
    roles = deed.allowed_now(command, place)
    if deed.session.get(OnboardingPhase, command.phase) is not None:
        raise Refusal("already-done", step=command.kind)
    rules.check_phase(_phase(command), command.valid_from, local_day(deed.at))
    deed.session.add(
        OnboardingPhase(
            id=command.phase, city_id=district.city_id, district_id=district.id, number=command.number,
            name=command.name, starts_on=command.starts_on, target_on=command.target_on,
            min_output_yuan=command.min_output_yuan, classes=list(command.classes), tags=list(command.tags),
            everyone=command.everyone, valid_from=command.valid_from, reason=command.reason,
            by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    return Done(place=place, roles=roles)


def mark_trial(deed: Deed, command: c.MarkTrial) -> Done:
    """Take an enterprise among the trial units from today on, or out of them. Source: R20."""
    row = places.enterprise(deed.session, command.enterprise)
    place = places.place_of(row)
    roles = deed.allowed(command, place)
    own = EnterpriseTrial.enterprise_id == row.id
    standing = select(EnterpriseTrial).where(own, EnterpriseTrial.to_on.is_(None)).with_for_update()
    trial = deed.session.scalars(standing).one_or_none()
    if (trial is not None) is command.trial:
        raise Refusal("already-done", step=command.kind)
    today = local_day(deed.at)
    if trial is None:
        deed.session.add(
            EnterpriseTrial(enterprise_id=row.id, from_on=today, reason=command.reason, by_person=deed.person.id)
        )
    else:
        trial.to_on, trial.end_reason = today, command.reason
    return Done(place=place, roles=roles)


def _phase(command: c.PublishPhase) -> rules.Phase:
    return rules.Phase(
        number=command.number, name=command.name, name_en=command.name, starts_on=command.starts_on,
        target_on=command.target_on, min_output_yuan=command.min_output_yuan, classes=frozenset(command.classes),
        tags=frozenset(command.tags), everyone=command.everyone,
    )  # fmt: skip


HANDLERS: Final[Handlers] = {
    c.MarkTrial: mark_trial,
    c.PublishPhase: publish,
}
