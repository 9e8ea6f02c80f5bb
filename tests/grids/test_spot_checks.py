"""Spot checks: the draw from a frame and a seed, who may check, what a result comes to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import spot_checks as rules
from grids.commands import RecordSpotCheck, SpotResult, SpotStratum, SpotVerdict
from grids.due import DueReason, Standing, dues
from grids.errors import Refusal
from grids.permissions import Person, Role
from grids.spot_checks import Framed, ItemKind, TargetState
from server.store.policy import policy_on, spot_checks_on

AT = datetime(2026, 11, 29, 4, tzinfo=UTC)
TODAY = date(2026, 11, 29)
POLICY = spot_checks_on(TODAY)
_IDS = UUID("22222222-2222-4222-8222-222222222222")
framed = st.builds(
    Framed, enterprise=st.integers(0, 400).map(lambda n: uuid5(_IDS, str(n))), town=st.sampled_from([1, 2, 3, None]),
    supervision_class=st.sampled_from(["industry", "commerce"]), grade=st.sampled_from(["A", "D", None]),
    zero=st.booleans(),
)  # fmt: skip
strata = st.lists(
    st.builds(
        SpotStratum, size=st.integers(1, 20), town=st.sampled_from([None, 1, 2]),
        grade=st.sampled_from([None, "A", "none"]), zero=st.sampled_from([None, True, False]),
    ), min_size=1, max_size=5,
)  # fmt: skip


def frames() -> st.SearchStrategy[list[Framed]]:
    return st.lists(framed, max_size=80, unique_by=lambda one: one.enterprise)


@given(frames(), strata, st.text(max_size=20), st.randoms(use_true_random=False))
def test_the_same_frame_and_seed_give_the_same_sample_in_whatever_order(
    frame: list[Framed], wanted: list[SpotStratum], seed: str, shuffler: Any
) -> None:
    first = rules.draw(frame, wanted, seed)
    again = list(frame)
    shuffler.shuffle(again)
    assert rules.draw(again, wanted, seed) == first


@given(frames(), strata, st.text(max_size=20))
def test_nobody_is_drawn_twice_or_for_a_stratum_that_does_not_fit_and_no_place_is_left_empty(
    frame: list[Framed], wanted: list[SpotStratum], seed: str
) -> None:
    drawn = rules.draw(frame, wanted, seed)
    ids = [each.enterprise for each in drawn]
    assert len(set(ids)) == len(ids)
    of = {one.enterprise: one for one in frame}
    assert all(rules.fits(of[each.enterprise], wanted[each.stratum]) for each in drawn)
    left = {one.enterprise: one for one in frame}
    for n, stratum in enumerate(wanted):
        own = [each.enterprise for each in drawn if each.stratum == n]
        able = [one for one in left.values() if rules.fits(one, stratum)]
        assert len(own) == min(stratum.size, len(able))
        for each in own:
            del left[each]


def test_another_seed_gives_another_sample() -> None:
    frame = [Framed(enterprise=uuid5(_IDS, str(n)), town=1, supervision_class="industry", grade="A", zero=False)
             for n in range(200)]  # fmt: skip
    samples = {tuple(each.enterprise for each in rules.draw(frame, [SpotStratum(size=5)], str(n))) for n in range(20)}
    assert len(samples) == 20


def test_a_long_checklist_is_looked_at_in_part_and_the_seed_says_which() -> None:
    codes, own = [f"E{n}" for n in range(80)], uuid4()
    shown = rules.shown_answers(codes, own, "s", POLICY)
    assert (len(shown), shown) == (POLICY.answers_max, rules.shown_answers(codes[::-1], own, "s", POLICY))


def who(licence: str | None = "苏D1") -> Person:
    return Person(id=uuid4(), name="某", grants=(), licence_no=licence)


def test_two_licensed_inspectors_or_one_of_a_department_check_and_nobody_else() -> None:
    inspector, department, officer = (frozenset({role}) for role in (Role.INSPECTOR, Role.DEPARTMENT, Role.OFFICER))
    rules.check_checkers(who(), inspector, who())
    rules.check_checkers(who(None), department, None)
    for checker, roles, second, code in (
        (who(), inspector, None, "second-inspector-needed"), (who(), inspector, who(None), "second-inspector-needed"),
        (who(None), inspector, who(), "spot-checker"), (who(), officer, who(), "spot-checker"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            rules.check_checkers(checker, roles, second)
        assert refused.value.code == code
    same = who()
    with pytest.raises(Refusal, match="second-inspector-needed"):
        rules.check_checkers(same, inspector, same)


ITEMS = {"answer:T1": ItemKind.ANSWER, "closing:x": ItemKind.CLOSING}


def record(**more: Any) -> RecordSpotCheck:
    told: dict[str, Any] = {
        "target": uuid4(), "started_at": AT - timedelta(hours=1), "finished_at": AT,
        "results": tuple(SpotResult(item=item, verdict=SpotVerdict.TRUE) for item in ITEMS),
    }  # fmt: skip
    return RecordSpotCheck(**{**told, **more})


def test_every_item_has_one_verdict_and_what_is_not_true_says_why() -> None:
    tally, state = rules.judge(record(), ITEMS, TargetState.WAITING, AT)
    assert (tally.true, tally.is_mismatch, state) == (2, False, TargetState.DONE)
    answer, untrue = SpotResult(item="answer:T1", verdict=SpotVerdict.TRUE), SpotVerdict.NOT_TRUE
    for results, more, code in (
        ((answer,), {}, "spot-open"), ((answer, answer), {}, "unknown-thing"),
        ((answer, SpotResult(item="closing:x", verdict=untrue)), {}, "reason-needed"),
        ((answer, SpotResult(item="closing:x", verdict=untrue, remark="仍堵塞")), {}, "photo-needed"),
        ((answer,), {"impossible": "已搬走"}, "unknown-thing"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            rules.judge(record(results=results, **more), ITEMS, TargetState.WAITING, AT)
        assert refused.value.code == code
    with pytest.raises(Refusal, match="already-done"):
        rules.judge(record(), ITEMS, TargetState.DONE, AT)


def test_where_nothing_could_be_checked_that_is_said_and_nothing_else() -> None:
    tally, state = rules.judge(record(results=(), impossible="已搬走"), ITEMS, TargetState.WAITING, AT)
    assert (tally.is_mismatch, state) == (False, TargetState.IMPOSSIBLE)


def test_the_key_list_and_an_untrue_report_bring_the_next_visit_nearer_and_are_named_as_reasons() -> None:
    policy = policy_on(TODAY)
    whole = policy.visit_interval_days["B"]
    plain = Standing(interval_days=whole, since=TODAY)
    listed = dues(Standing(interval_days=whole, since=TODAY, key_list=True), policy)
    assert [(each.on - TODAY).days for each in dues(plain, policy)] == [whole]
    assert (listed[0].reason, (listed[0].on - TODAY).days) == (DueReason.KEY_LIST, whole * policy.key_list_factor)
    until = rules.untrue_until(TODAY, POLICY)
    untrue = dues(Standing(interval_days=whole, since=TODAY, untrue_until=until), policy)
    assert (untrue[0].reason, (untrue[0].on - TODAY).days) == (DueReason.SELF_REPORT, whole * policy.untrue_factor)
    over = Standing(interval_days=whole, since=TODAY, last_visit_on=until + timedelta(days=1), untrue_until=until)
    assert [each.reason for each in dues(over, policy)] == [DueReason.GRADE]
