"""An inspector's phone holds what the inspector works on; the desk and the search keep the whole district."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from grids.policy import local_day
from server.db import Database
from server.reads import fieldwork
from tests.server.stage import SAME_ORIGIN, Stage

TODAY = local_day(datetime.now(UTC))
SOON = (TODAY + timedelta(days=7)).isoformat()


def held(stage: Stage, who: str = "qin") -> str:
    """Return the units whose enterprise the phone would hold with a new pack."""
    pack = stage.get(who, "/api/v1/pack").json
    return letters(stage, pack["enterprises"])


def letters(stage: Stage, rows: list[dict[str, Any]]) -> str:
    names = {str(id_): letter for letter, id_ in stage.town.enterprises.items()}
    return "".join(sorted(names[row["id"]] for row in rows))


class Phone:
    """An inspector's phone: a pack, then deltas, as the app applies them."""

    def __init__(self, stage: Stage, who: str = "qin") -> None:
        self.stage, self.who = stage, who
        pack = stage.get(who, "/api/v1/pack").json
        self.cursor = pack["cursor"]
        self.rows = {kind: {row["id"]: row for row in pack[f"{kind}s"]} for kind in ("enterprise", "hazard", "notice")}
        self.told: dict[str, Any] = {}

    def pull(self) -> "Phone":
        for _ in range(50):
            answer = self.stage.get(self.who, "/api/v1/changes", cursor=self.cursor, limit=3)
            assert answer.status_code == 200, answer.text
            self.told = answer.json
            self.cursor = self.told["cursor"]
            for kind, rows in self.rows.items():
                for id_ in self.told["removed"].get(kind, []):
                    rows.pop(id_, None)
                rows.update({row["id"]: row for row in self.told["upserts"].get(kind, [])})
            if not self.told["more"]:
                return self
        raise AssertionError("the feed does not end")

    def holds(self) -> str:
        return letters(self.stage, list(self.rows["enterprise"].values()))

    def is_as_new(self) -> bool:
        """Tell whether the deltas led to what a new pack holds."""
        pack = self.stage.get(self.who, "/api/v1/pack").json
        return all(
            rows.keys() == {row["id"] for row in pack[f"{kind}s"]} for kind, rows in self.rows.items()
        )  # fmt: skip


def execute(db: Database, sql: str, **values: object) -> None:
    with db.transaction() as session:
        session.execute(text(sql), values)


@pytest.fixture
def phone(real_stage: Stage) -> Phone:
    return Phone(real_stage)


def test_a_district_without_work_is_an_empty_pack_and_a_whole_desk(stage: Stage) -> None:
    assert held(stage) == ""
    assert stage.get("qin", "/api/v1/enterprises").json["total"] == 6
    assert held(stage, "an") == "ABC"


def test_what_a_grid_officer_found_is_no_inspectors_work(stage: Stage) -> None:
    stage.hazard("wang", "A")
    assert held(stage) == ""


def test_work_comes_to_the_phone_whole(real_stage: Stage, phone: Phone) -> None:
    first = real_stage.hazard("wang", "A")
    assert phone.pull().rows["hazard"] == {}
    found = real_stage.hazard("qin", "A")
    assert phone.pull().holds() == "A"
    assert phone.rows["hazard"].keys() == {first, found}
    assert Phone(real_stage, "ren").holds() == "A"
    assert phone.is_as_new()


def test_a_major_hazard_is_work_until_its_level_is_lowered(real_stage: Stage, phone: Phone) -> None:
    hazard = real_stage.hazard("wang", "A")
    real_stage.does(
        "an", "open-hazard", hazard=hazard, level="major", due_on=SOON, interim_measures="停用",
    )  # fmt: skip
    assert phone.pull().holds() == "A"
    real_stage.does("bu", "change-level", hazard=hazard, level="general", reason="不符合判定标准")
    assert phone.pull().holds() == ""
    assert phone.rows["hazard"] == {}
    assert phone.is_as_new()


def test_an_inspection_keeps_its_enterprise_until_it_is_finished(real_stage: Stage, phone: Phone) -> None:
    visit, now = str(uuid4()), datetime.now(UTC).isoformat()
    enterprise = str(real_stage.town.enterprises["D"])
    real_stage.does(
        "qin", "start-visit", visit=visit, enterprise=enterprise, started_at=now, visit_kind="inspection",
    )  # fmt: skip
    assert phone.pull().holds() == "D"
    assert Phone(real_stage, "ren").holds() == ""
    real_stage.does(
        "qin", "finish-visit", visit=visit, outcome="closed_door", finished_at=now,
        second_inspector=str(real_stage.people["ren"]),
    )  # fmt: skip
    assert phone.pull().holds() == ""
    assert phone.is_as_new()


def test_a_closed_hazard_stays_thirty_days_and_then_goes_by_itself(
    real_stage: Stage, phone: Phone, committed_database: Database
) -> None:
    hazard = real_stage.hazard("qin", "C")
    phone.pull()
    execute(
        committed_database, "UPDATE hazard SET state = 'closed', closed_at = now() - interval '29 days' WHERE id = :h",
        h=hazard,
    )  # fmt: skip
    assert phone.pull().holds() == "C"
    days_passed(phone, 5)
    assert phone.pull().holds() == "C"
    execute(committed_database, "ALTER TABLE hazard DISABLE TRIGGER USER")
    execute(committed_database, "UPDATE hazard SET closed_at = now() - interval '32 days' WHERE id = :h", h=hazard)
    execute(committed_database, "ALTER TABLE hazard ENABLE TRIGGER USER")
    assert phone.pull().holds() == "C", "no day has passed for this phone"
    days_passed(phone, 5)
    assert phone.pull().holds() == ""
    assert phone.told["removed"]["hazard"] == [hazard]
    assert phone.is_as_new()
    assert phone.pull().told["removed"] == {}


def days_passed(phone: Phone, days: int) -> None:
    """Let the phone's cursor be some days older."""
    today = phone.cursor.partition("@")[2].partition(":")[0]
    assert today == TODAY.isoformat()
    phone.cursor = phone.cursor.replace(today, (TODAY - timedelta(days=days)).isoformat())


def test_what_is_kept_comes_at_once_and_through_the_feed_and_goes_when_let_go(real_stage: Stage, phone: Phone) -> None:
    hazard = real_stage.hazard("wang", "A")
    enterprise = str(real_stage.town.enterprises["A"])
    pulse = real_stage.get("xu", "/api/v1/pulse").json
    answer = keep(real_stage, "qin", enterprise)
    assert [row["id"] for row in answer.json["upserts"]["enterprise"]] == [enterprise]
    assert [row["id"] for row in answer.json["upserts"]["hazard"]] == [hazard]
    assert phone.pull().holds() == "A"
    assert Phone(real_stage, "ren").holds() == ""
    assert real_stage.get("xu", "/api/v1/pulse").json == pulse, "what one person keeps is nobody else's business"
    kept = real_stage.get("qin", "/api/v1/kept").json
    assert [(row["id"], row["until"]) for row in kept] == [(enterprise, (TODAY + timedelta(days=30)).isoformat())]
    gone = real_stage.client("qin").delete(f"/api/v1/kept/{enterprise}", headers=SAME_ORIGIN)
    assert gone.status_code == 204
    assert phone.pull().holds() == ""
    assert real_stage.get("qin", "/api/v1/kept").json == []


def keep(stage: Stage, who: str, enterprise: str) -> Any:
    return stage.client(who).post("/api/v1/kept", json={"enterprise": enterprise}, headers=SAME_ORIGIN)


def test_what_is_kept_goes_by_itself_after_its_last_day(
    real_stage: Stage, phone: Phone, committed_database: Database
) -> None:
    keep(real_stage, "qin", str(real_stage.town.enterprises["A"]))
    phone.pull()
    execute(committed_database, "ALTER TABLE kept_enterprise DISABLE TRIGGER USER")
    execute(committed_database, "UPDATE kept_enterprise SET until = current_date - 2")
    execute(committed_database, "ALTER TABLE kept_enterprise ENABLE TRIGGER USER")
    assert phone.pull().holds() == "A"
    days_passed(phone, 4)
    assert phone.pull().holds() == ""


def test_nobody_keeps_what_lies_outside_or_what_their_phone_holds_anyway(stage: Stage) -> None:
    outside = keep(stage, "qin", str(uuid4()))
    assert (outside.status_code, outside.json["code"]) == (404, "not-found")
    whole = keep(stage, "wang", str(stage.town.enterprises["A"]))
    assert (whole.status_code, whole.json["code"]) == (403, "not-yours")


def test_a_phone_keeps_two_hundred_and_no_more(stage: Stage, db: Database) -> None:
    execute(
        db,
        "INSERT INTO enterprise (name, district_id, city_id, town_id, supervision_class) "
        "SELECT 'x' || n, e.district_id, e.city_id, e.town_id, 'industry' FROM enterprise e, generate_series(1, 200) n "
        "WHERE e.id = :a",
        a=stage.town.enterprises["A"],
    )
    execute(
        db, "INSERT INTO kept_enterprise SELECT :me, id, current_date + 3 FROM enterprise WHERE name LIKE 'x%'",
        me=stage.people["qin"],
    )  # fmt: skip
    answer = keep(stage, "qin", str(stage.town.enterprises["A"]))
    assert (answer.status_code, answer.json["code"]) == (409, "kept-enough")


def test_a_cursor_of_the_whole_district_is_exchanged_for_a_new_pack(stage: Stage) -> None:
    """Phones of before this rule hold the district; they are told to start anew, and lose nothing unsent."""
    cursor = stage.get("qin", "/api/v1/pack").json["cursor"]
    before = cursor.replace(f"{fieldwork.MARK}@{TODAY.isoformat()}", "")
    assert before != cursor
    for broken in (before, cursor.replace(TODAY.isoformat(), "gestern")):
        answer = stage.get("qin", "/api/v1/changes", cursor=broken)
        assert (answer.status_code, answer.json["code"]) == (410, "cursor-gone")


def test_an_inspector_who_is_also_the_towns_office_holds_the_whole(stage: Stage, db: Database) -> None:
    execute(
        db,
        "INSERT INTO person_grant (person_id, role, level, area_id, valid_from) "
        "VALUES (:me, 'town_officer', 'town', :town, now() - interval '1 day')",
        me=stage.people["qin"], town=stage.town.towns["湖东镇"],
    )  # fmt: skip
    assert held(stage) == "ABCDEF"
