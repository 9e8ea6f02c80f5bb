"""The lives of tests/scenarios/redraw_life.json, played through the pure rules; and what is checked of a plan."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import commands as c
from grids import redraws
from grids.enterprises import is_high_risk
from grids.errors import Conflict, Refusal
from grids.permissions import MAY
from grids.redraws import BEFORE, Finding, Redraw, RedrawState, Severity
from server.store.policy import load_on, policy_on

TOLD: dict[str, Any] = json.loads((Path(__file__).parents[1] / "scenarios" / "redraw_life.json").read_text("utf-8"))
TODAY = date.fromisoformat(TOLD["today"])
IDS = UUID("33333333-3333-4333-8333-333333333333")
LOAD, POLICY = load_on(TODAY), policy_on(TODAY)


def who(name: str) -> UUID:
    return uuid5(IDS, name)


def take(now: Redraw, step: dict[str, Any]) -> Redraw:
    by = who(step["who"])
    day = date.fromisoformat(step["effective_on"]) if "effective_on" in step else None
    match step["step"]:
        case "submit":
            found = [Finding(code=code, severity=Severity.ERROR, unit="G-1") for code in step.get("faults", [])]
            found += [Finding(code=code, severity=Severity.WARNING) for code in step.get("warnings", [])]
            command = c.SubmitRedraw(redraw=IDS, base_revision=0, effective_on=day or TODAY)
            return redraws.submit(now, command, by, TODAY, found, LOAD)
        case "decide":
            decided = c.DecideRedraw(
                redraw=IDS, approved=step["approved"], opinion=step.get("opinion", ""), effective_on=day
            )
            return redraws.decide(now, decided, by, TODAY, LOAD)
        case "withdraw":
            return redraws.withdraw(now, c.WithdrawRedraw(redraw=IDS, reason="不再需要"))
        case "archive":
            return redraws.archive(now, c.ArchiveRedraw(redraw=IDS))
        case "give_back":
            return redraws.give_back(now)
        case _:
            return redraws.publish(now, date.fromisoformat(step["on"]))


@pytest.mark.parametrize("life", TOLD["lives"], ids=lambda life: life["name"])
def test_a_life_goes_as_it_is_told(life: dict[str, Any]) -> None:
    now = Redraw(id=IDS, state=RedrawState.DRAFT, author=who("planner"))
    for step in life["steps"]:
        if "refused" in step:
            with pytest.raises(Refusal) as refused:
                take(now, step)
            assert refused.value.code == step["refused"], step
        else:
            now = take(now, step)
            assert now.state == step["then"], step


def test_every_state_is_left_by_some_step_but_the_last() -> None:
    left = frozenset().union(*BEFORE.values())
    assert set(RedrawState) - left == {RedrawState.ARCHIVED}


def test_every_step_of_a_person_is_in_the_table_of_rights() -> None:
    assert {step for step in MAY if step.endswith("-redraw")} == BEFORE.keys() | {"start-redraw"}
    assert {step for step, roles in MAY.items() if not roles} == {"publish-redraw"}  # the calendar's


def test_a_day_that_passed_while_the_plan_waited_becomes_today() -> None:
    waiting = Redraw(
        id=IDS, state=RedrawState.SUBMITTED, author=who("planner"), submitted_by=who("planner"),
        effective_on=date(2026, 11, 1),
    )  # fmt: skip
    after = redraws.decide(waiting, c.DecideRedraw(redraw=IDS, approved=True), who("district"), TODAY, LOAD)
    assert after.effective_on == TODAY


def test_a_step_on_another_revision_names_who_was_first() -> None:
    now = Redraw(id=IDS, state=RedrawState.DRAFT, author=who("planner"), revision=4)
    redraws.check_revision(now, 4, "陈", "10:00")
    with pytest.raises(Conflict) as behind:
        redraws.check_revision(now, 3, "陈", "10:00")
    assert behind.value.facts == {"person": "陈", "at": "10:00", "revision": 4}


@pytest.mark.parametrize(
    ("objects", "officers", "code"),
    [(29, 1, "load-low"), (30, 1, None), (150, 1, None), (151, 1, "load-high"), (151, 2, None), (151, 0, "load-high"),
     (0, 0, "load-low"), (59, 2, "load-low")],
)  # fmt: skip
def test_the_load_is_judged_for_each_officer_and_without_one_for_one(
    objects: int, officers: int, code: str | None
) -> None:
    found = LOAD.judge("G-1", objects, officers)
    assert (found and found.code) == code
    assert found is None or found.severity is Severity.WARNING


def test_a_month_of_visits_is_minutes_by_grade_over_its_interval() -> None:
    assert LOAD.minutes_a_month("D", 30) == pytest.approx(60 * 365.2425 / 12 / 30)
    assert LOAD.minutes_a_month("D", 10) == pytest.approx(3 * LOAD.minutes_a_month("D", 30))
    assert LOAD.minutes_a_month(None, 180) == pytest.approx(45 * 365.2425 / 12 / 180)


@given(st.sets(st.integers(2, 40)), st.integers(1, 30))
def test_a_fresh_code_is_never_taken(numbers: set[int], times: int) -> None:
    taken = {"G-7", *(f"G-7-{n}" for n in numbers)}
    for _ in range(times):
        made = redraws.fresh_code("G-7", taken)
        assert made not in taken
        taken.add(made)


def test_worst_grade_red_or_listed_is_high_risk_and_ungraded_alone_is_not() -> None:
    assert is_high_risk("D", None, is_key=False)
    assert is_high_risk("A", "red", is_key=False)
    assert is_high_risk(None, None, is_key=True)
    assert not is_high_risk(None, "orange", is_key=False)


@pytest.mark.parametrize(
    ("objects", "officers", "said"), [(40, 2, "low"), (40, 0, "fits"), (150, 1, "fits"), (400, 2, "high")]
)
def test_what_an_officer_looks_after_is_weighed_against_the_limits(objects: int, officers: int, said: str) -> None:
    assert LOAD.weigh(objects, officers) == said
    assert LOAD.each(objects, officers) == objects / max(1, officers)
    warned = LOAD.judge("G-1", objects, officers)
    assert (warned and warned.code) == (None if said == "fits" else f"load-{said}")
