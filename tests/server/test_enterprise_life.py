"""An enterprise's life over the real routes: it stops, comes back, moves to a town that signs, is merged and parted."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from stdnum.cn import uscc

from grids.policy import local_day
from server.db import Database
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))


def code(n: int) -> str:
    body = f"91320412MA{n:07d}"
    return body + uscc.calc_check_digit(body)


def of(stage: Stage, unit: str) -> str:
    return str(stage.town.enterprises[unit])


def seen(stage: Stage, unit: str, who: str = "xu") -> dict[str, Any]:
    found: dict[str, Any] = stage.get(who, f"/api/v1/enterprises/{of(stage, unit)}").json
    return found


def file(stage: Stage, unit: str, who: str = "xu") -> dict[str, Any]:
    found: dict[str, Any] = stage.get(who, f"/api/v1/enterprises/{of(stage, unit)}/file").json
    return found


def test_one_that_stops_is_looked_at_again_and_one_that_resumes_before_it_produces(stage: Stage) -> None:
    stage.does("an", "set-status", enterprise=of(stage, "A"), status="suspended", reason="停产检修")
    stopped = seen(stage, "A")
    assert stopped["revisit_on"] == (TODAY + timedelta(days=90)).isoformat()
    stage.does("an", "set-status", enterprise=of(stage, "A"), status="active", reason="检修完毕")
    assert seen(stage, "A")["revisit_on"] == (TODAY + timedelta(days=3)).isoformat()
    states = file(stage, "A")["states"]
    assert [(s["status"], s["reason"], s["by_name"]) for s in states[:2]] == [
        ("active", "检修完毕", "安监办安"), ("suspended", "停产检修", "安监办安"),
    ]  # fmt: skip
    assert states[0]["valid_from"] == states[1]["valid_to"]


def test_a_status_does_not_follow_from_itself_and_never_becomes_merged(stage: Stage) -> None:
    for status, told in (("active", "status-step"), ("merged", "field-unfit"), ("gone", "field-unfit")):
        verdict = stage.act("an", "set-status", enterprise=of(stage, "A"), status=status, reason="试")
        assert (verdict["status"], verdict["code"]) == ("refused", told)


def test_an_officers_word_alone_takes_nothing_out_of_the_denominator(stage: Stage) -> None:
    change = str(uuid4())
    stage.does(
        "wang",
        "propose-change",
        change=change,
        enterprise=of(stage, "A"),
        reason="已空",
        fields={"status": "moved_out"},
    )
    assert seen(stage, "A")["status"] == "active"
    assert stage.act("bu", "decide-change", change=change, accepted=True)["code"] == "not-data-owner"
    stage.does("an", "decide-change", change=change, accepted=True)
    assert seen(stage, "A")["status"] == "moved_out"


def test_an_enterprise_moves_only_when_the_other_town_signs_and_its_hazards_go_along(
    stage: Stage, db: Database
) -> None:
    hazard = stage.hazard("an")
    change = str(uuid4())
    stage.does(
        "an", "propose-move", change=change, enterprise=of(stage, "A"), town=stage.town.towns["湖西镇"], reason="搬迁"
    )
    assert seen(stage, "A")["unit_id"] == stage.town.units["A"]
    assert change in {each["id"] for each in stage.get("xi", "/api/v1/change-requests").json}
    assert (
        stage.act("an", "decide-change", change=change, accepted=True, unit=stage.town.units["D"])["code"]
        == "area-not-yours"
    )
    assert stage.act("xi", "decide-change", change=change, accepted=True)["code"] == "unit-needed"
    assert (
        stage.act("xi", "decide-change", change=change, accepted=True, unit=stage.town.units["A"])["code"]
        == "unknown-thing"
    )
    stage.does("xi", "decide-change", change=change, accepted=True, unit=stage.town.units["D"])
    moved = seen(stage, "A")
    assert (moved["unit_id"], moved["position_quality"]) == (stage.town.units["D"], "none")
    assert stage.get("xi", f"/api/v1/hazards/{hazard}").json["unit_id"] == stage.town.units["D"]
    assert stage.get("an", f"/api/v1/enterprises/{of(stage, 'A')}").status_code == 404
    with db.session() as session:
        stays = session.scalars(
            text("SELECT unit_id FROM enterprise_state WHERE enterprise_id = :id ORDER BY valid_from"),
            {"id": of(stage, "A")},
        ).all()
    assert stays == [stage.town.units["A"], stage.town.units["D"]]


def test_within_a_town_nobody_has_to_sign(stage: Stage) -> None:
    verdict = stage.act(
        "an",
        "propose-move",
        change=str(uuid4()),
        enterprise=of(stage, "A"),
        town=stage.town.towns["湖东镇"],
        reason="搬",
    )
    assert verdict["code"] == "same-town"


def test_a_double_entry_goes_into_another_and_comes_back_as_it_was(stage: Stage) -> None:
    said = {"merge": str(uuid4()), "enterprise": of(stage, "A"), "master": of(stage, "B"), "reason": "同一家"}
    stage.does("an", "merge-enterprises", **said)
    merged = file(stage, "A", "an")
    assert (merged["base"].get("status"), merged["then"]["status"]) == ("merged", "merged")
    assert [each["id"] for each in merged["links"]["master"]] == [of(stage, "B")]
    assert merged["merge"]["undo_until"] == (TODAY + timedelta(days=30)).isoformat()
    assert [each["id"] for each in file(stage, "B", "an")["links"]["entry"]] == [of(stage, "A")]
    assert stage.get("wang", "/api/v1/pack").json["enterprises"] == []
    stage.does("an", "undo-merge", enterprise=of(stage, "A"), reason="是两家")
    assert seen(stage, "A")["status"] == "active"
    assert file(stage, "B", "an")["links"]["entry"] == []


def test_a_merge_is_not_taken_back_after_thirty_days(stage: Stage, db: Database) -> None:
    said = {"merge": str(uuid4()), "enterprise": of(stage, "A"), "master": of(stage, "B"), "reason": "同一家"}
    stage.does("an", "merge-enterprises", **said)
    with db.transaction() as session:
        session.execute(text("UPDATE enterprise_merge SET at = at - interval '31 days'"))
    assert stage.act("an", "undo-merge", enterprise=of(stage, "A"), reason="是两家")["code"] == "merge-too-late"


def test_two_legal_units_at_one_place_are_linked_and_never_merged(stage: Stage) -> None:
    for unit, n in (("A", 1), ("B", 2)):
        stage.does(
            "an",
            "propose-change",
            change=str(uuid4()),
            enterprise=of(stage, unit),
            reason="登记",
            fields={"uscc": code(n)},
        )
    said = {"merge": str(uuid4()), "enterprise": of(stage, "A"), "master": of(stage, "B"), "reason": "同址"}
    assert stage.act("an", "merge-enterprises", **said)["code"] == "merge-two-units"
    link = {"lessor_id": of(stage, "B")}
    stage.does("an", "propose-change", change=str(uuid4()), enterprise=of(stage, "A"), reason="厂中厂", fields=link)
    assert [each["name"] for each in file(stage, "A")["links"]["lessor"]] == ["B机械厂"]
    assert [each["name"] for each in file(stage, "B")["links"]["tenant"]] == ["A机械厂"]
    assert file(stage, "A", "wang")["links"]["lessor"] == []  # B lies in another officer's unit


def test_a_credit_code_belongs_to_one_enterprise(stage: Stage) -> None:
    for unit, told in (("A", "applied"), ("B", "refused")):
        change = {"change": str(uuid4()), "enterprise": of(stage, unit), "reason": "登记", "fields": {"uscc": code(7)}}
        assert stage.act("an", "propose-change", **change)["status"] == told


def test_an_officer_finds_an_unlicensed_unit_and_the_town_makes_it_count(stage: Stage) -> None:
    own = str(uuid4())
    said = {
        "enterprise": own, "unit": stage.town.units["A"], "name": "无照加工点", "address": "村口", "reason": "走访发现",
        "supervision_class": "industry", "unlicensed": True,
    }  # fmt: skip
    assert stage.act("wang", "register-enterprise", **said)["code"] == "photo-needed"
    stage.does("wang", "register-enterprise", **said, photos=[stage.photo("wang")])
    found = stage.get("an", f"/api/v1/enterprises/{own}/file").json
    assert (found["base"]["status"], found["base"]["unlicensed"]) == ("candidate", "true")
    assert "uscc" not in {each["name"] for each in found["completeness"]["missing"]}
    stage.does("an", "set-status", enterprise=own, status="active", reason="核实")
    assert stage.get("an", f"/api/v1/enterprises/{own}").json["status"] == "active"


def test_a_bad_credit_code_is_refused_in_words(stage: Stage) -> None:
    change = {
        "change": str(uuid4()),
        "enterprise": of(stage, "A"),
        "reason": "登记",
        "fields": {"uscc": "91320412MA1234567X"},
    }
    verdict = stage.act("wang", "propose-change", **change)
    assert verdict["code"] == "field-unfit"
    assert "统一社会信用代码" in verdict["reason"]
