"""Shares and periods: half up, nothing over nothing, the period before, ranks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.indicators import Period, Share, ranks
from server.store.policy import indicators_on

POLICY = indicators_on(date(2026, 11, 29))
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("n", "d", "said"),
    [
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),
        (3, 800, "0.38"),
        (0, 5, "0.00"),
        (5, 5, "100.00"),
        (0, 0, None),
    ],
)
def test_a_share_has_two_decimals_half_up_and_nothing_over_nothing_is_no_number(
    n: int, d: int, said: str | None
) -> None:
    assert Share(n=n, d=d).percent(POLICY) == said


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_what_is_written_lies_within_half_of_the_last_decimal(n: int, d: int) -> None:
    written = Share(n=n, d=d).percent(POLICY)
    assert written is not None
    assert abs(Decimal(written) * d - 100 * n) <= Decimal("0.005") * d


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        (date(2026, 7, 1), date(2026, 9, 30), (date(2026, 4, 1), date(2026, 6, 30))),
        (date(2026, 3, 1), date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 1, 1), date(2026, 12, 31), (date(2025, 1, 1), date(2025, 12, 31))),
        (date(2026, 1, 1), date(2026, 3, 31), (date(2025, 10, 1), date(2025, 12, 31))),
        (date(2026, 3, 10), date(2026, 3, 16), (date(2026, 3, 3), date(2026, 3, 9))),
    ],
)
def test_before_whole_months_come_whole_months_and_else_as_many_days(
    first: date, last: date, before: tuple[date, date]
) -> None:
    assert Period(first, last).before() == Period(*before)


def test_a_year_before_the_29th_of_february_is_the_28th() -> None:
    assert Period(date(2024, 2, 29), date(2024, 2, 29)).year_before() == Period(date(2023, 2, 28), date(2023, 2, 28))
    assert Period(date(2024, 2, 1), date(2024, 2, 29)).year_before() == Period(date(2023, 2, 1), date(2023, 2, 28))


@given(DAYS, st.integers(0, 800))
def test_the_period_before_ends_the_day_before(first: date, days: int) -> None:
    period = Period(first, first + timedelta(days=days))
    assert period.before().until == period.first
    assert period.year_before() < period


def test_a_period_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2026, 2, 1), date(2026, 1, 31))


def test_equal_shares_share_a_rank_and_small_bases_have_none() -> None:
    shares = {"a": Share(n=5, d=10), "b": Share(n=10, d=20), "c": Share(n=9, d=9), "d": Share(n=0, d=30)}
    assert ranks(shares, POLICY) == {"a": 1, "b": 1, "d": 3}
    assert ranks(shares, POLICY, lowest_first=True) == {"d": 1, "a": 2, "b": 2}
