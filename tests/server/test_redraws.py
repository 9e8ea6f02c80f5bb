"""Drawing on a plan: every edit through the door, undone to the byte, seen on its map; today's units stay as they are.

The drawing is six squares wide and three high (tests/town.py): A above C on the left, B beside A, D and E on the right.
"""

import math
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from server.db import Database
from tests.people import NOBODY
from tests.server.plans import begin, path, ring
from tests.server.stage import SAME_ORIGIN, Stage
from tests.town import ORIGIN, degrees, shapes


def test_a_plan_begins_with_the_units_of_today_and_nothing_changed(stage: Stage) -> None:
    plan = begin(stage)
    units = plan.units()
    assert set(units) == {"G-A", "G-B", "G-C", "G-D", "G-E", "G-F"}
    assert not any(unit["properties"]["changed"] for unit in units.values())
    shown = plan.shown()
    assert (shown["state"], shown["revision"], shown["units"], shown["edits"]) == ("draft", 0, 0, 0)
    assert [check["code"] for check in shown["checks"]] == ["empty"]


EDITS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "move": ({"moves": [{"at": degrees(2000, 1000), "to": degrees(1900, 1100)}]}, {"G-A", "G-B", "G-C"}),
    "bend": ({"start": degrees(2000, 2000), "end": degrees(2000, 3000), "to": degrees(1950, 2500)}, {"G-A", "G-B"}),
    "split": ({"unit": "G-C", "line": path((1500, -10), (1500, 1010))}, {"G-A", "G-C", "G-C-2"}),
    "merge": ({"units": ["G-A", "G-B"], "into": "G-A"}, {"G-A", "G-B"}),
    "give-ground": ({"giver": "G-A", "taker": "G-B", "ground": ring(1500, 900, 2100, 3100)}, {"G-A", "G-B", "G-C"}),
    "redraw-border": ({"one": "G-A", "other": "G-B", "line": path((2000, 1300), (1800, 2000), (2000, 2700))},
                      {"G-A", "G-B"}),
    "follow": ({"one": "G-A", "other": "G-B", "guide": path((2000, 1000), (2100, 2000), (2000, 3000))}, {"G-A", "G-B"}),
    "rename": ({"unit": "G-A", "name": "东网格"}, {"G-A"}),
    "set-code": ({"unit": "G-A", "code": "东-1"}, {"G-A"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_touches_what_it_means_and_is_undone_and_done_again_to_the_byte(
    stage: Stage, db: Database, kind: str
) -> None:
    op, wanted = EDITS[kind]
    plan = begin(stage)
    before, today = plan.outlines(), stored(db, plan.id)
    verdict = plan.edit(kind, **op)
    assert set(verdict["detail"]["touched"]) == wanted
    after, drawn = plan.outlines(), stored(db, plan.id)
    assert {key for key, (shown, _) in after.items() if shown["changed"]} == wanted
    plan.does("undo-redraw")
    assert (plan.outlines(), stored(db, plan.id)) == (before, today)
    plan.does("redo-redraw")
    assert (plan.outlines(), stored(db, plan.id)) == (after, drawn)
    assert plan.revision == 3
    assert not any(check["severity"] == "error" for check in plan.shown()["checks"])


def stored(db: Database, plan: str) -> list[tuple[Any, ...]]:
    """Return what is kept of a plan's units, as bytes."""
    with db.session() as session:
        rows = session.execute(
            text("SELECT key, code, name, wkb, base_version FROM redraw_unit WHERE redraw_id = :id ORDER BY key"),
            {"id": plan},
        )
        return [tuple(row) for row in rows]


def test_todays_units_are_untouched_while_a_plan_is_drawn(stage: Stage, db: Database) -> None:
    whole = text("SELECT md5(string_agg(u::text, '' ORDER BY id)) FROM grid_unit u")
    with db.session() as session:
        before = session.scalar(whole)
    plan = begin(stage)
    for kind, (op, _) in EDITS.items():
        if kind != "merge":
            plan.tries("edit-redraw", op={"kind": kind, **op})
            plan.revision = plan.shown()["revision"]
    with db.session() as session:
        assert session.scalar(whole) == before


def test_enterprises_are_handed_over_with_the_ground_around_them(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(
            text("UPDATE enterprise SET point = ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) WHERE id = :id"),
            {"id": stage.town.enterprises["B"], "lon": degrees(2200, 1500)[0], "lat": degrees(2200, 1500)[1]},
        )
    plan = begin(stage)
    give = {"giver": "G-A", "taker": "G-B"}
    assert plan.refused("give-enterprises", **give, enterprises=[str(stage.town.enterprises["A"])]) == "redraw-all"
    assert plan.refused("give-enterprises", **give, enterprises=[str(uuid4())]) == "redraw-not-there"
    second = str(add_enterprise(db, stage, degrees(1900, 2500)))
    plan.edit("give-enterprises", **give, enterprises=[second])
    impact = stage.get("chen", f"/api/v1/redraws/{plan.id}/impact").json
    named = {"id": second, "name": "第二厂", "from": "G-A", "to": "G-B", "with_unit": False}
    assert impact["moved"] == {"count": 1, "items": [named]}
    assert stage.get("xu", f"/api/v1/redraws/{plan.id}/impact").json["moved"]["items"] == [named]


def test_a_planner_knows_name_address_and_place_of_enterprises_and_no_more_of_them(stage: Stage) -> None:
    plan, enterprise = begin(stage), str(stage.town.enterprises["A"])
    found = stage.get("chen", f"/api/v1/redraws/{plan.id}/sites", unit=stage.town.units["A"]).json
    assert [each["id"] for each in found] == [enterprise]
    assert found[0].keys() == {"id", "name", "address", "point"}
    assert stage.get("chen", f"/api/v1/enterprises/{enterprise}").status_code == 404
    assert stage.get("chen", "/api/v1/enterprises").json["items"] == []


def test_the_way_of_a_round_is_estimated_over_the_places_of_visits_that_are_due(stage: Stage, db: Database) -> None:
    for x in (500, 1500):
        add_enterprise(db, stage, degrees(x, 2000))
    plan = begin(stage)
    plan.edit("give-ground", giver="G-A", taker="G-B", ground=ring(1200, 900, 2100, 3100))
    told = stage.get("chen", f"/api/v1/redraws/{plan.id}/impact").json
    (unit,) = [each for each in told["units"] if each["key"] == "G-A"]
    assert (unit["before"]["stops"], unit["after"]["stops"]) == (3, 2)
    assert unit["before"]["due_visits"] == 3
    few, middle = told["limits"]["round"], shapes()["A"].representative_point()
    own = (middle.x - ORIGIN[0], middle.y - ORIGIN[1])
    far = [*sorted(math.dist(own, (x, 2000)) for x in (500, 1500)), 1000.0]
    tree = sum(sorted(far)[:2])
    assert unit["before"]["round_m"] == pytest.approx(tree * (few["per_tree"] + few["few"] / 4) * few["detour"], abs=20)
    assert unit["after"]["round_m"] < unit["before"]["round_m"]


def add_enterprise(db: Database, stage: Stage, at: tuple[float, float], **more: Any) -> Any:
    values = {"unit_id": stage.town.units["A"], "unit_source": "point", "grade": "D", "name": "第二厂", **more}
    with db.transaction() as session:
        own = session.scalar(
            text(
                "INSERT INTO enterprise (name, unit_id, village_id, town_id, district_id, city_id, supervision_class, "
                "industry, point, position_quality, unit_source, grade, listed_on) SELECT :name, u.id, u.village_id, "
                "u.town_id, u.district_id, u.city_id, 'industry', '', ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), "
                "'site', :unit_source, :grade, '2025-01-01' FROM grid_unit u WHERE u.id = :unit_id RETURNING id"
            ),
            {**values, "lon": at[0], "lat": at[1]},
        )
        session.execute(
            text(
                "INSERT INTO enterprise_unit (enterprise_id, unit_id, source, valid_from) "
                "VALUES (:id, :unit, 'point', '2025-01-01')"
            ),
            {"id": own, "unit": values["unit_id"]},
        )
    return own


def test_what_would_break_the_tiling_is_refused_in_words_and_changes_nothing(stage: Stage, db: Database) -> None:
    plan = begin(stage)
    before = stored(db, plan.id)
    assert plan.refused("move", moves=[{"at": degrees(2000, 1000), "to": degrees(5000, 1000)}]) == "redraw-crosses"
    assert plan.refused("move", moves=[{"at": degrees(0, 1000), "to": degrees(-50, 1000)}]) == "redraw-outer"
    assert plan.refused("move", moves=[{"at": degrees(2010, 1000), "to": degrees(2000, 900)}]) == "redraw-no-vertex"
    assert plan.refused("split", unit="G-C", line=path((1500, 200), (1500, 400))) == "redraw-split"
    assert plan.refused("merge", units=["G-A", "G-E"], into="G-A") == "redraw-parts"
    assert plan.refused("rename", unit="G-Q", name="无") == "redraw-no-unit"
    assert plan.refused("rename", unit="G-A", name="A网格") == "redraw-nothing"
    assert plan.refused("set-code", unit="G-A", code="G-B") == "redraw-code-taken"
    assert plan.refused("split", unit="G-C", line=path((1500, 0), (1500, 1000)), new_code="G-A") == "redraw-code-taken"
    assert plan.refused("bend", start=[119, 31], end=[119, 31], to=[119, 31]) == "redraw-no-vertex"
    assert plan.refused("turn", unit="G-A") == "bad-act"
    assert plan.refused("split", unit="G-C", line=[[200, 0], [1, 2]]) == "bad-act"
    assert stored(db, plan.id) == before
    assert plan.shown()["revision"] == 0


def test_a_wrong_edit_is_told_by_the_field_that_is_wrong(stage: Stage) -> None:
    plan = begin(stage)
    verdict = plan.tries("edit-redraw", op={"kind": "split", "unit": "G-C", "line": [[119.9, 31.7], [119.9, "x"]]})
    assert "SplitUnit.line.1.1" in verdict["detail"]["at"]
    verdict = plan.tries("edit-redraw", op={"kind": "turn"})
    assert "kind" in verdict["detail"]["at"]


def test_a_step_on_an_old_revision_is_told_who_was_first_and_keeps_both(stage: Stage) -> None:
    plan = begin(stage)
    plan.edit("rename", unit="G-A", name="东网格")
    plan.revision = 0
    verdict = plan.tries("edit-redraw", op={"kind": "rename", "unit": "G-B", "name": "西网格"})
    assert (verdict["status"], verdict["code"]) == ("conflict", "redraw-behind")
    assert "规划陈" in verdict["reason"]
    assert plan.units()["G-A"]["properties"]["name"] == "东网格"


def test_an_edit_after_undoing_drops_what_was_undone_and_the_history_keeps_it(stage: Stage) -> None:
    plan = begin(stage)
    for name in ("一", "二", "三"):
        plan.edit("rename", unit="G-A", name=name)
    plan.does("undo-redraw")
    plan.does("undo-redraw")
    assert plan.units()["G-A"]["properties"]["name"] == "一"
    plan.edit("rename", unit="G-A", name="四")
    assert plan.tries("redo-redraw")["code"] == "redraw-no-step"
    history = plan.shown()["history"]
    assert [(edit["n"], edit["state"]) for edit in history] == [
        (1, "done"),
        (2, "dropped"),
        (3, "dropped"),
        (4, "done"),
    ]
    assert history[0]["by_name"] == "规划陈"
    plan.does("undo-redraw")
    plan.does("undo-redraw")
    assert plan.tries("undo-redraw")["code"] == "redraw-no-step"
    assert plan.units()["G-A"]["properties"] == {**plan.units()["G-A"]["properties"], "name": "A网格", "changed": False}


def test_the_plan_of_a_town_leaves_its_neighbours_ground_alone(stage: Stage) -> None:
    plan = begin(stage, town="湖东镇")
    assert plan.refused("rename", unit="G-D", name="不归我们") == "redraw-town"
    assert plan.refused("give-ground", giver="G-D", taker="G-B", ground=ring(2900, 900, 3500, 3100)) == "redraw-town"
    assert plan.refused("move", moves=[{"at": degrees(3000, 1000), "to": degrees(2900, 1000)}]) == "redraw-town"
    verdict = plan.edit("split", unit="G-C", line=path((-10, 500), (3010, 500)))
    assert set(verdict["detail"]["touched"]) == {"G-C", "G-C-2", "G-F"}  # the neighbour only gets a vertex


def test_trying_an_edit_tells_what_it_would_do_and_writes_nothing(stage: Stage, db: Database) -> None:
    plan = begin(stage)
    op = {"kind": "merge", "units": ["G-A", "G-B"], "into": "G-A"}
    answer = stage.client("chen").post(f"/api/v1/redraws/{plan.id}/try", json={"op": op}, headers=SAME_ORIGIN)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    features = {feature["id"]: feature for feature in answer.json["units"]["features"]}
    assert features["G-B"]["geometry"] is None
    assert features["G-A"]["geometry"]["type"] == "MultiPolygon"
    rows = {row["key"]: row for row in answer.json["impact"]["units"]}
    assert (rows["G-A"]["before"]["enterprises"], rows["G-A"]["after"]["enterprises"]) == (1, 2)
    assert (rows["G-B"]["after"], rows["G-B"]["binding"]) == (None, "ends")
    assert answer.json["impact"]["moved"]["count"] == 1
    assert stored(db, plan.id) == []
    wrong = stage.client("chen").post(f"/api/v1/redraws/{plan.id}/try", json={"op": {}}, headers=SAME_ORIGIN)
    assert (wrong.status_code, wrong.get_json(force=True)["code"]) == (422, "bad-act")


def test_a_split_that_is_tried_counts_what_the_split_that_is_kept_does(stage: Stage, db: Database) -> None:
    add_enterprise(db, stage, degrees(1900, 2500))
    plan = begin(stage)
    op: dict[str, Any] = {"kind": "split", "unit": "G-A", "line": path((1800, 900), (1800, 3100))}
    answer = stage.client("chen").post(f"/api/v1/redraws/{plan.id}/try", json={"op": op}, headers=SAME_ORIGIN)
    assert answer.json is not None
    plan.edit(**op)
    kept = stage.get("chen", f"/api/v1/redraws/{plan.id}/impact").json
    for tried in (answer.json["impact"], kept):
        after = {row["key"]: row["after"]["enterprises"] for row in tried["units"]}
        assert (after["G-A"], after["G-A-2"], tried["moved"]["count"]) == (1, 1, 1)


def test_the_map_of_a_plan_is_asked_by_box_and_by_key(stage: Stage) -> None:
    plan = begin(stage)
    plan.edit("merge", units=["G-A", "G-B"], into="G-A")
    west, south, east, north = *degrees(5100, 1100), *degrees(5200, 1200)
    assert set(plan.units(bbox=f"{west},{south},{east},{north}")) == {"G-E"}
    assert set(plan.units(key=["G-A", "G-F"])) == {"G-A", "G-F"}
    assert set(plan.units(changed="true")) == {"G-A", "G-B"}
    assert stage.get("chen", f"/api/v1/redraws/{plan.id}/units", bbox="1,2,3").status_code == 422


def test_positions_of_the_map_are_exact_enough_to_be_sent_back(stage: Stage) -> None:
    plan = begin(stage)
    corner = plan.units()["G-B"]["geometry"]["coordinates"][0][0][0]
    plan.revision = plan.shown()["revision"]
    assert plan.refused("move", moves=[{"at": corner, "to": corner}]) == "redraw-nothing"


def test_who_has_no_part_in_plans_sees_none(stage: Stage) -> None:
    plan = begin(stage)
    for who in ("wang", "li", "qin", "bu", "guan"):
        assert stage.get(who, "/api/v1/redraws").json == []
        assert stage.get(who, f"/api/v1/redraws/{plan.id}").status_code == 404
    for who in ("chen", "xu", "shi"):
        assert [row["id"] for row in stage.get(who, "/api/v1/redraws").json] == [plan.id]
    assert stage.get("an", "/api/v1/redraws").json == []  # it is the district's
    assert stage.get(NOBODY, "/api/v1/redraws").status_code == 401


def test_a_whole_row_of_edits_is_undone_and_done_again_step_by_step(stage: Stage, db: Database) -> None:
    plan = begin(stage)
    seen = [stored(db, plan.id)]
    for kind, (op, _) in EDITS.items():
        verdict = plan.tries("edit-redraw", op={"kind": kind, **op})
        if verdict["status"] == "applied":  # an edit before may have taken what this one names
            plan.revision = verdict["detail"]["revision"]
            seen.append(stored(db, plan.id))
    assert len(seen) > 5
    for before in reversed(seen[:-1]):
        plan.does("undo-redraw")
        assert stored(db, plan.id) == before
    for after in seen[1:]:
        plan.does("redo-redraw")
        assert stored(db, plan.id) == after
    assert not any(check["severity"] == "error" for check in plan.shown()["checks"])
