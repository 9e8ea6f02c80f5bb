"""Model enterprises that are shown to all, over the routes: published, changed, taken down, and who sees it."""

import base64
import io
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import select, text

from server import proofs
from server.config import Settings
from server.db import Database
from server.jobs import telling
from server.photos import PhotoStore
from server.store.tables import ActReceived, InboxMessage
from tests.server.stage import Stage

EVERYBODY = ("wang", "an", "zhou", "qin", "bu", "xu", "shi", "li", "ma", "chen", "guan")
STORY = {"title": "班前十分钟", "body": "每班开工前，班组长带队逐项确认。\n\n第一步：看设备。"}


def chosen(stage: Stage, spot: str = "A", who: str = "an", cohort: str = "") -> dict[str, str]:
    """Choose an enterprise for a cohort and return what names it."""
    own = cohort or str(uuid4())
    if not cohort:
        stage.does("xu", "start-cohort", cohort=own, district=stage.town.district, title="重点培育企业", year=2026)
    member = {"cohort": own, "enterprise": str(stage.town.enterprises[spot])}
    stage.does(who, "choose-model", **member, department="应急管理局", reason="标准化二级")
    return member


def published(stage: Stage, who: str = "an", spot: str = "A", **more: Any) -> tuple[dict[str, str], int]:
    """Publish one, and return what names it and its id."""
    member = chosen(stage, spot, who)
    told = stage.does(who, "publish-model", **member, **{**STORY, **more})
    return member, int(told["detail"]["member"])


def cards(stage: Stage, who: str = "li", **query: Any) -> list[dict[str, Any]]:
    answer = stage.get(who, "/api/v1/models", **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def inbox(stage: Stage, db: Database, who: str) -> list[tuple[str, str]]:
    """Let everybody be told, twice, and return event and address of somebody's messages in order."""
    with db.transaction() as session:
        for _ in range(2):
            for act in session.scalars(select(ActReceived.id).order_by(ActReceived.received_at)):
                telling.tell(session, act, datetime.now(UTC))
        query = select(InboxMessage).where(InboxMessage.person_id == stage.people[who]).order_by(InboxMessage.id)
        return [(row.event, row.ref_kind) for row in session.scalars(query)]


def test_everybody_of_the_district_reads_what_was_published_and_nothing_else_of_the_enterprise(stage: Stage) -> None:
    _, own = published(stage, photos=[stage.photo("an")["sha256"]])
    for who in EVERYBODY:
        (card,) = cards(stage, who)
        assert (card["id"], card["name"], card["town"], card["title"]) == (own, "A机械厂", "湖东镇", STORY["title"])
        told = stage.get(who, f"/api/v1/models/{own}").json
        assert told["shown"]["body"] == STORY["body"]
        assert (told["kept"] is not None) == (who in {"an", "bu", "xu"}), who
    assert card.keys() == {
        "id", "name", "supervision_class", "industry", "town_id", "town", "department", "year", "title", "opening",
        "photos", "published_at", "is_demo",
    }  # fmt: skip
    assert str(stage.town.enterprises["A"]) not in stage.get("li", f"/api/v1/models/{own}").text


def test_a_story_is_published_again_and_every_version_stays_with_who_and_when(stage: Stage) -> None:
    member, own = published(stage)
    stage.does("bu", "publish-model", **member, base=1, title="班前十五分钟", body="改进以后。")
    assert stage.act("xu", "publish-model", **member, base=1, **STORY)["status"] == "conflict"
    (card,) = cards(stage)
    assert (card["title"], card["opening"]) == ("班前十五分钟", "改进以后。")
    kept = stage.get("an", f"/api/v1/models/{own}").json["kept"]
    assert [(each["number"], each["title"], each["published_by_name"]) for each in kept["versions"]] == [
        (2, "班前十五分钟", "部门卜"), (1, STORY["title"], "安监办安"),
    ]  # fmt: skip
    assert kept["versions"][1]["body"] == STORY["body"]
    assert kept["may"] == ["publish-model", "withdraw-model"]


def test_a_story_is_taken_down_for_a_reason_and_may_be_published_again(stage: Stage, db: Database) -> None:
    member, own = published(stage)
    assert stage.act("an", "withdraw-model", **member, reason=" ")["code"] == "reason-needed"
    stage.does("xu", "withdraw-model", **member, reason="正在核实一起举报")
    assert cards(stage) == []
    assert stage.get("li", f"/api/v1/models/{own}").status_code == 404
    told = stage.get("an", f"/api/v1/models/{own}").json
    (version,) = told["kept"]["versions"]
    assert (told["shown"], version["down_by_name"], version["down_reason"]) == (None, "区安委办徐", "正在核实一起举报")
    assert told["kept"]["may"] == ["publish-model"]
    refused = stage.act("xu", "withdraw-model", **member, reason="又")
    assert (refused["code"], refused["reason"]) == ("model-down", "该企业目前没有在宣传，无需撤下。请刷新后再看。")
    stage.does("an", "publish-model", **member, base=1, **STORY)
    assert [card["id"] for card in cards(stage)] == [own]
    assert inbox(stage, db, "li") == [
        ("model-published", "model"), ("model-withdrawn", "models"), ("model-changed", "model"),
    ]  # fmt: skip
    assert inbox(stage, db, "ma") == []


def test_who_leaves_the_cohort_disappears_by_itself_and_a_new_choosing_begins_anew(stage: Stage, db: Database) -> None:
    member, own = published(stage)
    stage.does("an", "remove-model", **member, reason="发生事故")
    assert cards(stage) == []
    assert stage.act("an", "publish-model", **member, base=1, **STORY)["code"] == "model-not-chosen"
    kept = stage.get("an", f"/api/v1/models/{own}").json["kept"]
    assert (kept["removed_reason"], len(kept["versions"]), kept["may"]) == ("发生事故", 1, [])
    assert inbox(stage, db, "li")[-1] == ("model-removed", "models")
    again = chosen(stage, cohort=member["cohort"])
    assert cards(stage) == []
    stage.does("an", "publish-model", **again, **STORY)
    assert [card["id"] != own for card in cards(stage)] == [True]
    stage.does("an", "withdraw-model", **again, reason="停")
    stage.does("an", "remove-model", **again, reason="不再培育")
    assert [event for event, _ in inbox(stage, db, "li")].count("model-removed") == 1, "what was down is not told twice"


@pytest.mark.parametrize("status", ["shut_down", "deregistered", "moved_out"])
def test_who_is_no_longer_at_work_is_not_shown_and_not_counted(stage: Stage, db: Database, status: str) -> None:
    member, _ = published(stage)
    with db.transaction() as session:
        session.execute(text("UPDATE enterprise SET status = :status WHERE id = :id"),
                        {"status": status, "id": UUID(member["enterprise"])})  # fmt: skip
    assert cards(stage) == []
    assert stage.get("xu", f"/api/v1/cohorts/{member['cohort']}").json["shown"] == {"n": 0, "d": 1}
    assert stage.act("an", "publish-model", **member, base=1, **STORY)["code"] == "model-closed"


def test_the_cohort_says_how_many_of_the_chosen_are_shown(stage: Stage) -> None:
    member, own = published(stage)
    chosen(stage, "B", cohort=member["cohort"])
    chosen(stage, "D", "xi", cohort=member["cohort"])
    told = stage.get("xu", f"/api/v1/cohorts/{member['cohort']}").json
    assert told["shown"] == {"n": 1, "d": 3}
    assert {(row["name"][0], row["story"]) for row in told["members"]} == {("A", "up"), ("B", "none"), ("D", "none")}
    assert own in {row["id"] for row in told["members"]}
    assert stage.get("xi", f"/api/v1/cohorts/{member['cohort']}").json["shown"] == {"n": 0, "d": 1}
    stage.does("an", "withdraw-model", **member, reason="停")
    assert stage.get("xu", f"/api/v1/cohorts/{member['cohort']}").json["shown"] == {"n": 0, "d": 3}


def test_cards_are_narrowed_by_trade_and_town_and_cut_into_pages_that_join(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(text("UPDATE enterprise SET supervision_class = 'chemical' WHERE id = :id"),
                        {"id": stage.town.enterprises["D"]})  # fmt: skip
    member, _ = published(stage)
    for spot, who in (("B", "an"), ("C", "an"), ("D", "xi")):
        stage.does(who, "publish-model", **chosen(stage, spot, who, cohort=member["cohort"]), **STORY)
    whole = stage.get("li", "/api/v1/models").json
    assert [card["name"][0] for card in whole["items"]] == ["D", "C", "B", "A"]
    towns = stage.town.towns
    assert (whole["total"], whole["next"]) == (4, None)
    assert whole["classes"] == [{"supervision_class": "chemical", "n": 1}, {"supervision_class": "industry", "n": 3}]
    assert {(town["id"], town["n"]) for town in whole["towns"]} == {(towns["湖东镇"], 3), (towns["湖西镇"], 1)}
    assert [card["name"][0] for card in cards(stage, supervision_class="chemical")] == ["D"]
    narrowed = stage.get("li", "/api/v1/models", town=towns["湖东镇"], limit=2).json
    rest = stage.get("li", "/api/v1/models", town=towns["湖东镇"], limit=2, after=narrowed["next"]).json
    assert [card["name"][0] for card in narrowed["items"] + rest["items"]] == ["C", "B", "A"]
    assert (narrowed["total"], rest["total"], rest["next"]) == (3, 3, None)
    for never in ("7", base64.urlsafe_b64encode(json.dumps(["2026-11-29T00:00:00+08:00", "9" * 30]).encode()).decode()):
        assert stage.get("li", "/api/v1/models", after=never).json["code"] == "unknown-thing"


def test_photos_are_shown_re_encoded_only_while_the_story_is_up(stage: Stage) -> None:
    sha256 = stage.photo("an")["sha256"]
    member, own = published(stage, photos=[sha256, sha256.upper()])
    assert cards(stage)[0]["photos"] == [sha256]
    shown = stage.get("ma", f"/api/v1/models/{own}/photos/{sha256}/view.jpg")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert "comment" not in Image.open(io.BytesIO(shown.data)).info
    assert stage.get("ma", f"/api/v1/photos/{sha256}/view.jpg").status_code == 404
    stage.does("an", "withdraw-model", **member, reason="停")
    assert stage.get("ma", f"/api/v1/models/{own}/photos/{sha256}/thumb.jpg").status_code == 404
    assert stage.get("an", f"/api/v1/models/{own}/photos/{sha256}/thumb.jpg").status_code == 200


def test_the_proof_of_the_ledger_holds_of_what_was_published_and_taken_down(
    stage: Stage, db: Database, settings: Settings
) -> None:
    member, _ = published(stage, photos=[stage.photo("an")["sha256"]])
    stage.does("an", "withdraw-model", **member, reason="停")
    report = proofs.prove(db, PhotoStore.of(settings), lambda *_: None)
    assert (report.entries, report.photos, report.findings) == (4, 1, ())


def test_nobody_shows_a_photo_of_others_by_its_hash_and_earlier_photos_stay_usable(stage: Stage) -> None:
    of_hazard = stage.photo("wang")
    stage.hazard("wang", photos=[of_hazard])
    member = chosen(stage)
    for sha256 in (of_hazard["sha256"], "0" * 64):
        assert stage.act("an", "publish-model", **member, **STORY, photos=[sha256])["code"] == "model-photo"
    own = stage.photo("an")["sha256"]
    stage.does("an", "publish-model", **member, **STORY, photos=[own])
    stage.does("bu", "publish-model", **member, **STORY, base=1, photos=[stage.photo("bu")["sha256"], own])


@pytest.mark.parametrize("is_next_year", [False, True], ids=["again", "next-year"])
def test_a_colleague_sends_the_photo_of_an_earlier_choosing_again_and_is_not_refused(
    stage: Stage, *, is_next_year: bool
) -> None:
    sha256 = stage.photo("an")["sha256"]
    member, _ = published(stage, photos=[sha256])
    stage.does("an", "remove-model", **member, reason="换届")
    again = chosen(stage, who="bu", cohort="" if is_next_year else member["cohort"])
    stage.does("bu", "publish-model", **again, **STORY, photos=[sha256])
    assert [card["photos"] for card in cards(stage)] == [[sha256]]
    other = chosen(stage, "B", "bu", cohort=again["cohort"])
    assert stage.act("bu", "publish-model", **other, **STORY, photos=[sha256])["code"] == "model-photo"


def test_an_enterprise_that_moves_to_the_next_district_shows_nothing_and_offers_no_act_there(
    stage: Stage, db: Database
) -> None:
    sha256 = stage.photo("an")["sha256"]
    member, own = published(stage, photos=[sha256])
    with db.transaction() as session:
        moved = {"id": UUID(member["enterprise"]), "city": stage.town.city, "xu": stage.people["xu"]}
        moved["next"] = session.scalar(
            text("INSERT INTO area (level, name, city_id) VALUES ('district', '另区', :city) RETURNING id"), moved
        )
        session.execute(text("UPDATE enterprise SET district_id = :next WHERE id = :id"), moved)
    assert cards(stage) == []
    with db.transaction() as session:
        session.execute(text("UPDATE person_grant SET area_id = :next WHERE person_id = :xu"), moved)
    assert cards(stage, "xu") == []
    for who in ("xu", "an"):
        for path in ("", f"/photos/{sha256}/thumb.jpg"):
            assert stage.get(who, f"/api/v1/models/{own}{path}").status_code == 404, (who, path)
        assert stage.act(who, "withdraw-model", **member, reason="停")["code"] == "not-found"


def test_who_writes_a_story_is_told_how_long_it_may_be(stage: Stage) -> None:
    member, own = published(stage)
    for told in (
        stage.get("an", f"/api/v1/models/{own}").json["kept"],
        stage.get("an", f"/api/v1/cohorts/{member['cohort']}").json["policy"],
    ):
        assert (told["story_max"], told["photos_max"]) == (4000, 6)


def test_only_who_may_choose_a_model_publishes_one_and_only_in_the_own_area(stage: Stage) -> None:
    member = chosen(stage)
    for who, code in (("wang", "not-yours"), ("li", "not-yours"), ("qin", "not-yours"), ("shi", "not-yours"),
                      ("xi", "area-not-yours")):  # fmt: skip
        assert stage.act(who, "publish-model", **member, **STORY)["code"] == code, who
    other = {**member, "enterprise": str(stage.town.enterprises["B"])}
    refused = stage.act("an", "publish-model", **other, **STORY)
    assert (refused["code"], refused["reason"]) == (
        "model-not-chosen", "只有名册中的企业可以宣传。该企业不在这份名册中，请先选入。",
    )  # fmt: skip
    long = stage.act("an", "publish-model", **member, title="长", body="字" * 4001)
    assert (long["code"], long["reason"]) == (
        "model-long", "正文 4001 字，最多 4000 字。请精简后再发布；所写内容仍在。",
    )  # fmt: skip
    assert cards(stage) == []
