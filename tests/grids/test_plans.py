"""Plans, their changes, frequency and cap, and draws that give the same whoever makes them and whenever."""

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import draws, frequency, plan_changes, plans
from grids.commands.plan_changes import ProposePlanChange
from grids.commands.plans import Criteria, GradeFrequency, PublishFrequency
from grids.commands.tasks import Basis
from grids.draws import Frame
from grids.errors import Refusal
from grids.frequency import GradeRule
from grids.plans import Candidate, Plan, PlanState
from server.store.policy import plans_on, policy_on

ON = date(2026, 3, 2)
POLICY = plans_on(ON)
PEOPLE = tuple(f"inspector {n}" for n in range(5))
BY, OTHER = uuid4(), uuid4()


def plan(state: PlanState = PlanState.DRAFT, **more: object) -> Plan:
    return Plan(**{"state": state, "author": BY, "revision": 1, "year": 2026, **more})  # type: ignore[arg-type]


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    size = draw(st.integers(0, 40))
    names = [f"enterprise {n}" for n in range(size)]
    grades = draw(st.lists(st.sampled_from("ABCD"), min_size=size, max_size=size))
    key = {name: draw(st.integers(1, 3)) for name in names[: size // 4]}
    conflicts = frozenset((PEOPLE[n % 3], name) for n, name in enumerate(names) if n % 5 == 0)
    return Frame(
        objects=dict(zip(names, grades, strict=True)), key=key, inspectors=PEOPLE, conflicts=conflicts,
        shares={grade: draw(st.floats(0, 1)) for grade in "ABCD"},
    )  # fmt: skip


@given(frames(), st.text(max_size=12))
def test_a_draw_is_the_same_whatever_the_order_it_came_in(frame: Frame, seed: str) -> None:
    turned = Frame(
        objects=dict(reversed([*frame.objects.items()])), key=dict(reversed([*frame.key.items()])),
        inspectors=frame.inspectors[::-1], conflicts=frame.conflicts, shares=frame.shares,
    )  # fmt: skip
    assert draws.draw(frame, seed) == draws.draw(turned, seed)


@given(frames(), st.text(max_size=12))
def test_a_draw_keeps_shares_turns_conflicts_and_evenness(frame: Frame, seed: str) -> None:
    drawn = draws.draw(frame, seed)
    assert Counter(one.object for one in drawn if one.how == "key") == Counter(dict(frame.key))
    pool = Counter(stratum for name, stratum in frame.objects.items() if name not in frame.key)
    lots = Counter(one.stratum for one in drawn if one.how == "random")
    assert lots == Counter({stratum: draws.wanted(n, frame.shares[stratum]) for stratum, n in pool.items()})
    assert not {(person, one.object) for one in drawn for person in one.pair} & frame.conflicts
    assert all(one.pair[0] != one.pair[1] for one in drawn)
    free = Counter(person for one in drawn for person in one.pair)
    if drawn:
        assert max(free.values()) - min(free[person] for person in PEOPLE[3:]) <= len(drawn)
    if not frame.conflicts and drawn:
        assert max(free.values()) - min(free[person] for person in PEOPLE) <= 1


def test_another_seed_draws_others() -> None:
    frame = Frame(objects={str(n): "A" for n in range(60)}, key={}, inspectors=PEOPLE, shares={"A": 0.2})
    first, second = ({one.object for one in draws.draw(frame, seed)} for seed in ("a", "b"))
    assert len(first) == len(second) == 12
    assert first != second


@given(st.integers(1, 12), st.integers(1, 60), st.integers(1, 3))
def test_turns_lie_apart_and_months_take_what_their_working_days_allow(first: int, objects: int, turns: int) -> None:
    days = {month: 20 if month >= first else 0 for month in range(1, 13)}
    frame = Frame(objects={}, key={str(n): turns for n in range(objects)}, inspectors=PEOPLE)
    drawn = draws.draw(frame, "seed")
    months = draws.by_month(drawn, days, "seed", first)
    assert set(months) == set(range(len(drawn)))
    assert min(months.values()) >= first
    if turns <= 13 - first:
        of: dict[str, list[int]] = {}
        for n, month in months.items():
            of.setdefault(drawn[n].object, []).append(month)
        assert all(len(set(own)) == turns for own in of.values())


def test_an_even_year_puts_as_many_into_each_month() -> None:
    frame = Frame(objects={str(n): "A" for n in range(120)}, key={}, inspectors=PEOPLE, shares={"A": 1.0})
    drawn = draws.draw(frame, "seed")
    assert set(Counter(draws.by_month(drawn, dict.fromkeys(range(1, 13), 20), "seed").values()).values()) == {10}


def test_reasons_of_a_key_object_are_all_named() -> None:
    central = Candidate(grade="D", key_list=True, affiliation="central")
    assert plans.reasons(central, Criteria(affiliations=("central",))) == ("grade", "key_list", "affiliation")
    assert plans.reasons(Candidate(grade=None, key_list=False, affiliation=None), Criteria()) == ()
    assert plans.reasons(Candidate(grade=None, key_list=False, affiliation=None), Criteria(key_grades=("none",)))


def test_capacity_is_pairs_times_days_times_share_times_visits() -> None:
    able = plans.capacity(7, 240, POLICY)
    assert able.pairs == 3
    assert able.inspections == round(3 * 240 * POLICY.share_of_days * POLICY.visits_a_pair_day)
    assert plans.capacity(1, 240, POLICY).inspections == 0


def test_working_days_are_counted_by_the_holiday_table_and_from_today() -> None:
    whole = plans.working_days(2026, policy_on(ON))
    left = plans.working_days(2026, policy_on(ON), date(2026, 11, 16))
    assert sum(left.values()) < sum(whole.values())
    assert [month for month, count in left.items() if count] == [11, 12]


@pytest.mark.parametrize("step", sorted(plans.BEFORE))
def test_a_step_follows_from_one_state_only(step: str) -> None:
    for state in PlanState:
        if state is plans.BEFORE[step]:
            plans.check_step(plan(state), step)
        else:
            with pytest.raises(Refusal, match="plan-state"):
                plans.check_step(plan(state), step)


def test_a_change_after_the_draw_asks_for_a_new_one_before_it_is_submitted() -> None:
    drawn = plans.draw(plan(), POLICY)
    assert plans.submit(drawn, 3, BY).state is PlanState.SUBMITTED
    for other, objects in ((plan(drawn_on_revision=0), 3), (drawn, 0)):
        with pytest.raises(Refusal, match="plan-undrawn"):
            plans.submit(other, objects, BY)


def test_who_wrote_or_submitted_does_not_approve_and_a_no_has_a_reason() -> None:
    waiting = plan(PlanState.SUBMITTED, submitted_by=OTHER)
    for own in (BY, OTHER):
        with pytest.raises(Refusal, match="plan-own"):
            plans.decide(waiting, own, "", approved=True)
    with pytest.raises(Refusal, match="reason-needed"):
        plans.decide(waiting, uuid4(), " ", approved=False)
    assert plans.decide(waiting, uuid4(), "不足", approved=False).state is PlanState.DRAFT


def asked(op: str, **more: object) -> ProposePlanChange:
    ids = {"change": uuid4(), "plan": uuid4(), "enterprise": uuid4()}
    return ProposePlanChange(op=op, reason="搬迁", **ids, **more)  # type: ignore[arg-type]


def test_a_change_names_what_it_changes_in_a_month_to_come() -> None:
    active = plan(PlanState.ACTIVE)
    for good in (asked("add", month=3), asked("drop", turn=1), asked("move", turn=1, month=12)):
        plan_changes.check_proposal(active, good, ON)
    for bad in (asked("add"), asked("drop", turn=1, month=4), asked("move", turn=1), asked("add", month=2)):
        with pytest.raises(Refusal, match="plan-change"):
            plan_changes.check_proposal(active, bad, ON)


def rules(**more: int) -> dict[str, GradeFrequency]:
    days = {"D": 30, "C": 60, "B": 90, "A": 180, "none": 60, **more}
    return {
        grade: GradeFrequency(grade=grade, visit_days=each, inspection_days=365, cap=2)  # type: ignore[arg-type]
        for grade, each in days.items()
    }


def published(of: dict[str, GradeFrequency]) -> PublishFrequency:
    return PublishFrequency(
        frequency=uuid4(), district=1, title="频次", grades=tuple(of.values()), valid_from=ON, reason="年度"
    )


def test_a_worse_grade_is_never_treated_more_kindly() -> None:
    frequency.check(published(rules()), ON)
    for wrong in ({"D": 61}, {"C": 91}, {"none": 181}):
        with pytest.raises(Refusal, match="frequency-order"):
            frequency.check(published(rules(**wrong)), ON)
    with pytest.raises(Refusal, match="frequency-grades"):
        frequency.check(published({k: v for k, v in rules().items() if k != "none"}), ON)
    with pytest.raises(Refusal, match="bad-date"):
        frequency.check(published(rules()), date(2026, 3, 3))


def test_the_tables_that_ship_keep_that_order_themselves() -> None:
    held = frequency.defaults(policy_on(ON), POLICY)
    frequency.check(
        published({
            grade: GradeFrequency(grade=grade, visit_days=r.visit_days, inspection_days=r.inspection_days, cap=r.cap)  # type: ignore[arg-type]
            for grade, r in held.items()
        }), ON,
    )  # fmt: skip


def test_what_holds_is_the_last_of_class_else_of_district_else_the_default() -> None:
    own = {name: {"A": GradeRule(visit_days=n, inspection_days=n, cap=n)} for n, name in enumerate("dcolx", 1)}
    held = frequency.in_force(
        [(1, None, date(2026, 1, 1), own["d"]), (1, "chemical", date(2026, 1, 1), own["o"]),
         (1, "chemical", date(2026, 2, 1), own["c"]), (1, "chemical", date(2026, 4, 1), own["l"])], ON,
    )  # fmt: skip
    found = frequency.Frequencies(default=own["x"], published=held)
    assert (found.of(1, "chemical"), found.of(1, "industry"), found.of(2, "chemical")) == (own["c"], own["d"], own["x"])


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_the_cap_counts_done_and_set_and_lets_what_the_law_excepts_pass(done: int, waiting: int, cap: int) -> None:
    for basis in Basis:
        is_refused = False
        try:
            frequency.check_cap(basis, done, waiting, cap, POLICY)
        except Refusal:
            is_refused = True
        assert is_refused == (basis.value not in POLICY.uncounted and done + waiting >= cap)


def test_a_key_object_is_inspected_at_least_once_and_never_beyond_its_cap() -> None:
    often = GradeRule(visit_days=30, inspection_days=30, cap=4)
    assert frequency.turns_a_year(often) == 4
    assert frequency.turns_a_year(GradeRule(visit_days=30, inspection_days=1095, cap=4)) == 1
