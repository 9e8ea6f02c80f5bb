"""The scenarios of tests/scenarios/due.json, played through the pure rules; the phone's mirror plays the same."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from grids.due import Standing, dues
from grids.frequency import Frequencies, defaults
from server.store.policy import plans_on, policy_on

TOLD: dict[str, Any] = json.loads((Path(__file__).parents[1] / "scenarios" / "due.json").read_text("utf-8"))
DAYS = ("since", "last_visit_on", "waived_on", "revisit_on", "oldest_submitted_on", "untrue_until")


TODAY = date(2026, 11, 22)
TABLE = Frequencies(default=defaults(policy_on(TODAY), plans_on(TODAY)))
"""What holds where nobody published anything."""


def standing(told: dict[str, Any]) -> Standing:
    days = {name: date.fromisoformat(told[name]) for name in DAYS if told.get(name)}
    owed = TABLE.visit_days(1, "industry", told.get("grade"))
    kept = {name: value for name, value in told.items() if name != "grade"}
    return Standing(**{"interval_days": owed, **kept, **days})


@pytest.mark.parametrize("scenario", TOLD["scenarios"], ids=lambda scenario: scenario["name"])
def test_what_is_due_and_why(scenario: dict[str, Any]) -> None:
    policy = replace(policy_on(TODAY), **TOLD["policy"])
    found = [
        {"on": due.on.isoformat(), "reason": due.reason.value} for due in dues(standing(scenario["standing"]), policy)
    ]
    assert found == scenario["dues"]


def test_the_numbers_of_the_scenarios_are_those_of_the_shipped_table() -> None:
    policy = policy_on(TODAY)
    assert {name: getattr(policy, name) for name in TOLD["policy"]} == TOLD["policy"]
