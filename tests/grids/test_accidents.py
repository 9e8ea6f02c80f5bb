"""Grades by Order 493, types by edition, limits of rewards: the rules by themselves."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.accidents import GRADES, AccidentGrade, authority_told, grade, may_supplement_until, on_day, today_of
from grids.accidents import Told as Times
from grids.commands import HazardLevel
from grids.policy import HERE
from grids.public_reports import RewardGround, reward_limits
from server.store.policy import accident_editions, accidents_on
from server.store.public_reports import numbers_on

TODAY = date(2026, 11, 20)
NUMBERS = accidents_on(TODAY)
REWARDS = numbers_on(TODAY)
EDITIONS = accident_editions()
_PEOPLE, _YUAN = st.integers(0, 200), st.integers(0, 300_000_000)


@pytest.mark.parametrize(
    ("deaths", "injured", "loss", "wanted"),
    [
        (0, 1, None, "general"), (2, 9, 9_999_999, "general"), (3, 0, 0, "larger"), (0, 10, 0, "larger"),
        (0, 0, 10_000_000, "larger"), (9, 49, 49_999_999, "larger"), (10, 0, 0, "serious"), (0, 50, 0, "serious"),
        (0, 0, 50_000_000, "serious"), (29, 99, 99_999_999, "serious"), (30, 0, 0, "extraordinary"),
        (0, 100, 0, "extraordinary"), (0, 0, 100_000_000, "extraordinary"),
    ],
)  # fmt: skip
def test_the_worst_of_the_three_decides_and_thresholds_count_in(
    deaths: int, injured: int, loss: int | None, wanted: str
) -> None:
    assert grade(deaths, injured, loss, NUMBERS).value == wanted


@given(_PEOPLE, _PEOPLE, _YUAN, st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 100_000_000)))
def test_more_harm_never_lowers_the_grade(deaths: int, injured: int, loss: int, more: tuple[int, int, int]) -> None:
    before = grade(deaths, injured, loss, NUMBERS)
    after = grade(deaths + more[0], injured + more[1], loss + more[2], NUMBERS)
    assert GRADES.index(after) >= GRADES.index(before)


def test_one_edition_holds_on_each_day_and_the_new_one_from_july_2026() -> None:
    assert [len(each.types) for each in EDITIONS] == [20, 27]
    assert on_day(EDITIONS, date(2026, 6, 30)).id == "GB 6441-1986"
    assert on_day(EDITIONS, date(2026, 7, 1)).id == "GB 6441-2025"


def test_every_old_type_but_those_that_went_has_a_new_one_and_codes_are_unique() -> None:
    codes = [each.code for edition in EDITIONS for each in edition.types]
    assert len(set(codes)) == len(codes) == 47
    taken = {code for each in EDITIONS[-1].types for code in each.was}
    assert taken == {each.code for each in EDITIONS[0].types}
    assert today_of(EDITIONS, "86-03") == "25-04"
    assert today_of(EDITIONS, "86-19") is None
    assert today_of(EDITIONS, "25-27") == "25-27"


def test_fires_are_supplemented_within_seven_days_and_others_within_thirty() -> None:
    at = datetime(2026, 8, 1, 23, 30, tzinfo=HERE)
    by_name = {each.name: each for each in EDITIONS[-1].types}
    assert may_supplement_until(at, by_name["火灾"], NUMBERS) == date(2026, 8, 8)
    assert may_supplement_until(at, by_name["触电"], NUMBERS) == date(2026, 8, 31)


def test_the_authority_owes_nothing_before_it_was_told() -> None:
    at = datetime(2026, 8, 1, 10, 0, tzinfo=HERE)
    assert authority_told(Times(happened_at=at, told_at=None, sent_up_at=None), at + timedelta(days=9), NUMBERS) is None


@pytest.mark.parametrize(
    ("ground", "least", "most"),
    [
        (RewardGround(level=HazardLevel.GENERAL), 1, 500),
        (RewardGround(level=HazardLevel.GENERAL, fine_yuan=1), 3_000, 3_000),
        (RewardGround(level=HazardLevel.MAJOR), 3_000, 3_000),
        (RewardGround(level=HazardLevel.MAJOR, fine_yuan=100_000), 15_000, 15_000),
        (RewardGround(level=HazardLevel.MAJOR, fine_yuan=9_000_000), 300_000, 300_000),
        (RewardGround(level=HazardLevel.GENERAL, concealed_deaths=2, grade=AccidentGrade.GENERAL), 60_000, 60_000),
        (RewardGround(level=HazardLevel.GENERAL, concealed_deaths=9, grade=AccidentGrade.LARGER), 300_000, 300_000),
        (RewardGround(level=HazardLevel.GENERAL, concealed_deaths=2), 1, 500),
    ],
)  # fmt: skip
def test_a_reward_is_a_share_of_the_fine_between_the_least_and_the_most(
    ground: RewardGround, least: int, most: int
) -> None:
    limits = reward_limits(ground, REWARDS)
    assert (limits.least, limits.most) == (least, most)


@given(st.sampled_from(HazardLevel), st.integers(0, 10**9), st.integers(0, 100))
def test_no_reward_is_above_the_most(level: HazardLevel, fine: int, deaths: int) -> None:
    ground = RewardGround(level=level, fine_yuan=fine, concealed_deaths=deaths, grade=AccidentGrade.GENERAL)
    limits = reward_limits(ground, REWARDS)
    assert 1 <= limits.least <= limits.most <= REWARDS.reward_most_yuan
