"""Scenes of acts on accidents: one of the eastern town's first enterprise."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.server.scope.world import World

Command = dict[str, Any]


def happened(world: World, _who: str = "") -> Command:
    """An accident of a year ago."""
    at = (datetime.now(UTC) - timedelta(days=380)).isoformat()
    return {
        "record": str(uuid4()), "enterprise": world.enterprise("A"), "happened_at": at, "place": "车间",
        "brief": "夹伤", "accident_type": "86-03", "deaths": 0, "serious_injuries": 1,
    }  # fmt: skip


def registered(world: World, _who: str = "") -> Command:
    """The same, on file."""
    command = happened(world)
    world.stage.does("an", "report-accident", **command)
    return {"record": command["record"], "serious_injuries": 2, "reason": "伤情加重"}


PREPARE: dict[str, Callable[[World, str], Command]] = {
    "report-accident": happened,
    "supplement-accident": registered,
}
