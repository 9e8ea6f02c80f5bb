"""A plan leaves as a file, is edited in another program, and comes back as one edit that passes the same checks."""

import io
import json
from typing import Any

import pytest
from shapely import affinity
from shapely.geometry import mapping, shape

from tests.server.plans import Plan, begin, path
from tests.server.stage import SAME_ORIGIN, Stage
from tests.town import degrees


def fetched(plan: Plan, **query: str) -> bytes:
    answer = plan.stage.get(plan.who, f"/api/v1/redraws/{plan.id}/export", **query)
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def sent(plan: Plan, content: bytes, name: str, **form: Any) -> Any:
    data = {"base_revision": str(plan.revision), "file": (io.BytesIO(content), name), **form}
    address = f"/api/v1/redraws/{plan.id}/import"
    return plan.stage.client(plan.who).post(address, data=data, headers=SAME_ORIGIN)


def changes(answer: Any) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {row["code"]: row["change"] for row in answer.json["rows"]}


NAMES = {"geojson": "plan.geojson", "gpkg": "plan.gpkg", "shp": "plan.zip"}


@pytest.mark.parametrize(
    ("kind", "crs"),
    [("geojson", "wgs84"), ("geojson", "gcj02")]
    + [(kind, crs) for kind in ("gpkg", "shp") for crs in ("wgs84", "epsg:4549", "gcj02", "epsg:4490")],
)
def test_what_comes_back_as_it_left_changes_nothing(stage: Stage, kind: str, crs: str) -> None:
    plan = begin(stage)
    plan.edit("bend", start=degrees(2000, 2000), end=degrees(2000, 3000), to=degrees(1950.333, 2500.777))
    content = fetched(plan, format=kind, crs=crs)
    answer = sent(plan, content, NAMES[kind], crs=crs)
    assert set(changes(answer).values()) == {"same"}
    assert (answer.json["tried"], answer.json["verdict"]) == (None, None)


def test_a_unit_that_was_redrawn_outside_comes_back_with_its_neighbour(stage: Stage) -> None:
    plan = begin(stage)
    told = json.loads(fetched(plan))
    border = [degrees(1800, 1000), degrees(1800, 3000)]
    for feature in told["features"]:
        code = feature["properties"]["code"]
        if code in {"G-A", "G-B"}:
            west, east = (0, 1800) if code == "G-A" else (1800, 3000)
            corners = [(west, 1000), (east, 1000), (east, 3000), (west, 3000), (west, 1000)]
            feature["geometry"] = {"type": "Polygon", "coordinates": [path(*corners)]}
    content = json.dumps(told).encode()
    dry = sent(plan, content, "plan.geojson")
    assert changes(dry) == {"G-A": "changed", "G-B": "changed", "G-C": "fitted", "G-D": "same", "G-E": "same",
                            "G-F": "same"}  # fmt: skip
    assert dry.json["verdict"] is None
    assert plan.shown()["revision"] == 0
    taken = sent(plan, content, "plan.geojson", dry_run="false")
    assert taken.json["verdict"]["status"] == "applied", taken.json["verdict"]
    assert plan.shown()["revision"] == 1
    assert not any(check["severity"] == "error" for check in plan.shown()["checks"])
    assert shape(plan.units()["G-B"]["geometry"]).distance(shape({"type": "LineString", "coordinates": border})) < 1e-7
    assert set(changes(sent(plan, fetched(plan), "plan.geojson")).values()) == {"same"}
    plan.revision = 1
    plan.does("undo-redraw")
    assert plan.shown()["units"] == 0


def test_a_file_that_would_overlap_or_move_the_outer_boundary_is_refused_and_changes_nothing(stage: Stage) -> None:
    plan = begin(stage)
    told = json.loads(fetched(plan))
    unit = next(each for each in told["features"] if each["properties"]["code"] == "G-A")
    unit["geometry"] = mapping(affinity.scale(shape(unit["geometry"]), 1.2, 1.2))
    answer = sent(plan, json.dumps(told).encode(), "plan.geojson", dry_run="false")
    assert (answer.status_code, answer.json["code"]) == (409, "redraw-crosses")
    told["features"] = [each for each in told["features"] if each["properties"]["code"] == "G-F"]
    told["features"][0]["geometry"] = mapping(affinity.translate(shape(told["features"][0]["geometry"]), 0, -0.001))
    answer = sent(plan, json.dumps(told).encode(), "plan.geojson", dry_run="false")
    assert answer.json["code"] in {"redraw-crosses", "redraw-outer"}
    assert plan.shown()["revision"] == 0


def test_units_that_a_file_leaves_out_stay_unless_it_is_said_that_they_end(stage: Stage) -> None:
    plan = begin(stage)
    told = json.loads(fetched(plan))
    parts = {each["properties"]["code"]: shape(each["geometry"]) for each in told["features"]}
    told["features"] = [each for each in told["features"] if each["properties"]["code"] != "G-B"]
    assert changes(sent(plan, json.dumps(told).encode(), "plan.geojson"))["G-B"] == "missing"
    both = parts["G-A"].union(parts["G-B"])
    next(each for each in told["features"] if each["properties"]["code"] == "G-A")["geometry"] = mapping(both)
    content = json.dumps(told).encode()
    assert sent(plan, content, "plan.geojson").json["code"] == "redraw-crosses"
    answer = sent(plan, content, "plan.geojson", ends="true", dry_run="false")
    assert changes(answer)["G-B"] == "ended"
    assert answer.json["verdict"]["status"] == "applied"
    assert plan.units()["G-B"]["properties"]["ended"]


def test_a_file_without_codes_or_with_one_twice_is_refused_by_its_line(stage: Stage) -> None:
    plan = begin(stage)
    told = json.loads(fetched(plan))
    told["features"][1]["properties"]["code"] = told["features"][0]["properties"]["code"]
    answer = sent(plan, json.dumps(told).encode(), "plan.geojson")
    assert (answer.status_code, answer.json["code"]) == (422, "bad-file")
    assert "G-A" in answer.json["detail"]
    for feature in told["features"]:
        del feature["properties"]["code"]
    assert sent(plan, json.dumps(told).encode(), "plan.geojson").json["code"] == "bad-file"
