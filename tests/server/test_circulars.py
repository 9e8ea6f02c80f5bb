"""Circulars over the routes: instruction, receipt, answer, decision; reports upward; every number with its list."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from grids.circulars import AddresseeState, Receipt, code_of, span
from grids.commands import CircularKind
from grids.errors import Refusal
from server import attachments, photos
from server.config import Settings
from server.db import Database
from server.jobs import telling
from server.store.tables import ActReceived, CircularAddressee, GrantRow, InboxMessage
from tests.server.stage import SAME_ORIGIN, Stage, picture
from tests.server.test_contacts import town_of
from tests.server.test_self_checks import TODAY

SOON = (TODAY + timedelta(days=5)).isoformat()


def district_of(stage: Stage) -> str:
    return f"district:{stage.town.district}"


def west_of(stage: Stage) -> str:
    return f"town:{stage.town.towns['湖西镇']}"


def issued(stage: Stage, who: str = "xu", **more: Any) -> str:
    own = str(uuid4())
    given: dict[str, Any] = {
        "circular": own, "office": district_of(stage), "circular_kind": "task", "title": "岁末年初检查",
        "body": "请部署",
        "offices": [town_of(stage), west_of(stage)], "wants_answer": True, "due_on": SOON,
    }  # fmt: skip
    stage.does(who, "issue-circular", **{**given, **more})
    return own


def one(stage: Stage, circular: str, who: str = "xu") -> Any:
    answer = stage.get(who, f"/api/v1/circulars/{circular}")
    assert answer.status_code == 200, answer.text
    return answer.json


def names(stage: Stage, circular: str, side: str) -> list[str]:
    found = stage.get("xu", f"/api/v1/circulars/{circular}/addressees", side=side).json
    assert found["total"] == len(found["items"])
    return [row["addressee"] for row in found["items"]]


def test_the_chain_of_an_instruction(stage: Stage) -> None:
    own = issued(stage)
    on = {"circular": own, "addressee": town_of(stage)}
    assert one(stage, own, "an")["may"] == ["sign-circular"]
    stage.does("an", "read-circular", **on)
    stage.does("zhou", "read-circular", **on)
    stage.does("an", "sign-circular", **on, signed_by="安")
    stage.does("an", "answer-circular", **on, answer=str(uuid4()), body="已部署")
    assert "decide-answer" in one(stage, own)["may"]
    stage.does("xu", "decide-answer", **on, accepted=False, opinion="请附名单", new_due_on=SOON)
    back = one(stage, own, "an")["mine"][0]
    assert (back["state"], back["answers"][0]["opinion"], back["readers"]) == ("returned", "请附名单", 2)
    stage.does("an", "answer-circular", **on, answer=str(uuid4()), body="附名单")
    stage.does("xu", "decide-answer", **on, accepted=True)
    done = one(stage, own, "an")["mine"][0]
    assert (done["state"], [each["n"] for each in done["answers"]]) == ("done", [2, 1])


def test_every_share_of_receipts_opens_exactly_its_list(stage: Stage) -> None:
    own = issued(stage)
    east, west = town_of(stage), west_of(stage)
    stage.does("an", "sign-circular", circular=own, addressee=east, signed_by="安")
    stage.does("xi", "read-circular", circular=own, addressee=west)
    rates = one(stage, own)["rates"]
    assert rates == {
        "read": {"n": 2, "d": 2}, "signed": {"n": 1, "d": 2}, "answered": {"n": 0, "d": 2}, "overdue": {"n": 0, "d": 2},
    }  # fmt: skip
    lists = {side: names(stage, own, side) for side in ("all", "read", "signed", "unsigned", "unanswered", "overdue")}
    both = sorted([east, west])
    assert lists == {
        "all": both, "read": both, "signed": [east], "unsigned": [west], "unanswered": both, "overdue": [],
    }  # fmt: skip


def test_what_is_late_counts_as_late_and_no_longer_once_it_is_withdrawn(stage: Stage, db: Database) -> None:
    own = issued(stage)
    with db.transaction() as session:
        session.get_one(CircularAddressee, (own, town_of(stage))).due_on = TODAY - timedelta(days=1)
    assert one(stage, own)["rates"]["overdue"] == {"n": 1, "d": 2}
    assert names(stage, own, "overdue") == [town_of(stage)]
    assert [row["id"] for row in stage.get("xu", "/api/v1/circulars", late="true").json["items"]] == [own]
    stage.does("xu", "withdraw-circular", circular=own, reason="重发")
    assert one(stage, own)["rates"]["overdue"]["n"] == 0
    on = {"circular": own, "addressee": town_of(stage)}
    assert stage.act("an", "sign-circular", **on, signed_by="安")["code"] == "circular-withdrawn"


@pytest.mark.parametrize("wants_answer", [True, False])
def test_what_is_late_is_counted_and_listed_as_the_rule_says(stage: Stage, db: Database, *, wants_answer: bool) -> None:
    own, on = issued(stage, wants_answer=wants_answer), town_of(stage)
    for state in AddresseeState:
        for due_on in (None, TODAY - timedelta(days=1), TODAY):
            with db.transaction() as session:
                row = session.get_one(CircularAddressee, (own, on))
                row.state, row.due_on = state.value, due_on
            late = Receipt(state=state, wants_answer=wants_answer, due_on=due_on).is_overdue(TODAY)
            told = one(stage, own)
            mine = one(stage, own, "an")["mine"][0]
            assert (told["rates"]["overdue"]["n"], mine["overdue"]) == (int(late), late), (state, due_on)
            assert names(stage, own, "overdue") == ([on] if late else []), (state, due_on)


def test_a_day_of_the_list_is_the_day_here_and_not_that_of_greenwich(stage: Stage, db: Database) -> None:
    own = issued(stage)
    with db.transaction() as session:
        past_midnight = {"id": own, "at": datetime(2026, 3, 4, 17, tzinfo=UTC)}
        session.execute(text("UPDATE circular SET issued_at = :at WHERE id = :id"), past_midnight)
    listed = {
        day: [row["id"] for row in stage.get("xu", "/api/v1/circulars", first=day, last=day).json["items"]]
        for day in ("2026-03-04", "2026-03-05")
    }
    assert listed == {"2026-03-04": [], "2026-03-05": [own]}


def test_an_addressee_sees_itself_and_nobody_else(stage: Stage) -> None:
    own = issued(stage)
    seen = one(stage, own, "an")
    assert seen["rates"] is None
    listed = stage.get("an", f"/api/v1/circulars/{own}/addressees").json
    assert [row["addressee"] for row in listed["items"]] == [town_of(stage)]
    assert stage.get("li", f"/api/v1/circulars/{own}").status_code == 404


def test_a_town_reaches_the_enterprises_of_its_ground(stage: Stage) -> None:
    reach = stage.get("an", "/api/v1/circulars/audience", office=town_of(stage)).json
    own = issued(stage, "an", office=town_of(stage), offices=[], enterprises={})
    assert one(stage, own, "an")["rates"]["signed"]["d"] == reach["enterprises"] > 0
    mine = stage.get("li", "/api/v1/circulars", waiting="true").json["items"]
    assert [row["id"] for row in mine] == [own]
    firm = f"enterprise:{stage.town.enterprises['A']}"
    stage.does("li", "sign-circular", circular=own, addressee=firm, signed_by="李")
    assert stage.get("ma", f"/api/v1/circulars/{own}").status_code == 404
    assert stage.act("li", "sign-circular", circular=own, addressee=firm, signed_by="李")["code"] == "already-done"


def test_a_briefing_goes_up_and_is_listed_by_its_office(stage: Stage) -> None:
    given: dict[str, Any] = {"circular_kind": "briefing", "wants_answer": False, "due_on": None}
    own = issued(stage, "an", office=town_of(stage), offices=[district_of(stage)], title="工作简报第一期", **given)
    listed = stage.get("xu", "/api/v1/circulars", kind="briefing", office=town_of(stage)).json["items"]
    assert [(row["id"], row["title"]) for row in listed] == [(own, "工作简报第一期")]
    west = {"circular": str(uuid4()), "office": town_of(stage), "title": "t", "body": "b", "offices": [west_of(stage)]}
    assert stage.act("an", "issue-circular", **west, **given)["code"] == "circular-address"


def test_towns_do_not_instruct_the_district(stage: Stage) -> None:
    given = {"circular": str(uuid4()), "office": town_of(stage), "circular_kind": "task", "title": "t", "body": "b"}
    assert stage.act("an", "issue-circular", **given, offices=[district_of(stage)])["code"] == "circular-address"


def test_a_file_goes_with_a_circular_and_its_addressees_open_it(stage: Stage) -> None:
    content, sha = picture("方案"), _sent_in(stage, "方案")
    own = issued(stage, attachments=[{"sha256": sha, "name": "方案.jpg"}])
    assert stage.get("an", f"/api/v1/circulars/{own}/attachments/{sha}/file").data == content
    assert stage.get("li", f"/api/v1/circulars/{own}/attachments/{sha}/file").status_code == 404


@pytest.mark.parametrize("content", [b"MZ program", b"<html><script>x</script>", b"PK\x03\x04 broken", b""])
def test_a_file_of_another_kind_is_not_taken(stage: Stage, content: bytes) -> None:
    sha = hashlib.sha256(content).hexdigest()
    answer: Any = stage.client("xu").put(f"/api/v1/attachments/{sha}", data=content, headers=SAME_ORIGIN)
    assert (answer.status_code, answer.json["code"]) == (422, "bad-attachment")
    given: dict[str, Any] = {
        "circular": str(uuid4()),
        "office": district_of(stage),
        "circular_kind": "notice",
        "title": "t",
        "body": "b",
    }
    given |= {"offices": [town_of(stage)], "attachments": [{"sha256": sha, "name": "x.pdf"}]}
    assert stage.act("xu", "issue-circular", **given)["code"] == "bad-attachment"


def test_a_file_that_was_attached_to_nothing_goes_after_a_week(stage: Stage, db: Database, settings: Settings) -> None:
    store = attachments.store_of(settings, 1_000_000)
    used, orphan = (_sent_in(stage, seed) for seed in ("方案", "草稿"))
    issued(stage, attachments=[{"sha256": used, "name": "方案.jpg"}])
    with db.session() as session:
        now = datetime.now(UTC)
        assert attachments.sweep(store, session, now + timedelta(days=6)) == 0
        assert attachments.sweep(store, session, now + timedelta(days=8)) == 1
        assert [sha256 for sha256, _ in attachments.known(session)] == [used]
    assert photos.original(store, used)
    with pytest.raises(Refusal, match="not-found"):
        photos.original(store, orphan)


def _sent_in(stage: Stage, seed: str) -> str:
    content = picture(seed)
    sha = hashlib.sha256(content).hexdigest()
    kept: Any = stage.client("xu").put(f"/api/v1/attachments/{sha}", data=content, headers=SAME_ORIGIN)
    assert (kept.status_code, kept.json["mime"]) == (200, "image/jpeg")
    return sha


def test_who_owes_the_quarters_report_is_named_and_what_came_in_time_counts(stage: Stage) -> None:
    kind = CircularKind.QUARTER_REPORT
    last = code_of(kind, span(code_of(kind, TODAY)).first - timedelta(days=1))
    drafted = stage.get("an", "/api/v1/circulars/draft", office=town_of(stage), kind=kind.value, period=last).json
    assert "按期整改率" in drafted["body"]
    before = stage.get("xu", "/api/v1/circulars/duties", period=last).json
    assert (before["n"], {row["standing"] for row in before["items"]}) == (0, {"missed"})
    this = code_of(kind, TODAY)
    waiting = stage.get("xu", "/api/v1/circulars/duties", period=this).json
    assert {row["standing"] for row in waiting["items"]} == {"waiting"}
    sent: dict[str, Any] = {
        "circular_kind": kind.value,
        "wants_answer": False,
        "due_on": None,
        "office": town_of(stage),
    }
    sent |= {"offices": [district_of(stage)], "title": drafted["title"], "body": drafted["body"]}
    issued(stage, "an", **sent, period=last)
    issued(stage, "an", **sent, period=this)
    late, in_time = (stage.get("xu", "/api/v1/circulars/duties", period=each).json for each in (last, this))
    own = {row["office"]: row["standing"] for row in late["items"]}
    assert (own[town_of(stage)], late["n"]) == ("late", 0)
    assert (in_time["n"], in_time["d"]) == (1, len(in_time["items"]))
    again = {**sent, "circular": str(uuid4()), "period": this}
    assert stage.act("an", "issue-circular", **again)["status"] != "applied"
    assert [row["office"] for row in stage.get("an", "/api/v1/circulars/duties").json["items"]] == [town_of(stage)]


def test_who_took_office_after_a_period_sees_what_was_owed_for_it(stage: Stage, db: Database) -> None:
    kind = CircularKind.QUARTER_REPORT
    last = code_of(kind, span(code_of(kind, TODAY)).first - timedelta(days=1))
    before = stage.get("xu", "/api/v1/circulars/duties", period=last).json
    with db.transaction() as session:
        grant = session.scalars(select(GrantRow).where(GrantRow.person_id == stage.people["xu"])).one()
        grant.valid_from = datetime.now(UTC) - timedelta(minutes=1)
    after = stage.get("xu", "/api/v1/circulars/duties", period=last).json
    assert (after["items"], after["d"]) == (before["items"], len(before["items"]))
    assert after["d"] > 0


def test_the_people_of_an_addressee_are_told_of_it_and_the_issuer_of_its_answer(stage: Stage, db: Database) -> None:
    own = issued(stage)
    on = {"circular": own, "addressee": town_of(stage)}
    stage.does("an", "sign-circular", **on, signed_by="安")
    stage.does("an", "answer-circular", **on, answer=str(uuid4()), body="已部署")
    with db.transaction() as session:
        for act in session.scalars(select(ActReceived).order_by(ActReceived.received_at)):
            telling.tell(session, act.id, datetime.now(UTC))
        told = {(row.event, row.person_id) for row in session.scalars(select(InboxMessage))}
    people = stage.people
    assert {("circular-issued", people["an"]), ("circular-issued", people["zhou"])} <= told
    assert ("circular-answered", people["xu"]) in told
    assert people["li"] not in {person for _, person in told}
