"""Proposals of a plan: asked for, computed by the worker from the plan as drawn, taken as one edit, undone to the byte.

The eastern town of the drawing is A (four squares), B (two) and C (three); tests/town.py.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import shapely
from sqlalchemy import func, select, text, update
from werkzeug.test import TestResponse

from gis import crs
from server import wire
from server.config import Settings
from server.db import Database
from server.jobs import proposing, sweeping
from server.jobs.app import work
from server.jobs.hands import now
from server.jobs.proposing import Watch, begin
from server.store.tables import GrantRow, InboxMessage, RedrawProposal
from tests.server.plans import Plan, path
from tests.server.plans import begin as start
from tests.server.stage import SAME_ORIGIN, Stage
from tests.town import METRIC

EAST = "湖东镇"


@pytest.fixture
def here(committed_database: Database, settings: Settings) -> Settings:
    url = committed_database.engine.url.render_as_string(hide_password=False)
    return Settings(database_url=url, data_dir=settings.data_dir)


def ask(plan: Plan, who: str | None = None, **wish: Any) -> TestResponse:
    client = plan.stage.client(who or plan.who)
    return client.post(f"/api/v1/redraws/{plan.id}/proposals", json=wish, headers=SAME_ORIGIN)


def asked(plan: Plan, **wish: Any) -> int:
    answer = ask(plan, **wish)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return int(answer.json["n"])


def refused(plan: Plan, **wish: Any) -> tuple[int, str]:
    answer = ask(plan, **wish)
    assert answer.json is not None
    return answer.status_code, str(answer.json["code"])


def shown(plan: Plan, n: int, who: str | None = None) -> Any:
    answer = plan.stage.get(who or plan.who, f"/api/v1/redraws/{plan.id}/proposals/{n}")
    assert answer.status_code == 200, answer.text
    return answer.json


def taken(alternative: dict[str, Any]) -> dict[str, Any]:
    """Make the edit that takes an alternative, as the screen does."""
    units = [
        {"key": each["id"], "name": each["properties"]["name"] if each["properties"]["new"] else "",
         "parts": each["geometry"]["coordinates"]}
        for each in alternative["units"]["features"] if each["properties"]["changed"]
    ]  # fmt: skip
    return {"units": units, "ended": alternative["ended"]}


def outer(plan: Plan) -> shapely.Geometry:
    """Return the ground of all units in metres: a line that is straight there is none in degrees."""
    shapes = [shapely.geometry.shape(unit["geometry"]) for unit in plan.units().values() if unit["geometry"]]
    moved = [crs.move(shape, crs.WGS84, crs.of_epsg(METRIC)) for shape in shapes]
    return shapely.union_all(moved, grid_size=0.001)


def kept(database: Database, plan: str) -> list[tuple[Any, ...]]:
    with database.session() as session:
        rows = session.execute(
            text("SELECT key, code, name, wkb FROM redraw_unit WHERE redraw_id = :id ORDER BY key"), {"id": plan}
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(("town", "named"), [(EAST, {}), (None, {"town": EAST})])
def test_an_alternative_is_taken_as_one_edit_that_checks_clean_and_is_undone_to_the_byte(
    real_stage: Stage, here: Settings, committed_database: Database, town: str | None, named: dict[str, str]
) -> None:
    plan = start(real_stage, town=town)
    before, ground = kept(committed_database, plan.id), outer(plan)
    place = {"town": real_stage.town.towns[named["town"]]} if named else {}
    n = asked(plan, goal="one-more", **place)
    work(here, wait=False)
    found = shown(plan, n)
    assert (found["state"], found["share"], found["fits"], found["result"]["units"]) == ("done", 1, True, 4)
    for alternative in found["result"]["alternatives"]:
        [new] = [each for each in alternative["units"]["features"] if each["properties"]["new"]]
        assert new["id"] == new["properties"]["code"]
        assert new["id"].startswith("G-")
        assert new["id"].endswith("-2")
        plan.edit("replace", **taken(alternative))
        assert not [check for check in plan.shown()["checks"] if check["severity"] == "error"]
        assert {key for key, unit in plan.units().items() if unit["properties"]["new"]} == {new["id"]}
        assert plan.units()[new["id"]]["properties"]["name"] == new["properties"]["name"]
        assert outer(plan).symmetric_difference(ground).area < 1
        plan.does("undo-redraw")
        assert kept(committed_database, plan.id) == before
        assert shown(plan, n)["fits"], "what was undone can be taken again"


def test_figures_add_up_and_say_by_what_they_are_divided(real_stage: Stage, here: Settings) -> None:
    plan = start(real_stage, town=EAST)
    n = asked(plan, goal="count", units=2, seed=7)
    work(here, wait=False)
    result = shown(plan, n)["result"]
    assert result["present"]["units"] == 3
    assert result["present"]["moved"] == {"n": 0, "d": 3}
    assert result["beside"] == {"enterprises": 0, "minutes": 0}
    assert result["bound"]["d"] == pytest.approx(sum(u["minutes"] for u in result["present"]["by_unit"]) / 2, abs=0.2)
    assert sorted(aim for each in result["alternatives"] for aim in each["best_at"]) == [
        "compact", "even", "moves", "overall", "villages",
    ]  # fmt: skip
    for each in result["alternatives"]:
        figures = each["figures"]
        assert figures["units"] == len(figures["by_unit"]) == 2
        assert sum(unit["enterprises"] for unit in figures["by_unit"]) == figures["moved"]["d"] == 3
        assert sum(unit["area_ha"] for unit in figures["by_unit"]) == pytest.approx(900, abs=0.1)
        assert figures["fullest"]["n"] == max(unit["minutes"] for unit in figures["by_unit"])
        assert len(each["ended"]) == 1


def test_it_starts_from_the_plan_as_drawn_and_locked_units_stay(real_stage: Stage, here: Settings) -> None:
    plan = start(real_stage, town=EAST)
    plan.edit("split", unit="G-C", line=path((1500, -10), (1500, 1010)))
    was = plan.units()["G-B"]["geometry"]
    n = asked(plan, goal="one-more", locked=["G-B"])
    work(here, wait=False)
    found = shown(plan, n)
    assert found["result"]["units"] == 5
    for each in found["result"]["alternatives"]:
        features = {feature["id"]: feature for feature in each["units"]["features"]}
        assert {"G-A", "G-B", "G-C", "G-C-2"} < set(features)
        assert [unit["key"] for unit in each["figures"]["by_unit"] if unit["locked"]] == ["G-B"]
        one, other = (shapely.geometry.shape(shape) for shape in (was, features["G-B"]["geometry"]))
        assert one.symmetric_difference(other).area < 1e-12


def test_on_ground_that_was_drawn_on_since_it_is_no_longer_offered(real_stage: Stage, here: Settings) -> None:
    plan = start(real_stage, town=EAST)
    n = asked(plan, goal="one-more")
    work(here, wait=False)
    alternative = shown(plan, n)["result"]["alternatives"][0]
    plan.edit("rename", unit="G-A", name="东网格")
    assert shown(plan, n)["fits"], "a name is no ground"
    plan.edit("split", unit="G-C", line=path((1500, -10), (1500, 1010)))
    assert not shown(plan, n)["fits"]
    assert plan.refused("replace", **taken(alternative)).startswith("redraw-")


def test_the_same_seed_gives_the_same_alternatives(real_stage: Stage, here: Settings) -> None:
    plan = start(real_stage, town=EAST)
    first = asked(plan, goal="count", units=4, seed=3)
    work(here, wait=False)
    second = asked(plan, goal="count", units=4, seed=3)
    work(here, wait=False)
    assert first != second
    assert shown(plan, first)["result"] == shown(plan, second)["result"]


def test_what_is_wrong_is_refused_before_anything_is_computed(stage: Stage) -> None:
    plan = start(stage, town=EAST)
    assert refused(plan, goal="count") == (422, "proposal-units")
    assert refused(plan, goal="even", units=3) == (422, "proposal-units")
    assert refused(plan, goal="count", units=0) == (422, "bad-act")
    assert refused(plan, goal="many") == (422, "bad-act")
    assert refused(plan, goal="even", seed=2**40) == (422, "bad-act")
    assert refused(plan, goal="even", locked=["G-D"]) == (409, "redraw-no-unit")
    assert refused(plan, goal="even", town=stage.town.towns["湖西镇"]) == (422, "unknown-thing")
    whole = start(stage)
    assert refused(whole, goal="even") == (422, "proposal-town")
    assert refused(whole, goal="even", town=stage.town.district) == (422, "unknown-thing")
    assert ask(plan, "xu", goal="even").status_code == 403
    stage.does("chen", "withdraw-redraw", redraw=plan.id, reason="不再需要")
    assert refused(plan, goal="even") == (409, "redraw-state")
    assert stage.get("chen", f"/api/v1/redraws/{plan.id}/proposals").json == []


def test_what_the_ground_does_not_allow_is_said_in_the_readers_language(real_stage: Stage, here: Settings) -> None:
    plan = start(real_stage, town=EAST)
    n = asked(plan, goal="count", units=2, locked=["G-A", "G-B"])
    work(here, wait=False)
    found = shown(plan, n)
    assert (found["state"], found["result"]) == ("failed", None)
    assert "2" in found["reason"]
    client = real_stage.client("chen")
    said = client.get(f"/api/v1/redraws/{plan.id}/proposals/{n}", headers={"X-Wangge-Language": "en"}).json
    assert said is not None
    assert "locked" in said["reason"]


def test_one_at_a_time_is_computed_for_a_plan(stage: Stage) -> None:
    plan = start(stage, town=EAST)
    n = asked(plan, goal="even")
    assert asked(plan, goal="even") == n, "pressed twice it is computed once"
    assert refused(plan, goal="one-more") == (409, "proposal-running")
    assert asked(start(stage, town=EAST), goal="one-more") == 1


def test_one_that_was_called_off_is_not_computed(real_stage: Stage, here: Settings) -> None:
    plan = start(real_stage, town=EAST)
    n = asked(plan, goal="even")
    assert cancel(plan, n) == 204
    work(here, wait=False)
    assert (shown(plan, n)["state"], shown(plan, n)["result"]) == ("cancelled", None)
    assert asked(plan, goal="one-more") == n + 1


def cancel(plan: Plan, n: int, who: str = "chen") -> int:
    answer = plan.stage.client(who).delete(f"/api/v1/redraws/{plan.id}/proposals/{n}", headers=SAME_ORIGIN)
    return int(answer.status_code)


def test_called_off_in_the_middle_the_work_hears_of_it(real_stage: Stage, committed_database: Database) -> None:
    plan = start(real_stage, town=EAST)
    own = (UUID(plan.id), asked(plan, goal="even"))
    assert begin(committed_database, own, now()) is not None
    watch = Watch(committed_database, own, every_s=0)
    watch.told(0.5)
    assert not watch.stops()
    assert (shown(plan, own[1])["state"], shown(plan, own[1])["share"]) == ("running", pytest.approx(0.475))
    cancel(plan, own[1])
    watch.told(0.6)
    assert watch.stops()
    assert not proposing.end(committed_database, own, now(), state="done", share=1, result={})
    assert (shown(plan, own[1])["state"], shown(plan, own[1])["share"]) == ("cancelled", pytest.approx(0.475))


def test_a_worker_that_ends_gives_it_back_to_the_next(
    real_stage: Stage, here: Settings, committed_database: Database
) -> None:
    plan = start(real_stage, town=EAST)
    own = (UUID(plan.id), asked(plan, goal="even"))
    assert not proposing.run(committed_database, own, ends=lambda: True)
    assert (shown(plan, own[1])["state"], shown(plan, own[1])["share"]) == ("waiting", 0)
    work(here, wait=False)
    assert shown(plan, own[1])["state"] == "done"


def test_one_whose_worker_died_is_marked_as_failed_and_its_planner_is_told(
    real_stage: Stage, here: Settings, committed_database: Database
) -> None:
    plan = start(real_stage, town=EAST)
    own = (UUID(plan.id), asked(plan, goal="even"))
    assert begin(committed_database, own, now()) is not None
    earlier(committed_database)
    work(here, wait=False)
    assert shown(plan, own[1])["state"] == "failed"
    assert told(committed_database) == [("proposal-failed", real_stage.people["chen"], plan.id)]


def test_a_planner_who_waited_long_is_told(real_stage: Stage, here: Settings, committed_database: Database) -> None:
    plan = start(real_stage, town=EAST)
    asked(plan, goal="even")
    earlier(committed_database)
    work(here, wait=False)
    assert told(committed_database) == [("proposal-done", real_stage.people["chen"], plan.id)]
    asked(plan, goal="one-more")
    work(here, wait=False)
    assert len(told(committed_database)) == 1, "who sees it at once needs no message"


def earlier(database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(RedrawProposal).values(at=RedrawProposal.at - timedelta(minutes=1)))


def told(database: Database) -> list[tuple[str, UUID, str]]:
    query = select(InboxMessage.event, InboxMessage.person_id, InboxMessage.ref_id)
    with database.session() as session:
        found = session.execute(query.where(InboxMessage.event.like("proposal-%")))
        return [(event, person, ref) for event, person, ref in found]


def test_rights_lost_before_the_worker_came_end_it(
    real_stage: Stage, here: Settings, committed_database: Database
) -> None:
    plan = start(real_stage, town=EAST)
    n = asked(plan, goal="even")
    with committed_database.transaction() as session:
        session.execute(update(GrantRow).where(GrantRow.person_id == real_stage.people["chen"]).values(valid_to=now()))
    work(here, wait=False)
    with committed_database.session() as session:
        row = session.get_one(RedrawProposal, (UUID(plan.id), n))
        assert (row.state, row.result) == ("cancelled", None)


def test_todays_units_are_untouched(real_stage: Stage, here: Settings, committed_database: Database) -> None:
    whole = text("SELECT md5(string_agg(u::text, '' ORDER BY id)) FROM grid_unit u")
    with committed_database.session() as session:
        before = session.scalar(whole)
    plan = start(real_stage, town=EAST)
    asked(plan, goal="one-more")
    work(here, wait=False)
    with committed_database.session() as session:
        assert session.scalar(whole) == before
        assert session.scalar(select(func.count()).select_from(RedrawProposal)) == 1
    assert plan.shown()["revision"] == 0


def test_the_outlines_of_a_whole_town_fit_into_one_act_and_into_no_other(stage: Stage) -> None:
    plan = start(stage, town=EAST)
    ring = [[119.912345678, 31.712345678]] * 12_000
    op = {"kind": "replace", "units": [{"key": "G-A", "parts": [[ring]]}]}
    item = stage.item("edit-redraw", redraw=plan.id, base_revision=0, op=op)
    body = {"device_id": str(stage.device), "items": [item]}
    assert len(json.dumps(body)) > wire.MAX_BYTES
    assert sent(stage, body).status_code == 200
    assert sent(stage, {**body, "items": [item, stage.item("start-visit")]}).status_code == 413
    assert sent(stage, {**body, "items": [stage.item("start-visit", note="x" * wire.MAX_BYTES)]}).status_code == 413


def sent(stage: Stage, body: dict[str, Any]) -> TestResponse:
    return stage.client("chen").post("/api/v1/acts", json=body, headers=SAME_ORIGIN)


def test_outlines_of_proposals_are_swept_a_week_after_the_plan_is_over(stage: Stage, db: Database) -> None:
    plan = start(stage, town=EAST)
    n = asked(plan, goal="one-more")
    assert proposing.run(db, (UUID(plan.id), n))
    stage.does("chen", "withdraw-redraw", redraw=plan.id, reason="不再需要")
    with db.transaction() as session:
        sweeping.drawings(session, now())
        assert session.scalar(select(func.count()).where(RedrawProposal.result.is_not(None))) == 1
        sweeping.drawings(session, now() + timedelta(days=8))
        assert session.scalar(select(func.count()).where(RedrawProposal.result.is_not(None))) == 0
    assert [each["state"] for each in stage.get("chen", f"/api/v1/redraws/{plan.id}/proposals").json] == ["done"]
