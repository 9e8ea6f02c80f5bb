"""The scenarios of tests/scenarios/presence.json, played through the pure rules; the phone's mirror plays the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from grids.visits import presence

TOLD: dict[str, Any] = json.loads((Path(__file__).parents[1] / "scenarios" / "presence.json").read_text("utf-8"))


@pytest.mark.parametrize("scenario", TOLD["scenarios"], ids=lambda scenario: scenario["name"])
def test_how_sure_it_is_that_somebody_stood_there(scenario: dict[str, Any]) -> None:
    found = presence(
        scenario["distance_m"], scenario["radius_m"], TOLD["limit_m"], position_known=scenario["position_known"]
    )
    assert found.value == scenario["presence"]
