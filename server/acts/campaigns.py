"""Acts on campaigns: name one, end one. The rules are in grids/campaigns.py."""

from __future__ import annotations

from typing import Final

from grids import campaigns as rules
from grids.commands import campaigns as c
from grids.errors import Refusal
from grids.levels import Level, Place
from grids.permissions import Role
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import places
from server.store.tables import Campaign


def start(deed: Deed, command: c.StartCampaign) -> Done:
    """Name a campaign."""
    district = places.area(deed.session, command.district)
    if district.level != Level.DISTRICT.value or district.city_id is None:
        raise Refusal("unknown-thing", thing="district")
    row = Campaign(
        id=command.campaign, city_id=district.city_id, district_id=district.id, title=command.title,
        first=command.first, last=command.last, classes=list(command.classes), grades=list(command.grades),
        tags=list(command.tags), categories=list(command.categories), by_person=deed.person.id, at=deed.at,
    )  # fmt: skip
    roles = _allowed(deed, command, row)
    rules.check(command)
    if deed.session.get(Campaign, command.campaign) is not None:
        raise Refusal("already-done", step=command.kind)
    deed.session.add(row)
    return Done(place=Place(district=row.district_id, city=row.city_id), roles=roles)


def end(deed: Deed, command: c.EndCampaign) -> Done:
    """End a campaign early."""
    row = deed.session.get(Campaign, command.campaign, with_for_update=True)
    if row is None:
        raise Refusal("not-found", thing="campaign")
    roles = _allowed(deed, command, row)
    rules.check_end(row.ended_on, command.kind)
    row.ended_on, row.end_reason = local_day(deed.at), command.reason
    return Done(place=Place(district=row.district_id, city=row.city_id), roles=roles)


def _allowed(deed: Deed, command: c.CampaignStep, row: Campaign) -> frozenset[Role]:
    """Check the person for every class of the campaign."""
    found = [
        deed.allowed_now(command, Place(district=row.district_id, city=row.city_id, supervision_class=each))
        for each in (*row.classes,) or (None,)
    ]
    return frozenset.intersection(*found)


HANDLERS: Final[Handlers] = {c.EndCampaign: end, c.StartCampaign: start}
