"""Read the dated tables of policy into one `Policy` of a day; ladder, heat, load, self-checks beside it."""

from __future__ import annotations

import functools
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import grids
from grids.commands import HazardLevel
from grids.escalation import Audience, Ladder, Rung
from grids.heat import HeatPolicy
from grids.policy import Policy
from grids.redraws import LoadPolicy
from grids.self_checks import SelfCheckPolicy

_TABLES = Path(grids.__file__).parent / "tables"
_NOT_NUMBERS = {"valid_from", "source"}


def policy_on(day: date) -> Policy:
    """Return the numbers that hold on a day.

    Source: grids/tables/*.toml, the last rule whose `valid_from` is not after the day.
    """
    deadlines = _holding("deadlines", day)
    frequency = _holding("frequency", day)
    holidays = _table("holidays")
    return Policy(
        **deadlines,
        **frequency,
        holidays=frozenset(d for rule in holidays for d in rule["holidays"]),
        makeup_workdays=frozenset(d for rule in holidays for d in rule["makeup_workdays"]),
    )


def ladder_on(day: date) -> Ladder:
    """Return the ladder of escalation that holds on a day.

    Source: grids/tables/escalation.toml.
    """
    rule = _holding("escalation", day)
    rungs = {level: tuple(_rung(step) for step in rule.pop(level.value)) for level in HazardLevel}
    return Ladder(rungs=rungs, **rule)


def heat_on(day: date) -> HeatPolicy:
    """Return the numbers of the heat map that hold on a day.

    Source: grids/tables/heat.toml.
    """
    return HeatPolicy(**_holding("heat", day))


def load_on(day: date) -> LoadPolicy:
    """Return how much an officer can look after, as it holds on a day.

    Source: grids/tables/grid_load.toml.
    """
    return LoadPolicy(**_holding("grid_load", day))


def self_checks_on(day: date) -> SelfCheckPolicy:
    """Return the numbers of self-inspection that hold on a day.

    Source: grids/tables/self_check.toml.
    """
    return SelfCheckPolicy(**_holding("self_check", day))


def _rung(step: dict[str, Any]) -> Rung:
    return Rung(days=step["days"], tell=frozenset(Audience(name) for name in step["tell"]))


def _holding(table: str, day: date) -> dict[str, Any]:
    rules = [rule for rule in _table(table) if rule["valid_from"] <= day]
    if not rules:
        raise LookupError(f"tables/{table}.toml has no rule that holds on {day}")
    rule = max(rules, key=lambda r: r["valid_from"])
    return {name: value for name, value in rule.items() if name not in _NOT_NUMBERS}


@functools.cache
def _table(name: str) -> tuple[dict[str, Any], ...]:
    with (_TABLES / f"{name}.toml").open("rb") as file:
        return tuple(tomllib.load(file)["rule"])
