"""The balance of the list always adds up, whatever lives there were."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from grids.balance import Balance, Change, In, Out, balance, stays
from grids.hazards import ENDED, State

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = st.integers(0, 24 * 90)


@st.composite
def life(draw: st.DrawFn) -> list[Change]:
    """A chain of states at growing moments; only what is over comes back, and only as open."""
    before: State | None = None
    changes = []
    for hour in sorted(draw(st.lists(HOURS, min_size=1, max_size=8))):
        if before is None:
            after = draw(st.sampled_from([State.REPORTED, State.OPEN, State.CLOSED]))
        elif before in ENDED:
            after = State.OPEN
        else:
            after = draw(st.sampled_from(sorted(State)))
        changes.append(Change(at=START + timedelta(hours=hour), before=before, after=after))
        before = after
    return changes


@given(st.lists(life(), max_size=20), HOURS, HOURS)
def test_opening_and_what_came_less_what_went_is_what_is_there(lives: list[list[Change]], one: int, two: int) -> None:
    first, until = (START + timedelta(hours=hour) for hour in sorted((one, two)))
    listed = [stay for each in lives for stay in stays(each)]
    found = balance(listed, first, until)
    assert found.adds_up, found
    assert found.open == sum(_is_listed(each, until) for each in lives)
    assert found.opening == sum(_is_listed(each, first) for each in lives)


@given(st.lists(life(), max_size=20), HOURS)
def test_what_happens_later_moves_no_period_that_is_over(lives: list[list[Change]], hour: int) -> None:
    until = START + timedelta(hours=hour)
    then = [stay for each in lives for stay in stays([change for change in each if change.at < until])]
    later = [stay for each in lives for stay in stays(each)]
    first = until - timedelta(days=30)
    assert balance(then, first, until) == balance(later, first, until)


@given(st.lists(life(), max_size=20), HOURS, HOURS, HOURS)
def test_one_period_ends_with_what_the_next_begins_with(
    lives: list[list[Change]], one: int, two: int, three: int
) -> None:
    a, b, d = (START + timedelta(hours=hour) for hour in sorted((one, two, three)))
    listed = [stay for each in lives for stay in stays(each)]
    before, after, whole = balance(listed, a, b), balance(listed, b, d), balance(listed, a, d)
    assert before.open == after.opening
    assert (before.closed + after.closed, before.new + after.new) == (whole.closed, whole.new)


def test_closed_at_once_comes_and_goes_in_the_same_moment() -> None:
    (stay,) = stays([Change(at=START, before=None, after=State.CLOSED)])
    assert (stay.came, stay.went, stay.from_at) == (In.NEW, Out.CLOSED, stay.to_at)
    day = balance([stay], START, START + timedelta(days=1))
    assert day == Balance(opening=0, new=1, reopened=0, moved_in=0, closed=1, void=0, moved_out=0, open=0)


def _is_listed(changes: list[Change], at: datetime) -> bool:
    """Tell from the chain alone whether the hazard is on the list just before a moment."""
    states = [change.after for change in changes if change.at < at]
    return bool(states) and states[-1] not in ENDED
