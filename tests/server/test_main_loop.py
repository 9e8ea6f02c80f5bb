"""A hazard's whole life over the real routes: found, triaged, noticed, rectified, re-inspected, closed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from grids.policy import local_day
from tests.server.stage import Stage

NOW = datetime.now(UTC)
TODAY = local_day(NOW).isoformat()
SOON = (local_day(NOW) + timedelta(days=7)).isoformat()


def noticed(stage: Stage, hazard: str) -> str:
    notice = str(uuid4())
    items = [{"hazard": hazard, "due_on": SOON, "demand": "立即清理"}]
    enterprise = str(stage.town.enterprises["A"])
    stage.does("an", "issue-notice", notice=notice, enterprise=enterprise, notice_kind="reminder", items=items)
    return notice


def rectified(stage: Stage, who: str = "wang") -> str:
    hazard = stage.hazard(who)
    stage.does("an", "open-hazard", hazard=hazard, level="general", due_on=SOON)
    notice = noticed(stage, hazard)
    stage.does("li", "acknowledge-notice", notice=notice, signed_by="李厂长")
    stage.does(
        "li", "submit-rectification", hazard=hazard, done="已清理", done_on=TODAY, done_by="张工",
        photos=[stage.photo("li")],
    )  # fmt: skip
    return hazard


def reinspection(hazard: str, *, passed: bool = True) -> dict[str, object]:
    return {"hazard": hazard, "passed": passed, "opinion": "已看过", "inspected_at": datetime.now(UTC).isoformat()}


def test_a_hazard_goes_from_the_phone_to_closed(stage: Stage) -> None:
    hazard = rectified(stage)
    assert stage.state(hazard) == "submitted"
    stage.does("wang", "reinspect-hazard", **reinspection(hazard))
    assert stage.state(hazard) == "closed"
    events = [e["event"] for e in stage.get("xu", f"/api/v1/hazards/{hazard}").json["events"]]
    assert events == [
        "hazard-reported",
        "hazard-opened",
        "notice-issued",
        "notice-acknowledged",
        "rectification-submitted",
        "reinspection-passed",
    ]


def test_a_failed_reinspection_gives_it_back_with_a_new_date(stage: Stage) -> None:
    hazard = rectified(stage)
    stage.does("wang", "reinspect-hazard", **reinspection(hazard, passed=False))
    shown = stage.get("li", f"/api/v1/hazards/{hazard}").json
    assert shown["state"] == "rectifying"
    assert shown["failed_reinspections"] == 1


def test_whoever_rectified_does_not_reinspect(stage: Stage) -> None:
    hazard = str(uuid4())
    stage.hazard("li", hazard=hazard, photos=[])
    stage.does("li", "acknowledge-notice", notice=noticed(stage, hazard), signed_by="李厂长")
    stage.does(
        "li", "submit-rectification", hazard=hazard, done="已清理", done_on=TODAY, done_by="张工",
        photos=[stage.photo("li")],
    )  # fmt: skip
    assert stage.act("li", "reinspect-hazard", **reinspection(hazard))["code"] == "another-person-needed"


def test_an_act_sent_twice_counts_once(stage: Stage) -> None:
    item = stage.item(
        "start-visit", visit=str(uuid4()), enterprise=str(stage.town.enterprises["A"]),
        started_at="2026-11-20T09:00:00+08:00",
    )  # fmt: skip
    assert [v["status"] for v in stage.send("wang", item, item)] == ["applied", "duplicate"]
    changed = {**item, "command": {**item["command"], "away_reason": "别的内容"}}
    assert stage.send("wang", changed)[0]["code"] == "key-reuse"


def test_an_act_waits_for_its_parent_and_follows_it(stage: Stage) -> None:
    visit = str(uuid4())
    start = stage.item(
        "start-visit", visit=visit, enterprise=str(stage.town.enterprises["A"]), started_at="2026-11-20T09:00:00+08:00"
    )
    finish = stage.item(
        "finish-visit", parent=start["id"], visit=visit, outcome="inspected", finished_at="2026-11-20T09:30:00+08:00",
        checklist_version=stage.town.checklist_version,
    )  # fmt: skip
    assert stage.send("wang", finish)[0]["status"] == "held"
    assert stage.send("wang", start)[0]["status"] == "applied"
    assert stage.get("wang", f"/api/v1/acts/{finish['id']}").json["status"] == "applied"


def test_a_bad_act_harms_no_other(stage: Stage) -> None:
    bad = stage.item("record-hazard", nonsense=1)
    good = stage.item(
        "start-visit", visit=str(uuid4()), enterprise=str(stage.town.enterprises["A"]),
        started_at="2026-11-20T09:00:00+08:00",
    )  # fmt: skip
    verdicts = stage.send("wang", bad, good)
    assert [v["status"] for v in verdicts] == ["refused", "applied"]
    assert verdicts[0]["code"] == "bad-act"
    assert stage.send("wang", bad)[0]["status"] == "refused"


def test_one_person_s_outbox_is_not_taken_under_another_s_sign_in(stage: Stage) -> None:
    item = stage.item(
        "start-visit", visit=str(uuid4()), enterprise=str(stage.town.enterprises["A"]), started_at=NOW.isoformat()
    )
    answer = stage.client("lin").post(
        "/api/v1/acts",
        json={"device_id": str(stage.device), "items": [item]},
        headers={"Sec-Fetch-Site": "same-origin", "X-Wangge-Person": str(stage.people["wang"])},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (401, "signed-out")
    assert stage.send("wang", item)[0]["status"] == "applied"
