"""Reports, plans, five in place, stops, listings, samples: rules without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import commands as c
from grids import forced, hazard_life, listings, major_hazards, sampling
from grids.commands import HazardLevel, ListLevel, Stop
from grids.errors import Refusal
from grids.hazards import Actor, Hazard, Source, State
from grids.listings import Listing, ListingState
from grids.permissions import Person, Role
from grids.sampling import Chosen, Closing
from server.store.policy import policy_on

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
POLICY = policy_on(TODAY)
OWN = UUID(int=7)
WHOLE = {
    "causes": "一", "harm": "二", "goals": "三", "methods": "四", "funds": "自筹", "funds_yuan": 80_000,
    "responsible": "安全科", "responsible_person": "张", "time_limit": "三十日", "interim_measures": "停用",
    "milestones": ({"what": "停用", "due_on": "2026-12-01"},), "emergency_measures": "预案",
}  # fmt: skip
EVALUATION = c.Evaluation(by=c.Evaluator.OWN, evaluator="专家组", conclusion="符合", evaluated_on=TODAY)


def hazard(**change: object) -> Hazard:
    major = Hazard(
        id=OWN, enterprise=OWN, state=State.RECTIFYING, level=HazardLevel.MAJOR, source=Source.TOWN, found_by=OWN,
        found_at=AT - timedelta(days=40), due_on=TODAY + timedelta(days=20), plan_approved=True,
    )  # fmt: skip
    return replace(major, **change)  # type: ignore[arg-type]


def actor(*roles: Role, who: UUID | None = None) -> Actor:
    return Actor(person=Person(id=who or uuid4(), name="某"), roles=frozenset(roles))


def refused(code: str, now: Hazard, command: c.HazardStep, who: Actor) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        hazard_life.decide(now, command, who, AT, POLICY)
    assert refusal.value.code == code
    return refusal.value


@pytest.mark.parametrize("part", WHOLE)
def test_a_plan_with_any_part_missing_is_refused_and_the_part_is_named(part: str) -> None:
    lacking = {**WHOLE, "milestones": (c.Milestone(what="停用", due_on=TODAY),)}
    lacking[part] = None if part == "funds_yuan" else () if part == "milestones" else " "
    command = c.SubmitPlan(hazard=OWN, **lacking)  # type: ignore[arg-type]
    refusal = refused("plan-parts-missing", hazard(state=State.OPEN), command, actor(Role.ENTERPRISE))
    assert refusal.facts == {"parts": part, "n": 1}


def test_five_in_place_says_which_of_the_five_a_plan_lacks() -> None:
    assert all(major_hazards.five_in_place(WHOLE).values())
    assert not any(major_hazards.five_in_place(None).values())
    no_money = major_hazards.five_in_place({**WHOLE, "funds_yuan": None})
    assert [place.value for place, is_there in no_money.items() if not is_there] == ["funds"]
    nobody = major_hazards.five_in_place({**WHOLE, "responsible_person": "  "})
    assert [place.value for place, is_there in nobody.items() if not is_there] == ["responsibility"]


def test_a_report_within_the_hour_is_in_time_and_a_plan_has_five_working_days() -> None:
    found, told = AT, AT + timedelta(minutes=60)
    times = major_hazards.timeliness((found, told), None, None, AT, POLICY)
    assert (times.report_minutes, times.report_late) == (60, False)
    assert major_hazards.timeliness((found, told + timedelta(seconds=1)), None, None, AT, POLICY).report_late
    assert times.plan_due_on == date(2026, 11, 27)  # Friday the 20th; a weekend lies between
    late = major_hazards.timeliness((found, told), AT + timedelta(days=8), None, AT, POLICY)
    assert (late.plan_late, late.review_due_on) == (True, date(2026, 12, 4))


def test_a_treated_major_hazard_is_reported_with_its_evaluation() -> None:
    done = c.SubmitRectification(
        hazard=OWN, done="已改", done_on=TODAY, done_by="张", photos=(c.Photo(sha256="0" * 64, taken_at=AT),)
    )
    refused("evaluation-needed", hazard(), done, actor(Role.ENTERPRISE))
    after = hazard_life.decide(hazard(), replace(done, evaluation=EVALUATION), actor(Role.ENTERPRISE), AT, POLICY)
    assert after.hazard.state is State.SUBMITTED


@pytest.mark.parametrize(
    "command",
    [
        c.ReinspectHazard(hazard=OWN, passed=True, opinion="合格", inspected_at=AT),
        c.VoidHazard(hazard=OWN, reason="已拆除"),
        c.ChangeLevel(hazard=OWN, level=HazardLevel.GENERAL, reason="不符"),
    ],
    ids=lambda command: command.kind,
)
def test_nothing_ends_or_lowers_a_hazard_while_a_stop_is_in_force(command: c.HazardStep) -> None:
    stopped = hazard(state=State.SUBMITTED, stop=Stop.PARTIAL)
    refused("stop-in-force", stopped, command, actor(Role.DEPARTMENT, Role.DISTRICT))
    hazard_life.decide(replace(stopped, stop=Stop.NONE), command, actor(Role.DEPARTMENT, Role.DISTRICT), AT, POLICY)


def test_a_failed_reinspection_keeps_the_stop_and_drops_the_wish_to_resume() -> None:
    now = hazard(state=State.SUBMITTED, stop=Stop.FULL, resume_asked_on=TODAY, original_due_on=TODAY)
    failed = c.ReinspectHazard(hazard=OWN, passed=False, opinion="未改", inspected_at=AT)
    after = hazard_life.decide(now, failed, actor(Role.DEPARTMENT), AT, POLICY).hazard
    assert (after.state, after.stop, after.resume_asked_on) == (State.RECTIFYING, Stop.FULL, None)


def test_a_stop_says_what_is_stopped_and_is_lifted_only_by_consent() -> None:
    order = c.OrderMeasure(hazard=OWN, measure=Stop.FULL, basis="第六十五条", ordered_at=AT)
    refused("stop-what-needed", hazard(), order, actor(Role.DEPARTMENT))
    refused("stop-in-force", hazard(stop=Stop.FULL), replace(order, measure=Stop.NONE), actor(Role.DEPARTMENT))
    refused("second-inspector-needed", hazard(), replace(order, stopped="窑炉"), actor(Role.INSPECTOR))


def test_a_listed_hazard_is_not_voided_before_it_is_delisted() -> None:
    listed = hazard(listed=ListLevel.CITY)
    refused("listing-in-force", listed, c.VoidHazard(hazard=OWN, reason="已拆除"), actor(Role.DISTRICT))


def case(**change: object) -> Listing:
    now = Listing(
        id=OWN, hazard=OWN, state=ListingState.APPROVED, level=ListLevel.DISTRICT, proposed_by=OWN,
        approved_on=date(2026, 8, 20), deadline=TODAY,
    )  # fmt: skip
    return replace(now, **change)  # type: ignore[arg-type]


def test_full_months_after_the_listing_are_owed_until_one_asks_for_delisting() -> None:
    assert listings.months_owed(case(), (), TODAY) == ("2026-09", "2026-10")
    assert listings.months_owed(case(), ("2026-09",), date(2027, 1, 1)) == ("2026-10", "2026-11", "2026-12")
    assert listings.months_owed(case(applied_on=date(2026, 10, 5)), (), TODAY) == ("2026-09",)
    assert listings.months_owed(case(approved_on=None), (), TODAY) == ()


def test_an_overdue_case_is_to_be_raised_unless_the_province_has_it() -> None:
    later = TODAY + timedelta(days=1)
    assert not case().wants_raise(TODAY)
    assert case().wants_raise(later)
    assert not case(level=ListLevel.PROVINCE).wants_raise(later)
    assert not case(raise_to=ListLevel.CITY).wants_raise(later)
    assert not case(state=ListingState.DELIST_APPLIED).wants_raise(later)


def _orders(**change: object) -> c.DecideListing:
    orders = c.DecideListing(
        listing=OWN, approved=True, leader="副区长", responsible_unit="某镇", responsible_person="安",
        deadline=TODAY + timedelta(days=60),
    )  # fmt: skip
    return replace(orders, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "command", "by", "roles", "code"),
    [
        (case(state=ListingState.PROPOSED), _orders(), OWN, {Role.DISTRICT}, "listing-own"),
        (case(state=ListingState.PROPOSED), _orders(leader=" "), uuid4(), {Role.DISTRICT}, "listing-parts"),
        (case(state=ListingState.PROPOSED), _orders(deadline=TODAY), uuid4(), {Role.DISTRICT}, "bad-date"),
        (case(state=ListingState.PROPOSED), _orders(approved=False), uuid4(), {Role.DISTRICT}, "reason-needed"),
        (case(state=ListingState.PROPOSED), _orders(), uuid4(), {Role.CITY}, "listing-level"),
        (case(), _orders(), uuid4(), {Role.DISTRICT}, "listing-state"),
        (case(raise_to=ListLevel.CITY, raised_by=OWN), _orders(), uuid4(), {Role.DISTRICT}, "listing-level"),
    ],
)
def test_a_listing_is_decided_whole_by_its_level_and_not_by_who_proposed_it(
    now: Listing, command: c.DecideListing, by: UUID, roles: set[Role], code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        listings.decide(now, command, by, frozenset(roles), TODAY)
    assert refusal.value.code == code


def test_only_a_closed_hazard_is_delisted() -> None:
    applied = case(state=ListingState.DELIST_APPLIED, applied_on=TODAY)
    accept = c.DecideDelisting(listing=OWN, outcome=c.Acceptance.DELISTED, opinion="合格", inspected_at=AT)
    with pytest.raises(Refusal) as refusal:
        listings.accept(applied, accept, hazard(state=State.SUBMITTED), frozenset({Role.DISTRICT}), TODAY)
    assert refusal.value.code == "listing-not-closed"
    done = listings.accept(applied, accept, hazard(state=State.CLOSED), frozenset({Role.DISTRICT}), TODAY)
    assert done.listing.state is ListingState.DELISTED


def test_a_decision_is_due_at_fifteen_days_and_void_is_the_districts() -> None:
    late = hazard(due_on=TODAY - timedelta(days=15), state=State.OPEN)
    assert forced.is_decision_due(late, TODAY, POLICY)
    assert not forced.is_decision_due(late, TODAY - timedelta(days=1), POLICY)
    assert not forced.is_decision_due(replace(late, case_no="1号"), TODAY, POLICY)
    void = c.DecideOverdue(hazard=OWN, decision=c.Forced.VOID, reason="企业已拆除")
    refused("not-yours", late, void, actor(Role.DEPARTMENT))
    assert hazard_life.decide(late, void, actor(Role.DISTRICT), AT, POLICY).hazard.state is State.VOID
    later = replace(void, decision=c.Forced.EXTENSION, new_due_on=TODAY + timedelta(days=9))
    after = hazard_life.decide(late, later, actor(Role.DEPARTMENT), AT, POLICY).hazard
    assert (after.due_on, after.extensions) == (TODAY + timedelta(days=9), 1)


closings = st.lists(
    st.builds(
        lambda n, town, flags: Closing(
            hazard=uuid5(OWN, str(n)), town=town, major=flags == "major", ordered=flags == "ordered",
            reopened=flags == "reopened", by_enterprise=flags == "enterprise",
        ),
        st.integers(0, 10_000), st.sampled_from([1, 2, None]),
        st.sampled_from(["enterprise", "enterprise", "grid", "major", "ordered", "reopened"]),
    ),
    unique_by=lambda closing: closing.hazard, max_size=120,
)  # fmt: skip


@given(closings, st.sampled_from([0.05, 0.1]), st.text(min_size=1, max_size=8), st.randoms())
def test_a_sample_has_all_that_must_be_and_the_share_of_each_town_whatever_the_order(
    listed: list[Closing], share: float, seed: str, chance: object
) -> None:
    drawn = sampling.draw(listed, share, seed)
    shuffled = sorted(listed, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert sampling.draw(shuffled, share, seed) == drawn
    assert {each.hazard for each in listed if sampling.must(each)} <= drawn.keys()
    for town in (1, 2, None):
        own = [each.hazard for each in listed if each.town == town and each.by_enterprise]
        chosen = sum(drawn.get(each) is Chosen.RANDOM for each in own)
        assert share * len(own) <= chosen < share * len(own) + 1
