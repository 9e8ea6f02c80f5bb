"""Grading by the default method: points, caps, vetoes, and that what is unknown is never the best colour."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.errors import Refusal
from grids.grading import NONE, Grader, Result, Value, check_from, months_before
from grids.grading_methods import (
    Bands,
    CourseMeasure,
    Each,
    Factor,
    FieldMeasure,
    Group,
    Method,
    RecordMeasure,
    Step,
    Steps,
    Unknown,
    Veto,
    Word,
    Words,
    check,
)
from server.store.policy import grading_on

TODAY = date(2026, 11, 29)
POLICY = grading_on(TODAY)
METHOD = POLICY.default
CLEAN: dict[str, Value] = {
    "scale": "小型", "installation": NONE, "chemicals_production": 0, "chemicals_above_limit": 0, "smelting": 0,
    "dust": NONE, "ammonia": 0, "confined_space": 0, "crowded": 0, "spraying": 0, "no_safety_staff": 1, "untrained": 0,
    "unlicensed_operators": 0, "no_risk_list": 1, "no_plan_or_drill": 0, "obsolete_process": 0, "manual_high_risk": 0,
    "major_found": 0, "overdue": 0, "penalty": 0, "false_closing": 0, "missed_reports": 0, "untrue_items": 0,
    "hidden_hazards": 0, "standardization": NONE, "injury": NONE,
    "major_overdue": 0, "key_list": 0, "refused": 0, "death": NONE,
}  # fmt: skip
"""A small enterprise of which everything is known and nothing is wrong."""


def graded(facts: Mapping[str, Value], method: Method = METHOD) -> Result:
    told = {**CLEAN, **facts}
    by_measure: dict[Any, Value] = {}
    judged: tuple[Factor | Veto, ...] = (*method.factors(), *method.vetoes)
    for each in judged:
        by_measure[each.measure] = told[each.id]
    measures = method.measures()
    return Grader(method, measures).grade(tuple(by_measure[measure] for measure in measures))


def points(result: Result, group: str) -> float:
    return next(each.high for each in result.groups if each.id == group)


def test_a_small_enterprise_without_faults_is_grade_a_with_the_points_of_its_size() -> None:
    assert (graded({}).grade, graded({}).low, graded({}).high, graded({}).missing) == ("A", 4, 4, ())


@pytest.mark.parametrize(
    ("facts", "group", "worth"),
    [
        ({"scale": "大型"}, "size", 10),
        ({"installation": 1}, "hazard", 40),
        ({"installation": 4}, "hazard", 16),
        ({"dust": 9}, "hazard", 15),
        ({"dust": 10}, "hazard", 25),
        ({"dust": 10, "spraying": 1}, "hazard", 25 + 0.2 * 12),
        ({"installation": 1, "chemicals_production": 1}, "hazard", 40),
        ({"no_safety_staff": 0, "untrained": 2, "unlicensed_operators": 1}, "management", 18),
        ({"no_safety_staff": 0, "untrained": 1, "unlicensed_operators": 1, "no_risk_list": 0, "no_plan_or_drill": 1},
         "management", 25),
        ({"obsolete_process": 1, "manual_high_risk": 1}, "technology", 10),
        ({"overdue": 3}, "behaviour", 3),
        ({"overdue": 30}, "behaviour", 4),
        ({"major_found": 1, "overdue": 9, "penalty": 1, "false_closing": 1}, "behaviour", 15),
        ({"standardization": 1}, "standard", -10),
        ({"standardization": 3}, "standard", -3),
        ({"injury": 1}, "accidents", 10),
    ],
)  # fmt: skip
def test_the_worked_example_gives_its_points(facts: dict[str, Value], group: str, worth: float) -> None:
    assert points(graded(facts), group) == pytest.approx(worth)


@pytest.mark.parametrize("veto", ["major_overdue", "key_list", "refused", "death"])
def test_a_veto_makes_d_of_the_best_score_and_is_named(veto: str) -> None:
    result = graded({veto: 1.0})
    assert (result.grade, result.vetoes, result.low) == ("D", (veto,), 4)


@pytest.mark.parametrize(("score", "grade"), [(24.9, "A"), (25, "B"), (44, "B"), (45, "C"), (65, "D")])
def test_the_edges_of_the_bands_belong_to_the_worse_grade(score: float, grade: str) -> None:
    one = Group(id="g", factors=(Factor(
        id="f", measure=FieldMeasure(field="employees"), scale=Steps(steps=(Step(at_least=0, points=score),)),
    ),))  # fmt: skip
    method = Method(groups=(one,), bands=METHOD.bands)
    assert Grader(method).grade((1.0,)).grade == grade


def test_nothing_known_is_not_graded_and_says_what_is_missing() -> None:
    result = graded(dict.fromkeys(CLEAN))
    assert result.grade is None
    assert {"scale", "dust", "no_safety_staff", "major_found"} <= set(result.missing)
    assert "standardization" not in result.missing  # a level must be proved


def test_what_is_missing_does_not_hinder_where_it_could_change_nothing() -> None:
    worst = graded(
        {"installation": 1, "scale": "大型", "no_safety_staff": 0, "untrained": 1, "unlicensed_operators": None}
    )
    assert worst.grade is None
    assert (
        graded(
            {"installation": 1, "scale": "大型", "no_safety_staff": 0, "untrained": 1, "injury": 1, "major_found": 1}
        ).grade
        == "D"
    )
    capped = graded({"installation": 1, "crowded": None})
    assert (capped.grade, points(capped, "hazard")) == ("B", 40)
    assert capped.missing == ("crowded",)


def test_a_size_that_the_method_does_not_know_is_not_taken_for_the_smallest() -> None:
    result = graded({"scale": "其他", "dust": 9, "untrained": 1})
    assert (result.low, result.high, result.missing) == (19, 29, ("scale",))
    assert result.grade is None


def test_one_missing_fact_that_could_move_the_grade_stops_it() -> None:
    result = graded({"dust": None})
    assert (result.grade, result.missing, result.low, result.high) == (None, ("dust",), 4, 29)


def test_a_department_may_count_the_unknown_as_the_worst_or_as_nothing() -> None:
    for unknown, high in ((Unknown.WORST, 29.0), (Unknown.ZERO, 4.0)):
        groups = tuple(
            replace(g, factors=tuple(replace(f, unknown=unknown) if f.id == "dust" else f for f in g.factors))
            for g in METHOD.groups
        )
        result = graded({"dust": None}, replace(METHOD, groups=groups))
        assert (result.low, result.high, result.missing) == (high, high, ())


_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "scale": st.sampled_from(["大型", "中型", "小型", "微型"]),
    "installation": st.sampled_from([NONE, 1.0, 2.0, 3.0, 4.0]),
    "dust": st.one_of(st.just(NONE), st.floats(0, 500)),
    "standardization": st.sampled_from([NONE, 1.0, 2.0, 3.0]),
}


FORGETTABLE = sorted(CLEAN.keys() - {"standardization"})
"""A level that nobody proved counts as none, so its loss may make a grade worse."""


def _of(name: str) -> st.SearchStrategy[Value]:
    return _VALUES.get(name, st.integers(0, 12).map(float))


@given(st.fixed_dictionaries({name: _of(name) for name in CLEAN}), st.sets(st.sampled_from(FORGETTABLE)))
def test_forgetting_facts_never_gives_a_grade_that_the_facts_would_not(facts: dict[str, Value], lost: set[str]) -> None:
    known, partly = graded(facts), graded({**facts, **dict.fromkeys(lost)})
    assert 0 <= partly.low <= known.low <= partly.high <= 100
    assert partly.grade in {None, known.grade}


@given(st.fixed_dictionaries({name: _of(name) for name in CLEAN}))
def test_known_facts_always_give_one_grade_and_one_score(facts: dict[str, Value]) -> None:
    result = graded(facts)
    assert result.grade is not None
    assert result.low == result.high
    assert result.missing == ()


def _method(factor: Factor, **more: Any) -> Method:
    return Method(groups=(Group(id="g", factors=(factor,)),), bands=Bands(b=25, c=45, d=65), **more)


_COUNT = Steps(steps=(Step(at_least=1, points=1),))


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        (_method(Factor(id="f", measure=RecordMeasure(topic="moon"), scale=_COUNT)), "no-topic"),
        (_method(Factor(id="f", measure=RecordMeasure(topic="dust", take="max"), scale=_COUNT)), "no-number"),
        (_method(Factor(id="f", measure=RecordMeasure(topic="dust", take="max", field="place"), scale=_COUNT)),
         "no-number"),
        (_method(Factor(id="f", measure=RecordMeasure(topic="dust", months=3), scale=_COUNT)), "no-date"),
        (_method(Factor(id="g", measure=RecordMeasure(topic="dust"), scale=_COUNT)), "id-twice"),
        (_method(Factor(id="f", measure=FieldMeasure(field="scale"), scale=Words(
            words=(Word(word="a", points=1), Word(word="a", points=2))))), "id-twice"),
        (_method(Factor(id="f", measure=FieldMeasure(field="employees"), scale=Each(points=1, most=-2))), "not-rising"),
        (replace(METHOD, bands=Bands(b=45, c=25, d=65)), "not-rising"),
        (replace(METHOD, filled_by="moon"), "no-topic"),
    ],
)  # fmt: skip
def test_a_method_that_can_not_be_meant_is_refused_with_its_place(method: Method, fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(method, POLICY.topics)
    assert (refused.value.code, refused.value.facts["fault"]) == ("grading-method", fault)


def test_the_default_method_can_be_meant_and_every_grade_has_a_colour_of_the_law() -> None:
    check(METHOD, POLICY.topics)
    assert dict(POLICY.colours) == {"A": "blue", "B": "yellow", "C": "orange", "D": "red"}
    assert POLICY.source
    assert CLEAN.keys() == {f.id for f in METHOD.factors()} | {v.id for v in METHOD.vetoes}


def test_a_new_factor_needs_no_code() -> None:
    lithium = Factor(id="lithium", measure=RecordMeasure(topic="lithium"), scale=Steps(
        steps=(Step(at_least=1, points=30),)))  # fmt: skip
    visits = Factor(id="doors", measure=CourseMeasure(what="refused", months=3), scale=Each(points=5, most=10))  # type: ignore[arg-type]
    method = replace(METHOD, groups=(*METHOD.groups, Group(id="own", cap=35, factors=(lithium, visits))))
    check(method, POLICY.topics)
    told = graded({"lithium": 1, "doors": 3}, replace(method, vetoes=()))
    assert (told.low, told.grade) == (4 + 35, "B")


def test_a_version_begins_after_the_one_before_it_and_never_in_the_past() -> None:
    check_from(TODAY, TODAY, None, POLICY)
    for day, latest in ((date(2026, 11, 28), None), (TODAY, TODAY), (date(2028, 1, 1), None)):
        with pytest.raises(Refusal, match="bad-date"):
            check_from(day, TODAY, latest, POLICY)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 29), 12, date(2025, 11, 29)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_before_a_day_end_with_the_month(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before
