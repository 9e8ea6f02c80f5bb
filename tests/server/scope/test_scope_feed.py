"""What happens outside an area moves no pulse and leaves no trace in changes; what leaves it is said to be gone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from server.store.tables import GrantRow
from tests.server.scope.walks import beginning
from tests.server.scope.world import EVERYBODY, SEES, SOON, WORKS, World, tells, text_of

READERS = tuple(who for who in EVERYBODY if who not in {"ren", "shi"})  # same scope as `qin` and `xu`
QUIET = ("chen", "guan")


def pulses(world: World) -> dict[str, str]:
    found = {}
    for who in EVERYBODY:
        answer = world.stage.get(who, "/api/v1/pulse")
        assert answer.headers["ETag"].strip('"') == answer.json["cursor"]
        found[who] = answer.json["cursor"]
    return found


def changes(world: World, who: str, cursor: str, limit: int = 500) -> Any:
    answer = world.stage.get(who, "/api/v1/changes", cursor=cursor, limit=limit)
    assert answer.status_code == 200, answer.text
    return answer.json


def cursors(world: World) -> dict[str, str]:
    return {who: world.stage.get(who, "/api/v1/pack").json["cursor"] for who in EVERYBODY}


@pytest.mark.parametrize(("spot", "officer"), [("A", "wang"), ("D", "lin"), ("Z", "zou")])
def test_a_visit_moves_the_pulse_of_those_who_see_the_place_and_of_nobody_else(
    own_world: World, spot: str, officer: str
) -> None:
    before, cursor = pulses(own_world), cursors(own_world)
    now = datetime.now(UTC).isoformat()
    visit = "aaaaaaaa-0000-4000-8000-000000000001"
    own_world.stage.does(officer, "start-visit", visit=visit, enterprise=own_world.enterprise(spot), started_at=now)
    own_world.stage.does(
        officer, "finish-visit", visit=visit, outcome="closed_door", finished_at=now, person_met="无人",
    )  # fmt: skip
    after = pulses(own_world)
    assert {who for who in EVERYBODY if before[who] != after[who]} == {who for who in EVERYBODY if spot in SEES[who]}
    for who in EVERYBODY:
        told = changes(own_world, who, cursor[who])
        shown = {e["id"] for e in told["upserts"].get("enterprise", [])}
        held = spot in WORKS.get(who, SEES[who])
        assert shown == ({own_world.enterprise(spot)} if held else set()), who
        assert not [ids for ids in told["removed"].values() if ids], who


def test_an_enterprise_hears_nothing_while_a_report_is_judged_and_all_when_it_stands(own_world: World) -> None:
    stage = own_world.stage
    before, cursor = pulses(own_world), cursors(own_world)["li"]
    stage.hazard("wang", "A")
    assert pulses(own_world)["li"] == before["li"]
    assert pulses(own_world)["wang"] != before["wang"]
    told = changes(own_world, "li", cursor)
    assert (told["upserts"], told["removed"]) == ({}, {})
    opened = stage.hazard("an", "A")
    assert pulses(own_world)["li"] != before["li"]
    assert [h["id"] for h in changes(own_world, "li", cursor)["upserts"]["hazard"]] == [opened]


def test_a_hazard_that_is_merged_away_before_it_was_opened_leaves_no_trace_for_the_enterprise(own_world: World) -> None:
    stage = own_world.stage
    cursor, before = cursors(own_world)["li"], pulses(own_world)["li"]
    wrong, judged = stage.hazard("wang", "A"), stage.hazard("wang", "A")
    stage.does("an", "merge-hazard", hazard=wrong, master=judged, reason="同一处")
    stage.does("an", "reject-hazard", hazard=judged, reason="查无此事")
    assert changes(own_world, "li", cursor)["removed"] == {}
    assert pulses(own_world)["li"] == before


def test_a_hazard_in_transfer_from_triage_is_not_yet_shown_to_the_enterprise(own_world: World) -> None:
    stage = own_world.stage
    hazard = stage.hazard("wang", "A")
    stage.does("an", "transfer-hazard", hazard=hazard, to_area=stage.town.district, reason="属区管")
    assert stage.get("xu", f"/api/v1/hazards/{hazard}").json["state"] == "transfer_pending"
    assert stage.get("li", f"/api/v1/hazards/{hazard}").status_code == 404


def test_a_transfer_moves_the_map_of_the_body_it_is_offered_to_and_leaves_it_when_returned(own_world: World) -> None:
    stage = own_world.stage
    hazard = stage.hazard("wang", "A")
    before, cursor = pulses(own_world), cursors(own_world)["xi"]
    stage.does("an", "transfer-hazard", hazard=hazard, to_area=stage.town.towns["湖西镇"], reason="属西镇")
    assert pulses(own_world)["xi"] != before["xi"]
    assert pulses(own_world)["lin"] == before["lin"]
    told = changes(own_world, "xi", cursor)
    assert [h["id"] for h in told["upserts"]["hazard"]] == [hazard]
    stage.does("xi", "return-transfer", hazard=hazard, reason="不归我镇")
    assert changes(own_world, "xi", told["cursor"])["removed"]["hazard"] == [hazard]
    assert stage.get("xi", f"/api/v1/hazards/{hazard}").status_code == 404


def test_a_body_that_took_a_hazard_over_hears_of_every_later_step(own_world: World) -> None:
    stage = own_world.stage
    hazard = stage.hazard("wang", "A")
    stage.does("an", "transfer-hazard", hazard=hazard, to_area=stage.town.towns["湖西镇"], reason="属西镇")
    stage.does("xi", "accept-transfer", hazard=hazard)
    cursor, before = cursors(own_world)["xi"], pulses(own_world)["xi"]
    stage.does("xi", "open-hazard", hazard=hazard, level="general", due_on=SOON)
    assert pulses(own_world)["xi"] != before
    assert [h["state"] for h in changes(own_world, "xi", cursor)["upserts"]["hazard"]] == ["open"]


def test_an_enterprise_that_moves_unit_leaves_one_officer_and_comes_to_the_other_with_its_hazards(
    own_world: World,
) -> None:
    stage = own_world.stage
    cursor = cursors(own_world)
    moved = own_world.enterprise("A2")
    unresolved = {t.id for t in own_world.of("hazard") if t.spot == "A2" and t.state != "closed"}
    notice = {t.id for t in own_world.of("notice") if t.spot == "A2"}
    stage.does("xu", "assign-unit", enterprise=moved, unit=own_world.unit("D"), reason="厂门朝西")
    old, new = changes(own_world, "wang", cursor["wang"]), changes(own_world, "lin", cursor["lin"])
    assert set(old["removed"]["enterprise"]) == {moved}
    assert set(old["removed"]["hazard"]) == unresolved
    assert set(old["removed"]["notice"]) == notice
    assert not old["upserts"].get("enterprise")
    assert {e["id"] for e in new["upserts"]["enterprise"]} == {moved}
    assert {h["id"] for h in new["upserts"]["hazard"]} == unresolved
    assert {n["id"] for n in new["upserts"]["notice"]} == notice
    assert not [ids for ids in new["removed"].values() if ids]
    for office, kind in (("an", "removed"), ("xi", "upserts")):
        told = changes(own_world, office, cursor[office])[kind]["enterprise"]
        assert moved in (told if kind == "removed" else [e["id"] for e in told])


def test_a_reader_whose_area_changed_is_sent_for_a_new_pack(own_world: World) -> None:
    """What lies in the new unit did not change, so no feed would ever tell of it."""
    stage = own_world.stage
    cursor = cursors(own_world)["wang"]
    assert changes(own_world, "wang", cursor)["more"] is False
    with stage.app.extensions["wangge.database"].transaction() as session:
        grant = {"person_id": stage.people["wang"], "role": "officer", "part": "B"}
        session.add(GrantRow(**grant, unit_id=own_world.unit("D"), valid_from=datetime.now(UTC) - timedelta(minutes=1)))
    answer = stage.get("wang", "/api/v1/changes", cursor=cursor)
    assert (answer.status_code, answer.json["code"]) == (410, "cursor-gone")
    pack = stage.get("wang", "/api/v1/pack").json
    assert own_world.enterprise("D") in {e["id"] for e in pack["enterprises"]}
    assert changes(own_world, "wang", pack["cursor"])["more"] is False


def test_a_reader_whose_grant_ended_reads_nothing_more(own_world: World) -> None:
    stage = own_world.stage
    with stage.app.extensions["wangge.database"].transaction() as session:
        own = GrantRow.person_id == stage.people["wang"]
        session.execute(update(GrantRow).where(own).values(valid_to=datetime.now(UTC)))
    hidden = own_world.hidden("guan")
    for path in ("/api/v1/pack", "/api/v1/hazards", "/api/v1/enterprises", "/api/v1/figures/units"):
        body = text_of(stage.get("wang", path))
        assert not [token for token in hidden if tells(body, token)], path


@pytest.mark.parametrize("who", READERS)
def test_the_feed_read_in_small_steps_tells_the_same_as_at_once(world: World, who: str) -> None:
    start = beginning(world, who)
    at_once = changes(world, who, start, limit=2000)
    seen: dict[str, set[str]] = {}
    cursor, more, steps = start, True, 0
    while more:
        part = changes(world, who, cursor, limit=7)
        for kind, docs in part["upserts"].items():
            seen.setdefault(kind, set()).update(doc["id"] for doc in docs)
        cursor, more, steps = part["cursor"], part["more"], steps + 1
    assert seen == {kind: {doc["id"] for doc in docs} for kind, docs in at_once["upserts"].items()}
    assert steps > 1 or who in {*QUIET, "hua"} or not seen
