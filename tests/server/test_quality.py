"""The quality of files: each rule on a file that is in order and one that is not, own rules, scope, days that stay."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import Scope
from grids.policy import local_day
from grids.quality import Found, score
from server.db import Database
from server.reads import quality
from server.store.quality import in_force, shipped
from tests.server.indicator_lives import Past, lived, rectified_in_time
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
GOOD, WRONG = "91320412MA1MX1X00W", "91320412MA1MX1X00D"


def table(stage: Stage, who: str = "xu", **query: Any) -> Any:
    answer = stage.get(who, "/api/v1/quality", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def poor(stage: Stage, rule: str, who: str = "xu", **query: Any) -> Any:
    answer = stage.get(who, f"/api/v1/quality/{rule}/files", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def change(session: Session, enterprise: UUID, what: str) -> None:
    session.execute(text(f"UPDATE enterprise SET {what} WHERE id = :id"), {"id": enterprise})  # noqa: S608 - of this file


def record(session: Session, enterprise: UUID, topic: str, fields: str = "{}", valid_to: date | None = None) -> None:
    session.execute(
        text(
            "INSERT INTO file_record (id, enterprise_id, topic, fields, valid_from, valid_to, at) "
            "VALUES (gen_random_uuid(), :id, :topic, CAST(:fields AS jsonb), CURRENT_DATE, :to, now())"
        ),
        {"id": enterprise, "topic": topic, "fields": fields, "to": valid_to},
    )


def position_photo(session: Session, stage: Stage, enterprise: UUID) -> None:
    session.execute(
        text(
            "INSERT INTO evidence (sha256, role, act_id, person_id, enterprise_id, taken_at) "
            "VALUES (:sha, 'position', gen_random_uuid(), :by, :id, now())"
        ),
        {"sha": uuid4().hex * 2, "by": stage.people["wang"], "id": enterprise},
    )


def shared_photo(session: Session, stage: Stage, *, twice: bool) -> None:
    steps = rectified_in_time(TODAY - timedelta(days=30))
    for sha in ("a" * 64, ("a" if twice else "b") * 64):
        hazard = lived(session, stage, steps)
        session.execute(
            text(
                "INSERT INTO evidence (sha256, role, act_id, person_id, enterprise_id, hazard_id, "
                "taken_at) VALUES (:sha, 'before', gen_random_uuid(), :by, :id, :hazard, now())"
            ),
            {"sha": sha, "by": stage.people["wang"], "id": stage.town.enterprises["A"], "hazard": hazard},
        )


def of(what: str) -> Callable[[Session, Stage], None]:
    return lambda session, stage: change(session, stage.town.enterprises["A"], what)


def sharing(number: int) -> Callable[[Session, Stage], None]:
    def make(session: Session, stage: Stage) -> None:
        for each in list(stage.town.enterprises.values())[:number]:
            change(session, each, "principal_phone = '13800000009'")

    return make


def with_records(tags: str, *records: tuple[str, str, date | None]) -> Callable[[Session, Stage], None]:
    def make(session: Session, stage: Stage) -> None:
        own = stage.town.enterprises["A"]
        change(session, own, f"tags = '{{{tags}}}', employees = 120")
        for topic, fields, valid_to in records:
            record(session, own, topic, fields, valid_to)

    return make


def late(session: Session, stage: Stage, *, is_late: bool) -> None:
    own = lived(session, stage, rectified_in_time(TODAY - timedelta(days=30)))
    session.execute(text("UPDATE hazard SET late = :late WHERE id = :id"), {"late": is_late, "id": own})


def unseen(session: Session, stage: Stage) -> None:
    found = TODAY - timedelta(days=30)
    steps = [Past(found, "hazard-opened", "open"), Past(found + timedelta(days=2), "hazard-opened", "closed")]
    lived(session, stage, steps)


def seen(session: Session, stage: Stage) -> None:
    lived(session, stage, rectified_in_time(TODAY - timedelta(days=30)))


def namesakes(session: Session, stage: Stage) -> None:
    for unit in "AB":
        change(session, stage.town.enterprises[unit], "name = '同', address = '一'")


def more_staff_than_employees(session: Session, stage: Stage) -> None:
    with_records("", ("staff", "{}", None))(session, stage)
    change(session, stage.town.enterprises["A"], "employees = 0")


FULL = f"uscc = '{GOOD}', industry = '机械', employees = 20, address = '东路 1 号', principal = "
ELSEWHERE = "ST_SetSRID(ST_Point(119.9, 31.0), 4326)"
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
CASES: dict[str, tuple[Callable[[Session, Stage], None], Callable[[Session, Stage], None]]] = {
    "C1": (of(f"{FULL}'李'"), of(f"{FULL}NULL")),
    "C2": (of("principal_phone = '13800000001'"), of("principal_phone = '1380000'")),
    "C3": (of("position_quality = 'site'"), of("position_quality = 'village'")),
    "C4": (lambda s, stage: position_photo(s, stage, stage.town.enterprises["A"]), of("note = ''")),
    "C5": (with_records("涉爆粉尘,其他", ("dust", "{}", None)), with_records("涉爆粉尘")),
    "C6": (of("note = ''"), of("unit_id = NULL")),
    "T1": (of("verified_at = now()"), of("verified_at = now() - interval '200 days'")),
    "T1D": (of("grade = 'D', verified_at = now()"), of("grade = 'D', verified_at = now() - interval '100 days'")),
    "T2": (with_records("", ("permit", "{}", TOMORROW)), with_records("", ("permit", "{}", YESTERDAY))),
    "T3": (lambda s, stage: late(s, stage, is_late=False), lambda s, stage: late(s, stage, is_late=True)),
    "T5": (of("status = 'suspended', last_visit_on = CURRENT_DATE"), of("status = 'suspended', last_visit_on = NULL")),
    "L1": (of(f"uscc = '{GOOD}'"), of(f"uscc = '{WRONG}'")),
    "L2": (of("name = '独一'"), namesakes),
    "L3": (of("position_quality = 'site'"), of(f"position_quality = 'site', point = {ELSEWHERE}")),
    "L5": (with_records("", ("staff", "{}", None)), more_staff_than_employees),
    "L6": (with_records("", ("staff", '{"post": "safety_full_time"}', None)), with_records("")),
    "L9": (of("tags = '{涉爆粉尘}', grade = 'B'"), of("tags = '{涉氨制冷}', grade = 'A'")),
    "L11": (seen, unseen),
    "L13": (sharing(5), sharing(6)),
    "L14": (lambda s, stage: shared_photo(s, stage, twice=False), lambda s, stage: shared_photo(s, stage, twice=True)),
}  # fmt: skip


def test_each_rule_that_ships_has_its_case_and_its_words() -> None:
    assert list(CASES) == [rule.id for rule in shipped()]


@pytest.mark.parametrize("rule", CASES)
@pytest.mark.parametrize("case", ["in order", "not in order"])
def test_a_rule_finds_the_file_that_is_not_in_order(stage: Stage, db: Database, rule: str, case: str) -> None:
    is_good = case == "in order"
    with db.transaction() as session:
        CASES[rule][0 if is_good else 1](session, stage)
    found = poor(stage, rule)
    own = str(stage.town.enterprises["A"])
    assert (own in [file["id"] for file in found["items"]]) is not is_good
    counted = table(stage)["total"]["rules"][rule]
    assert counted["d"] - counted["n"] == found["total"] == len(found["items"])
    with db.session() as session:
        question = quality.Question(scope=_everything(stage), rules=shipped(), today=TODAY)
        said = {each["rule"]: each["holds"] for each in quality.of_file(session, question, stage.town.enterprises["A"])}
    assert said[rule] is is_good


def _everything(stage: Stage) -> Any:
    return Scope(cities=frozenset({stage.town.city}))


def test_the_score_weighs_what_is_asked_and_rows_add_up(stage: Stage) -> None:
    shown = table(stage)
    weights = {rule["id"]: rule["weight"] for rule in shown["rules"]}
    for row in (shown["total"], *shown["rows"]):
        held, asked = score({name: Found(**pair) for name, pair in row["rules"].items()}, weights)
        assert row["score"] == {"n": held, "d": asked}
    assert sum(row["score"]["d"] for row in shown["rows"]) == shown["total"]["score"]["d"]
    assert [row["name"] for row in shown["rows"]] == ["湖东镇", "湖西镇"]
    assert shown["total"]["files"] == 6


def test_a_town_sees_its_own_files_and_an_enterprise_no_scores(stage: Stage) -> None:
    assert table(stage, "an")["total"]["files"] == 3
    assert table(stage, "an", town=stage.town.towns["湖西镇"])["total"]["files"] == 0
    assert {file["town"] for file in poor(stage, "C1", "xi")["items"]} == {"湖西镇"}
    assert stage.get("li", "/api/v1/quality").status_code == 403


def own_rule(stage: Stage, **more: Any) -> dict[str, Any]:
    return {
        "rule": str(uuid4()), "district": stage.town.district, "name": "规上企业有专职安全员", "advice": "配备",
        "aspect": "correlation", "owner": "enterprise", "weight": 2, "applies": "employees > 50",
        "holds": "full_time_safety_staff > 0", "valid_from": TODAY.isoformat(), **more,
    }  # fmt: skip


def test_a_district_adds_a_rule_without_code_and_ends_it(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        change(session, stage.town.enterprises["A"], "employees = 60")
    rule = own_rule(stage)
    stage.does("xu", "write-quality-rule", **rule)
    assert [file["id"] for file in poor(stage, rule["rule"])["items"]] == [str(stage.town.enterprises["A"])]
    described = next(each for each in table(stage, "an")["rules"] if each["id"] == rule["rule"])
    assert (described["own"], described["name"]["zh"], described["weight"]) == (True, "规上企业有专职安全员", 2)
    stage.does("xu", "end-quality-rule", rule=rule["rule"], reason="不再适用")
    assert rule["rule"] not in table(stage)["total"]["rules"]
    assert stage.act("xu", "end-quality-rule", rule=rule["rule"], reason="再次")["code"] == "already-done"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"holds": "beauty > 3"}, "bad-query"),
        ({"applies": "employees = 'many'"}, "bad-query"),
        ({"applies": "employees >"}, "bad-query"),
        ({"applies": "1; DROP TABLE enterprise"}, "bad-query"),
        ({"weight": 6}, "unknown-thing"),
        ({"valid_from": "2026-01-01"}, "bad-date"),
    ],
)
def test_a_rule_that_cannot_be_counted_is_refused(stage: Stage, wrong: dict[str, Any], code: str) -> None:
    verdict = stage.act("xu", "write-quality-rule", **own_rule(stage, **wrong))
    assert (verdict["status"], verdict["code"]) == ("refused", code)


def test_a_rule_is_the_districts_to_write(stage: Stage) -> None:
    for who in ("an", "zhou", "bu", "wang", "shi"):
        assert stage.act(who, "write-quality-rule", **own_rule(stage))["code"] in {"not-yours", "area-not-yours"}


def test_a_day_keeps_what_was_counted_on_it(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        quality.keep_day(session, in_force(session, TODAY), TODAY - timedelta(days=1))
    before = table(stage)["total"]["score"]
    with db.transaction() as session:
        change(session, stage.town.enterprises["A"], "grade = 'D'")
        for unit in "ABCDEF":
            change(session, stage.town.enterprises[unit], "principal_phone = '13800000001'")
        quality.keep_day(session, in_force(session, TODAY), TODAY)
        quality.keep_day(session, in_force(session, TODAY), TODAY)
    days = stage.get("xu", "/api/v1/quality/trend").json["days"]
    assert days[0] == {"day": (TODAY - timedelta(days=1)).isoformat(), **before}
    assert days[1] == {"day": TODAY.isoformat(), **table(stage)["total"]["score"]}
    assert days[0]["n"] != days[1]["n"]
    assert stage.get("an", "/api/v1/quality/trend").json["days"][1]["d"] < days[1]["d"]
    assert stage.get("wang", "/api/v1/quality/trend").json["days"] == []


def test_files_are_read_page_by_page(stage: Stage) -> None:
    first = poor(stage, "C1", limit=4)
    second = poor(stage, "C1", limit=4, after=first["next"])
    found = [file["id"] for file in first["items"] + second["items"]]
    assert (len(found), len(set(found)), second["next"]) == (6, 6, None)
    assert stage.get("xu", "/api/v1/quality/none/files").status_code == 404
