"""The scenarios of tests/scenarios/content.json, played through the pure rules; the phone's mirror plays the same."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from grids.content import Kind, Published, Version, carried, offered

TOLD: dict[str, Any] = json.loads((Path(__file__).parents[1] / "scenarios" / "content.json").read_text("utf-8"))
DAYS = ("valid_from", "valid_to")
TODAY = date(2026, 12, 1)


def dated(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, **{name: date.fromisoformat(told[name]) for name in DAYS if told.get(name)}}


def published(start: date, *codes: str, of: str | None = "industry") -> Published:
    return Published(supervision_class=of, valid_from=start, grades={"B": codes})


@pytest.mark.parametrize("scenario", TOLD["scenarios"], ids=lambda scenario: scenario["name"])
def test_what_is_offered_and_why(scenario: dict[str, Any]) -> None:
    found = offered(
        [Version(**dated(each)) for each in TOLD["versions"]],
        [Published(**dated(each)) for each in scenario["published"]],
        Kind(**scenario["kind"]),
        date.fromisoformat(scenario.get("on", TODAY.isoformat())),
    )
    assert [{"version": each.version, "why": each.why.value} for each in found] == scenario["offered"]


def test_a_phone_carries_what_holds_and_what_begins_later_and_not_what_was_replaced() -> None:
    over, now, soon = (published(day, "x") for day in (date(2026, 1, 1), date(2026, 11, 30), date(2026, 12, 24)))
    of_all = published(date(2025, 1, 1), "y", of=None)
    assert set(map(id, carried([over, now, soon, of_all], TODAY))) == {id(now), id(soon), id(of_all)}


def test_of_two_for_one_day_the_phone_carries_the_one_said_last() -> None:
    first, last = published(TODAY, "x"), published(TODAY, "y")
    assert carried([first, last], TODAY) == (last,)


def test_a_class_without_standards_is_carried_where_it_stands_before_the_district() -> None:
    bare, of_all = published(TODAY), published(TODAY, "y", of=None)
    assert carried([bare, of_all], TODAY) == (bare, of_all)


def test_nothing_is_carried_where_nobody_names_a_standard() -> None:
    assert carried([published(TODAY), published(TODAY, of=None)], TODAY) == ()
