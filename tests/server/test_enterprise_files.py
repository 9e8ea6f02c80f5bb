"""Records of files over the real routes: proposed, decided, kept with every former version, read of any day."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from grids.policy import local_day
from server.db import Database
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
SPACE = {"name": "污水池", "place": "西侧", "count": 2, "toxic": True}


def file(stage: Stage, who: str = "an", unit: str = "A", **query: Any) -> dict[str, Any]:
    answer = stage.get(who, f"/api/v1/enterprises/{stage.town.enterprises[unit]}/file", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def added(stage: Stage, who: str, topic: str = "confined_space", **more: Any) -> str:
    """Let somebody add a record and return its id."""
    record = str(uuid4())
    said = {"record": record, "enterprise": str(stage.town.enterprises["A"]), "topic": topic, "fields": SPACE, **more}
    stage.does(who, "add-record", **said)
    return record


def waiting(stage: Stage, who: str = "an") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stage.get(who, "/api/v1/change-requests").json
    return found


def test_what_an_officer_adds_stands_in_the_file_once_the_town_accepts_it(stage: Stage) -> None:
    photo = stage.photo("wang")
    record = added(stage, "wang", photos=[photo], reason="走访看到")
    assert file(stage)["records"] == []
    change = waiting(stage)[0]
    assert (change["op"], change["topic"], change["proposed"]["count"]) == ("add", "confined_space", 2)
    assert change["photos"] == [photo["sha256"]]
    stage.does("an", "decide-change", change=change["id"], accepted=True)
    found = file(stage)["records"]
    assert [(r["id"], r["fields"], r["by_name"]) for r in found] == [(record, SPACE, "网格员王")]
    assert stage.get("an", f"/api/v1/photos/{photo['sha256']}/thumb.jpg").status_code == 200


def test_what_is_declined_leaves_the_file_as_it_was_and_keeps_the_reason(stage: Stage) -> None:
    added(stage, "li")
    change = waiting(stage)[0]
    assert stage.act("an", "decide-change", change=change["id"], accepted=False)["code"] == "reason-needed"
    stage.does("an", "decide-change", change=change["id"], accepted=False, reason="现场没有")
    kept = file(stage)
    assert kept["records"] == []
    assert [(c["state"], c["decision_reason"]) for c in kept["changes"]] == [("declined", "现场没有")]


def test_an_enterprise_names_the_persons_of_its_areas_by_itself(stage: Stage) -> None:
    added(stage, "li", topic="area", fields={"name": "喷漆房", "person": "张工"})
    assert [r["fields"]["person"] for r in file(stage, "li")["records"]] == ["张工"]
    assert waiting(stage) == []


def test_a_correction_keeps_the_former_version_and_takes_the_verification_off(stage: Stage, db: Database) -> None:
    record = added(stage, "an")
    stage.does("wang", "verify-record", record=record, verified_at=datetime.now(UTC).isoformat())
    assert file(stage)["records"][0]["verified_by_name"] == "网格员王"
    stage.does("an", "change-record", record=record, fields={**SPACE, "count": 5}, reason="新挖三个")
    now = file(stage)["records"][0]
    assert (now["fields"]["count"], now["version"], now["verified_at"]) == (5, 3, None)
    with db.session() as session:
        kept = session.execute(
            text("SELECT version, fields->>'count' FROM file_record_version WHERE record_id = :id ORDER BY version"),
            {"id": record},
        ).all()
    assert [tuple(row) for row in kept] == [(1, "2"), (2, "2"), (3, "5")]


def test_former_versions_can_not_be_changed_or_deleted(stage: Stage, db: Database) -> None:
    added(stage, "an")
    for statement in ("UPDATE file_record_version SET topic = 'dust'", "DELETE FROM file_record_version"):
        with pytest.raises(Exception, match="only grows"), db.transaction() as session:
            session.execute(text(statement))


def test_a_correction_of_what_somebody_else_changed_meanwhile_is_a_conflict(stage: Stage) -> None:
    record = added(stage, "an")
    stage.does("an", "change-record", record=record, fields={**SPACE, "count": 3}, reason="一", expected_version=1)
    late = stage.act(
        "an", "change-record", record=record, fields={**SPACE, "count": 4}, reason="二", expected_version=1
    )
    assert (late["status"], late["code"]) == ("conflict", "moved-on")


def test_an_ended_record_stays_as_what_was_and_is_changed_no_more(stage: Stage) -> None:
    record = added(stage, "an")
    wrong = stage.act("an", "end-record", record=record, ended_on=(TODAY + timedelta(days=1)).isoformat(), reason="拆")
    assert wrong["code"] == "bad-date"
    stage.does("an", "end-record", record=record, ended_on=TODAY.isoformat(), reason="填平")
    assert [(r["ended_on"], r["end_reason"]) for r in file(stage)["records"]] == [(TODAY.isoformat(), "填平")]
    again = stage.act("an", "change-record", record=record, fields=SPACE, reason="又有了")
    assert again["code"] == "record-ended"


def test_a_refused_record_says_which_field_in_the_readers_language_and_leaves_nothing(stage: Stage) -> None:
    command = {"record": str(uuid4()), "enterprise": str(stage.town.enterprises["A"]), "topic": "confined_space"}
    verdict = stage.act("an", "add-record", **command, fields={**SPACE, "count": -1})
    assert (verdict["status"], verdict["code"]) == ("refused", "record-unfit")
    assert "有限空间" in verdict["reason"]
    assert "数量" in verdict["reason"]
    assert file(stage)["records"] == []


def test_gone_through_on_site_verifies_the_whole_file_and_needs_a_photo_and_a_place(stage: Stage) -> None:
    added(stage, "an")
    added(stage, "an", topic="area", fields={"name": "仓库", "person": "李"})
    command = {"enterprise": str(stage.town.enterprises["A"]), "verified_at": datetime.now(UTC).isoformat()}
    assert stage.act("wang", "verify-file", **command)["code"] == "photo-needed"
    fix = {"lon": 119.9, "lat": 31.7, "radius_m": 8}
    stage.does("wang", "verify-file", **command, fix=fix, photos=[stage.photo("wang")])
    found = file(stage)
    assert found["verified"]["by_name"] == "网格员王"
    assert {r["verified_by_name"] for r in found["records"]} == {"网格员王"}
    assert "verified" not in {each["name"] for each in found["completeness"]["missing"]}


def test_a_department_that_locks_an_enterprise_keeps_its_data_and_decides(stage: Stage) -> None:
    enterprise = str(stage.town.enterprises["A"])
    stage.does("bu", "lock-supervision", enterprise=enterprise, locked=True, reason="直接监管名单")
    added(stage, "an")
    change = waiting(stage)[0]["id"]
    assert stage.act("an", "decide-change", change=change, accepted=True)["code"] == "not-data-owner"
    stage.does("bu", "decide-change", change=change, accepted=True)
    assert len(file(stage)["records"]) == 1


def test_the_file_of_a_past_day_does_not_move_when_today_does(stage: Stage, db: Database) -> None:
    record = added(stage, "an")
    enterprise = stage.town.enterprises["A"]
    stage.does(
        "an",
        "propose-change",
        change=str(uuid4()),
        enterprise=str(enterprise),
        reason="登记",
        fields={"employees": "20"},
    )
    with db.transaction() as session:  # two days have passed since
        session.execute(text("ALTER TABLE file_record_version DISABLE TRIGGER only_grows"))
        session.execute(text("UPDATE file_record_version SET kept_at = kept_at - interval '2 days'"))
        session.execute(text("ALTER TABLE file_record_version ENABLE TRIGGER only_grows"))
        session.execute(
            text("UPDATE change_request SET decided_at = decided_at - interval '2 days', at = at - interval '2 days'")
        )
    day = (TODAY - timedelta(days=1)).isoformat()
    before = file(stage, on=day)
    stage.does("an", "change-record", record=record, fields={**SPACE, "count": 9}, reason="扩建")
    added(stage, "an", topic="area", fields={"name": "仓库", "person": "李"})
    fields = {"employees": "80", "name": "新名机械厂"}
    stage.does("an", "propose-change", change=str(uuid4()), enterprise=str(enterprise), reason="更名", fields=fields)
    stage.does("an", "set-status", enterprise=str(enterprise), status="suspended", reason="停工")
    stage.does("xu", "assign-unit", enterprise=str(enterprise), unit=stage.town.units["B"], reason="门在东")
    after = file(stage, "xu", on=day)
    for key in ("records", "base", "then"):
        assert after[key] == before[key], key
    assert (after["then"]["name"], after["then"]["status"], after["then"]["unit_id"]) == (
        "A机械厂",
        "active",
        stage.town.units["A"],
    )
    assert (after["base"]["employees"], after["base"]["name"]) == ("20", "A机械厂")
    assert after["may"] == []
    now = file(stage, "xu")
    assert (now["then"]["status"], now["then"]["unit_id"], now["base"]["employees"]) == (
        "suspended",
        stage.town.units["B"],
        "80",
    )


def test_an_officers_phone_fetches_the_file_after_the_pack_and_is_told_of_each_new_record(real_stage: Stage) -> None:
    stage = real_stage
    pack = stage.get("wang", "/api/v1/pack").json
    enterprise = pack["enterprises"][0]["id"]
    assert "file" not in pack["enterprises"][0]
    assert fetched(stage, "wang", enterprise)["records"] == []
    told = Told(stage, "wang", pack["cursor"])
    record = added(stage, "an")
    assert [r["id"] for r in told.file()["records"]] == [record]
    own = added(stage, "wang", fields={**SPACE, "name": "新池"})
    assert [(w["op"], w["record"]) for w in told.file()["waiting"]] == [("add", own)]
    stage.does("an", "decide-change", change=waiting(stage)[0]["id"], accepted=False, reason="没有")
    assert told.file()["waiting"] == []
    assert fetched(stage, "wang", enterprise) == told.last


def test_a_hazard_sends_the_enterprise_again_without_its_file(real_stage: Stage) -> None:
    stage = real_stage
    told = Told(stage, "wang", stage.get("wang", "/api/v1/pack").json["cursor"])
    stage.hazard("wang")
    assert [set(each) & {"file"} for each in told.enterprises()] == [set()]


def test_an_enterprise_has_its_own_file_in_its_pack(stage: Stage) -> None:
    record = added(stage, "an")
    assert [r["id"] for r in stage.get("li", "/api/v1/pack").json["enterprises"][0]["file"]["records"]] == [record]


def test_no_more_files_are_asked_for_at_once_than_are_answered(stage: Stage) -> None:
    enterprise = str(stage.town.enterprises["A"])
    for ids in ("", "A", ",".join([enterprise] * 51)):
        assert stage.get("wang", "/api/v1/pack/files", ids=ids).status_code == 422


def fetched(stage: Stage, who: str, enterprise: str) -> dict[str, Any]:
    """Return the file of one enterprise as a phone fetches it."""
    answer = stage.get(who, "/api/v1/pack/files", ids=enterprise).json
    found: dict[str, Any] = answer["items"][0]["file"]
    return found


class Told:
    """What a phone is told since its pack."""

    def __init__(self, stage: Stage, who: str, cursor: str) -> None:
        """Begin at a cursor."""
        self.stage, self.who, self.cursor = stage, who, cursor
        self.last: dict[str, Any] = {}

    def enterprises(self) -> list[dict[str, Any]]:
        """Return the enterprises of the next delta."""
        delta = self.stage.get(self.who, "/api/v1/changes", cursor=self.cursor).json
        self.cursor = delta["cursor"]
        found: list[dict[str, Any]] = delta["upserts"]["enterprise"]
        return found

    def file(self) -> dict[str, Any]:
        """Return the file in the next delta."""
        self.last = self.enterprises()[0]["file"]
        return self.last


def test_the_list_of_files_counts_what_each_owner_owes_and_every_number_opens_its_list(stage: Stage) -> None:
    whole = stage.get("xu", "/api/v1/files").json
    assert whole["figures"]["files"] == whole["total"] == 6
    for owner in ("enterprise", "officer", "town", "department"):
        found = stage.get("xu", "/api/v1/files", owed_by=owner).json
        assert found["total"] == whole["figures"][f"owed_by_{owner}"], owner
    for query, figure in (({"whole": "true"}, "whole"), ({"stale": "false"}, "verified")):
        assert stage.get("xu", "/api/v1/files", **query).json["total"] == whole["figures"][figure]
    shares = [row["completeness"]["percent"] for row in whole["items"]]
    assert shares == sorted(shares)


def test_papers_are_listed_from_the_one_that_ran_out_longest_ago(stage: Stage) -> None:
    for days, number in ((20, "二"), (-10, "一"), (400, "三")):
        fields = {"permit": "许可证", "number": number}
        begins, ends = (TODAY - timedelta(days=500)).isoformat(), (TODAY + timedelta(days=days)).isoformat()
        added(stage, "an", topic="permit", fields=fields, valid_from=begins, valid_to=ends)
    found = stage.get("an", "/api/v1/papers").json
    assert [(p["fields"]["number"], p["paper"]["state"]) for p in found] == [("一", "expired"), ("二", "expiring")]
    assert [p["paper"]["mark"] for p in found] == [None, 30]
