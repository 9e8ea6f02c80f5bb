"""Self-inspection: rhythm, due days, what a zero report must show, late and missed, corrections."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import self_checks as rules
from grids.commands import (
    AnswerResult,
    DecideSelfReport,
    Photo,
    SelfAnswer,
    SelfFigures,
    SignSelfReport,
    SubmitSelfCheck,
)
from grids.errors import Refusal
from grids.self_checks import Kind, PeriodState, Rhythm, Standing
from server.store.policy import self_checks_on

POLICY = self_checks_on(date(2026, 11, 22))
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ITEMS = [f"T{n}" for n in range(10)]
PLAIN = Kind(grade="B", risk_colour="yellow", key_list=False, supervision_class="industry", tags=())
FIGURES = SelfFigures(
    checks=1, items=10, general_found=1, general_closed=0, major_found=0, major_closed=0, major_planned=0,
    major_in_place=0, funds=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "due"),
    [("2026Q1", date(2026, 4, 15)), ("2026Q4", date(2027, 1, 15)), ("2026", date(2027, 1, 31))],
)
def test_reports_are_due_on_the_days_of_order_16(code: str, due: date) -> None:
    assert rules.period(code).due_on(POLICY) == due


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_quarter_and_quarters_follow_without_gap(day: date) -> None:
    quarter = rules.quarter_of(day)
    assert quarter.first <= day <= quarter.last
    assert rules.before(quarter).last + timedelta(days=1) == quarter.first
    assert rules.period(quarter.code) == quarter


@pytest.mark.parametrize(
    "change",
    [{"grade": "D"}, {"risk_colour": "red"}, {"key_list": True}, {"supervision_class": "hazardous_chemicals"},
     {"tags": ("涉爆粉尘",)}],
)  # fmt: skip
def test_whoever_is_high_risk_checks_itself_each_month(change: dict[str, Any]) -> None:
    assert rules.rhythm(PLAIN, POLICY) is Rhythm.QUARTERLY
    assert rules.rhythm(replace(PLAIN, **change), POLICY) is Rhythm.MONTHLY


def test_a_small_enterprise_owes_nothing_in_this_phase_unless_it_is_high_risk() -> None:
    assert not rules.owes(PLAIN, 5, POLICY)
    assert rules.owes(PLAIN, 20, POLICY)
    assert rules.owes(PLAIN, None, POLICY)
    assert rules.owes(replace(PLAIN, grade="D"), 5, POLICY)


def test_a_monthly_quarter_is_complete_after_three_months() -> None:
    assert rules.after_check(PeriodState.DUE, Rhythm.MONTHLY, 1) is PeriodState.STARTED
    assert rules.after_check(PeriodState.STARTED, Rhythm.MONTHLY, 3) is PeriodState.SUBMITTED
    assert rules.after_check(PeriodState.DUE, Rhythm.QUARTERLY, 1) is PeriodState.SUBMITTED
    assert rules.after_check(PeriodState.SIGNED, Rhythm.QUARTERLY, 1) is PeriodState.SIGNED


def checked(**change: Any) -> SubmitSelfCheck:
    answers = tuple(SelfAnswer(item=item, result=AnswerResult.OK) for item in ITEMS)
    photo = Photo(sha256="a" * 64, taken_at=AT)
    base = SubmitSelfCheck(
        self_check=uuid4(), enterprise=uuid4(), checklist_version=1, started_at=AT - timedelta(minutes=20),
        finished_at=AT, answers=answers, checker="李", photos=(photo,),
    )  # fmt: skip
    return replace(base, **change)


def test_a_zero_report_that_names_every_item_is_taken() -> None:
    rules.check(checked(), ITEMS, AT, POLICY)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answers": (SelfAnswer(item="T0", result=AnswerResult.OK),)}, "self-check-short"),
        ({"answers": tuple(SelfAnswer(item=i, result=AnswerResult.NOT_APPLICABLE) for i in ITEMS)}, "self-check-short"),
        ({"started_at": AT - timedelta(seconds=5)}, "self-check-quick"),
        ({"photos": ()}, "photo-needed"),
    ],
)
def test_a_zero_report_by_one_click_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        rules.check(checked(**change), ITEMS, AT, POLICY)


def test_a_check_that_found_something_may_be_partial() -> None:
    answer = SelfAnswer(item="T3", result=AnswerResult.HAZARD, hazard=uuid4())
    rules.check(checked(answers=(answer,), photos=()), ITEMS, AT, POLICY)


@pytest.mark.parametrize(
    "change",
    [{"answers": (SelfAnswer(item="no such", result=AnswerResult.OK),)},
     {"answers": (SelfAnswer(item="T1", result=AnswerResult.OK),) * 2},
     {"answers": (SelfAnswer(item="T1", result=AnswerResult.HAZARD),)},
     {"finished_at": AT + timedelta(days=1)}],
)  # fmt: skip
def test_what_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        rules.check(checked(**change), ITEMS, AT, POLICY)


def standing(**change: Any) -> Standing:
    q3 = rules.period("2026Q3")
    return replace(Standing(period=q3, due_on=q3.due_on(POLICY), state=PeriodState.SUBMITTED), **change)


def signing(**change: Any) -> SignSelfReport:
    base = SignSelfReport(
        report=uuid4(), enterprise=uuid4(), period="2026Q3", figures=FIGURES, principal="李", signature="b" * 64,
        signed_at=AT,
    )  # fmt: skip
    return replace(base, **change)


ON_TIME = datetime(2026, 10, 15, 12, 0, tzinfo=UTC)


def test_a_report_on_the_last_day_is_on_time_and_one_after_it_is_late() -> None:
    assert not rules.sign(standing(), signing(), FIGURES, ON_TIME).is_late()
    assert rules.sign(standing(), signing(), FIGURES, ON_TIME + timedelta(days=1)).is_late()


def test_a_correction_needs_its_reason_and_keeps_the_first_lateness() -> None:
    first = rules.sign(standing(), signing(), FIGURES, ON_TIME)
    with pytest.raises(Refusal, match="reason-needed"):
        rules.sign(first, signing(), FIGURES, AT)
    again = rules.sign(first, signing(reason="漏计一项"), FIGURES, AT)
    assert (again.corrections, again.is_late(), again.first_signed_at) == (1, False, ON_TIME)


@pytest.mark.parametrize(
    ("figures", "at", "code"),
    [
        (FIGURES, datetime(2026, 9, 30, 12, 0, tzinfo=UTC), "self-report-early"),
        (replace(FIGURES, checks=0), ON_TIME, "self-report-empty"),
        (replace(FIGURES, general_found=2), ON_TIME, "self-report-moved"),
    ],
)
def test_a_report_is_refused_before_the_end_when_empty_and_when_it_is_not_what_was_signed(
    figures: SelfFigures, at: datetime, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        rules.sign(standing(), signing(), figures, at)


def test_missed_is_said_after_the_day_and_never_of_one_that_is_waived() -> None:
    late = date(2026, 10, 16)
    assert standing().is_missed(late)
    assert not standing().is_missed(late - timedelta(days=1))
    assert not standing(waived=True).is_missed(late)
    assert not standing(first_signed_at=ON_TIME).is_missed(late)


def test_only_a_signed_report_is_decided_and_returning_needs_words() -> None:
    taken = DecideSelfReport(report=uuid4(), accepted=True)
    back = DecideSelfReport(report=uuid4(), accepted=False)
    assert rules.decide(PeriodState.SIGNED, taken) is PeriodState.ACCEPTED
    with pytest.raises(Refusal, match="self-report-state"):
        rules.decide(PeriodState.ACCEPTED, taken)
    with pytest.raises(Refusal, match="reason-needed"):
        rules.decide(PeriodState.SIGNED, back)


def test_reminders_fall_on_three_days() -> None:
    due = date(2026, 10, 15)
    days = [due + timedelta(days=n) for n in range(-15, 5)]
    assert [rules.reminder(due, day, POLICY) for day in days if rules.reminder(due, day, POLICY) is not None] == [
        -10, -3, 0,
    ]  # fmt: skip


@given(zeros=st.lists(st.sampled_from([True, False, None]), max_size=12))
def test_a_zero_streak_is_the_run_at_the_head(zeros: list[bool | None]) -> None:
    n = rules.zero_streak(zeros)
    assert all(each is True for each in zeros[:n])
    assert n == len(zeros) or zeros[n] is not True
