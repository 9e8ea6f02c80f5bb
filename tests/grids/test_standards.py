"""What a standard must have before it holds, what changed, what a scored one comes to."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.commands import AnswerResult, Evidence, Frequency, HazardLevel, StandardItem
from grids.errors import Refusal
from grids.standards import Known, Severity, check_publishing, differences, findings, score, uncovered

KNOWN = Known(criteria={"10-11-3"}, taken={"G01"})
TODAY = date(2026, 11, 22)
SOUND = StandardItem(
    code="X1", category="S05", title="出口畅通", do="清走占道物", how="走一遍", law="消防法（2021） 第二十八条",
    evidence=(Evidence.SIGHT,), frequency=Frequency.DAILY,
)  # fmt: skip


def codes(*items: StandardItem, severity: Severity = Severity.ERROR) -> list[str]:
    return [found.code for found in findings(items, KNOWN) if found.severity is severity]


def test_a_sound_item_has_nothing_wrong_or_doubtful() -> None:
    assert findings([SOUND], KNOWN) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"law": " "}, "no-clause"),
        ({"do": ""}, "no-do"),
        ({"how": ""}, "no-how"),
        ({"category": "X99"}, "category-unknown"),
        ({"code": "G01"}, "code-taken"),
        ({"criteria": ("10-99-1",)}, "criterion-unknown"),
        ({"points": 5.0, "deduction": ""}, "no-deduction"),
    ],
)
def test_what_is_missing_is_an_error_at_its_row(change: dict[str, Any], fault: str) -> None:
    bad = replace(SOUND, code="X2", **{k: v for k, v in change.items() if k != "code"})
    bad = replace(bad, code=change.get("code", "X2"))
    sound = replace(SOUND, points=5.0, deduction="缺一处扣一分") if "points" in change else SOUND
    found = [each for each in findings([sound, bad], KNOWN) if each.severity is Severity.ERROR]
    assert [(each.code, each.row) for each in found] == [(fault, 2)]


def test_a_code_twice_is_told_at_both_items() -> None:
    assert [found.row for found in findings([SOUND, SOUND], KNOWN)] == [1, 2]


def test_a_major_item_without_criterion_is_doubtful_and_one_with_it_is_not() -> None:
    major = replace(SOUND, level=HazardLevel.MAJOR)
    assert codes(major, severity=Severity.WARNING) == ["major-without-criterion"]
    assert codes(replace(major, criteria=("10-11-3",)), severity=Severity.WARNING) == []


def test_points_on_some_items_only_are_an_error_of_the_whole() -> None:
    scored = replace(SOUND, code="X2", points=5.0, deduction="扣一分")
    assert codes(SOUND, scored) == ["points-missing"]


def test_a_draft_with_faults_is_not_published_and_the_first_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        check_publishing(findings([SOUND, replace(SOUND, code="X2", law="")], KNOWN), TODAY, None, TODAY)
    assert refused.value.code == "standard-faults"
    assert refused.value.facts == {"n": 1, "row": 2, "item": "X2", "lack": "no-clause"}


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2028, 1, 1)])
def test_a_version_begins_today_or_within_the_year(day: date) -> None:
    with pytest.raises(Refusal, match="bad-date"):
        check_publishing((), day, None, TODAY)


def test_a_version_begins_after_the_one_before_it() -> None:
    with pytest.raises(Refusal, match="bad-date"):
        check_publishing((), date(2026, 12, 1), date(2026, 12, 1), TODAY)
    check_publishing((), date(2026, 12, 2), date(2026, 12, 1), TODAY)


ITEMS = st.lists(
    st.fixed_dictionaries({"code": st.sampled_from("ABCDE"), "law": st.sampled_from(["", "1", "2"])}),
    unique_by=lambda item: item["code"], max_size=5,
)  # fmt: skip


@given(old=ITEMS, new=ITEMS)
def test_differences_lead_from_the_old_version_to_the_new(old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
    found = differences(old, new)
    before, after = ({item["code"]: item for item in each} for each in (old, new))
    assert set(found.added) == after.keys() - before.keys()
    assert set(found.removed) == before.keys() - after.keys()
    assert {change.code for change in found.changed} == {
        code for code in before.keys() & after.keys() if before[code] != after[code]
    }


def test_an_item_that_does_not_apply_counts_on_neither_side_of_a_score() -> None:
    items = [{"code": code, "points": 10} for code in "abcd"]
    answers = {
        "a": (AnswerResult.OK, 0.0), "b": (AnswerResult.HAZARD, 4.0), "c": (AnswerResult.NOT_APPLICABLE, 0.0),
    }  # fmt: skip
    found = score(items, answers)
    assert found is not None
    assert (found.got, found.of) == (16, 30)


@given(off=st.lists(st.floats(0, 50), min_size=1, max_size=8))
def test_a_score_lies_between_nought_and_full(off: list[float]) -> None:
    items = [{"code": str(n), "points": 10} for n in range(len(off))]
    found = score(items, {str(n): (AnswerResult.HAZARD, each) for n, each in enumerate(off)})
    assert found is not None
    assert 0 <= found.got <= found.of == 10 * len(off)


def test_a_standard_without_points_has_no_score() -> None:
    assert score([{"code": "a"}], {}) is None


def test_a_class_is_covered_by_a_standard_of_its_own_only() -> None:
    assert uncovered(["industry", "commerce"], [[], ["industry"]]) == ("commerce",)
