"""Visits owed, paid and overdue by grade, and the list behind every number."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from grids.policy import local_day
from server.db import Database
from server.store.policy import policy_on
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
INTERVALS = policy_on(TODAY).visit_interval_days


@pytest.fixture
def visited(stage: Stage, db: Database) -> Stage:
    """A (grade D) overdue by a day, B (D) just in time, C (B) due in ten days, D never visited and new, E suspended."""
    last = {
        "A": ("D", INTERVALS["D"] + 1), "B": ("D", INTERVALS["D"]), "C": ("B", INTERVALS["B"] - 10), "E": ("A", 5),
    }  # fmt: skip
    with db.transaction() as session:
        for letter, (grade, ago) in last.items():
            session.execute(
                text("UPDATE enterprise SET grade = :grade, last_visit_on = :on WHERE id = :id"),
                {"grade": grade, "on": TODAY - timedelta(days=ago), "id": stage.town.enterprises[letter]},
            )
        session.execute(text("UPDATE enterprise SET status = 'suspended' WHERE id = :id"),
                        {"id": stage.town.enterprises["E"]})  # fmt: skip
        session.execute(text("UPDATE enterprise SET grade = NULL, listed_on = :on WHERE id = :id"),
                        {"on": TODAY, "id": stage.town.enterprises["D"]})  # fmt: skip
        session.execute(text("UPDATE enterprise SET status = 'deregistered' WHERE id = :id"),
                        {"id": stage.town.enterprises["F"]})  # fmt: skip
    return stage


def by_grade(stage: Stage, who: str = "bu") -> dict[str, Any]:
    rows = stage.get(who, "/api/v1/figures/visits").json["grades"]
    return {row["grade"]: tuple(row[name] for name in ("owed", "paid", "soon", "overdue")) for row in rows}


def test_the_table_counts_by_grade_what_is_owed_paid_soon_and_overdue(visited: Stage) -> None:
    """Dead enterprises owe nothing, suspended ones do; who is new and unvisited has paid nothing and is not overdue."""
    assert by_grade(visited) == {
        "D": (2, 1, 1, 1), "C": (0, 0, 0, 0), "B": (1, 1, 1, 0), "A": (1, 1, 0, 0), "none": (1, 0, 0, 0),
    }  # fmt: skip
    assert by_grade(visited, "an")["D"] == (2, 1, 1, 1)
    assert by_grade(visited, "an")["A"] == (0, 0, 0, 0)


@pytest.mark.parametrize("visits", ["paid", "soon", "overdue"])
def test_every_number_lists_exactly_its_enterprises(visited: Stage, visits: str) -> None:
    place = ("paid", "soon", "overdue").index(visits) + 1
    for grade, numbers in by_grade(visited).items():
        listed = visited.get("bu", "/api/v1/enterprises", grade=grade, visits=visits).json
        assert listed["total"] == len(listed["items"]) == numbers[place], (grade, visits)
    assert visited.get("bu", "/api/v1/enterprises", visits="moon").status_code == 422
