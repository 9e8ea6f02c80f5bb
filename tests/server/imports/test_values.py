"""What people write in cells."""

from __future__ import annotations

import pytest

from server.imports import values
from server.imports.values import BadValueError
from tests.server.imports.offices import credit_code


def test_a_credit_code_is_taken_with_spaces_and_small_letters() -> None:
    code = credit_code(7)
    assert values.credit_code(f" {code[:8].lower()} {code[8:].lower()}") == (code, None)


@pytest.mark.parametrize("text", ["320483000123456", "320483NA000055X"])
def test_old_numbers_are_no_credit_codes(text: str) -> None:
    assert values.credit_code(text) == (None, text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9132041", "uscc-length"),
        (credit_code(7)[:-1] + "?", "uscc-format"),
        (credit_code(7)[:-2] + "OO", "uscc-format"),
        ("9132041200000000000", "uscc-length"),
        ("91320412ABCDEFG", "uscc-length"),
    ],
)
def test_other_codes_are_refused_with_their_reason(text: str, code: str) -> None:
    with pytest.raises(BadValueError) as caught:
        values.credit_code(text)
    assert caught.value.code == code


def test_a_wrong_check_digit_names_the_right_one() -> None:
    right = credit_code(7)
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    with pytest.raises(BadValueError) as caught:
        values.credit_code(wrong)
    assert caught.value.facts["expected"] == right[-1]


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("119.95", 119.95),
        ("119°57′00″", 119.95),
        ("31度42分0秒", 31.7),
        ("119°57'00.0\"E", 119.95),
        ("33°0'0\"S", -33.0),
    ],
)
def test_degrees_as_people_write_them(text: str, degrees: float) -> None:
    assert values.degrees(text) == pytest.approx(degrees)


@pytest.mark.parametrize("text", ["", "东经", "119,95", "nan", "inf", "119.95E"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        values.degrees(text)


@pytest.mark.parametrize(
    ("text", "number"), [("120", 120), ("120人", 120), ("约 50 人", 50), ("1,200", 1200), ("30余人", 30)]
)
def test_numbers_of_people(text: str, number: int) -> None:
    assert values.count(text) == number


@pytest.mark.parametrize("text", ["不详", "10-20", "-3", "1.5"])
def test_what_is_no_number_of_people_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        values.count(text)


@pytest.mark.parametrize(
    ("of", "text", "value"),
    [
        ("status", "存续", "active"), ("status", "Active", "active"), ("risk_colour", "较大风险", "orange"),
        ("grade", "A级", "A"), ("grade", "b", "B"), ("supervision_class", "危化品", "hazardous_chemicals"),
        ("position_quality", "village", "village"), ("position_quality", "镇", "town"),
    ],
)  # fmt: skip
def test_words_of_the_trade_are_understood(of: str, text: str, value: str) -> None:
    assert values.choice(of, text) == value


def test_a_word_that_is_no_choice_names_the_choices() -> None:
    with pytest.raises(BadValueError) as caught:
        values.choice("risk_colour", "紫")
    assert "红" in str(caught.value.facts["choices"])


def test_two_contacts_in_a_cell_stay_two() -> None:
    assert values.phones("13800000000\n0519-86310000") == "13800000000、0519-86310000"


def test_a_long_text_is_refused_and_never_cut() -> None:
    with pytest.raises(BadValueError):
        values.line("长" * 201, 200)
