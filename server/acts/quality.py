"""Acts on rules of quality: a district adds its own and ends them."""

from __future__ import annotations

from typing import Final

from gis import cql, quality, references
from gis.cql_read import read_text
from gis.references import CRS84
from grids import commands as c
from grids import quality as rules
from grids.errors import Refusal
from grids.levels import Level
from grids.policy import local_day
from grids.quality import Rule
from server.acts.deed import Deed, Done, Handlers
from server.store import places
from server.store.tables import QualityRule


def write(deed: Deed, command: c.WriteQualityRule) -> Done:
    """Add a rule; a condition that names no fact or compares what can't be compared is refused."""
    district = places.area(deed.session, command.district)
    if district.level != Level.DISTRICT.value:
        raise Refusal("unknown-thing", thing="district")
    place = places.place_of_area(district)
    roles = deed.allowed_now(command, place)
    if deed.session.get(QualityRule, command.rule) is not None:
        raise Refusal("already-done", step=command.kind)
    rules.check(_rule(command), local_day(deed.at))
    for condition in (command.applies, command.holds):
        cql.write(cql.Writer(layer=quality.FACTS, reference=references.named(CRS84)), read_text(condition))
    deed.session.add(
        QualityRule(
            id=command.rule, city_id=district.city_id, district_id=district.id, name=command.name,
            advice=command.advice, aspect=command.aspect.value, owner=command.owner.value, weight=command.weight,
            applies=command.applies, holds=command.holds, valid_from=command.valid_from, by_person=deed.person.id,
            at=deed.at,
        )
    )  # fmt: skip
    return Done(place=place, roles=roles)


def end(deed: Deed, command: c.EndQualityRule) -> Done:
    """End a district's own rule today; those that ship are the table's."""
    row = deed.session.get(QualityRule, command.rule, with_for_update=True)
    if row is None:
        raise Refusal("not-found", thing="rule")
    place = places.place_of_area(places.area(deed.session, row.district_id))
    roles = deed.allowed_now(command, place)
    if row.valid_to is not None:
        raise Refusal("already-done", step=command.kind)
    row.valid_to = max(row.valid_from, local_day(deed.at))
    row.end_reason = command.reason
    return Done(place=place, roles=roles)


def _rule(command: c.WriteQualityRule) -> Rule:
    return Rule(
        id=str(command.rule), aspect=command.aspect, owner=command.owner, weight=command.weight,
        applies=command.applies, holds=command.holds, valid_from=command.valid_from, name=command.name,
        advice=command.advice,
    )  # fmt: skip


HANDLERS: Final[Handlers] = {
    c.EndQualityRule: end,
    c.WriteQualityRule: write,
}
