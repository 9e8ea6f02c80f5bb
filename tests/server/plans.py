"""Draw on plans of boundaries as named people, in metres of the drawing's origin (tests/town.py)."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.server.stage import Stage
from tests.town import degrees


@dataclass
class Plan:
    """A plan on the stage, with the revision that its planner last saw."""

    stage: Stage
    id: str
    who: str = "chen"
    revision: int = 0

    def tries(self, step: str, **command: Any) -> dict[str, Any]:
        """Take a step on the revision that was last seen, and return the verdict."""
        return self.stage.act(self.who, step, redraw=self.id, base_revision=self.revision, **command)

    def does(self, step: str, **command: Any) -> dict[str, Any]:
        """Take a step that must be applied."""
        verdict = self.tries(step, **command)
        assert verdict["status"] == "applied", verdict
        self.revision = verdict["detail"].get("revision", self.revision)
        return verdict

    def edit(self, kind: str, **op: Any) -> dict[str, Any]:
        """Do an edit that must be applied."""
        return self.does("edit-redraw", op={"kind": kind, **op})

    def refused(self, kind: str, **op: Any) -> str:
        """Do an edit that must not be applied, and return why."""
        verdict = self.tries("edit-redraw", op={"kind": kind, **op})
        assert verdict["status"] != "applied", verdict
        assert verdict["reason"]
        return str(verdict["code"])

    def submit(self, on: str, who: str | None = None) -> dict[str, Any]:
        """Hand the plan in."""
        return self.stage.does(
            who or self.who, "submit-redraw", redraw=self.id, base_revision=self.revision, effective_on=on
        )

    def shown(self, who: str | None = None) -> Any:
        """Return the plan as somebody sees it."""
        answer = self.stage.get(who or self.who, f"/api/v1/redraws/{self.id}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def units(self, who: str | None = None, **query: Any) -> dict[str, Any]:
        """Return the features of the plan's map by key."""
        answer = self.stage.get(who or self.who, f"/api/v1/redraws/{self.id}/units", **query)
        assert answer.status_code == 200, answer.text
        return {feature["id"]: feature for feature in answer.get_json(force=True)["features"]}

    def outlines(self) -> dict[str, Any]:
        """Return name, code and outline of every unit, to compare."""
        return {key: (unit["properties"], unit["geometry"]) for key, unit in self.units().items()}


def begin(stage: Stage, who: str = "chen", town: str | None = None) -> Plan:
    """Start a plan of the district, or of one town."""
    own = str(uuid4())
    area = None if town is None else stage.town.towns[town]
    stage.does(
        who, "start-redraw", redraw=own, district=stage.town.district, town=area, title="调整网格", why="企业增多"
    )
    return Plan(stage=stage, id=own, who=who)


def path(*points: tuple[float, float]) -> list[list[float]]:
    """Return a line in degrees."""
    return [list(degrees(x, y)) for x, y in points]


def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """Return a rectangle as a ring in degrees."""
    return path((west, south), (east, south), (east, north), (west, north), (west, south))
