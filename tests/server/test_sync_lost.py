"""Answers that are lost, requests that die half way, acts that come too early: nothing lost, nothing twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from server import queue
from server.acts import door
from server.db import Database
from server.store.tables import GrantRow
from tests.server.outboxes import Phone, batches, counted, hazard, morning, verify_chains, visit
from tests.server.stage import SAME_ORIGIN, Stage

ROUNDS = 334


@pytest.mark.slow
def test_a_thousand_acts_whose_every_answer_is_lost_once_arrive_once(
    real_stage: Stage, committed_database: Database
) -> None:
    outbox = list(morning(real_stage, ROUNDS))
    assert len(outbox) > 1_000
    phone = Phone.of(real_stage, "wang")
    receipts: dict[str, str] = {}
    for items in batches(outbox):
        phone.send(items)  # the answer is lost here
        for verdict in phone.send(items):
            assert verdict["status"] == "duplicate"
            receipts[verdict["id"]] = verdict["receipt"]
    assert receipts.keys() == {item["id"] for item in outbox}
    assert len(set(receipts.values())) == len(outbox)
    assert counted(committed_database, "SELECT count(*) FROM visit WHERE finished_at IS NOT NULL") == ROUNDS
    assert counted(committed_database, "SELECT count(*) FROM hazard") == ROUNDS
    assert counted(committed_database, "SELECT last FROM serial WHERE kind = 'hazard'") == ROUNDS
    assert verify_chains(committed_database) == len(outbox)
    counts = phone.client.get("/api/v1/reconcile", query_string={"device_id": phone.device}).get_json()
    assert counts["acts"] == {"received": len(outbox), "applied": len(outbox), "held": 0, "conflict": 0, "refused": 0}
    assert counts["blobs"] == {"received": 0, "owed": ["e" * 64]}


@pytest.mark.parametrize("dies_at", [1, 4, 9])
def test_a_request_that_dies_half_way_leaves_whole_acts_and_goes_on_when_sent_again(
    real_stage: Stage, committed_database: Database, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    """The last step of an act fails, as when the server is killed there: the act is gone, the ones before stand."""
    items, calls = list(morning(real_stage, 3)), iter(range(1, 1_000))
    phone = Phone.of(real_stage, "wang")

    def dying(*arguments: Any, **named: Any) -> int:
        if next(calls) == dies_at:
            raise KeyboardInterrupt
        return queue.enqueue(*arguments, **named)

    monkeypatch.setattr(door, "enqueue", dying)
    with pytest.raises(KeyboardInterrupt):
        phone.send(items)
    assert counted(committed_database, "SELECT count(*) FROM act_received") == dies_at - 1
    assert verify_chains(committed_database) == dies_at - 1
    statuses = [v["status"] for v in phone.send(items)]
    assert statuses == ["duplicate"] * (dies_at - 1) + ["applied"] * (len(items) - dies_at + 1)
    assert verify_chains(committed_database) == len(items)


def test_children_that_come_first_are_done_when_their_parent_comes_in_their_own_order(stage: Stage) -> None:
    start, found, end = morning(stage, 1)
    assert [v["status"] for v in stage.send("wang", end, found)] == ["held", "held"]
    held = stage.get("wang", f"/api/v1/acts/{end['id']}").json
    assert (held["status"], held["detail"]["parent"]) == ("held", start["id"])
    assert [v["status"] for v in stage.send("wang", start)] == ["applied"]
    with stage.app.extensions["wangge.database"].session() as session:
        order = session.scalars(text("SELECT act_id FROM ledger ORDER BY n")).all()
    assert [str(id_) for id_ in order] == [start["id"], found["id"], end["id"]]


def test_a_long_chain_sent_backwards_is_done_forwards(real_stage: Stage) -> None:
    stage = real_stage
    chain = [visit(stage)]
    for _ in range(99):
        chain.append({**visit(stage), "parent_id": chain[-1]["id"]})
    for items in batches(chain[:0:-1]):
        assert {v["status"] for v in stage.send("wang", *items)} == {"held"}
    assert stage.send("wang", chain[0])[0]["status"] == "applied"
    with stage.app.extensions["wangge.database"].session() as session:
        order = session.scalars(text("SELECT act_id FROM ledger ORDER BY n")).all()
    assert [str(id_) for id_ in order] == [item["id"] for item in chain]


def test_a_child_of_a_refused_parent_waits_with_it(stage: Stage) -> None:
    start = stage.item(
        "start-visit", visit=str(uuid4()), enterprise=str(stage.town.enterprises["D"]), started_at=now().isoformat()
    )
    child = {**visit(stage), "parent_id": start["id"]}
    assert [v["status"] for v in stage.send("wang", start, child)] == ["refused", "held"]
    grant_unit(stage, "wang", "D")
    assert stage.send("wang", start)[0]["status"] == "applied"
    assert stage.get("wang", f"/api/v1/acts/{child['id']}").json["status"] == "applied"


def test_a_refused_act_is_kept_and_accepted_once_its_cause_is_mended(stage: Stage) -> None:
    item = hazard(stage, "D")
    for _ in range(3):
        verdict = stage.send("wang", item)[0]
        assert (verdict["status"], verdict["code"]) == ("refused", "area-not-yours")
    grant_unit(stage, "wang", "D")
    assert [v["status"] for v in stage.send("wang", item, item)] == ["applied", "duplicate"]
    assert stage.state(item["command"]["hazard"]) == "reported"
    assert stage.get("wang", f"/api/v1/acts/{item['id']}").json["code"] is None


def test_a_conflict_is_told_by_state_and_stays_one(stage: Stage) -> None:
    own = stage.hazard("wang")
    stage.does("an", "reject-hazard", hazard=own, reason="查无此事")
    item = stage.item("open-hazard", hazard=own, level="general", due_on=now().date().isoformat())
    for _ in range(2):
        verdict = stage.send("bu", item)[0]
        assert (verdict["status"], verdict["code"], verdict["detail"]["state"]) == (
            "conflict",
            "wrong-state",
            "invalid",
        )
    counts = stage.get("bu", "/api/v1/reconcile", device_id=stage.device).json["acts"]
    assert counts == {"received": 1, "applied": 0, "held": 0, "conflict": 1, "refused": 0}


def test_an_act_that_was_never_sent_has_no_result(stage: Stage) -> None:
    answer = stage.get("wang", f"/api/v1/acts/{uuid4()}")
    assert (answer.status_code, answer.json["code"]) == (404, "not-found")


def test_what_is_sent_without_a_sign_in_changes_nothing(stage: Stage) -> None:
    item = visit(stage)
    answer = stage.client("nobody").post(
        "/api/v1/acts", json={"device_id": str(uuid4()), "items": [item]}, headers=SAME_ORIGIN
    )
    assert (answer.status_code, answer.get_json()["code"]) == (401, "signed-out")
    assert stage.send("wang", item)[0]["status"] == "applied"


def test_photos_that_were_promised_are_owed_until_they_came(stage: Stage) -> None:
    stage.hazard("wang")
    item = hazard(stage)
    stage.send("wang", item)
    counts: dict[str, Any] = stage.get("wang", "/api/v1/reconcile", device_id=stage.device).json
    assert counts["acts"]["received"] == 2
    assert counts["blobs"] == {"received": 1, "owed": ["e" * 64]}
    assert stage.get("an", "/api/v1/reconcile", device_id=stage.device).json["acts"] == dict.fromkeys(
        Counter(counts["acts"]), 0
    )


def now() -> datetime:
    return datetime.now(UTC)


def grant_unit(stage: Stage, who: str, unit: str) -> None:
    """Give an officer another unit, from last week on."""
    with stage.app.extensions["wangge.database"].transaction() as session:
        since = now() - timedelta(days=7)
        person: UUID = stage.people[who]
        session.add(
            GrantRow(person_id=person, role="officer", part="B", unit_id=stage.town.units[unit], valid_from=since)
        )
