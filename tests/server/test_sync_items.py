"""One bad act harms no other: whatever is in it, the rest of the batch is applied and nothing half of it is kept."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from grids.policy import local_day
from server import wire
from server.store.tables import ActReceived, Evidence, HazardRow
from tests.server.stage import SAME_ORIGIN, Stage

NOW = datetime.now(UTC).isoformat()


def visit(stage: Stage, **envelope: Any) -> dict[str, Any]:
    enterprise = str(stage.town.enterprises["A"])
    return {**stage.item("start-visit", visit=str(uuid4()), enterprise=enterprise, started_at=NOW), **envelope}


def hazard(stage: Stage, **changed: Any) -> dict[str, Any]:
    command = {
        "hazard": str(uuid4()), "enterprise": str(stage.town.enterprises["A"]), "found_at": NOW, "place": "门口",
        "description": "堵塞", "category": "S05", "photos": [{"sha256": "a" * 64, "taken_at": NOW}],
    }  # fmt: skip
    return stage.item("record-hazard", **{**command, **changed})


def post(stage: Stage, body: str | bytes, who: str = "wang") -> Any:
    return stage.client(who).post("/api/v1/acts", data=body, content_type="application/json", headers=SAME_ORIGIN)


def batch(stage: Stage, *items: dict[str, Any]) -> str:
    return json.dumps({"device_id": str(stage.device), "items": list(items)})


def stored(stage: Stage) -> set[str]:
    with stage.app.extensions["wangge.database"].session() as session:
        return {str(id_) for id_ in session.scalars(select(ActReceived.id))}


BAD: dict[str, Any] = {
    "an unknown command": lambda s: s.item("seize-factory", hazard=str(uuid4())),
    "a command without its kind": lambda s: {**visit(s), "command": {}},
    "a command that is a list": lambda s: {**visit(s), "command": []},
    "a kind that is no text": lambda s: {**visit(s), "command": {"kind": {"a": 1}}},
    "a kind with a null character": lambda s: {**visit(s), "command": {"kind": "\0"}},
    "a field that nobody declared": lambda s: hazard(s, colour="red"),
    "an envelope field missing": lambda s: {k: v for k, v in visit(s).items() if k != "seq"},
    "a null character in a text": lambda s: hazard(s, description="a\0b"),
    "too long a text": lambda s: hazard(s, description="长" * 2001),
    "a moment without its offset": lambda s: hazard(s, found_at="2026-11-22T08:00:00"),
    "a moment of the first century": lambda s: hazard(s, found_at="0001-01-01T00:00:00Z"),
    "a moment of the last": lambda s: hazard(s, found_at="9999-12-31T23:59:59-23:00"),
    "a photo taken at no moment": lambda s: hazard(s, photos=[{"sha256": "b" * 64, "taken_at": "2026-11-22T08:00:00"}]),
    "a photo whose hash is none": lambda s: hazard(s, photos=[{"sha256": "z" * 64, "taken_at": NOW}]),
    "an act at no moment": lambda s: visit(s, act_wall="2026-11-22T08:00:00"),
    "an act before there were clocks": lambda s: visit(s, act_wall="1000-01-01T00:00:00Z"),
    "a sequence beyond counting": lambda s: visit(s, seq=2**40),
    "a sequence before the first": lambda s: visit(s, seq=-1),
    "a clock beyond all clocks": lambda s: visit(s, server_offset_ms=1e300),
    "a clock that is no number": lambda s: visit(s, server_offset_ms=float("nan")),
    "a unit beyond counting": lambda s: s.item(
        "assign-unit", enterprise=str(s.town.enterprises["A"]), unit=2**40, reason="x"
    ),
    "a place off the globe": lambda s: hazard(s, fix={"lon": 500, "lat": 31, "radius_m": 1}),
    "a place that is no number": lambda s: hazard(s, fix={"lon": float("nan"), "lat": 31, "radius_m": 1}),
    "a radius without end": lambda s: hazard(s, fix={"lon": 119.9, "lat": 31.7, "radius_m": float("inf")}),
    "an age without end": lambda s: s.item(
        "start-visit", visit=str(uuid4()), enterprise=str(s.town.enterprises["A"]), started_at=NOW,
        fix={"lon": 119.9, "lat": 31.7, "radius_m": 5, "age_s": float("inf")},
    ),
    "a hazard of an unknown enterprise": lambda s: hazard(s, enterprise=str(uuid4())),
    "a hazard of an unknown visit": lambda s: hazard(s, visit=str(uuid4())),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_act_is_refused_in_words_and_the_ones_beside_it_are_applied(stage: Stage, what: str) -> None:
    before, after = visit(stage), visit(stage)
    bad = BAD[what](stage)
    for _ in range(2):
        answer = post(stage, batch(stage, before, bad, after))
        assert answer.status_code == 200, answer.text
        first, refused, last = answer.json["items"]
        assert {first["status"], last["status"]} <= {"applied", "duplicate"}
        assert refused["id"] == bad["id"]
        assert (refused["status"], bool(refused["code"]), bool(refused["reason"])) == ("refused", True, True)
        assert "{" not in refused["reason"]
    assert bad["id"] in stored(stage)
    assert stage.get("wang", f"/api/v1/acts/{bad['id']}").json["status"] == "refused"


def test_the_same_photo_chosen_twice_is_one_photo(stage: Stage) -> None:
    photo = {"sha256": "c" * 64, "taken_at": NOW}
    item = hazard(stage, photos=[photo, photo, {**photo, "sha256": "C" * 64}])
    assert stage.send("wang", item)[0]["status"] == "applied"
    with stage.app.extensions["wangge.database"].session() as session:
        rows = session.scalars(select(Evidence).where(Evidence.hazard_id == item["command"]["hazard"])).all()
    assert [row.sha256 for row in rows] == ["c" * 64]


def test_a_hazard_recorded_by_two_acts_is_there_once(stage: Stage) -> None:
    first = hazard(stage)
    second = stage.item("record-hazard", **{k: v for k, v in first["command"].items() if k != "kind"})
    assert [v["status"] for v in stage.send("wang", first, second)] == ["applied", "refused"]
    with stage.app.extensions["wangge.database"].session() as session:
        assert len(session.scalars(select(HazardRow)).all()) == 1


def test_half_a_character_does_not_cost_a_hazard(stage: Stage) -> None:
    """An emoji that a length limit cut in two; JSON.stringify sends it so."""
    item = hazard(stage, description="堵塞\ud83d")
    assert [v["status"] for v in stage.send("wang", visit(stage), item, item)] == ["applied", "applied", "duplicate"]
    shown = stage.get("wang", f"/api/v1/hazards/{item['command']['hazard']}").json
    assert shown["description"] == "堵塞?"
    with stage.app.extensions["wangge.database"].session() as session:
        kept = session.get_one(ActReceived, item["id"]).item
    assert json.loads(kept) == item


def test_a_reinspection_that_names_an_unknown_visit_is_refused_in_words(stage: Stage) -> None:
    own = stage.hazard("li")
    stage.does("an", "issue-notice", **notice_of(stage, own))
    notice = stage.get("li", f"/api/v1/hazards/{own}").json["notice_id"]
    stage.does("li", "acknowledge-notice", notice=notice, signed_by="李")
    today = local_day(datetime.now(UTC)).isoformat()
    photo = {"sha256": "d" * 64, "taken_at": NOW}
    done = {"done": "已清", "done_on": today, "done_by": "张工", "photos": [photo]}
    stage.does("li", "submit-rectification", hazard=own, **done)
    judged = {"hazard": own, "passed": True, "opinion": "合格", "inspected_at": NOW, "photos": [photo]}
    verdict = stage.act("an", "reinspect-hazard", **judged, visit=str(uuid4()))
    assert (verdict["status"], verdict["code"]) == ("refused", "unknown-thing")
    stage.does("an", "reinspect-hazard", **judged)


def notice_of(stage: Stage, own: str) -> dict[str, Any]:
    due = (local_day(datetime.now(UTC)) + timedelta(days=7)).isoformat()
    items = [{"hazard": own, "due_on": due, "demand": "清理"}]
    enterprise = str(stage.town.enterprises["A"])
    return {"notice": str(uuid4()), "enterprise": enterprise, "notice_kind": "reminder", "items": items}


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"device_id": "x", "items": []}', b"<html>login</html>", b"[" * 5000],
)
def test_what_is_no_batch_is_refused_whole(stage: Stage, body: bytes) -> None:
    answer = post(stage, body)
    assert (answer.status_code, answer.json["code"]) == (422, "bad-act")
    assert stored(stage) == set()


def test_an_item_without_an_id_refuses_the_batch_because_no_answer_could_name_it(stage: Stage) -> None:
    good, bad = visit(stage), visit(stage)
    for id_ in (None, 7, "", "not-an-id"):
        answer = post(stage, batch(stage, good, {**bad, "id": id_}))
        assert (answer.status_code, answer.json["code"]) == (422, "bad-act")
    assert stored(stage) == set()


def test_fifty_acts_are_taken_and_one_more_is_refused_whole(stage: Stage) -> None:
    items = [visit(stage) for _ in range(wire.MAX_ITEMS)]
    answer = post(stage, batch(stage, *items, visit(stage)))
    assert (answer.status_code, answer.json["code"]) == (422, "bad-act")
    assert stored(stage) == set()
    verdicts = post(stage, batch(stage, *items)).json["items"]
    assert [v["id"] for v in verdicts] == [item["id"] for item in items]
    assert {v["status"] for v in verdicts} == {"applied"}


def test_a_batch_of_the_largest_size_is_taken_and_one_byte_more_is_refused_whole(stage: Stage) -> None:
    body = batch(stage, visit(stage))
    at_limit = body + " " * (wire.MAX_BYTES - len(body.encode()))
    beyond = post(stage, at_limit + " ")
    assert (beyond.status_code, beyond.json["code"]) == (413, "too-large")
    assert stored(stage) == set()
    assert post(stage, at_limit).json["items"][0]["status"] == "applied"


def test_verdicts_come_in_the_order_of_the_items_and_are_kept(stage: Stage) -> None:
    items = [visit(stage), hazard(stage, enterprise=str(uuid4())), hazard(stage), stage.item("seize-factory")]
    verdicts = stage.send("wang", *items)
    assert [v["id"] for v in verdicts] == [item["id"] for item in items]
    for verdict in verdicts:
        kept = stage.get("wang", f"/api/v1/acts/{verdict['id']}").json
        assert {**kept, "server_time": ""} == {**verdict, "server_time": ""}


def test_the_reason_is_in_the_language_that_was_asked_for(stage: Stage) -> None:
    item = hazard(stage, enterprise=str(uuid4()))
    told: dict[str, str] = {}
    for language in ("zh", "en"):
        answer = stage.client("wang").post(
            "/api/v1/acts", data=batch(stage, item), headers={**SAME_ORIGIN, "X-Wangge-Language": language}
        )
        told[language] = answer.get_json()["items"][0]["reason"]
    assert told["zh"] != told["en"]
    assert told["en"].isascii()


def test_many_acts_are_read_back_with_one_question(stage: Stage) -> None:
    items = [visit(stage) for _ in range(3)]
    sent = stage.send("wang", *items)
    ids = [item["id"] for item in items]
    answer: Any = stage.client("wang").post(
        "/api/v1/reconcile", json={"ids": [*ids, str(uuid4())]}, headers=SAME_ORIGIN
    )  # fmt: skip
    told = {item["id"]: item for item in answer.json["items"]}
    assert told.keys() == set(ids)
    assert {item["receipt"] for item in told.values()} == {item["receipt"] for item in sent}
    other: Any = stage.client("lin").post("/api/v1/reconcile", json={"ids": ids}, headers=SAME_ORIGIN)
    assert other.json["items"] == []
    many: Any = stage.client("wang").post(
        "/api/v1/reconcile", json={"ids": [str(uuid4()) for _ in range(501)]}, headers=SAME_ORIGIN
    )  # fmt: skip
    assert (many.status_code, many.json["code"]) == (422, "bad-act")
