"""A plan that is published: units, enterprises, officers, figures and phones afterwards, and what stays as it was."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from shapely.geometry import shape
from sqlalchemy import select, text

from grids.policy import local_day
from server import proof_of_acts
from server.db import Database
from server.jobs import redraws as publishing
from server.store.tables import LedgerEntry
from tests.server.plans import Plan, begin, path, ring
from tests.server.stage import Stage
from tests.server.test_redraws import add_enterprise
from tests.town import degrees

TODAY = local_day(datetime.now(UTC))
SOON = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()


def approve(plan: Plan, on: str = TODAY.isoformat()) -> dict[str, Any]:
    plan.submit(on)
    return plan.stage.does("xu", "decide-redraw", redraw=plan.id, approved=True, opinion="同意")


def rows(db: Database, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with db.session() as session:
        return [tuple(row) for row in session.execute(text(sql), values)]


def strip_plan(stage: Stage) -> Plan:
    """A plan that gives the eastern half of A to B."""
    plan = begin(stage)
    plan.edit("give-ground", giver="G-A", taker="G-B", ground=ring(1000, 900, 2100, 3100))
    return plan


def test_a_plan_that_is_approved_for_today_holds_at_once(stage: Stage, db: Database) -> None:
    moved = add_enterprise(db, stage, degrees(1500, 2500))
    stays = add_enterprise(db, stage, degrees(500, 2500), name="第三厂")
    plan = strip_plan(stage)
    drawn = {key: unit["geometry"] for key, unit in plan.units().items()}
    verdict = approve(plan)
    assert verdict["detail"]["state"] == "published"
    assert verdict["detail"]["moved"] == 2  # the strip holds the one that was there from the beginning, too
    units = stage.get("xu", "/api/v1/units").get_json(force=True)["features"]
    now = {unit["properties"]["code"]: unit for unit in units}
    assert {code: unit["id"] for code, unit in now.items()} == {f"G-{k}": v for k, v in stage.town.units.items()}
    for code, geometry in drawn.items():
        assert shape(now[code]["geometry"]).equals_exact(shape(geometry), 1e-6, normalize=True)
    assert {unit["properties"]["valid_from"] for code, unit in now.items() if code in {"G-A", "G-B"}} == {
        TODAY.isoformat()
    }
    held = dict(rows(db, "SELECT id, unit_id FROM enterprise"))
    assert (held[moved], held[stays]) == (stage.town.units["B"], stage.town.units["A"])
    sql = "SELECT unit_id, valid_to IS NULL FROM enterprise_unit WHERE enterprise_id = :id ORDER BY valid_from"
    assert rows(db, sql, id=moved) == [(stage.town.units["A"], False), (stage.town.units["B"], True)]
    assert plan.refused("rename", unit="G-A", name="迟了") == "redraw-state"


def test_the_grid_map_of_yesterday_is_as_it_was(stage: Stage) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    before = grid_map(stage, yesterday)
    plan = strip_plan(stage)
    plan.edit("split", unit="G-C", line=path((1500, 0), (1500, 1000)))
    plan.edit("merge", units=["G-E", "G-D"], into="G-D")
    approve(plan)
    assert grid_map(stage, yesterday) == before
    assert set(grid_map(stage, TODAY.isoformat())) == {"G-A", "G-B", "G-C", "G-C-2", "G-D", "G-F"}


def grid_map(stage: Stage, on: str) -> dict[str, Any]:
    features = stage.get("xu", "/api/v1/units", on=on).get_json(force=True)["features"]
    return {feature["properties"]["code"]: feature["geometry"] for feature in features}


def test_past_figures_are_unchanged_and_open_hazards_follow_their_enterprise(stage: Stage, db: Database) -> None:
    enterprise = str(add_enterprise(db, stage, degrees(1500, 2500)))
    waiting = stage.hazard("wang", enterprise=enterprise, found_at=(datetime.now(UTC) - timedelta(days=1)).isoformat())
    stage.does("an", "open-hazard", hazard=waiting, level="general", due_on=SOON)
    done = stage.hazard("wang", enterprise=enterprise)
    stage.does("wang", "rectify-on-the-spot", hazard=done, photos=[stage.photo("wang")], done="已清理", done_by="张",
               done_at=datetime.now(UTC).isoformat())  # fmt: skip
    visit = str(uuid4())
    stage.does("wang", "start-visit", visit=visit, enterprise=enterprise, started_at=datetime.now(UTC).isoformat())
    with db.transaction() as session:  # it all happened last quarter
        session.execute(text("UPDATE hazard SET found_at = found_at - interval '100 days', "
                             "closed_at = closed_at - interval '90 days'"))  # fmt: skip
    period = {"period_from": (TODAY - timedelta(days=120)).isoformat(),
              "period_to": (TODAY - timedelta(days=60)).isoformat()}  # fmt: skip
    before = past(stage, period)
    assert before["G-A"] == (2, 1)
    approve(strip_plan(stage))
    assert past(stage, period) == before
    units = dict(rows(db, "SELECT id::text, unit_id FROM hazard"))
    assert (units[waiting], units[done]) == (stage.town.units["B"], stage.town.units["A"])
    now = {row["code"]: row["open"] for row in stage.get("xu", "/api/v1/figures/units").json["units"]}
    assert (now["G-A"], now["G-B"]) == (0, 1)
    stage.does("wang", "finish-visit", visit=visit, outcome="closed_door", finished_at=datetime.now(UTC).isoformat())
    assert rows(db, "SELECT unit_id FROM visit") == [(stage.town.units["A"],)]


def past(stage: Stage, period: dict[str, str]) -> dict[str, tuple[int, int]]:
    found = stage.get("xu", "/api/v1/figures/units", **period).json["units"]
    return {row["code"]: (row["found"], row["closed"]) for row in found}


def test_a_phone_that_was_offline_delivers_what_it_recorded_before_and_it_lands_in_the_right_unit(
    real_stage: Stage, committed_database: Database
) -> None:
    stage, db = real_stage, committed_database
    enterprise = str(add_enterprise(db, stage, degrees(1500, 2500)))
    cursor = stage.get("wang", "/api/v1/pack").json["cursor"]
    hazard = str(uuid4())
    made = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    item = stage.item(
        "record-hazard", hazard=hazard, enterprise=enterprise, found_at=made, place="门口", description="堵塞",
        category="S05", photos=[stage.photo("wang", 5)],
    )  # fmt: skip
    approve(strip_plan(stage))
    verdict = stage.send("wang", {**item, "act_wall": made})[0]
    assert verdict["status"] == "applied", verdict
    assert rows(db, "SELECT unit_id FROM hazard WHERE id = CAST(:id AS uuid)", id=hazard) == [(stage.town.units["B"],)]
    told = stage.get("wang", "/api/v1/changes", cursor=cursor)
    assert told.status_code == 200  # the unit keeps its id, so what the phone holds need not be thrown away
    assert enterprise in told.json["removed"]["enterprise"]
    assert stage.town.units["A"] in [unit["id"] for unit in told.json["upserts"]["unit"]]
    started = datetime.now(UTC).isoformat()
    fresh = stage.act("wang", "start-visit", visit=str(uuid4()), enterprise=enterprise, started_at=started)
    assert fresh["code"] == "area-not-yours"


def test_a_phone_whose_unit_ends_takes_a_new_pack_and_still_delivers(
    real_stage: Stage, committed_database: Database
) -> None:
    stage, db = real_stage, committed_database
    cursor = stage.get("wang", "/api/v1/pack").json["cursor"]
    made = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    item = stage.item(
        "record-hazard", hazard=str(uuid4()), enterprise=str(stage.town.enterprises["A"]), found_at=made, place="门口",
        description="堵塞", category="S05", photos=[stage.photo("wang", 5)],
    )  # fmt: skip
    plan = begin(stage)
    plan.edit("merge", units=["G-A", "G-B"], into="G-B")
    approve(plan)
    with db.transaction() as session:  # two days later
        session.execute(text("UPDATE person_grant SET valid_to = valid_to - interval '1 day' WHERE valid_to > now()"))
    gone = stage.get("wang", "/api/v1/changes", cursor=cursor)
    assert (gone.status_code, gone.json["code"]) == (410, "cursor-gone")
    assert stage.send("wang", {**item, "act_wall": made})[0]["status"] == "applied"
    assert rows(db, "SELECT unit_id FROM hazard") == [(stage.town.units["B"],)]


def test_what_was_assigned_by_hand_stays_and_is_listed(stage: Stage, db: Database) -> None:
    own = add_enterprise(db, stage, degrees(1500, 2500), unit_source="manual")
    plan = strip_plan(stage)
    impact = stage.get("xu", f"/api/v1/redraws/{plan.id}/impact").json
    assert [item["id"] for item in impact["manual"]["items"]] == [str(own)]
    approve(plan)
    assert rows(db, "SELECT unit_id, unit_source FROM enterprise WHERE id = :id", id=own) == [
        (stage.town.units["A"], "manual")
    ]


def test_enterprises_of_a_unit_that_ends_go_with_its_ground_whatever_is_known_of_their_place(
    stage: Stage, db: Database
) -> None:
    manual = add_enterprise(db, stage, degrees(9000, 9000), unit_source="manual")
    with db.transaction() as session:
        session.execute(text("UPDATE enterprise SET position_quality = 'town', unit_source = 'area' WHERE id = :id"),
                        {"id": stage.town.enterprises["A"]})  # fmt: skip
    plan = begin(stage)
    plan.edit("merge", units=["G-A", "G-B"], into="G-B")
    verdict = approve(plan)
    assert verdict["detail"]["moved"] == 2
    held = dict(rows(db, "SELECT id, unit_id FROM enterprise"))
    assert held[manual] == held[stage.town.enterprises["A"]] == stage.town.units["B"]
    assert rows(db, "SELECT unit_source FROM enterprise WHERE id = :id", id=manual) == [("manual",)]


def test_officers_keep_units_that_go_on_and_lose_those_that_end_after_a_day(stage: Stage, db: Database) -> None:
    plan = begin(stage)
    plan.edit("split", unit="G-C", line=path((1500, 0), (1500, 1000)))
    plan.edit("merge", units=["G-A", "G-B"], into="G-B")
    impact = {u["key"]: u for u in stage.get("xu", f"/api/v1/redraws/{plan.id}/impact").json["units"]}
    assert (impact["G-A"]["binding"], impact["G-A"]["officers"]) == ("ends", [{"name": "网格员王", "part": "A"}])
    approve(plan)
    outcome = plan.shown("xu")["outcome"]
    assert (outcome["ended"], outcome["released"]) == (["G-A"], 1)
    assert outcome["to_bind"] == ["G-B", "G-C", "G-C-2"]
    ends = rows(db, "SELECT valid_to FROM person_grant WHERE person_id = :who", who=stage.people["wang"])
    assert timedelta(hours=23) < ends[0][0] - datetime.now(UTC) < timedelta(hours=25)


def test_a_plan_waits_for_its_day_and_the_job_publishes_it_once(stage: Stage, db: Database) -> None:
    plan = strip_plan(stage)
    assert approve(plan, SOON)["detail"]["state"] == "approved"
    assert publishing.waiting(db, TODAY) == []
    with db.transaction() as session:
        session.execute(text("UPDATE redraw SET effective_on = :today"), {"today": TODAY})
    assert [str(own) for own in publishing.waiting(db, TODAY)] == [plan.id]
    for _ in range(2):
        with db.transaction() as session:
            publishing.publish_one(session, publishing_id(plan))
    assert plan.shown()["state"] == "published"
    assert publishing.waiting(db, TODAY) == []
    closed = rows(db, "SELECT code FROM grid_unit WHERE valid_to IS NOT NULL ORDER BY code")
    assert closed == [("G-A",), ("G-B",)]
    assert stage.get("chen", "/api/v1/inbox").json["items"][0]["event"] == "redraw-published"
    entries = [json.loads(text) for (text,) in rows(db, "SELECT entry FROM ledger ORDER BY n DESC LIMIT 2")]
    published, before = entries
    assert (published["act"]["command"]["kind"], published["act"]["command"]["redraw"]) == ("publish-redraw", plan.id)
    assert (before["act"]["command"]["kind"], published["person"]) == ("decide-redraw", before["person"])
    assert published["roles"] == []
    with db.session() as session:
        assert [*proof_of_acts.prove(session, list(session.scalars(select(LedgerEntry))))] == []


def test_nobody_publishes_by_an_act_of_their_own(stage: Stage) -> None:
    plan = strip_plan(stage)
    approve(plan, SOON)
    verdict = stage.act("xu", "publish-redraw", redraw=plan.id, revision=1)
    assert (verdict["status"], verdict["code"]) == ("refused", "not-yours")


def publishing_id(plan: Plan) -> Any:
    return UUID(plan.id)


def test_the_later_of_two_plans_is_told_what_changed_and_drawn_anew_where_it_fits(stage: Stage, db: Database) -> None:
    first, second = strip_plan(stage), begin(stage)
    second.edit("rename", unit="G-B", name="大B网格")
    second.edit("bend", start=degrees(0, 1000), end=degrees(1000, 1000), to=degrees(500, 1100))
    approve(first)
    verdict = second.tries("edit-redraw", op={"kind": "rename", "unit": "G-F", "name": "西南"})
    assert (verdict["status"], verdict["code"]) == ("conflict", "redraw-outdated")
    assert "G-A" in verdict["reason"]
    assert "G-B" in verdict["reason"]
    assert {check["unit"] for check in second.shown()["checks"] if check["code"] == "outdated"} >= {"G-A", "G-B"}
    second.does("rebase-redraw")
    assert second.units()["G-B"]["properties"]["name"] == "大B网格"
    assert not any(check["severity"] == "error" for check in second.shown()["checks"])
    approve(second)
    names = dict(rows(db, "SELECT code, name FROM grid_unit WHERE valid_to IS NULL"))
    assert names["G-B"] == "大B网格"


def test_a_plan_that_no_longer_fits_is_not_drawn_anew_and_keeps_everything(stage: Stage) -> None:
    first, second = begin(stage), begin(stage)
    second.edit("rename", unit="G-B", name="大B网格")
    first.edit("merge", units=["G-A", "G-B"], into="G-A")
    approve(first)
    before = second.shown()["history"]
    assert second.tries("rebase-redraw")["code"] == "redraw-no-unit"
    assert second.shown()["history"] == before
    second.does("undo-redraw")
    assert second.shown()["units"] == 0


def test_an_approved_plan_whose_ground_changed_is_given_back_on_its_day(stage: Stage, db: Database) -> None:
    first, second = strip_plan(stage), strip_plan(stage)
    approve(second, SOON)
    approve(first)
    with db.transaction() as session:
        session.execute(text("UPDATE redraw SET effective_on = :today WHERE state = 'approved'"), {"today": TODAY})
        publishing.publish_one(session, publishing_id(second))
    shown = second.shown()
    assert (shown["state"], shown["outcome"]["refused"]) == ("returned", "redraw-outdated")
    assert stage.get("chen", "/api/v1/inbox").json["items"][0]["event"] == "redraw-given-back"


def test_of_two_plans_approved_at_the_same_moment_one_is_published_and_the_other_is_told(
    real_stage: Stage, committed_database: Database
) -> None:
    plans = [strip_plan(real_stage), strip_plan(real_stage)]
    for plan in plans:
        plan.submit(TODAY.isoformat())
    real_stage.client("xu")
    items = [real_stage.item("decide-redraw", redraw=plan.id, approved=True) for plan in plans]
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda item: real_stage.send("xu", item)[0], items))
    assert sorted((verdict["status"], verdict["code"]) for verdict in verdicts) == [
        ("applied", None), ("conflict", "redraw-outdated"),
    ]  # fmt: skip
    closed = rows(committed_database, "SELECT code FROM grid_unit WHERE valid_to IS NOT NULL ORDER BY code")
    assert closed == [("G-A",), ("G-B",)]


def test_what_was_found_before_an_enterprise_came_on_file_stays_with_its_first_unit(stage: Stage, db: Database) -> None:
    hazard = stage.hazard("wang")
    stage.does("an", "open-hazard", hazard=hazard, level="general", due_on=SOON)
    with db.transaction() as session:
        session.execute(text("UPDATE hazard SET found_at = now() - interval '100 days'"))
        session.execute(text("UPDATE enterprise_unit SET valid_from = now() - interval '1 day'"))
    days = {"period_from": str(TODAY - timedelta(days=150)), "period_to": str(TODAY - timedelta(days=60))}

    def past() -> dict[str, int]:
        rows_ = stage.get("xu", "/api/v1/figures/units", **days).json["units"]
        return {row["code"]: row["found"] for row in rows_ if row["found"]}

    assert past() == {"G-A": 1}
    plan = begin(stage)
    plan.edit("give-ground", giver="G-A", taker="G-B", ground=ring(300, 900, 2100, 3100))
    assert approve(plan)["detail"]["moved"] == 1
    assert past() == {"G-A": 1}
