"""Content by class and grade: what a department publishes is what phones of the district offer, and nobody else's."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from grids.content import Kind, Published, Version, Why, offered
from grids.policy import local_day
from server.db import Database
from server.store.tables import Area, Checklist, ChecklistVersion, Enterprise, FrequencyRow, GrantRow
from tests.server.stage import Stage
from tests.town import named

TODAY = local_day(datetime.now(UTC))
DAYS = {"D": 10, "C": 30, "B": 60, "A": 90, "none": 60}
PHONES = ("wang", "li", "an", "qin")
"""A grid officer, an enterprise, a town office, an inspector."""


def grades(named: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    return [
        {"grade": grade, "visit_days": days, "inspection_days": 365, "cap": 2, "checklists": named.get(grade, [])}
        for grade, days in DAYS.items()
    ]


def publish(stage: Stage, named: Mapping[str, list[str]], of: str | None = "industry", day: date = TODAY) -> None:
    stage.does(
        "bu", "publish-frequency", frequency=str(uuid4()), district=stage.town.district, supervision_class=of,
        title="检查内容", reason="分级监管", valid_from=day.isoformat(), grades=grades(named),
    )  # fmt: skip


def standard(db: Database, code: str, classes: list[str], until: date | None = None) -> int:
    with db.transaction() as session:
        row = Checklist(code=code, name=code, name_en="", classes=classes, tags=[])
        session.add(row)
        session.flush()
        version = ChecklistVersion(checklist_id=row.id, number=1, valid_from=date(2025, 1, 1), valid_to=until, items=[])
        session.add(version)
        session.flush()
        return version.id


def sets(stage: Stage, who: str) -> list[dict[str, Any]]:
    """Return the published sets that a phone carries, of all of its districts."""
    return [each for district in stage.get(who, "/api/v1/pack").json["contents"] for each in district["sets"]]


def offers(stage: Stage, who: str, letter: str = "A", on: date = TODAY) -> list[tuple[str, Why]]:
    """Return what a phone offers for an enterprise by what came with its pack."""
    pack = stage.get(who, "/api/v1/pack").json
    own = next(row for row in pack["enterprises"] if row["id"] == str(stage.town.enterprises[letter]))
    codes = {row["version_id"]: row["code"] for row in pack["checklists"]}
    found = offered([_version(row) for row in pack["checklists"]], map(_set, sets(stage, who)), _kind(own), on)
    return [(codes[each.version], each.why) for each in found]


def _version(row: Mapping[str, Any]) -> Version:
    until = row["valid_to"] and date.fromisoformat(row["valid_to"])
    return Version(
        id=row["version_id"], code=row["code"], classes=row["classes"], tags=row["tags"],
        valid_from=date.fromisoformat(row["valid_from"]), valid_to=until,
    )  # fmt: skip


def _set(row: Mapping[str, Any]) -> Published:
    return Published(**{**row, "valid_from": date.fromisoformat(row["valid_from"])})


def _kind(row: Mapping[str, Any]) -> Kind:
    return Kind(supervision_class=row["supervision_class"], grade=row["grade"], tags=row["tags"])


def test_what_a_department_publishes_for_class_and_grade_is_what_phones_offer(stage: Stage, db: Database) -> None:
    standard(db, "presses", ["industry"])
    standard(db, "lifting", ["construction"])
    before = [("presses", Why.CLASS), ("general-test", Why.ALL)]
    assert offers(stage, "wang") == before
    publish(stage, {"C": ["lifting", "general-test"]})
    expected = [("lifting", Why.PUBLISHED), ("general-test", Why.PUBLISHED)]
    assert offers(stage, "wang") == offers(stage, "li") == expected
    with db.transaction() as session:
        session.get_one(Enterprise, stage.town.enterprises["A"]).grade = "B"
    assert offers(stage, "wang") == before


def test_what_begins_later_is_on_the_phone_and_waits_there_for_its_day(stage: Stage, db: Database) -> None:
    standard(db, "presses", ["industry"])
    later = TODAY + timedelta(days=10)
    publish(stage, {"C": ["general-test"]})
    publish(stage, {"C": ["presses"]}, day=later)
    assert offers(stage, "wang") == [("general-test", Why.PUBLISHED)]
    assert offers(stage, "wang", on=later) == [("presses", Why.PUBLISHED)]


def test_a_standard_that_ended_is_not_offered_though_it_is_published(stage: Stage, db: Database) -> None:
    standard(db, "presses", ["industry"], until=TODAY)
    publish(stage, {"C": ["presses", "general-test"]})
    assert offers(stage, "wang") == [("general-test", Why.PUBLISHED)]


def test_phones_are_told_of_what_was_published_with_the_next_changes(real_stage: Stage) -> None:
    stage = real_stage
    cursors = {who: str(stage.get(who, "/api/v1/pack").json["cursor"]) for who in PHONES}

    def pulled(who: str) -> Any:
        told = stage.get(who, "/api/v1/changes", cursor=cursors[who]).json
        cursors[who] = told["cursor"]
        return told["upserts"].get("content", []), told["removed"].get("content", [])

    publish(stage, {"C": ["general-test"]})
    own = {"supervision_class": "industry", "valid_from": TODAY.isoformat(), "grades": {"C": ["general-test"]}}
    for who in PHONES:
        assert pulled(who) == ([{"id": stage.town.district, "sets": [own]}], []), who
    publish(stage, {"D": ["general-test"]})
    for who in PHONES:
        assert pulled(who) == ([{"id": stage.town.district, "sets": [{**own, "grades": {"D": ["general-test"]}}]}], [])
    publish(stage, {})
    for who in PHONES:
        assert pulled(who) == ([], [str(stage.town.district)]), who


def test_a_phone_carries_what_its_own_district_published_once(stage: Stage, db: Database) -> None:
    publish(stage, {"C": ["general-test"]})
    publish(stage, {"C": ["general-test"]}, of=None)
    with db.transaction() as session:
        beside = Area(level="district", name="邻区", parent_id=stage.town.city, city_id=stage.town.city)
        session.add(beside)
        session.flush()
        session.add(
            FrequencyRow(
                id=uuid4(), city_id=stage.town.city, district_id=beside.id, title="邻区", supervision_class=None,
                grades=grades({"C": ["邻区的"]}), valid_from=TODAY, reason="", by_person=named("bu"),
                at=datetime.now(UTC),
            )
        )  # fmt: skip
    for who in PHONES:
        contents = stage.get(who, "/api/v1/pack").json["contents"]
        assert [each["id"] for each in contents] == [stage.town.district], who
        assert {each["supervision_class"] for each in contents[0]["sets"]} == {"industry", None}


def test_an_inspector_of_some_classes_carries_what_is_published_for_these_and_for_all(
    stage: Stage, db: Database
) -> None:
    for of in ("industry", "commerce", None):
        publish(stage, {"C": ["general-test"]}, of=of)
    with db.transaction() as session:
        session.execute(update(GrantRow).where(GrantRow.person_id == named("qin")).values(classes=["commerce"]))
    assert {each["supervision_class"] for each in sets(stage, "qin")} == {"commerce", None}
    assert {each["supervision_class"] for each in sets(stage, "ren")} == {"industry", "commerce", None}


def test_a_district_that_publishes_numbers_alone_costs_phones_nothing(stage: Stage) -> None:
    publish(stage, {})
    assert stage.get("wang", "/api/v1/pack").json["contents"] == []
