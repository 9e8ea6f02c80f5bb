"""Acts on spot checks of self-reports: order, draw, assign, record. The rules are in grids/spot_checks.py."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import select

from grids import commands as c
from grids import spot_checks as rules
from grids.commands import SpotVerdict
from grids.errors import Refusal
from grids.hazards import Source, State
from grids.levels import Level, Place
from grids.permissions import Person, Role
from grids.policy import local_day
from grids.self_checks import period as period_of
from grids.spot_checks import ItemKind, SpotState, Tally, TargetState
from server.acts import hazards, samples, spot_outcome
from server.acts.deed import Deed, Done, Handlers, Happened
from server.store import hazards as hazard_rows
from server.store import people, places, spot_checks
from server.store.policy import spot_checks_on
from server.store.tables import Enterprise, HazardRow, SpotCheckRow, SpotResultRow, SpotTarget


def order(deed: Deed, command: c.OrderSpotCheck) -> Done:
    """Keep an order with everybody who could be drawn, before any seed is known."""
    district = places.area(deed.session, command.district)
    if district.level != Level.DISTRICT.value:
        raise Refusal("unknown-thing", thing="district")
    place = Place(district=district.id, city=district.city_id, supervision_class=command.supervision_class)
    roles = deed.allowed_now(command, place)
    rules.check_order(command, local_day(deed.at))
    period_of(command.period)
    if deed.session.get(SpotCheckRow, command.spot_check) is not None:
        raise Refusal("already-done", step=command.kind)
    frame = spot_checks.frame_now(deed.session, district.id, command.supervision_class, command.period)
    if not frame:
        raise Refusal("spot-empty", period=command.period)
    deed.session.add(
        SpotCheckRow(
            id=command.spot_check, city_id=district.city_id, district_id=district.id, title=command.title,
            supervision_class=command.supervision_class, period=command.period, due_on=command.due_on,
            strata=spot_checks.written(command.strata), state=SpotState.ORDERED.value, framed=len(frame),
            ordered_by=deed.person.id, ordered_at=deed.at,
        )
    )  # fmt: skip
    deed.session.flush()
    spot_checks.keep_frame(deed.session, command.spot_check, frame)
    return Done(place=place, roles=roles, facts={"framed": len(frame)})


def draw(deed: Deed, command: c.DrawSpotCheck) -> Done:
    """Draw the sample once; without a seed the server makes one, which is kept like any other."""
    row = spot_checks.order_of(deed.session, command.spot_check)
    roles = deed.allowed_now(command, _place(row))
    if row.state != SpotState.ORDERED.value:
        raise Refusal("spot-drawn")
    seed = command.seed.strip() or secrets.token_hex(8)
    drawn = spot_checks.draw_again(deed.session, row, seed)
    if not drawn:
        raise Refusal("spot-empty", period=row.period)
    policy = spot_checks_on(local_day(deed.at))
    ids = [each.enterprise for each in drawn]
    items = spot_checks.items_of(deed.session, ids, row.period, seed, policy)
    files = {file.id: file for file in deed.session.scalars(select(Enterprise).where(Enterprise.id.in_(ids)))}
    row.seed, row.state, row.drawn_by, row.drawn_at = seed, SpotState.DRAWN.value, deed.person.id, deed.at
    deed.session.add_all(
        SpotTarget(
            id=uuid5(row.id, str(each.enterprise)), spot_check_id=row.id, enterprise_id=each.enterprise,
            stratum=each.stratum, place=each.place, items=items.get(each.enterprise, []),
            state=TargetState.WAITING.value, **places.placed_as(files[each.enterprise]),
        )
        for each in drawn
    )  # fmt: skip
    return Done(place=_place(row), roles=roles, facts={"drawn": len(drawn), "seed": seed})


def assign(deed: Deed, command: c.AssignSpotCheck) -> Done:
    """Give enterprises of the sample to who checks them; whose they were lets go of them."""
    row = spot_checks.order_of(deed.session, command.spot_check)
    roles = deed.allowed_now(command, _place(row))
    if row.state == SpotState.ORDERED.value:
        raise Refusal("spot-not-drawn")
    checker = people.person_at(deed.session, command.checker, deed.at)
    second = None if command.second is None else people.person_at(deed.session, command.second, deed.at)
    if checker is None:
        raise Refusal("unknown-thing", thing="person")
    for own in sorted(set(command.targets)):
        target = spot_checks.target_of(deed.session, own)
        if target.spot_check_id != row.id:
            raise Refusal("not-found", thing="spot_target")
        if target.state != TargetState.WAITING.value:
            raise Refusal("already-done", step=command.kind)
        _give(deed, target, checker, second)
    return Done(place=_place(row), roles=roles, facts={"assigned": len(set(command.targets))})


def record(deed: Deed, command: c.RecordSpotCheck) -> Done:
    """Write what was found, open again what was falsely closed, and let file, grade and frequency follow."""
    target = spot_checks.target_of(deed.session, command.target)
    enterprise = places.enterprise(deed.session, target.enterprise_id, lock=True)
    place = places.place_of(enterprise)
    roles = deed.allowed(command, place)
    if deed.person.id not in {target.checker_id, target.second_id}:
        raise Refusal("spot-not-yours")
    if not command.impossible.strip():
        rules.check_checkers(deed.person, roles, deed.second(command.second_inspector, place))
    kinds = {each["item"]: ItemKind(each["kind"]) for each in target.items}
    tally, state = rules.judge(command, kinds, TargetState(target.state), deed.at)
    missed = _missed(deed, command, target)
    _write(deed, command, target, tally, state)
    deed.session.add_all(_results(command, kinds))
    deed.session.add_all(
        SpotResultRow(
            target_id=target.id, item=f"missed:{own}", kind="missed", verdict="missed", hazard_id=own
        )
        for own in missed
    )  # fmt: skip
    deed.keep(command.photos, "visit", enterprise_id=enterprise.id)
    events = _reopened(deed, command, kinds, roles)
    if tally.is_mismatch:
        spot_outcome.follow(deed, target, enterprise, tally)
    enterprise.version += 1
    return Done(
        place=place, roles=roles, events=events, photos=tuple(p.sha256 for p in command.photos),
        facts={"true": tally.true, "not_true": tally.not_true, "missed": tally.missed},
    )  # fmt: skip


def _give(deed: Deed, target: SpotTarget, checker: Person, second: Person | None) -> None:
    enterprise = places.enterprise(deed.session, target.enterprise_id, lock=True)
    place = places.place_of(enterprise)
    able = second if second is not None and Role.INSPECTOR in second.roles(place) else None
    rules.check_checkers(checker, checker.roles(place), able)
    chosen = {checker.id, *([] if second is None else [second.id])}
    before = {own for own in (target.checker_id, target.second_id) if own is not None}
    target.released = sorted(({*target.released} | before) - chosen)
    target.checker_id, target.second_id = checker.id, None if second is None else second.id
    target.assigned_by, target.assigned_at = deed.person.id, deed.at
    enterprise.version += 1  # the feed tells the phones of both


def _missed(deed: Deed, command: c.RecordSpotCheck, target: SpotTarget) -> list[UUID]:
    """Return the hazards that were recorded at this check; each is one that a checker of it found."""
    named = set(command.missed)
    own = (HazardRow.enterprise_id == target.enterprise_id) & (HazardRow.source == Source.SPOT_CHECK.value)
    by = HazardRow.found_by.in_({target.checker_id, target.second_id})
    found = set(deed.session.scalars(select(HazardRow.id).where(HazardRow.id.in_(named), own, by)))
    if found != named:
        raise Refusal("unknown-thing", thing="hazard")
    return sorted(found)


def _write(
    deed: Deed, command: c.RecordSpotCheck, target: SpotTarget, tally: Tally, state: TargetState
) -> None:  # fmt: skip
    target.state, target.by_person = state.value, deed.person.id
    target.started_at, target.finished_at, target.received_at = command.started_at, command.finished_at, deed.at
    target.person_met, target.remark = command.person_met, command.impossible.strip() or command.remark
    target.photos = [photo.sha256 for photo in command.photos]
    target.n_true, target.n_not_true = tally.true, tally.not_true
    target.n_missed, target.n_false_closing = tally.missed, tally.false_closings


def _results(command: c.RecordSpotCheck, kinds: dict[str, ItemKind]) -> list[SpotResultRow]:
    return [
        SpotResultRow(
            target_id=command.target, item=result.item, kind=kinds[result.item].value, verdict=result.verdict.value,
            remark=result.remark, hazard_id=_hazard_of(result.item, kinds),
        )
        for result in command.results
    ]  # fmt: skip


def _reopened(
    deed: Deed, command: c.RecordSpotCheck, kinds: dict[str, ItemKind], roles: frozenset[Role]
) -> tuple[Happened, ...]:
    """Open again every hazard that was said to be gone and was not; one that somebody opened meanwhile stays so."""
    due = local_day(deed.at) + timedelta(days=spot_checks_on(local_day(deed.at)).reopened_days)
    events: list[Happened] = []
    for result in command.results:
        hazard = _hazard_of(result.item, kinds) if result.verdict is SpotVerdict.NOT_TRUE else None
        if hazard is None or kinds[result.item] is not ItemKind.CLOSING:
            continue
        row = hazard_rows.load(deed.session, hazard)
        if row.state == State.CLOSED.value:
            again = c.ReopenHazard(hazard=hazard, reason=result.remark, due_on=due, photos=command.photos)
            events += hazards.carry_out(deed, row, again, roles).events
            samples.note_false_closing(deed, row)
    return tuple(events)


def _hazard_of(item: str, kinds: dict[str, ItemKind]) -> UUID | None:
    return None if kinds[item] is ItemKind.ANSWER else UUID(item.partition(":")[2])


def _place(row: SpotCheckRow) -> Place:
    return Place(district=row.district_id, city=row.city_id, supervision_class=row.supervision_class)


HANDLERS: Final[Handlers] = {
    c.AssignSpotCheck: assign,
    c.DrawSpotCheck: draw,
    c.OrderSpotCheck: order,
    c.RecordSpotCheck: record,
}
