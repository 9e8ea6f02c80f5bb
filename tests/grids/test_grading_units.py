"""The colour of a grid unit on the four-colour map."""

import pytest

from grids.grading import unit_grade

SHARES = {"D": 0.1, "C": 0.25, "B": 0.5}


@pytest.mark.parametrize(
    ("counts", "grade"),
    [
        ({}, None),
        ({"none": 9}, None),
        ({"A": 9, "D": 1}, "D"),
        ({"A": 10, "D": 1}, "A"),
        ({"A": 30, "C": 9, "D": 1}, "C"),
        ({"A": 31, "C": 9, "D": 1}, "A"),
        ({"A": 1, "B": 1}, "B"),
        ({"A": 1, "none": 50}, "A"),
    ],
)
def test_a_unit_has_the_worst_grade_that_makes_up_its_share_of_the_graded(
    counts: dict[str, int], grade: str | None
) -> None:
    assert unit_grade(counts, SHARES) == grade
