"""Read the dated tables of policy into one `Policy` of a day; ladder, heat, figures, load, self-checks beside it."""

from __future__ import annotations

import functools
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

import grids
from grids.accidents import AccidentPolicy, Edition, editions
from grids.assessments import AssessmentPolicy, Standard
from grids.circulars import CircularPolicy
from grids.commands import HazardLevel, ObjectKind
from grids.contacts import ContactPolicy
from grids.escalation import Audience, Ladder, Rung
from grids.grading import GradingPolicy
from grids.grading_methods import Method, Topic
from grids.heat import HeatPolicy
from grids.indicators import IndicatorPolicy
from grids.inspections import InspectionPolicy
from grids.models import ModelPolicy
from grids.plan_policy import PlanPolicy, RoutePolicy, TaskPolicy
from grids.policy import Policy, Treatment
from grids.published_lists import ListPolicy
from grids.redraws import LoadPolicy
from grids.self_checks import SelfCheckPolicy
from grids.spot_checks import SpotPolicy
from grids.trainings import TrainingPolicy

_TABLES = Path(grids.__file__).parent / "tables"
METHOD: TypeAdapter[Method] = TypeAdapter(Method)
_STANDARD: TypeAdapter[Standard] = TypeAdapter(Standard)
_NOT_NUMBERS = {"valid_from", "source"}


def policy_on(day: date) -> Policy:
    """Return the numbers that hold on a day.

    Source: grids/tables/*.toml, the last rule whose `valid_from` is not after the day.
    """
    deadlines = holding("deadlines", day)
    frequency = holding("frequency", day)
    holidays = _table("holidays")
    return Policy(
        **deadlines,
        **frequency,
        treatment=Treatment(**holding("treatment", day)),
        holidays=frozenset(d for rule in holidays for d in rule["holidays"]),
        makeup_workdays=frozenset(d for rule in holidays for d in rule["makeup_workdays"]),
    )


def ladder_on(day: date) -> Ladder:
    """Return the ladder of escalation that holds on a day.

    Source: grids/tables/escalation.toml.
    """
    rule = holding("escalation", day)
    rungs = {level: tuple(_rung(step) for step in rule.pop(level.value)) for level in HazardLevel}
    return Ladder(rungs=rungs, **rule)


def heat_on(day: date) -> HeatPolicy:
    """Return the numbers of the heat map that hold on a day.

    Source: grids/tables/heat.toml.
    """
    return HeatPolicy(**holding("heat", day))


def indicators_on(day: date) -> IndicatorPolicy:
    """Return how figures are judged, as it holds on a day.

    Source: grids/tables/indicators.toml.
    """
    return IndicatorPolicy(**holding("indicators", day))


def circulars_on(day: date) -> CircularPolicy:
    """Return the numbers of circulars that hold on a day.

    Source: grids/tables/circulars.toml.
    """
    return CircularPolicy(**holding("circulars", day))


def contacts_on(day: date) -> ContactPolicy:
    """Return the numbers of contact tables that hold on a day.

    Source: grids/tables/contacts.toml.
    """
    return ContactPolicy(**holding("contacts", day))


def load_on(day: date) -> LoadPolicy:
    """Return how much an officer can look after, as it holds on a day.

    Source: grids/tables/grid_load.toml.
    """
    return LoadPolicy(**holding("grid_load", day))


@functools.cache
def grading_on(day: date) -> GradingPolicy:
    """Return what holds of grading on a day: the default method, what it may read, the colours of grades.

    Source: grids/tables/grading.toml, grids/tables/file_topics.toml.
    """
    rule = holding("grading", day)
    source = str(_rule("grading", day)["source"])
    return GradingPolicy(
        colours=rule["colours"],
        unit_shares=rule["unit_shares"],
        topics={topic["id"]: _topic(topic) for topic in _tables("file_topics", "topic")},
        default=METHOD.validate_python(rule["method"]),
        source=source,
        published_ahead_days=rule["published_ahead_days"],
    )


def _topic(topic: dict[str, Any]) -> Topic:
    return Topic(
        kind=topic["kind"], fields={each["name"]: each["type"] for each in topic["fields"]}, tag=topic.get("tag")
    )


def self_checks_on(day: date) -> SelfCheckPolicy:
    """Return the numbers of self-inspection that hold on a day.

    Source: grids/tables/self_check.toml.
    """
    return SelfCheckPolicy(**holding("self_check", day))


def spot_checks_on(day: date) -> SpotPolicy:
    """Return the numbers of spot checks that hold on a day.

    Source: grids/tables/spot_check.toml.
    """
    return SpotPolicy(**holding("spot_check", day))


def lists_on(day: date) -> ListPolicy:
    """Return the numbers of departments' lists and cohorts that hold on a day.

    Source: grids/tables/lists.toml.
    """
    return ListPolicy(**holding("lists", day))


@functools.cache
def models_on(day: date) -> ModelPolicy:
    """Return how long stories of models may be on a day.

    Source: grids/tables/models.toml.
    """
    return ModelPolicy(**holding("models", day))


@functools.cache
def plans_on(day: date) -> PlanPolicy:
    """Return the numbers of inspections, plans, tasks and routes that hold on a day.

    Source: grids/tables/plans.toml.
    """
    rule = holding("plans", day)
    return PlanPolicy(
        tasks=TaskPolicy(**rule.pop("tasks")), route=RoutePolicy(**rule.pop("route")),
        uncounted=frozenset(rule.pop("uncounted")), counted_outcomes=frozenset(rule.pop("counted_outcomes")), **rule,
    )  # fmt: skip


def inspections_on(day: date) -> InspectionPolicy:
    """Return how inspections are approved and numbered on a day.

    Source: grids/tables/inspections.toml.
    """
    return InspectionPolicy(**holding("inspections", day))


def accidents_on(day: date) -> AccidentPolicy:
    """Return thresholds of grades and hours of telling that hold on a day. Source: grids/tables/accidents.toml."""
    return AccidentPolicy(**holding("accidents", day))


@functools.cache
def accident_editions() -> tuple[Edition, ...]:
    """Return every list of accident types with its days. Source: grids/tables/accidents.toml."""
    return editions(_tables("accidents", "edition"))


def assessments_on(day: date) -> AssessmentPolicy:
    """Return the numbers of assessments that hold on a day. Source: grids/tables/assessments.toml."""
    return AssessmentPolicy(**holding("assessments", day))


def assessment_standard(kind: ObjectKind, day: date) -> Standard:
    """Return the standard that is offered for a kind of object on a day. Source: grids/tables/assessments.toml."""
    offered = [
        each
        for each in _tables("assessments", "standard")
        if each["object_kind"] == kind.value and each["valid_from"] <= day
    ]
    last = max(offered, key=lambda each: each["valid_from"])
    return _STANDARD.validate_python({name: value for name, value in last.items() if name != "valid_from"})


def trainings_on(day: date) -> TrainingPolicy:
    """Return the numbers of trainings that hold on a day.

    Source: grids/tables/trainings.toml.
    """
    return TrainingPolicy(**holding("trainings", day))


def _rung(step: dict[str, Any]) -> Rung:
    return Rung(days=step["days"], tell=frozenset(Audience(name) for name in step["tell"]))


def holding(table: str, day: date) -> dict[str, Any]:
    """Return the rule of a table that holds on a day: the last that is not after it."""
    return {name: value for name, value in _rule(table, day).items() if name not in _NOT_NUMBERS}


def _rule(table: str, day: date) -> dict[str, Any]:
    rules = [rule for rule in _table(table) if rule["valid_from"] <= day]
    if not rules:
        raise LookupError(f"tables/{table}.toml has no rule that holds on {day}")
    return max(rules, key=lambda r: r["valid_from"])


def _table(name: str) -> tuple[dict[str, Any], ...]:
    return _tables(name, "rule")


@functools.cache
def _tables(name: str, array: str) -> tuple[dict[str, Any], ...]:
    with (_TABLES / f"{name}.toml").open("rb") as file:
        return tuple(tomllib.load(file)[array])
