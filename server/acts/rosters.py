"""Acts on a compared list: each row is worked off by one act, through the act that the register has for it anyway."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, update

from grids import commands as c
from grids import rosters as rules
from grids.base_fields import fitting
from grids.errors import Refusal
from grids.levels import Place
from grids.policy import local_day
from server.acts import changes, enterprise_life
from server.acts.base_facts import apply_facts
from server.acts.deed import Deed, Done, Handlers
from server.acts.enterprises import unit_covering
from server.store.code_lists import codes_on
from server.store.file_tables import base_fields
from server.store.tables import Enterprise, Roster, RosterRow

_TOLD: Final = ("principal", "principal_phone", "employees", "industry", "industry_code")
"""What a list may say beyond what an entry is made of."""


def settle(deed: Deed, command: c.SettleRosterRow) -> Done:
    """Do what was chosen for a row and note it; a row is worked off once. Source: R19."""
    roster = deed.session.get(Roster, command.roster)
    row = deed.session.get(RosterRow, (command.roster, command.row), with_for_update=True)
    if roster is None or row is None:
        raise Refusal("not-found", thing="roster")
    place = Place(town=row.town_id, district=roster.district_id, city=roster.city_id)
    roles = deed.allowed_now(command, place)
    rules.check(row.kind, row.act, command.way)
    row.result_id = _do(deed, row, command)
    done = {"act": command.way.value, "reason": command.reason, "settled_by": deed.person.id, "settled_at": deed.at}
    for name, value in done.items():
        setattr(row, name, value)
    if command.way is c.RosterAct.MERGE:
        _settle_with(deed, row, done)
    return Done(place=place, roles=roles, facts={"result": row.result_id and str(row.result_id)})


def _settle_with(deed: Deed, row: RosterRow, done: dict[str, Any]) -> None:
    """Settle what else was to be asked about the entry that is gone, on whichever side of a pair it stands."""
    about = or_(RosterRow.enterprise_id == row.enterprise_id, RosterRow.other_id == row.enterprise_id)
    left = RosterRow.roster_id == row.roster_id, RosterRow.act.is_(None)
    kinds = RosterRow.kind.in_(sorted(rules.GONE_WITH_MERGED))
    deed.session.execute(update(RosterRow).where(*left, kinds, about).values(**done))


def _do(deed: Deed, row: RosterRow, command: c.SettleRosterRow) -> UUID | None:
    match command.way:
        case c.RosterAct.REGISTER:
            _register(deed, row, command)
        case c.RosterAct.PROPOSE:
            fields = {name: there for name, (_, there) in row.differs.items()}
            asked = c.ProposeChange(
                change=command.new, enterprise=_entry(row.enterprise_id), reason=command.reason, fields=fields
            )
            changes.propose(deed, asked)
        case c.RosterAct.MERGE:
            merged = c.MergeEnterprises(
                merge=command.new, enterprise=_entry(row.enterprise_id), master=_entry(row.other_id),
                reason=command.reason,
            )  # fmt: skip
            enterprise_life.merge(deed, merged)
        case c.RosterAct.STATUS:
            gone = c.SetStatus(enterprise=_entry(row.enterprise_id), status=command.status, reason=command.reason)
            enterprise_life.set_status(deed, gone)
            return None
        case _:
            return None
    return command.new


def _register(deed: Deed, row: RosterRow, command: c.SettleRosterRow) -> None:
    """Enter what the list has and the register has not, with what the list says of it."""
    given = row.given
    known = given.get("lon") and given.get("position_quality") in {"site", "address"}
    lies = f"SRID=4326;POINT({given['lon']} {given['lat']})" if known else None
    unit = command.unit if command.unit is not None else unit_covering(deed, lies, row.town_id)
    entered = c.RegisterEnterprise(
        enterprise=command.new, unit=unit, name=given["name"], address=given.get("address") or given["name"],
        supervision_class=given.get("supervision_class") or command.supervision_class, uscc=given.get("uscc") or None,
        reason=command.reason,
    )  # fmt: skip
    enterprise_life.register(deed, entered)
    made = deed.session.get_one(Enterprise, command.new)
    told = {name: given[name] for name in _TOLD if given.get(name)}
    facts = fitting(told, base_fields(), codes_on(local_day(deed.at)))  # what does not fit stays in the row
    if facts:
        apply_facts(deed, made, facts, command.reason)
    if lies is not None:
        made.point, made.position_quality, made.crs_source = lies, "address", "wgs84"
        made.unit_source = "point" if command.unit is None else "manual"


def _entry(own: UUID | None) -> UUID:
    if own is None:
        raise Refusal("not-found", thing="enterprise")
    return own


HANDLERS: Final[Handlers] = {c.SettleRosterRow: settle}
