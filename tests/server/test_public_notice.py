"""A notice's link opens exactly this notice: to read, to sign for, to answer; and nothing else of anybody."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from grids.policy import local_day
from server import links
from server.db import Database
from server.store.tables import NoticeRow
from tests.people import NOBODY
from tests.server.outboxes import counted, verify_chains
from tests.server.stage import SAME_ORIGIN, Stage, picture

TODAY = local_day(datetime.now(UTC))
SOON = (TODAY + timedelta(days=10)).isoformat()
ROUTES = (
    ("GET", ""), ("POST", "/acts"), ("HEAD", "/blobs/{photo}"), ("PUT", "/blobs/{photo}"),
    ("GET", "/photos/{photo}/view.jpg"), ("GET", "/photos/{photo}/thumb.jpg"),
)  # fmt: skip


class Linked:
    """A notice with one hazard, beside another notice and a visit of the same enterprise."""

    def __init__(self, stage: Stage) -> None:
        """Let the town issue both, and take the link of the first."""
        self.stage = stage
        self.photo = stage.photo("wang", minutes_ago=5)
        self.hazard, self.other_hazard = stage.hazard("wang", photos=[self.photo]), stage.hazard("wang")
        self.notice, self.other_notice = self.issued(self.hazard), self.issued(self.other_hazard)
        self.url = str(stage.get("an", f"/api/v1/notices/{self.notice}/link").json["url"])
        self.token = self.url.rpartition("/")[2]

    def issued(self, hazard: str) -> str:
        """Open a hazard and put it on a notice."""
        notice, enterprise = str(uuid4()), str(self.stage.town.enterprises["A"])
        self.stage.does("an", "open-hazard", hazard=hazard, level="general", due_on=SOON)
        items = [{"hazard": hazard, "due_on": SOON, "demand": "清理"}]
        self.stage.does("an", "issue-notice", notice=notice, enterprise=enterprise, notice_kind="reminder", items=items)
        return notice

    def path(self, rest: str = "", token: str | None = None) -> str:
        """Address something over the link."""
        return f"/api/v1/public/notices/{token or self.token}{rest.format(photo=self.photo['sha256'])}"

    def open(self, method: str, rest: str = "", token: str | None = None, **more: Any) -> Any:
        """Ask without an account."""
        return self.stage.client(NOBODY).open(self.path(rest, token), method=method, headers=SAME_ORIGIN, **more)

    def act(self, kind: str, **command: Any) -> dict[str, Any]:
        """Send one act over the link."""
        body = {"device_id": str(uuid4()), "items": [self.stage.item(kind, **command)]}
        answer = self.open("POST", "/acts", json=body)
        assert answer.status_code == 200, answer.text
        verdict: dict[str, Any] = answer.json["items"][0]
        return verdict


@pytest.fixture
def linked(stage: Stage) -> Linked:
    return Linked(stage)


def rectified(hazard: str, photo: dict[str, Any]) -> dict[str, Any]:
    return {"hazard": hazard, "done": "已清理", "done_on": TODAY.isoformat(), "done_by": "张工", "photos": [photo]}


def test_the_link_shows_exactly_its_notice(linked: Linked) -> None:
    body = linked.open("GET").json
    assert body["notice"]["id"] == linked.notice
    assert [hazard["id"] for hazard in body["hazards"]] == [linked.hazard]
    assert set(body["enterprise"]) == {"id", "name", "address", "point", "near", "unit_id", "town_id", "is_demo"}
    assert body["person"]["roles"] == ["enterprise"]
    text = linked.open("GET").get_data(as_text=True)
    for secret in (linked.other_hazard, linked.other_notice, "events", "phone"):
        assert secret not in text


def test_a_life_is_answered_over_the_link_alone(linked: Linked, db: Database) -> None:
    assert linked.act("acknowledge-notice", notice=linked.notice, signed_by="李厂长")["status"] == "applied"
    content = picture("after")
    photo = {"sha256": hashlib.sha256(content).hexdigest(), "taken_at": datetime.now(UTC).isoformat()}
    blob = f"/blobs/{photo['sha256']}"
    assert linked.open("HEAD", blob).status_code == 404
    assert linked.open("PUT", blob, data=content).status_code == 200
    assert linked.open("HEAD", blob).status_code == 200
    assert linked.act("submit-rectification", **rectified(linked.hazard, photo))["status"] == "applied"
    assert linked.open("GET").json["hazards"][0]["state"] == "submitted"
    assert linked.open("GET", f"/photos/{photo['sha256']}/view.jpg").mimetype == "image/jpeg"
    events = linked.stage.get("an", f"/api/v1/hazards/{linked.hazard}").json["events"]
    assert [e["person_name"] for e in events[-2:]] == ["通知链接", "通知链接"]
    assert verify_chains(db) == counted(db, "SELECT count(*) FROM act_received WHERE status = 'applied'")


def test_more_time_is_asked_for_over_the_link(linked: Linked) -> None:
    linked.act("acknowledge-notice", notice=linked.notice, signed_by="李")
    more = {"new_due_on": (TODAY + timedelta(days=20)).isoformat(), "reason": "等配件", "interim_measures": "隔离"}
    assert linked.act("request-extension", hazard=linked.hazard, **more)["status"] == "applied"


def test_nothing_else_of_the_enterprise_is_touched_over_the_link(linked: Linked, db: Database) -> None:
    linked.stage.does("li", "acknowledge-notice", notice=linked.other_notice, signed_by="李厂长")
    before = counted(db, "SELECT count(*) FROM ledger")
    enterprise, now = str(linked.stage.town.enterprises["A"]), datetime.now(UTC).isoformat()
    photo = {"sha256": "a" * 64, "taken_at": now}
    tried: list[tuple[str, dict[str, Any]]] = [
        ("submit-rectification", rectified(linked.other_hazard, photo)),
        ("request-extension", {"hazard": linked.other_hazard, "new_due_on": SOON, "reason": "x",
                               "interim_measures": "x"}),
        ("acknowledge-notice", {"notice": linked.other_notice, "signed_by": "某人"}),
        ("propose-change", {"change": str(uuid4()), "enterprise": enterprise, "reason": "x", "fields": {"name": "x"}}),
        ("record-hazard", {"hazard": str(uuid4()), "enterprise": enterprise, "found_at": now, "place": "x",
                           "description": "x", "category": "S05", "photos": [photo]}),
        ("start-visit", {"visit": str(uuid4()), "enterprise": enterprise, "started_at": now}),
        ("revoke-notice-link", {"notice": linked.notice, "reason": "x"}),
        ("reinspect-hazard", {"hazard": linked.hazard, "passed": True, "opinion": "x", "inspected_at": now}),
        ("open-hazard", {"hazard": linked.hazard, "level": "general", "due_on": SOON}),
        ("void-hazard", {"hazard": linked.hazard, "reason": "x"}),
        ("issue-notice", {"notice": str(uuid4()), "enterprise": enterprise, "notice_kind": "reminder",
                          "items": [{"hazard": linked.hazard, "due_on": SOON, "demand": "x"}]}),
    ]  # fmt: skip
    for kind, command in tried:
        verdict = linked.act(kind, **command)
        assert verdict["status"] == "refused", kind
        assert verdict["code"] in {"not-yours", "area-not-yours", "another-person-needed"}, (kind, verdict)
    assert counted(db, "SELECT count(*) FROM ledger") == before


def test_photos_of_other_hazards_and_of_visits_are_unknown_to_the_link(linked: Linked) -> None:
    stage = linked.stage
    elsewhere = stage.get("an", f"/api/v1/hazards/{linked.other_hazard}").json["photos"][0]["sha256"]
    visit, now = str(uuid4()), datetime.now(UTC).isoformat()
    signature, scene = stage.photo("wang"), stage.photo("wang")
    stage.does("wang", "start-visit", visit=visit, enterprise=str(stage.town.enterprises["A"]), started_at=now)
    stage.does(
        "wang", "finish-visit", visit=visit, outcome="closed_door", finished_at=now, signature=signature["sha256"],
        photos=[scene],
    )  # fmt: skip
    assert linked.open("GET", "/photos/{photo}/thumb.jpg").status_code == 200
    for sha256 in (elsewhere, signature["sha256"], scene["sha256"], "0" * 64):
        for size in ("view", "thumb"):
            answer = linked.open("GET", f"/photos/{sha256}/{size}.jpg")
            assert (answer.status_code, answer.json["code"]) == (404, "not-found")
        assert linked.open("HEAD", f"/blobs/{sha256}").status_code == 404


def bad_tokens(linked: Linked) -> list[str]:
    raw = base64.urlsafe_b64decode(linked.token + "==")
    sealed = links.link_token(b"another key", UUID(linked.notice))
    flipped = base64.urlsafe_b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).rstrip(b"=").decode()
    moved = base64.urlsafe_b64encode(UUID(linked.other_notice).bytes + raw[16:]).rstrip(b"=").decode()
    return [sealed, flipped, moved, linked.token[:-4], "x", linked.notice, "é", linked.token + "AAAA"]


def test_a_forged_link_opens_nothing_and_does_not_say_why(linked: Linked) -> None:
    for token in bad_tokens(linked):
        for method, rest in ROUTES:
            answer = linked.open(method, rest, token)
            assert answer.status_code == 404, (token, method, rest)
            if method != "HEAD":
                assert answer.json["code"] == "link-gone"


@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_a_link_that_ended_opens_nothing(linked: Linked, db: Database, how: str) -> None:
    assert linked.open("GET").status_code == 200
    if how == "revoked":
        linked.stage.does("an", "revoke-notice-link", notice=linked.notice, reason="发错单位")
    else:
        with db.transaction() as session:
            row = NoticeRow.id == UUID(linked.notice)
            session.execute(update(NoticeRow).where(row).values(link_expires_at=datetime.now(UTC)))
    told = set()
    for method, rest in ROUTES:
        answer = linked.open(method, rest)
        assert answer.status_code == 404, (method, rest)
        if method != "HEAD":
            told.add(answer.get_data())
    assert len(told) == 1
    assert linked.open("GET", token=bad_tokens(linked)[0]).get_data() in told
    assert linked.stage.get("li", f"/api/v1/notices/{linked.notice}").status_code == 200


def test_only_the_issuers_side_is_given_the_link_and_not_once_it_was_revoked(linked: Linked) -> None:
    path = f"/api/v1/notices/{linked.notice}/link"
    for who, status in (("an", 200), ("wang", 200), ("qin", 200), ("xu", 200), ("lin", 404), ("xi", 404),
                        ("li", 403), ("zhou", 403), ("chen", 403), ("guan", 403), (NOBODY, 401)):  # fmt: skip
        assert linked.stage.get(who, path).status_code == status, who
    linked.stage.does("an", "revoke-notice-link", notice=linked.notice, reason="发错单位")
    assert linked.stage.get("an", path).json["code"] == "link-gone"


def test_a_foreign_page_answers_no_notice(linked: Linked) -> None:
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = linked.stage.client(NOBODY).post(linked.path("/acts"), json={}, headers=headers)
        assert answer.status_code == 403


def test_a_link_signs_nobody_in(linked: Linked) -> None:
    answer = linked.open("GET")
    assert "Set-Cookie" not in answer.headers
    for path in ("session", "pack", f"notices/{linked.notice}", f"hazards/{linked.hazard}", "pulse"):
        assert linked.stage.get(NOBODY, f"/api/v1/{path}").status_code == 401


def test_whoever_is_signed_in_has_over_the_link_the_links_rights_and_no_others(linked: Linked) -> None:
    body = {"device_id": str(uuid4()), "items": [
        linked.stage.item("void-hazard", hazard=linked.hazard, reason="x")
    ]}  # fmt: skip
    answer = linked.stage.client("xu").post(linked.path("/acts"), json=body, headers=SAME_ORIGIN)
    assert answer.get_json()["items"][0]["code"] == "not-yours"


def test_a_held_answer_over_the_link_is_done_when_it_is_sent_again(linked: Linked) -> None:
    stage = linked.stage
    signed = stage.item("acknowledge-notice", notice=linked.notice, signed_by="李")
    photo = {"sha256": "b" * 64, "taken_at": datetime.now(UTC).isoformat()}
    done = stage.item("submit-rectification", parent=signed["id"], **rectified(linked.hazard, photo))

    def send(*items: dict[str, Any]) -> list[str]:
        answer = linked.open("POST", "/acts", json={"device_id": str(stage.device), "items": list(items)})
        return [item["status"] for item in answer.json["items"]]

    assert send(done) == ["held"]
    assert send(signed) == ["applied"]
    assert send(done, done) == ["applied", "duplicate"]


def test_the_key_of_links_is_readable_by_its_owner_alone_and_stays(tmp_path: Path) -> None:
    key = links.secret(tmp_path / "new")
    assert len(key) == 32
    assert links.secret(tmp_path / "new") == key
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600
    assert links.secret(tmp_path / "other") != key


def test_a_token_reads_back_as_its_notice_and_every_changed_byte_is_noticed() -> None:
    notice, key = uuid4(), b"k" * 32
    token = links.link_token(key, notice)
    assert links.read_link_token(key, token) == notice
    raw = base64.urlsafe_b64decode(token + "==")
    for n in range(len(raw)):
        changed = raw[:n] + bytes([raw[n] ^ 4]) + raw[n + 1 :]
        assert links.read_link_token(key, base64.urlsafe_b64encode(changed).decode()) is None
