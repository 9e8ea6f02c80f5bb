"""Whom a phase asks, what is unknown, how far an enterprise has come, when two entries are likely one."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.applications import ApplicationState, check_account, check_code, decide
from grids.commands import ApplicationOutcome, DecideApplication, RosterAct
from grids.doubles import Entry, Likeness, likeness
from grids.errors import Refusal
from grids.onboarding import Facts, InScope, Phase, Stage, check_phase, in_force, in_scope, lacking, stage
from grids.rosters import ACTS, RowKind, check, differences
from server.store.onboarding import onboarding_on
from tests.town import named

DAY = date(2026, 11, 29)
LONG_AGO = date(2026, 1, 1)
POLICY = onboarding_on(DAY)
FIRST, SECOND = POLICY.phases
OUTPUT = 5_000_000


def facts(output: int | None = None, class_: str = "industry", *tags: str) -> Facts:
    return Facts(supervision_class=class_, tags=frozenset(tags), output_yuan=output)


def test_the_first_phase_asks_who_produces_five_million_and_who_is_dangerous_or_crowded() -> None:
    assert in_scope(FIRST, facts(OUTPUT)) is InScope.IN
    assert in_scope(FIRST, facts(OUTPUT - 1)) is InScope.OUT
    assert in_scope(FIRST, facts(0, "hazardous_chemicals")) is InScope.IN
    assert in_scope(FIRST, facts(0, "industry", "人员密集场所")) is InScope.IN


def test_the_second_phase_asks_everyone_whatever_is_known() -> None:
    assert {in_scope(SECOND, facts(output)) for output in (None, 0, OUTPUT)} == {InScope.IN}


def test_whose_output_nobody_said_is_unknown_and_not_out() -> None:
    assert in_scope(FIRST, facts(None)) is InScope.UNKNOWN
    assert in_scope(FIRST, facts(None, "industry", "涉爆粉尘")) is InScope.IN


@given(
    st.integers(0, 10**9),
    st.sampled_from(["crowded_place", "industry"]),
    st.lists(st.sampled_from(["有限空间", "特种设备"])),
)
def test_knowing_more_never_takes_an_enterprise_from_in_to_unknown(output: int, class_: str, tags: list[str]) -> None:
    before, after = in_scope(FIRST, facts(None, class_, *tags)), in_scope(FIRST, facts(output, class_, *tags))
    assert before is not InScope.OUT
    assert after is not InScope.UNKNOWN
    assert before is not InScope.IN or after is InScope.IN


def test_stages_follow_each_other_and_none_is_skipped() -> None:
    for done in product((False, True), repeat=3):
        reached = stage(registered=done[0], filed=done[1], running=done[2])
        assert all(done[:reached])
        assert reached is Stage.RUNNING or not done[reached]


def test_a_file_lacks_what_the_table_asks_and_it_has_not() -> None:
    assert lacking(POLICY.filed, POLICY) == ()
    assert lacking([], POLICY) == POLICY.filed
    assert "annual_output_yuan" in POLICY.filed


def test_a_districts_own_phase_takes_the_place_of_the_one_that_ships() -> None:
    own = Phase(number=1, name="一期", name_en="One", starts_on=DAY, target_on=DAY, min_output_yuan=1)
    assert [phase.name for phase in in_force(POLICY.phases, {1: own})] == ["一期", SECOND.name]


@pytest.mark.parametrize(
    ("phase", "valid_from", "code"),
    [
        (Phase(number=1, name="", name_en="", starts_on=DAY, target_on=DAY), DAY, "phase-empty"),
        (Phase(number=1, name="", name_en="", starts_on=DAY, target_on=LONG_AGO, everyone=True), DAY, "bad-date"),
        (Phase(number=1, name="", name_en="", starts_on=DAY, target_on=DAY, everyone=True), LONG_AGO, "bad-date"),
    ],
)  # fmt: skip
def test_a_phase_that_asks_nobody_or_rewrites_the_past_is_refused(phase: Phase, valid_from: date, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        check_phase(phase, valid_from, DAY)


def entry(uscc: str | None = None, core: str = "华丰机械", address: str = "", *phones: str) -> Entry:
    return Entry(uscc=uscc, core=core, address=address, phones=frozenset(phones))


def test_two_codes_are_two_units_whatever_else_they_share() -> None:
    assert (
        likeness(entry("A", "x", "东路1号", "13800000000"), entry("B", "x", "东路1号", "13800000000"), 0, POLICY) == ()
    )
    assert likeness(entry("A", "x"), entry("A", "y"), None, POLICY) == (Likeness.CODE,)


@pytest.mark.parametrize(
    ("other", "metres", "why"),
    [
        (entry(), POLICY.near_m, (Likeness.NAME_NEAR,)),
        (entry(), POLICY.near_m + 1, (Likeness.NAME,)),
        (entry(), None, (Likeness.NAME,)),
        (entry(None, "别的"), 0, ()),
        (entry(None, "别的", "", "13800000000"), None, (Likeness.PHONE,)),
    ],
)
def test_likeness_names_its_reason(other: Entry, metres: float | None, why: tuple[Likeness, ...]) -> None:
    assert likeness(entry("A", "华丰机械", "", "13800000000"), other, metres, POLICY) == why


def test_the_same_name_at_the_same_address_is_near_without_coordinates() -> None:
    assert likeness(entry(address="东路1号"), entry(address="东路1号"), None, POLICY) == (Likeness.NAME_NEAR,)


def decision(outcome: ApplicationOutcome, reason: str = "") -> DecideApplication:
    return DecideApplication(application=named("a"), outcome=outcome, enterprise=named("e"), reason=reason)


def test_an_application_is_decided_once_and_sent_back_with_a_reason_only() -> None:
    assert decide("waiting", decision(ApplicationOutcome.NEW)) is ApplicationState.APPROVED
    assert decide("waiting", decision(ApplicationOutcome.RETURN, "地址不全")) is ApplicationState.RETURNED
    for state in ("returned", "approved"):
        with pytest.raises(Refusal, match="application-state"):
            decide(state, decision(ApplicationOutcome.CLAIM))
    with pytest.raises(Refusal, match="reason-needed"):
        decide("waiting", decision(ApplicationOutcome.RETURN, " "))


def test_nothing_is_claimed_under_another_code() -> None:
    check_code("A", None)
    with pytest.raises(Refusal, match="merge-two-units"):
        check_code("A", "B")


@pytest.mark.parametrize(
    ("username", "code"), [("ab", "username-unfit"), ("华丰机械", "username-unfit"), ("-abc", "username-unfit")]
)
def test_a_user_name_that_nobody_could_type_is_refused(username: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        check_account(username, "long enough to keep")
    with pytest.raises(Refusal, match="short-password"):
        check_account("huafeng", "short")


def test_each_row_is_worked_off_once_and_only_in_its_own_ways() -> None:
    for kind, act in product(RowKind, RosterAct):
        if act in ACTS[kind]:
            check(kind.value, None, act)
            with pytest.raises(Refusal, match="roster-settled"):
                check(kind.value, act.value, act)
        else:
            with pytest.raises(Refusal, match="roster-act"):
                check(kind.value, None, act)


def test_a_list_that_says_nothing_of_a_field_does_not_differ_in_it() -> None:
    assert differences({"name": "甲", "principal": ""}, {"name": "甲", "principal": "张三"}) == {}
