"""Applications of enterprises: written without an account, opened by a secret, decided by the town, nothing leaked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from stdnum.cn import uscc

from grids.policy import local_day
from server.db import Database
from server.reads import applications
from server.store.onboarding import onboarding_on
from tests.people import NOBODY
from tests.server.stage import SAME_ORIGIN, Stage
from tests.town import middle

POLICY = onboarding_on(local_day(datetime.now(UTC)))
WORD = "十个字符的口令-2026"


def code(n: int) -> str:
    body = f"91320412M{n:08d}"
    return body + str(uscc.calc_check_digit(body))


def form(stage: Stage, spot: str = "A", **more: Any) -> dict[str, Any]:
    lon, lat = middle(spot)
    town = "湖东镇" if spot in "ABC" else "湖西镇"
    return {
        "uscc": code(1), "name": "示范瑞澜机械有限公司", "address": "东路 1 号", "town": stage.town.towns[town],
        "lon": lon, "lat": lat, "radius_m": 15.0, "principal": "李安", "phone": "13800000001",
        "username": "ruilan", "password": WORD, "claims": False, **more,
    }  # fmt: skip


def post(stage: Stage, path: str, body: dict[str, Any]) -> Any:
    return stage.client(NOBODY).post(f"/api/v1/public/applications{path}", json=body, headers=SAME_ORIGIN)


def apply(stage: Stage, spot: str = "A", **more: Any) -> dict[str, str]:
    answer = post(stage, "", form(stage, spot, **more))
    assert answer.status_code == 200, answer.text
    receipt: dict[str, str] = answer.json
    return receipt


def own(stage: Stage, receipt: dict[str, str]) -> Any:
    return post(stage, "/state", {"number": receipt["number"], "secret": receipt["secret"]}).json


def queue(stage: Stage, who: str = "an", **query: Any) -> list[dict[str, Any]]:
    answer = stage.get(who, "/api/v1/applications", **query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def signs_in(stage: Stage, username: str) -> Any:
    body = {"username": username, "password": WORD}
    return stage.app.test_client().post("/api/v1/session", json=body, headers=SAME_ORIGIN)


def decide(stage: Stage, outcome: str, who: str = "an", **more: Any) -> dict[str, Any]:
    waiting = queue(stage, who, state="waiting")[0]["id"] if who in {"an", "xi"} else str(uuid4())
    return stage.act(who, "decide-application", **{"application": waiting, "outcome": outcome, **more})


def test_an_enterprise_registers_itself_the_town_approves_and_it_signs_in(stage: Stage) -> None:
    receipt = apply(stage)
    assert own(stage, receipt)["state"] == "waiting"
    assert signs_in(stage, "ruilan").status_code == 401
    assert queue(stage, "xi") == []
    made = str(uuid4())
    verdict = decide(stage, "new", enterprise=made, supervision_class="industry")
    assert verdict["status"] == "applied", verdict
    entry = stage.get("an", f"/api/v1/enterprises/{made}").json
    assert (entry["name"], entry["uscc"], entry["principal"]) == ("示范瑞澜机械有限公司", code(1), "李安")
    assert (entry["unit_id"], entry["unit_source"], entry["status"]) == (stage.town.units["A"], "point", "active")
    answer = signs_in(stage, "ruilan")
    assert answer.status_code == 200
    assert answer.json["person"]["enterprise_id"] == made
    assert own(stage, receipt)["state"] == "approved"
    counted = stage.get("an", "/api/v1/onboarding", phase=2).json["total"]
    assert (counted["regulated"], counted["registered"]) == (4, 1)


def test_what_is_in_the_register_is_handed_over_by_its_town_and_not_told_of(stage: Stage, db: Database) -> None:
    known = stage.town.enterprises["D"]
    with db.transaction() as session:
        session.execute(text("UPDATE enterprise SET uscc = :code WHERE id = :id"), {"code": code(1), "id": known})
    receipt = apply(stage, claims=False)  # answered like any other: whether an enterprise is there is not told
    shown = own(stage, receipt)
    assert shown["town_name"] == "湖东镇"  # as it was typed, though the neighbour keeps the entry
    assert not {"D机械厂", "湖西镇", str(known)} & set(map(str, shown.values()))
    assert queue(stage, "an") == []
    likely = stage.get("xi", f"/api/v1/applications/{queue(stage, 'xi')[0]['id']}").json["likely"]
    assert [(each["name"], each["why"]) for each in likely] == [("D机械厂", ["code"])]
    assert decide(stage, "claim", "xi", enterprise=str(known))["status"] == "applied"
    assert signs_in(stage, "ruilan").json["person"]["enterprise_id"] == str(known)


def test_an_application_shows_the_entries_it_may_be_the_surest_first(stage: Stage, db: Database) -> None:
    lon, lat = middle("A")
    twins = [
        ("A", "瑞澜机械（湖东）厂", "13900000000"),
        ("B", "示范瑞澜机械有限责任公司", "13900000000"),
        ("C", "别家", "13800000001"),
    ]
    with db.transaction() as session:
        for spot, name, phone in twins:
            session.execute(
                text("UPDATE enterprise SET name = :name, principal_phone = :phone WHERE id = :id"),
                {"name": name, "phone": phone, "id": stage.town.enterprises[spot]},
            )
        session.execute(
            text("UPDATE enterprise SET point = ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) WHERE id = :id"),
            {"lon": lon, "lat": lat + 0.001, "id": stage.town.enterprises["B"]},
        )
    apply(stage)
    likely = stage.get("an", f"/api/v1/applications/{queue(stage)[0]['id']}").json["likely"]
    assert [each["name"] for each in likely[:2]] == ["示范瑞澜机械有限责任公司", "别家"]
    assert [each["why"] for each in likely[:2]] == [["name_near"], ["phone"]]
    assert 100 < likely[0]["distance_m"] < 125


def renamed(db: Database, stage: Stage, spot: str, name: str, phone: str | None = None) -> None:
    with db.transaction() as session:
        session.execute(
            text("UPDATE enterprise SET name = :name, contact_phone = :phone WHERE id = :id"),
            {"name": name, "phone": phone, "id": stage.town.enterprises[spot]},
        )


@pytest.mark.parametrize("held", ["138-0000 0001", "+86 13800000001", "0519-86310000、１３８ ００００ ０００１"])
def test_a_telephone_is_found_however_it_is_spelled(stage: Stage, db: Database, held: str) -> None:
    renamed(db, stage, "C", "别家", held)
    renamed(db, stage, "B", "又一家", "0519-8631 0001")
    apply(stage, phone="138 0000-0001")
    likely = stage.get("an", f"/api/v1/applications/{queue(stage)[0]['id']}").json["likely"]
    assert [(each["name"], each["why"]) for each in likely] == [("别家", ["phone"])]


def test_the_same_name_near_by_is_found_though_it_is_written_shorter(stage: Stage, db: Database) -> None:
    renamed(db, stage, "A", "瑞澜")
    apply(stage, name="瑞澜有限责任公司")
    likely = stage.get("an", f"/api/v1/applications/{queue(stage)[0]['id']}").json["likely"]
    assert [(each["name"], each["why"]) for each in likely] == [("瑞澜", ["name_near"])]
    assert likely[0]["alike"] < POLICY.name_alike_min
    renamed(db, stage, "A", "旁边的店")
    assert stage.get("an", f"/api/v1/applications/{queue(stage)[0]['id']}").json["likely"] == []


def test_sent_back_it_is_corrected_and_sent_again_by_whoever_holds_the_secret(stage: Stage) -> None:
    receipt = apply(stage)
    assert decide(stage, "return", reason="")["code"] == "reason-needed"
    assert decide(stage, "return", reason="地址不全，请写明门牌")["status"] == "applied"
    shown = own(stage, receipt)
    assert (shown["state"], shown["reason"]) == ("returned", "地址不全，请写明门牌")
    key = {"number": receipt["number"], "secret": receipt["secret"]}
    body = {**key, "form": form(stage, address="东路 1 号 3 幢")}
    assert post(stage, "/correction", {**body, "secret": "wrong"}).status_code == 404
    lon, lat = middle("B")
    moved = {**key, "form": form(stage, address="东路 1 号 3 幢", lon=lon, lat=lat, radius_m=3.0)}
    sent = post(stage, "/correction", moved).json
    assert (sent["state"], sent["reason"], sent["radius_m"]) == ("waiting", "", 3.0)
    assert (sent["lon"], sent["lat"]) == pytest.approx((lon, lat), abs=1e-6)
    assert sent == own(stage, receipt)
    assert post(stage, "/correction", body).json["code"] == "application-state"
    assert (queue(stage)[0]["address"], queue(stage)[0]["sent"]) == ("东路 1 号 3 幢", 2)


def test_the_password_is_kept_no_longer_than_the_application_waits(stage: Stage, db: Database) -> None:
    def kept() -> str:
        with db.session() as session:
            return str(session.scalar(text("SELECT password_hash FROM application")))

    receipt = apply(stage)
    assert kept()
    assert decide(stage, "return", reason="地址不全")["status"] == "applied"
    assert kept() == ""
    key = {name: receipt[name] for name in ("number", "secret")}
    assert post(stage, "/correction", {**key, "form": form(stage)}).json["state"] == "waiting"
    assert kept()
    assert decide(stage, "new", enterprise=str(uuid4()))["status"] == "applied"
    assert kept() == ""
    assert signs_in(stage, "ruilan").status_code == 200


def test_why_it_was_entered_is_said_in_the_language_of_who_decides(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(text("UPDATE person SET locale = 'en' WHERE id = :an"), {"an": stage.people["an"]})
    receipt = apply(stage)
    decide(stage, "new", enterprise=str(uuid4()))
    with db.session() as session:
        said = session.scalars(text("SELECT reason FROM enterprise_state ORDER BY id DESC")).first()
    assert said == f"Registered by the enterprise itself, {receipt['number']}"


def test_a_decision_is_made_once_and_by_the_town_it_goes_to(stage: Stage) -> None:
    apply(stage)
    waiting = queue(stage)[0]["id"]
    command = {"application": waiting, "outcome": "new", "enterprise": str(uuid4())}
    for who, refused in (("xi", "area-not-yours"), ("wang", "not-yours"), ("xu", "not-yours"), ("li", "not-yours")):
        assert stage.act(who, "decide-application", **command)["code"] == refused
    stage.does("an", "decide-application", **command)
    assert stage.act("an", "decide-application", **command)["code"] == "application-state"


def test_a_place_outside_every_unit_of_the_town_needs_a_chosen_unit(stage: Stage) -> None:
    apply(stage, lon=None, lat=None)
    assert decide(stage, "new", enterprise=str(uuid4()))["code"] == "unit-unknown"
    assert queue(stage)[0]["state"] == "waiting"
    assert decide(stage, "new", enterprise=str(uuid4()), unit=stage.town.units["B"])["status"] == "applied"


def test_nobody_gets_the_account_of_a_unit_with_another_code(stage: Stage, db: Database) -> None:
    known = stage.town.enterprises["A"]
    with db.transaction() as session:
        session.execute(text("UPDATE enterprise SET uscc = :code WHERE id = :id"), {"code": code(2), "id": known})
    apply(stage)
    assert decide(stage, "claim", enterprise=str(known))["code"] == "merge-two-units"
    assert decide(stage, "claim", enterprise=str(stage.town.enterprises["D"]))["code"] == "area-not-yours"


@pytest.mark.parametrize(
    ("wrong", "status", "refused"),
    [
        ({"uscc": "91320412MA1MX1X00D"}, 422, "field-unfit"),
        ({"username": "wang"}, 409, "username-taken"),
        ({"username": "a b"}, 422, "username-unfit"),
        ({"password": "short"}, 422, "short-password"),
        ({"town": 999_999}, 422, "unknown-thing"),
        ({"phone": "1"}, 422, "bad-act"),
        ({"more": "x"}, 422, "bad-act"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_is_kept(
    stage: Stage, wrong: dict[str, Any], status: int, refused: str
) -> None:
    answer = post(stage, "", form(stage, **wrong))
    assert (answer.status_code, answer.json["code"]) == (status, refused)
    assert "{" not in answer.json["detail"]
    assert queue(stage) == []


def test_a_user_name_is_held_for_an_application_that_waits(stage: Stage) -> None:
    apply(stage)
    answer = post(stage, "", form(stage, uscc=code(2), phone="13800000002"))
    assert answer.json["code"] == "username-taken"


def test_applications_and_guesses_from_an_address_are_limited(stage: Stage) -> None:
    for n in range(POLICY.applications_hourly):
        apply(stage, uscc=code(n), username=f"firm{n}", phone=f"138000000{n:02d}")
    next_one = post(stage, "", form(stage, uscc=code(99), username="firm99", phone="13800000099"))
    assert (next_one.status_code, next_one.json["code"]) == (429, "too-many-tries")
    guesses = [post(stage, "/state", {"number": "ZC2026-2-0001", "secret": f"guess{n}"}).status_code for n in range(21)]
    assert guesses == [404] * 20 + [429]


def test_one_telephone_number_applies_so_often_a_day_whatever_stands_around_it(stage: Stage) -> None:
    for n in range(POLICY.applications_daily_phone):
        apply(stage, uscc=code(n), username=f"firm{n}", phone=" " * n + "13800000001")
    answer = post(stage, "", form(stage, uscc=code(99), username="firm99", phone=" 13800000001 "))
    assert (answer.status_code, answer.json["code"]) == (429, "too-many-tries")


def test_of_two_who_ask_for_a_user_name_at_once_one_has_it_and_a_telephone_applies_no_more_often(
    real_stage: Stage,
) -> None:
    def ask(n: int, **more: Any) -> str:
        client = real_stage.app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"198.51.100.{n + 1}"
        body = form(real_stage, **{"uscc": code(n), "username": f"firm{n}", "phone": f"1380000{n:04d}", **more})
        answer: Any = client.post("/api/v1/public/applications", json=body, headers=SAME_ORIGIN)
        return "taken in" if answer.status_code == 200 else str(answer.json["code"])

    with ThreadPoolExecutor(8) as pool:
        named = list(pool.map(lambda n: ask(n, username="ruilan"), range(8)))
        called = list(pool.map(lambda n: ask(n, phone="13899999999"), range(8, 16)))
    assert sorted(named) == ["taken in"] + ["username-taken"] * 7
    most = POLICY.applications_daily_phone
    assert sorted(called) == ["taken in"] * most + ["too-many-tries"] * (8 - most)


def test_forms_that_are_refused_count_too_so_nobody_finds_out_user_names(stage: Stage) -> None:
    answers = [post(stage, "", form(stage, username="wang")).status_code for _ in range(31)]
    assert answers == [409] * 30 + [429]


def test_a_queue_that_is_cut_off_says_how_many_there_are(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        apply(stage, uscc=code(n), username=f"firm{n}")
    apply(stage, "D", uscc=code(9), username="west", phone="13800000009")
    monkeypatch.setattr(applications, "_LISTED", 2)
    shown = stage.get("an", "/api/v1/applications").json
    assert (len(shown["items"]), shown["total"]) == (2, 3)


def test_the_queue_shows_no_secret_and_only_to_offices(stage: Stage) -> None:
    apply(stage)
    body = stage.get("an", "/api/v1/applications").text
    assert "password" not in body
    assert "secret" not in body
    assert WORD not in body
    assert len(queue(stage, "xu")) == 1
    for who in ("wang", "li", "zhou", "qin", "shi"):
        assert stage.get(who, "/api/v1/applications").status_code == 403
    assert stage.get("xi", f"/api/v1/applications/{queue(stage)[0]['id']}").status_code == 404


def test_the_office_is_told(stage: Stage) -> None:
    apply(stage)
    inbox = stage.get("an", "/api/v1/inbox").json["items"]
    assert [message["title"] for message in inbox] == ["示范瑞澜机械有限公司 申请注册"]
    assert stage.get("xi", "/api/v1/inbox").json["items"] == []
