"""Who is told of what, and on which day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from grids.commands import HazardLevel
from grids.escalation import ONE_BY_ONE, UPWARD, Audience, Ladder, Rung, rung_on, told
from grids.hazards import Hazard, HazardEvent, Source, State
from server.store.policy import ladder_on, policy_on

A = Audience
DUE = date(2026, 12, 5)
POLICY = policy_on(DUE)
LADDER = ladder_on(DUE)
HAZARD = Hazard(
    id=uuid4(), enterprise=uuid4(), state=State.OPEN, level=HazardLevel.GENERAL, source=Source.GRID, found_by=uuid4(),
    found_at=datetime(2026, 11, 20, tzinfo=UTC), due_on=DUE,
)  # fmt: skip


def hazard(**changes: Any) -> Hazard:
    return replace(HAZARD, **changes)


def days_told(level: HazardLevel, audience: Audience) -> list[int]:
    at_hand = hazard(level=level)
    days = range(-30, 60)
    rungs = {d: rung_on(LADDER, at_hand, DUE + timedelta(days=d)) for d in days}
    return [d for d, rung in rungs.items() if rung is not None and audience in rung.tell]


@pytest.mark.parametrize("event", list(HazardEvent))
def test_every_event_has_an_audience_or_says_that_it_has_none(event: HazardEvent) -> None:
    heard = told(event, HAZARD, POLICY)
    nobody = {HazardEvent.RECTIFIED_ON_THE_SPOT, HazardEvent.IMPORTED, HazardEvent.LISTING_PROGRESS}
    assert heard or event in nobody | {HazardEvent.CLOSING_CONFIRMED}


def test_a_general_hazard_climbs_from_the_enterprise_to_the_district() -> None:
    assert days_told(HazardLevel.GENERAL, A.ENTERPRISE) == [-3, -1, 0]
    assert days_told(HazardLevel.GENERAL, A.OFFICER) == [1]
    assert days_told(HazardLevel.GENERAL, A.TOWN_OFFICER) == [1]
    assert days_told(HazardLevel.GENERAL, A.TOWN_HEAD) == [3]
    assert days_told(HazardLevel.GENERAL, A.DISTRICT) == [7, 15]


def test_a_major_hazard_is_told_to_the_department_before_its_term() -> None:
    assert days_told(HazardLevel.MAJOR, A.DEPARTMENT)[:3] == [-7, -3, -1]
    assert 1 in days_told(HazardLevel.MAJOR, A.DISTRICT)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CLOSED, State.VOID, State.REPORTED, State.TRANSFER_PENDING])
def test_the_ladder_is_only_for_what_waits_for_the_enterprise(state: State) -> None:
    assert rung_on(LADDER, hazard(state=state), DUE) is None


def test_the_ladder_follows_the_present_date_after_an_extension() -> None:
    later = hazard(due_on=DUE + timedelta(days=10), original_due_on=DUE)
    assert rung_on(LADDER, later, DUE + timedelta(days=1)) is None
    rung = rung_on(LADDER, later, DUE + timedelta(days=11))
    assert rung is not None
    assert rung.days == 1


@pytest.mark.parametrize(
    ("changes", "heard"),
    [
        ({"source": Source.GRID}, {A.OFFICER, A.TOWN_OFFICER}),
        ({"source": Source.TOWN}, {A.OFFICER, A.TOWN_OFFICER}),
        ({"source": Source.INSPECTION}, {A.FINDER, A.ISSUER}),
        ({"source": Source.DEPARTMENT}, {A.DEPARTMENT}),
        ({"source": Source.SELF_CHECK}, {A.ENTERPRISE}),
        ({"source": Source.GRID, "level": HazardLevel.MAJOR}, {A.DEPARTMENT}),
    ],
)
def test_rectified_work_is_told_to_those_who_may_judge_it(changes: dict[str, Any], heard: set[Audience]) -> None:
    assert told(HazardEvent.RECTIFIED, hazard(**changes), POLICY) == heard


@pytest.mark.parametrize(
    ("changes", "heard"),
    [
        ({}, {A.TOWN_OFFICER}),
        ({"source": Source.INSPECTION}, {A.ISSUER}),
        ({"extensions": 1}, {A.DEPARTMENT, A.DISTRICT}),
        ({"level": HazardLevel.MAJOR}, {A.DEPARTMENT, A.DISTRICT}),
    ],
)
def test_a_wish_for_a_later_date_is_told_to_who_decides_it(changes: dict[str, Any], heard: set[Audience]) -> None:
    assert told(HazardEvent.EXTENSION_REQUESTED, hazard(**changes), POLICY) == heard


def test_a_major_hazard_alarms_department_and_district_at_once() -> None:
    assert told(HazardEvent.OPENED, hazard(level=HazardLevel.MAJOR), POLICY) >= {A.DEPARTMENT, A.DISTRICT}
    assert told(HazardEvent.OPENED, HAZARD, POLICY) == {A.FINDER}


def test_after_the_last_return_the_district_hears_of_it() -> None:
    assert A.DISTRICT not in told(HazardEvent.TRANSFER_RETURNED, hazard(returns=1), POLICY)
    assert A.DISTRICT in told(HazardEvent.TRANSFER_RETURNED, hazard(returns=2), POLICY)


def test_a_reopened_hazard_is_told_to_who_closed_it() -> None:
    assert A.CLOSER in told(HazardEvent.REOPENED, HAZARD, POLICY)


def test_going_upward_ends_and_never_in_a_circle() -> None:
    for start in Audience:
        seen: list[Audience] = []
        at: Audience | None = start
        while at is not None:
            assert at not in seen
            seen.append(at)
            at = UPWARD.get(at)


def test_the_table_names_only_known_audiences_and_no_day_twice() -> None:
    for rungs in LADDER.rungs.values():
        days = [rung.days for rung in rungs]
        assert days == sorted(set(days))
    assert isinstance(LADDER, Ladder)
    assert all(isinstance(rung, Rung) for rung in LADDER.rungs[HazardLevel.MAJOR])
    assert A.TOWN_HEAD not in ONE_BY_ONE
