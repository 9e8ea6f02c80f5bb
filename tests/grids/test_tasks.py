"""Tasks: what pays them, how they are shared out, and which inspections one visit would do for."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import tasks
from grids.commands import VisitKind
from grids.errors import Refusal
from grids.tasks import BEFORE, OPEN, OWED, PAID, Share, TaskKind, TaskState

ON = date(2026, 3, 2)


def own(n: int) -> UUID:
    return UUID(int=n)


def test_an_inspection_is_also_a_visit_and_a_patrol_is_no_inspection() -> None:
    assert tasks.pays(TaskKind.PATROL, ON, VisitKind.INSPECTION, ON)
    assert tasks.pays(TaskKind.PATROL, ON, VisitKind.PATROL, ON)
    assert not tasks.pays(TaskKind.INSPECTION, ON, VisitKind.PATROL, ON)
    assert not tasks.pays(TaskKind.PATROL, ON, VisitKind.PATROL, ON - timedelta(days=1))


def test_an_inspection_waits_for_review_and_a_patrol_is_done() -> None:
    assert tasks.after_visit(TaskKind.INSPECTION) is TaskState.SUBMITTED
    assert tasks.after_visit(TaskKind.PATROL) is TaskState.DONE


def test_what_is_owed_is_open_or_paid_and_nothing_else() -> None:
    assert OPEN | PAID == OWED
    assert OWED.isdisjoint({TaskState.WAIVED, TaskState.MERGED, TaskState.SUPERSEDED})


@pytest.mark.parametrize("step", sorted(BEFORE))
def test_nothing_follows_from_what_is_over(step: str) -> None:
    for state in (TaskState.DONE, TaskState.WAIVED, TaskState.MERGED, TaskState.SUPERSEDED):
        with pytest.raises(Refusal, match="task-state"):
            tasks.check_step(state, step)


def test_what_was_handed_back_is_open_and_no_run_hands_it_out() -> None:
    assert TaskState.RETURNED in OPEN
    assert TaskState.RETURNED not in tasks.HANDED_OUT_BY_RUN


def test_an_order_of_a_day_begins_with_what_is_over_and_ends_with_what_it_did_not_know() -> None:
    states = (TaskState.ASSIGNED, TaskState.DONE, TaskState.ACCEPTED, TaskState.ASSIGNED)
    standing = [(own(n), state) for n, state in enumerate(states, start=1)]
    assert tasks.order_of_day([own(4), own(1), own(4)], standing) == [own(2), own(4), own(1), own(3)]
    assert tasks.order_of_day([own(9)], standing) == [own(2), own(9), own(1), own(3), own(4)]


@given(st.permutations(range(8)), st.integers(1, 8))
def test_no_order_takes_anything_out_of_a_day_or_puts_it_in_twice(asked: list[int], known: int) -> None:
    standing = [(own(n), TaskState.DONE if n == 0 else TaskState.ASSIGNED) for n in range(known)]
    found = tasks.order_of_day([own(n) for n in asked if n], standing)
    assert len(found) == len(set(found))
    assert {each for each, _ in standing} <= set(found)


@given(st.lists(st.tuples(st.integers(10, 120), st.integers(0, 3)), max_size=60), st.integers(60, 400))
def test_everybody_who_may_gets_work_and_nobody_much_more_than_who_stands_in(
    given_work: list[tuple[int, int]], slack: int
) -> None:
    work = [
        Share(id=own(n), minutes=minutes, able=tuple(own(1000 + who) for who in range(able)))
        for n, (minutes, able) in enumerate(given_work)
    ]
    found = tasks.shared(work, {}, slack)
    assert found.keys() == {each.id for each in work if each.able}
    assert all(found[each.id] in each.able for each in work if each.able)
    load: Counter[UUID] = Counter()
    for each in work:
        if each.able:
            load[found[each.id]] += each.minutes
    both = [each for each in work if len(each.able) == 3]
    if both and all(len(each.able) in {0, 3} for each in work):
        most, least = (pick(load[own(1000 + who)] for who in range(3)) for pick in (max, min))
        assert most - least <= slack + max(each.minutes for each in both)


def test_equal_loads_stay_with_the_usual_officer() -> None:
    work = [Share(id=own(n), minutes=30, able=(own(1), own(2))) for n in range(4)]
    assert set(tasks.shared(work, {}, 300).values()) == {own(1)}
    assert own(2) in tasks.shared(work, {own(1): 400}, 300).values()


def test_one_visit_does_for_different_authorities_that_lie_close() -> None:
    at = [(own(1), own(9), "应急", ON), (own(2), own(9), "消防", ON + timedelta(days=20)),
          (own(3), own(9), "应急", ON + timedelta(days=35)), (own(4), own(9), "消防", ON + timedelta(days=90)),
          (own(5), own(8), "消防", ON)]  # fmt: skip
    assert tasks.combined(at, 30) == [(own(1), own(2))]
    assert tasks.combined(at, 10) == []
