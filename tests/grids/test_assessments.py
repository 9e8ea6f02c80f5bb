"""Assessments: points of a counted item, sums, ranks, results, and which step is refused."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import assessments as rules
from grids.assessments import AssessmentPolicy, AssessmentState, Line, LineState, Outcome, Total
from grids.commands import AssessmentItem, Automatic, Criticism, Honour, HonourKind, ObjectKind, OpenAssessment
from grids.errors import Refusal
from grids.indicators import Period, Share

POLICY = AssessmentPolicy(
    pass_percent=80, ranked_from_percent=50, period_max_days=366, attachments_max=10, criticism_due_days=30,
    full_at_percent=90, none_at_percent=50,
)  # fmt: skip
TODAY = date(2026, 11, 29)
KNOWN = {"on_time": True, "repeated": False, "extended": None}
UP = Automatic(indicator="on_time", full_at=90, none_at=50)
DOWN = Automatic(indicator="repeated", full_at=0, none_at=30)
COUNTED = AssessmentItem(key="a", text="按期整改", points=20, automatic=UP)
MANUAL = AssessmentItem(key="b", text="责任制", points=10)
SHEET = UUID(int=1)


def opened(*items: AssessmentItem, **more: Any) -> OpenAssessment:
    given_: dict[str, Any] = {
        "assessment": UUID(int=2), "title": "考核", "object_kind": ObjectKind.TOWN, "objects": ("town:1",),
        "period_first": date(2026, 7, 1), "period_last": date(2026, 9, 30), "pass_percent": 80, "items": items,
    }  # fmt: skip
    return OpenAssessment(**{**given_, **more})


def line(key: str, most: str, points: str | None, share: Share | None = None) -> Line:
    return Line(key=key, most=Decimal(most), points=None if points is None else Decimal(points), share=share)


@pytest.mark.parametrize(
    ("automatic", "n", "d", "points"),
    [
        (UP, 9, 10, "20.00"), (UP, 10, 10, "20.00"), (UP, 7, 10, "10.00"), (UP, 5, 10, "0.00"), (UP, 0, 10, "0.00"),
        (UP, 2, 3, "8.33"), (DOWN, 0, 10, "20.00"), (DOWN, 3, 20, "10.00"), (DOWN, 3, 10, "0.00"),
        (DOWN, 10, 10, "0.00"),
    ],
)  # fmt: skip
def test_points_follow_the_straight_line_between_none_and_all(
    automatic: Automatic, n: int, d: int, points: str
) -> None:
    assert rules.counted(automatic, 20, Share(n=n, d=d)) == Decimal(points)


def test_nothing_over_nothing_is_no_deduction_and_its_points_leave_the_denominator() -> None:
    told = rules.lines((COUNTED, MANUAL), {"on_time": Share(n=0, d=0)}, {"b": Decimal("8.00")})
    assert [each.state for each in told] == [LineState.NOT_ASSESSABLE, LineState.SCORED]
    summed = rules.total(told)
    assert (summed.earned, summed.possible, summed.not_assessable) == (Decimal("8.00"), Decimal("10.00"), 1)
    assert summed.percent() == Decimal("80.00")


def test_an_accepted_appeal_stands_before_what_was_counted_and_both_are_kept() -> None:
    (told,) = rules.lines((COUNTED,), {"on_time": Share(n=7, d=10)}, {"a": Decimal("15.00")})
    assert (told.points, told.counted, told.state) == (Decimal("15.00"), Decimal("10.00"), LineState.SCORED)


def test_a_manual_item_waits_until_it_has_points() -> None:
    (told,) = rules.lines((MANUAL,), {}, {})
    assert told.state is LineState.WAITING
    assert rules.total([told]) == Total(
        earned=Decimal(0), possible=Decimal(0), whole=Decimal(10), waiting=1, not_assessable=0
    )


def test_equal_shares_share_a_rank_and_who_has_none_is_not_ranked() -> None:
    totals = {
        "half": rules.total([line("a", "10", "5")]), "same": rules.total([line("a", "20", "10")]),
        "best": rules.total([line("a", "3", "2")]), "last": rules.total([line("a", "3", "1")]),
        "none": rules.total([line("a", "10", None, Share(n=0, d=0))]),
    }  # fmt: skip
    assert rules.ranking(totals, POLICY) == {"best": 1, "half": 2, "same": 2, "last": 4}


def test_who_could_be_assessed_in_less_than_half_of_the_points_is_not_ranked() -> None:
    gap = line("b", "51", None, Share(n=0, d=0))
    thin = rules.total([line("a", "49", "49"), gap])
    half = rules.total([line("a", "51", "40"), line("b", "49", None, Share(n=0, d=0))])
    assert rules.ranking({"thin": thin, "half": half}, POLICY) == {"half": 1}


@pytest.mark.parametrize(
    ("earned", "outcome"),
    [("80.00", Outcome.PASSED), ("79.99", Outcome.FAILED), ("100.00", Outcome.PASSED), ("0.00", Outcome.FAILED)],
)
def test_the_pass_mark_is_reached_or_not(earned: str, outcome: Outcome) -> None:
    assert rules.total([line("a", "100", earned)]).outcome(80) is outcome


def test_a_share_that_only_rounds_up_to_the_mark_has_not_reached_it() -> None:
    summed = Total(earned=Decimal("799.96"), possible=Decimal(1000), whole=Decimal(1000), waiting=0, not_assessable=0)
    assert (summed.percent(), summed.outcome(80)) == (Decimal("80.00"), Outcome.FAILED)


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (opened(MANUAL, period_first=date(2026, 10, 1)), "period"),
        (opened(MANUAL, period_first=date(2025, 9, 29)), "period"),
        (opened(MANUAL, period_first=date(2026, 12, 1), period_last=date(2026, 12, 31)), "period"),
        (opened(), "items"),
        (opened(MANUAL, MANUAL), "key"),
        (opened(AssessmentItem(key="z", text="零", points=0.004)), "points"),
        (opened(AssessmentItem(key="z", text="无", points=5, automatic=Automatic(
            indicator="weather", full_at=90, none_at=10))), "indicator"),
        (opened(AssessmentItem(key="z", text="反", points=5, automatic=Automatic(
            indicator="on_time", full_at=10, none_at=90))), "direction"),
        (opened(AssessmentItem(key="z", text="反", points=5, automatic=Automatic(
            indicator="repeated", full_at=30, none_at=0))), "direction"),
        (opened(AssessmentItem(key="z", text="平", points=5, automatic=Automatic(
            indicator="extended", full_at=30, none_at=30))), "direction"),
    ],
)  # fmt: skip
def test_a_standard_or_period_that_cant_be_meant_is_refused(command: OpenAssessment, fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check_open(command, KNOWN, TODAY, POLICY)
    assert (refused.value.code, refused.value.facts["fault"]) == ("assessment-unfit", fault)


def test_a_good_standard_gives_its_period() -> None:
    neutral = AssessmentItem(
        key="c", text="延期", points=5, automatic=Automatic(indicator="extended", full_at=0, none_at=50)
    )
    assert rules.check_open(opened(COUNTED, MANUAL, neutral), KNOWN, TODAY, POLICY) == Period(
        date(2026, 7, 1), date(2026, 9, 30)
    )


def test_a_period_of_just_as_many_days_as_policy_allows_is_good() -> None:
    first, last = date(2025, 9, 30), date(2026, 9, 30)
    assert (last - first).days + 1 == POLICY.period_max_days
    assert rules.check_open(opened(MANUAL, period_first=first), KNOWN, TODAY, POLICY) == Period(first, last)


def test_who_deducts_says_why() -> None:
    with pytest.raises(Refusal, match="reason-needed"):
        rules.check_score(AssessmentState.OPEN, MANUAL, 9.99, " ", "score-assessment")
    assert rules.check_score(AssessmentState.OPEN, MANUAL, 10, "", "score-assessment") == Decimal("10.00")
    assert rules.check_score(AssessmentState.OPEN, MANUAL, 7.125, "缺记录", "score-assessment") == Decimal("7.13")


@pytest.mark.parametrize(
    ("state", "item", "points", "code"),
    [
        (AssessmentState.DECIDED, MANUAL, 5, "assessment-state"),
        (AssessmentState.CANCELLED, MANUAL, 5, "assessment-state"),
        (AssessmentState.OPEN, COUNTED, 5, "assessment-item"),
        (AssessmentState.OPEN, MANUAL, 10.01, "assessment-points"),
    ],
)
def test_points_that_may_not_be_given_are_refused(
    state: AssessmentState, item: AssessmentItem, points: float, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        rules.check_score(state, item, points, "原因", "score-assessment")


def test_an_appeal_is_accepted_with_points_or_refused_with_a_reason() -> None:
    answer = rules.check_answer
    assert answer(AssessmentState.OPEN, COUNTED, accepted=True, points=12, reason="") == Decimal("12.00")
    assert answer(AssessmentState.OPEN, COUNTED, accepted=False, points=None, reason="数据无误") is None
    for points, code in ((None, "assessment-points"), (20.5, "assessment-points")):
        with pytest.raises(Refusal, match=code):
            answer(AssessmentState.OPEN, COUNTED, accepted=True, points=points, reason="")
    with pytest.raises(Refusal, match="reason-needed"):
        answer(AssessmentState.OPEN, COUNTED, accepted=False, points=None, reason="")
    with pytest.raises(Refusal, match="assessment-state"):
        answer(AssessmentState.DECIDED, COUNTED, accepted=True, points=12, reason="")


DONE = rules.total([line("a", "10", "9")])
WAITS = rules.total([line("a", "10", None)])
LAST = Period(date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("state", "period", "totals", "appeals", "code"),
    [
        (AssessmentState.DECIDED, LAST, [DONE], 0, "assessment-state"),
        (AssessmentState.OPEN, Period(date(2026, 10, 1), TODAY), [DONE], 0, "assessment-early"),
        (AssessmentState.OPEN, LAST, [DONE, WAITS], 0, "assessment-waits"),
        (AssessmentState.OPEN, LAST, [DONE], 1, "assessment-waits"),
    ],
)
def test_a_decision_waits_for_the_period_every_item_and_every_appeal(
    state: AssessmentState, period: Period, totals: list[Total], appeals: int, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        rules.check_decision(state, period, TODAY, totals, appeals, (), ())


def test_an_honoured_person_has_a_unit_and_a_criticism_a_day_that_is_to_come() -> None:
    nameless = Honour(honour_kind=HonourKind.PERSON, name="张三", reason="扎实")
    late = Criticism(sheet=SHEET, reason="拖延", due_on=date(2026, 11, 28))
    with pytest.raises(Refusal, match="assessment-unfit"):
        rules.check_decision(AssessmentState.OPEN, LAST, TODAY, [DONE], 0, [nameless], ())
    with pytest.raises(Refusal, match="bad-date"):
        rules.check_decision(AssessmentState.OPEN, LAST, TODAY, [DONE], 0, (), [late])
    rules.check_decision(AssessmentState.OPEN, LAST, TODAY, [DONE], 0, (), ())


shares = st.integers(0, 50).flatmap(lambda d: st.builds(Share, n=st.integers(0, d), d=st.just(d)))
marks = st.floats(0, 100).map(lambda mark: round(mark, 2))
autos = st.builds(Automatic, indicator=st.sampled_from(("on_time", "repeated")), full_at=marks, none_at=marks).filter(
    lambda auto: auto.full_at != auto.none_at
)
points_ = st.floats(0.01, 100).map(lambda points: round(points, 2))


@given(autos, points_, shares)
def test_counted_points_stay_between_nought_and_all(automatic: Automatic, most: float, share: Share) -> None:
    given_ = rules.counted(automatic, most, share)
    assert (given_ is None) == (share.d == 0)
    assert given_ is None or Decimal(0) <= given_ <= rules.exact(most)


@given(autos, points_, st.integers(1, 40))
def test_more_of_what_is_wanted_never_gives_less(automatic: Automatic, most: float, d: int) -> None:
    told = [rules.counted(automatic, most, Share(n=n, d=d)) or Decimal(0) for n in range(d + 1)]
    assert told == sorted(told, reverse=automatic.full_at < automatic.none_at)


@given(
    st.lists(st.tuples(points_, st.one_of(st.none(), autos)), min_size=1, max_size=8), shares, shares,
    st.data(),
)  # fmt: skip
def test_a_sheet_is_the_sum_of_its_items_and_lies_in_range(
    told: list[tuple[float, Automatic | None]], one: Share, other: Share, data: st.DataObject
) -> None:
    items = tuple(
        AssessmentItem(key=str(n), text="项", points=most, automatic=auto) for n, (most, auto) in enumerate(told)
    )
    scores = {
        item.key: rules.exact(data.draw(st.floats(0, item.points)))
        for item in items
        if item.automatic is None and data.draw(st.booleans())
    }
    lines = rules.lines(items, {"on_time": one, "repeated": other}, scores)
    summed = rules.total(lines)
    assert summed.earned == sum((each.points or Decimal(0) for each in lines), Decimal(0))
    assert Decimal(0) <= summed.earned <= summed.possible <= sum((each.most for each in lines), Decimal(0))
    assert summed.waiting + summed.not_assessable + sum(each.points is not None for each in lines) == len(items)
