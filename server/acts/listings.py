"""Acts on listed supervision: each is also a step of the hazard's chain. The rules are in grids/listings.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from grids import commands as c
from grids import listings as rules
from grids.commands import ListLevel
from grids.errors import Refusal
from grids.hazards import Outcome
from grids.listings import LISTED, LIVE, Listed
from grids.permissions import Role
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.acts.hazards import note
from server.acts.stops import evaluated
from server.store import hazards, listings, places, serials
from server.store.tables import HazardRow, ListingProgress, ListingRow


def propose(deed: Deed, command: c.ProposeListing) -> Done:
    """Propose a case for a hazard."""
    hazard = hazards.load(deed.session, command.hazard)
    roles = deed.allowed_now(command, places.place_of(hazard))
    if deed.session.get(ListingRow, command.listing) is not None:
        raise Refusal("already-done", step=command.kind)
    live = deed.session.scalars(
        select(ListingRow.id).where(ListingRow.hazard_id == hazard.id, ListingRow.state.in_(sorted(LIVE)))
    )
    listed = rules.propose(command, hazards.value(hazard), deed.person.id, live)
    row = ListingRow(
        id=command.listing, hazard_id=hazard.id, enterprise_id=hazard.enterprise_id, reason=command.reason,
        proposed_at=deed.at, is_demo=hazard.is_demo, version=0,
    )  # fmt: skip
    listings.write(row, listed.listing)
    deed.session.add(row)
    deed.session.flush()
    return _done(deed, hazard, row, listed, roles, command)


def propose_raise(deed: Deed, command: c.RaiseListing) -> Done:
    """Propose a higher level for a case."""
    row, hazard, roles = _open(deed, command)
    listed = rules.propose_raise(listings.value(row), command, deed.person.id)
    row.raise_reason = command.reason
    return _done(deed, hazard, row, listed, roles, command)


def decide(deed: Deed, command: c.DecideListing) -> Done:
    """List or raise a case with its number, or refuse."""
    row, hazard, roles = _open(deed, command)
    now = listings.value(row)
    listed = rules.decide(now, command, deed.person.id, roles, local_day(deed.at))
    row.decided_by, row.opinion = deed.person.id, command.opinion
    if command.approved:
        row.leader, row.responsible_unit = command.leader, command.responsible_unit
        row.responsible_person, row.responsible_phone = command.responsible_person, command.responsible_phone
        row.number = _number(deed, hazard, listed.listing.level)
    return _done(deed, hazard, row, listed, roles, command)


def progress(deed: Deed, command: c.ReportProgress) -> Done:
    """Keep a month's progress; the chain keeps every report of it."""
    row, hazard, roles = _open(deed, command)
    listed = rules.progress(listings.value(row), command, local_day(deed.at))
    values = {
        "text": command.text, "funds_yuan": command.funds_yuan, "photos": [p.sha256.lower() for p in command.photos],
        "at": deed.at, "by_person": deed.person.id,
    }  # fmt: skip
    kept = insert(ListingProgress).values(listing_id=row.id, month=command.month, **values)
    deed.session.execute(kept.on_conflict_do_update(index_elements=["listing_id", "month"], set_=values))
    return _done(deed, hazard, row, listed, roles, command, role="progress")


def apply(deed: Deed, command: c.ApplyDelisting) -> Done:
    """Ask for acceptance of a case."""
    row, hazard, roles = _open(deed, command)
    listed = rules.apply(listings.value(row), command, hazards.value(hazard), local_day(deed.at))
    row.summary, row.funds_yuan = command.summary, command.funds_yuan
    row.evaluation = evaluated(command.evaluation)
    row.accept_by = rules.accept_by(listed.listing, deed.policy)
    return _done(deed, hazard, row, listed, roles, command, role="after")


def accept(deed: Deed, command: c.DecideDelisting) -> Done:
    """Decide a case after acceptance on the spot."""
    row, hazard, roles = _open(deed, command)
    listed = rules.accept(listings.value(row), command, hazards.value(hazard), roles, local_day(deed.at))
    row.accepted_at, row.accepted_by, row.acceptance = command.inspected_at, deed.person.id, command.opinion
    return _done(deed, hazard, row, listed, roles, command, role="acceptance")


def _open(deed: Deed, command: c.ListingStep) -> tuple[ListingRow, HazardRow, frozenset[Role]]:
    """Load and lock a case after its hazard, and check who acts where the hazard lies."""
    if isinstance(command, c.ProposeListing):
        raise Refusal("not-found", thing="listing")
    found = deed.session.get(ListingRow, command.listing)
    if found is None:
        raise Refusal("not-found", thing="listing")
    hazard = hazards.load(deed.session, found.hazard_id)
    row = listings.load(deed.session, command.listing)
    return row, hazard, deed.allowed_now(command, places.place_of(hazard))


def _done(
    deed: Deed, hazard: HazardRow, row: ListingRow, listed: Listed, roles: frozenset[Role], command: c.ListingStep,
    *, role: str = "progress",
) -> Done:  # fmt: skip
    """Write the case, the flag of its hazard, the photos, and the step of the chain."""
    listings.write(row, listed.listing)
    now = hazards.value(hazard)
    after = replace(now, listed=_level(listed), version=now.version + 1)
    hazards.write(hazard, after)
    photos: tuple[c.Photo, ...] = getattr(command, "photos", ())
    deed.keep(photos, role, enterprise_id=hazard.enterprise_id, hazard_id=hazard.id)
    outcome = Outcome(event=listed.event, hazard=after)
    happened = note(deed, hazard, outcome, before=now.state, roles=roles, command=command)
    return Done(
        place=places.place_of(hazard), roles=roles, events=(happened,), photos=tuple(p.sha256 for p in photos),
        facts={"listing": str(row.id)},
    )  # fmt: skip


def _level(listed: Listed) -> ListLevel | None:
    return listed.listing.level if listed.listing.state in LISTED else None


def _number(deed: Deed, hazard: HazardRow, level: ListLevel) -> str:
    """Give the case its number, from the series of the level's area."""
    area = hazard.town_id if level is ListLevel.TOWN and hazard.town_id else hazard.district_id
    area = hazard.city_id if level in {ListLevel.CITY, ListLevel.PROVINCE} else area
    year = local_day(deed.at).year
    serial = serials.following(deed.session, f"listing-{level.value}", area, year)
    return rules.number(level, places.area_name(deed.session, area), year, serial)


HANDLERS: Final[Handlers] = {
    c.ProposeListing: propose,
    c.RaiseListing: propose_raise,
    c.DecideListing: decide,
    c.ReportProgress: progress,
    c.ApplyDelisting: apply,
    c.DecideDelisting: accept,
}
