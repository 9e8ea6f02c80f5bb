"""A file of outlines comes in with its faults, is worked off by a person, and goes on as a plan."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from shapely.geometry import shape
from sqlalchemy import delete, select, update

from grids.policy import local_day
from server.imports.order import Kind, Order
from server.imports.run import start
from server.store.tables import Area, Enterprise, EnterpriseState, EnterpriseUnit, GrantRow, GridUnit
from tests.server.plans import Plan, path
from tests.server.stage import SAME_ORIGIN, Stage
from tests.town import degrees

Corners = list[tuple[float, float]]


def lay_changzhou(stage: Stage, real_data: Path) -> None:
    """Bring the divisions of a real city, and let the planner have the city."""
    database = stage.app.extensions["wangge.database"]
    for file, system in (("admin/changzhou_divisions_stat2023.csv", "nbs"),
                         ("boundaries/changzhou_districts_tianditu_wgs84.geojson", "gb")):  # fmt: skip
        path = real_data / file
        order = Order(kind=Kind.DIVISIONS, path=path, file_name=path.name, at=datetime.now(UTC), code_system=system,
                      code_edition="2023", crs="wgs84")  # fmt: skip
        start(database, order)
    with database.transaction() as session:
        city = session.scalars(select(Area).where(Area.name == "常州市")).one()
        session.execute(
            update(GrantRow).where(GrantRow.person_id == stage.people["chen"]).values(level="city", area_id=city.id)
        )


def drawn(code: str, corners: Corners, town: str = "湖东镇") -> dict[str, Any]:
    ring = path(*corners, corners[0])
    return {
        "type": "Feature", "properties": {"编码": code, "名称": f"{code}网格", "镇街道": town},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip


def box(west: float, south: float, east: float, north: float) -> Corners:
    return [(west, south), (east, south), (east, north), (west, north)]


WEST = box(0, 1000, 2000, 3000)
"""The ground of unit A; B is `box(2000, 1000, 3000, 3000)`, C the strip below both."""


def sent(stage: Stage, content: bytes, name: str = "grids.geojson", who: str = "chen", **form: Any) -> Any:
    data = {"file": (io.BytesIO(content), name), **form}
    return stage.client(who).post("/api/v1/surveys", data=data, headers=SAME_ORIGIN)


def file_of(*units: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(units)}).encode()


class Survey:
    """A survey on the stage, with the revision that was last seen."""

    def __init__(
        self, stage: Stage, *units: dict[str, Any], who: str = "chen", content: bytes = b"", **form: Any
    ) -> None:
        self.stage, self.who, self.revision = stage, who, 0
        answer = sent(stage, content or file_of(*units), who=who, **{"crs": "wgs84", **form})
        assert answer.status_code == 200, answer.text
        assert answer.json["verdict"]["status"] == "applied", answer.json
        self.id = answer.json["id"]

    def shown(self, who: str | None = None) -> Any:
        answer = self.stage.get(who or self.who, f"/api/v1/surveys/{self.id}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def faults(self, kind: str = "") -> list[Any]:
        return [fault for fault in self.shown()["faults"] if fault["kind"] == kind or not kind]

    def tries(self, step: str, **command: Any) -> Any:
        return self.stage.act(self.who, step, survey=self.id, base_revision=self.revision, **command)

    def does(self, step: str, **command: Any) -> Any:
        verdict = self.tries(step, **command)
        assert verdict["status"] == "applied", verdict
        self.revision = verdict["detail"]["revision"]
        return verdict

    def gives(self, fault: Any, taker: str) -> None:
        self.does("settle-faults", faults=[fault["id"]], remedy="give", taker=taker)

    def hands_in(self, **more: Any) -> Plan:
        redraw = str(uuid4())
        command = {"district": self.stage.town.district, "redraw": redraw, "title": "整理成果", **more}
        self.does("hand-in-survey", **command)
        return Plan(stage=self.stage, id=redraw, who=self.who, revision=1)


@pytest.fixture
def bare(stage: Stage) -> Stage:
    """The district before it had any unit."""
    with stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(update(Enterprise).values(unit_id=None))
        for table in (EnterpriseState, EnterpriseUnit, GrantRow):
            session.execute(delete(table).where(table.unit_id.is_not(None)))
        session.execute(delete(GridUnit))
    return stage


def test_every_kind_of_fault_is_named_with_its_place_its_size_and_what_may_be_done(bare: Stage) -> None:
    survey = Survey(
        bare,
        drawn("1", box(0, 0, 1000, 3000)),
        drawn("2", box(995, 0, 2000, 2000)),
        drawn("3", [(1004, 2000), (2000, 2000), (2000, 3000), (1004, 3000)]),
        drawn("4", [(1900, 0), (3000, 0), (3000, 3000), (2000, 3000), (2000, 2000), (1900, 2000)]),
        drawn("5", [(0, 3000), (1000, 4000), (1000, 3000), (0, 4000)]),
    )
    found = {(fault["kind"], *fault["units"]): fault for fault in survey.faults()}
    narrow, wide = found["overlap", "1", "2"], found["overlap", "2", "4"]
    assert narrow["is_clear"]
    assert narrow["area_m2"] == pytest.approx(5 * 2000, rel=1e-3)
    assert narrow["width_m"] == pytest.approx(5, rel=0.02)
    assert narrow["suggestion"]["remedy"] == "give"
    assert not wide["is_clear"]
    assert set(wide["takers"]) == {"2", "4"}
    assert found["ring", "5"]["suggestion"] == {"remedy": "mend", "taker": None, "reason": ""}
    assert {kind for kind, *_ in found} == {"ring", "overlap", "gap", "inlet"}
    head = survey.shown()
    assert head["before"]["invalid"] == 1
    assert head["before"]["overlaps"] == 2
    assert head["open"] == head["total"] == len(found)
    lon, lat = degrees(1950, 1000)
    assert (wide["lon"], wide["lat"]) == (pytest.approx(lon, abs=0.001), pytest.approx(lat, abs=0.01))


def test_what_is_clear_is_taken_at_once_the_rest_by_choice_and_undoing_brings_the_list_back(bare: Stage) -> None:
    survey = Survey(bare, drawn("1", box(0, 0, 1005, 2000)), drawn("2", box(1000, 0, 2000, 2000)),
                    drawn("3", box(1900, 0, 3000, 2000)))  # fmt: skip
    at_first = survey.shown()
    assert survey.does("take-suggestions")["detail"]["settled"] == 1
    (left,) = [fault for fault in survey.faults() if fault["choice"] is None]
    assert survey.tries("hand-in-survey", district=bare.town.district, redraw=str(uuid4()), title="早")["code"] == (
        "survey-open"
    )
    assert survey.tries("settle-faults", faults=[left["id"]], remedy="give", taker="1")["code"] == "survey-taker"
    assert survey.tries("settle-faults", faults=[left["id"]], remedy="keep")["code"] == "survey-remedy"
    assert survey.tries("settle-faults", faults=[left["id"]], remedy="leave")["code"] == "reason-needed"
    assert survey.tries("settle-faults", faults=["x"], remedy="keep")["code"] == "survey-no-fault"
    survey.gives(left, "3")
    done = survey.shown()
    assert done["open"] == 0
    assert done["after"]["is_coverage"]
    areas = {unit["key"]: (unit["stated_m2"], unit["now_m2"]) for unit in done["units_listed"]}
    assert areas["2"] == (pytest.approx(2e6, rel=1e-3), pytest.approx(2e6 - 200_000, rel=0.01))
    survey.does("undo-survey")
    assert survey.shown()["after"] is None
    survey.does("undo-survey")
    again = survey.shown()
    same = ("faults", "units_listed", "before", "after", "open")
    assert {name: again[name] for name in same} == {name: at_first[name] for name in same}
    assert survey.tries("undo-survey")["code"] == "redraw-no-step"
    survey.does("redo-survey")
    survey.does("redo-survey")
    assert survey.shown()["after"] == done["after"]


def test_the_first_units_of_a_district_go_through_a_plan_that_the_district_approves(bare: Stage) -> None:
    survey = Survey(bare, drawn("N1", box(0, 0, 2005, 3000)), drawn("N2", box(2000, 0, 3000, 3000)),
                    drawn("N3", box(3000, 0, 6000, 3000), "湖西镇"))  # fmt: skip
    survey.does("take-suggestions")
    plan = survey.hands_in()
    shown = plan.shown()
    assert not [check for check in shown["checks"] if check["severity"] == "error"]
    assert {unit["properties"]["town_id"] for unit in plan.units().values()} == set(bare.town.towns.values())
    impact = bare.get("chen", f"/api/v1/redraws/{plan.id}/impact").json
    assert impact["moved"]["count"] == 6
    plan.edit("split", unit="N1", line=path((1000, -100), (1000, 3100)))
    plan.submit(on=local_day(datetime.now(UTC)).isoformat())
    assert bare.act("chen", "decide-redraw", redraw=plan.id, approved=True)["code"] == "not-yours"
    bare.does("xu", "decide-redraw", redraw=plan.id, approved=True)
    held = {unit["properties"]["code"] for unit in bare.get("chen", "/api/v1/units").get_json(force=True)["features"]}
    assert held == {"N1", "N1-2", "N2", "N3"}
    of = {e["name"]: e["unit_id"] for e in bare.get("xu", "/api/v1/enterprises", limit=50).json["items"]}
    assert None not in of.values()
    assert survey.shown()["districts"][0]["redraw"] == plan.id
    assert survey.tries("undo-survey")["code"] == "survey-handed"


def test_where_units_are_their_outer_boundary_stays_and_the_rest_becomes_one_edit(stage: Stage) -> None:
    survey = Survey(stage, drawn("G-A", box(-4, 1000, 1800, 3000)), drawn("G-B", box(1805, 1000, 3000, 3000)))
    kinds = {fault["kind"]: fault for fault in survey.faults()}
    assert set(kinds) == {"beyond", "gap"}
    assert kinds["beyond"]["remedies"] == ["cut", "leave"]
    assert "keep" not in kinds["gap"]["remedies"]
    survey.does("take-suggestions")
    assert survey.shown()["open"] == 0
    plan = survey.hands_in()
    drawn_units = plan.units(changed="true")
    assert {"G-A", "G-B"} <= set(drawn_units)
    assert not [check for check in plan.shown()["checks"] if check["severity"] == "error"]
    whole = shape(drawn_units["G-A"]["geometry"])
    assert whole.bounds[0] == pytest.approx(min(degrees(0, 1000)[0], degrees(0, 3000)[0]), abs=1e-8)
    plan.does("undo-redraw")
    assert plan.shown()["units"] == 0


def test_a_unit_left_unsettled_is_not_handed_in_and_says_why(bare: Stage) -> None:
    survey = Survey(bare, drawn("1", box(0, 0, 1000, 2000)), drawn("2", box(900, 0, 2000, 2000)),
                    drawn("3", box(2000, 0, 3000, 2000)))  # fmt: skip
    (fault,) = survey.faults()
    survey.does("settle-faults", faults=[fault["id"]], remedy="leave", reason="两村界线待勘定")
    assert [unit["key"] for unit in survey.shown()["units_listed"] if unit["left_out"]] == ["1", "2"]
    report = stage_text(bare, survey)
    assert "两村界线待勘定" in report
    plan = survey.hands_in()
    assert set(plan.units()) == {"3"}


def stage_text(stage: Stage, survey: Survey) -> str:
    answer = stage.get(survey.who, f"/api/v1/surveys/{survey.id}/report.csv")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_a_town_office_brings_its_own_town_and_no_other(stage: Stage) -> None:
    other = sent(stage, file_of(drawn("G-D", box(3000, 1000, 5000, 3000), "湖西镇")), who="an", crs="wgs84")
    assert (other.status_code, other.json["code"]) == (422, "bad-file")
    survey = Survey(stage, drawn("G-A", box(0, 1000, 1990, 3000)), drawn("G-B", box(1990, 1000, 3000, 3000)), who="an")
    assert survey.shown()["town_id"] == stage.town.towns["湖东镇"]
    assert survey.shown()["open"] == 0
    plan = survey.hands_in()
    assert plan.shown("an")["town_id"] == stage.town.towns["湖东镇"]
    assert stage.get("xi", f"/api/v1/surveys/{survey.id}").status_code == 404
    assert stage.get("wang", f"/api/v1/surveys/{survey.id}").status_code == 404
    assert stage.act("xu", "drop-survey", survey=survey.id, reason="试")["code"] == "not-yours"


def test_two_people_on_one_list_are_told_of_each_other(bare: Stage) -> None:
    survey = Survey(bare, drawn("1", box(0, 0, 1005, 2000)), drawn("2", box(1000, 0, 2000, 2000)))
    survey.does("take-suggestions")
    survey.revision = 0
    verdict = survey.tries("undo-survey")
    assert (verdict["status"], verdict["code"]) == ("conflict", "survey-behind")
    assert "规划陈" in verdict["reason"]


@pytest.mark.real_data
def test_the_57_real_grids_become_a_clean_coverage_with_two_lakes(stage: Stage, real_data: Path) -> None:
    """Ten rings cross themselves and 92 pairs overlap; everything that is done about it is a choice on the list."""
    lay_changzhou(stage, real_data)
    file = real_data / "boundaries/changzhou_grids57_gcj02_raw.geojson"
    wrong = sent(stage, file.read_bytes(), file.name)
    assert (wrong.status_code, wrong.json["code"]) == (422, "bad-crs")
    survey = Survey(stage, content=file.read_bytes(), crs="gcj02", overlap_width="10", gap_width="10")
    at_first = survey.shown()
    assert (at_first["units"], at_first["before"]["invalid"]) == (57, 10)
    assert at_first["before"]["overlaps"] > 92
    assert not at_first["before"]["is_coverage"]
    survey.does("take-suggestions")
    survey.does("take-suggestions", kinds=["gap", "inlet"], up_to_m=200)
    left = [fault for fault in survey.faults() if fault["choice"] is None]
    assert [fault["kind"] for fault in left].count("overlap") == 6
    for fault in left:
        if fault["kind"] == "overlap":
            survey.gives(fault, fault["takers"][0])
        else:
            survey.does("settle-faults", faults=[fault["id"]], remedy="keep")
    loose = [fault for fault in survey.faults("piece") if fault["choice"] is None]
    for fault in loose:
        survey.gives(fault, fault["takers"][0])
    clean = survey.shown()
    assert clean["open"] == 0
    after = clean["after"]
    assert after["is_coverage"]
    assert {name: after[name] for name in ("invalid", "overlaps", "pieces", "holes")} == {
        "invalid": 0, "overlaps": 0, "pieces": 0, "holes": 2,
    }  # fmt: skip
    assert sum(each["units"] for each in clean["districts"]) == 57
    lakes = [fault for fault in survey.faults() if fault["choice"]["remedy"] == "keep"]
    assert sorted(round(fault["area_m2"] / 1e6, 1) for fault in lakes) == [0.9, 63.3]
    drawn_clean = stage.get("chen", f"/api/v1/surveys/{survey.id}/clean").json["features"]
    assert len(drawn_clean) == 57
