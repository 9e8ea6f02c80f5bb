"""What stands between a stranger and the work: foreign pages, guessed passwords, stolen cookies, framed pages."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import structlog
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from server import links, people, throttle
from server.accounts import set_password
from server.application import create_app
from server.config import Settings
from server.db import Database
from server.store.tables import SignInFailure, SignInSession
from tests.people import NOBODY, PASSWORD
from tests.server.stage import SAME_ORIGIN, Stage, picture

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; report-uri /csp"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
FOREIGN: list[dict[str, str]] = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example/localhost"},
]
OWN: list[dict[str, str]] = [SAME_ORIGIN, {"Origin": "http://localhost"}]


def sign_in(client: FlaskClient, username: str, password: str, **more: Any) -> Any:
    body = {"username": username, "password": password, **more}
    return client.post("/api/v1/session", json=body, headers=SAME_ORIGIN)


def writes(stage: Stage) -> list[tuple[str, str]]:
    """Every route that changes something, with a path that leads to it."""
    words = {"uuid": str(uuid4()), "string": "a" * 64, "int": "1", "path": "x"}
    return [
        (method, re.sub(r"<(\w+):\w+>", lambda part: words[part[1]], rule.rule))
        for rule in stage.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    ]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_foreign_page_changes_nothing_on_any_route(stage: Stage, headers: dict[str, str]) -> None:
    routes = writes(stage)
    assert len(routes) > 8
    for method, path in routes:
        answer = stage.client("an").open(path, method=method, json={}, headers=headers)
        if path == "/csp":
            assert answer.status_code == 204
        else:
            assert answer.status_code == 403, (method, path)
            assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_our_own_page_is_let_through(stage: Stage, headers: dict[str, str]) -> None:
    answer = stage.client("an").post("/api/v1/inbox/read", json={"ids": []}, headers=headers)
    assert answer.status_code == 204
    for method, path in writes(stage):
        answer = stage.client("an").open(path, method=method, json={}, headers=headers)
        assert answer.status_code != 403 or answer.get_json()["code"] is not None, (method, path)


def test_reading_needs_no_such_header_and_a_refused_sign_in_signs_nobody_in(stage: Stage) -> None:
    assert stage.client("an").get("/api/v1/pulse", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
    client = stage.app.test_client()
    answer = client.post("/api/v1/session", json={"username": "an", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        (NOBODY, "GET", "/healthz"), (NOBODY, "GET", "/api/v1/openapi.json"), (NOBODY, "GET", "/api/v1/session"),
        (NOBODY, "GET", "/api/v1/nothing"), (NOBODY, "GET", "/assets/nothing.js"), (NOBODY, "POST", "/api/v1/acts"),
        (NOBODY, "PATCH", "/api/v1/acts"), (NOBODY, "OPTIONS", "/api/v1/pack"), (NOBODY, "GET", "/nothing.png"),
        ("an", "GET", "/api/v1/pack"), ("an", "GET", "/api/v1/hazards?limit=0"), ("an", "GET", "/api/v1/map/base"),
        ("an", "GET", "/tiles/unit/10/853/415.mvt"), ("an", "GET", "/tiles/x/1/1/1.mvt"),
    ],
)  # fmt: skip
def test_every_answer_carries_the_headers(stage: Stage, who: str, method: str, path: str) -> None:
    answer = stage.client(who).open(path, method=method)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Strict-Transport-Security" not in answer.headers
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


TIANDITU = " ".join(f"https://t{n}.tianditu.gov.cn" for n in range(8))
AMAP = " ".join(f"https://{name}0{n}.is.autonavi.com" for name in ("webrd", "webst") for n in range(1, 5))


@pytest.mark.parametrize(
    ("chosen", "hosts"),
    [
        ({"basemap": "tianditu", "tianditu_key": "k"}, TIANDITU),
        ({"basemap": "amap"}, AMAP),
        (
            {"basemap": "xyz", "basemap_url": "https://tiles.example:8443/{z}/{x}/{y}.png?key=secret"},
            "https://tiles.example:8443",
        ),
        ({"basemap": "pmtiles"}, ""),
        ({"tianditu_key": "k", "basemap_url": "https://tiles.example/{z}/{x}/{y}.png"}, ""),
    ],
)
def test_a_map_of_somebody_else_opens_the_policy_for_its_hosts_and_no_wider(
    settings: Settings, db: Database, chosen: dict[str, Any], hosts: str
) -> None:
    app = create_app(Settings(data_dir=settings.data_dir, **chosen), db)
    told = app.test_client().get("/api/v1/openapi.json").headers["Content-Security-Policy"]
    more = f" {hosts}" if hosts else ""
    opened = POLICY.replace("blob: data:;", f"blob: data:{more};").replace(
        "connect-src 'self';", f"connect-src 'self'{more};"
    )
    assert told == opened


def test_a_blocked_tile_is_logged_by_its_host_and_never_with_its_key(stage: Stage) -> None:
    blocked = f"https://t0.tianditu.gov.cn/vec_w/wmts?LAYER=vec&tk={SECRET}"
    with structlog.testing.capture_logs() as logged:
        for uri in (blocked, "inline", "data", f"x?{SECRET}", 7, None):
            report = {"csp-report": {"violated-directive": "img-src", "blocked-uri": uri}}
            assert stage.client(NOBODY).post("/csp", json=report).status_code == 204
    assert [row["blocked"] for row in logged] == ["https://t0.tianditu.gov.cn", "inline", "data", "x", "7", ""]
    assert SECRET not in str(logged)


@pytest.mark.usefixtures("stage")
@pytest.mark.parametrize("secure", ["https", "http"])
def test_the_cookie_is_kept_from_scripts_and_other_sites(settings: Settings, db: Database, secure: str) -> None:
    app = create_app(Settings(data_dir=settings.data_dir, secure_cookie=secure == "https", session_days=30), db)
    answer = sign_in(app.test_client(), "wang", PASSWORD)
    assert answer.status_code == 200
    name, *flags = answer.headers["Set-Cookie"].split("; ")
    assert name.startswith("wangge_session=")
    assert len(name.partition("=")[2]) >= 43
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags)
    assert ("Secure" in flags) == (secure == "https")
    assert not any(flag.startswith("Domain") for flag in flags)
    expires = datetime.fromisoformat(answer.json["expires_at"])
    assert timedelta(days=29) < expires - datetime.now(UTC) <= timedelta(days=30)
    assert ("Strict-Transport-Security" in answer.headers) == (secure == "https")


def test_nothing_in_the_database_signs_anybody_in(stage: Stage, db: Database) -> None:
    client = stage.app.test_client()
    token = sign_in(client, "wang", PASSWORD).headers["Set-Cookie"].split(";")[0].partition("=")[2]
    with db.session() as session:
        kept = session.scalars(select(SignInSession)).all()
    assert all(token not in str(vars(row)) for row in kept)
    thief = stage.app.test_client()
    thief.set_cookie("wangge_session", kept[-1].token_sha256)
    assert thief.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "\x7f", "a" * 4000, "é", "'; DROP TABLE person; --"])
def test_a_cookie_that_is_none_of_ours_is_nobody(stage: Stage, token: str) -> None:
    client = stage.app.test_client()
    client.set_cookie("wangge_session", token)
    assert client.get("/api/v1/pack").status_code == 401


def test_eight_wrong_passwords_pause_that_name_from_that_address_and_nothing_else(stage: Stage, db: Database) -> None:
    client = stage.app.test_client()
    for _ in range(8):
        assert sign_in(client, "wang", "wrong password").json["code"] == "sign-in-failed"
    paused = sign_in(client, " WANG ", PASSWORD)
    assert (paused.status_code, paused.json["code"]) == (429, "too-many-tries")
    assert "Set-Cookie" not in paused.headers
    assert sign_in(client, "an", PASSWORD).status_code == 200
    elsewhere = stage.app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert sign_in(elsewhere, "wang", PASSWORD).status_code == 200
    with db.transaction() as session:
        keys = session.scalars(select(SignInFailure.key)).all()
        assert len(set(keys)) == 1
        assert not any("wang" in key or "127.0.0.1" in key for key in keys)
        session.execute(update(SignInFailure).values(at=SignInFailure.at - timedelta(minutes=11)))
    assert sign_in(client, "wang", PASSWORD).status_code == 200


def test_guesses_sent_at_once_are_no_more_than_guesses_one_by_one(real_stage: Stage) -> None:
    def guess(_: int) -> int:
        return int(sign_in(real_stage.app.test_client(), "wang", "wrong password").status_code)

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(16)))
    assert sorted(told) == [401] * 8 + [429] * 8


def test_who_has_the_table_of_failures_alone_cant_try_addresses(stage: Stage, db: Database) -> None:
    assert sign_in(stage.app.test_client(), "wang", "wrong password").status_code == 401
    with db.session() as session:
        kept = session.scalars(select(SignInFailure.key)).one()
    key = links.secret(stage.app.extensions["wangge.settings"].data_dir)
    now = datetime.now(UTC)
    assert kept == throttle.fingerprint(key, "wang\n127.0.0.1", now)
    assert kept != throttle.fingerprint(b"of another installation", "wang\n127.0.0.1", now)


def test_a_good_password_clears_the_count(stage: Stage) -> None:
    client = stage.app.test_client()
    for _ in range(3):
        for _ in range(7):
            assert sign_in(client, "wang", "wrong").status_code == 401
        assert sign_in(client, "wang", PASSWORD).status_code == 200


def test_a_neighbour_in_the_same_network_counts_as_one_address(stage: Stage) -> None:
    for n in range(8):
        client = stage.app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{n + 1}"
        assert sign_in(client, "wang", "wrong").status_code == 401
    client.environ_base["REMOTE_ADDR"] = "2001:db8:1:2:ffff::1"
    assert sign_in(client, "wang", PASSWORD).status_code == 429


def test_a_wrong_name_and_a_wrong_password_are_told_alike(stage: Stage) -> None:
    client = stage.app.test_client()
    wrong = [sign_in(client, name, "wrong") for name in ("wang", "nobody-of-that-name", "#link", "")]
    assert {(a.status_code, a.get_data()) for a in wrong} == {(401, wrong[0].get_data())}
    assert sign_in(client, "#link", "!").status_code == 401


def test_signing_out_ends_the_session_on_the_server(stage: Stage) -> None:
    client = stage.app.test_client()
    token = sign_in(client, "wang", PASSWORD).headers["Set-Cookie"].split(";")[0].partition("=")[2]
    assert client.delete("/api/v1/session", headers=SAME_ORIGIN).status_code == 204
    again = stage.app.test_client()
    again.set_cookie("wangge_session", token)
    assert again.get("/api/v1/session").status_code == 401


def test_a_lost_phone_is_signed_out_from_another_one(stage: Stage) -> None:
    lost, own = stage.app.test_client(), stage.app.test_client()
    for client in (lost, own):
        assert sign_in(client, "wang", PASSWORD).status_code == 200
    there = own.get("/api/v1/sessions").get_json()
    other = next(each["id"] for each in there if not each["current"])
    assert own.delete(f"/api/v1/sessions/{other}", headers=SAME_ORIGIN).status_code == 204
    assert lost.get("/api/v1/pack").status_code == 401
    assert own.get("/api/v1/pack").status_code == 200


def test_a_new_password_signs_out_everywhere(stage: Stage, db: Database) -> None:
    assert stage.get("wang", "/api/v1/session").status_code == 200
    with db.transaction() as session:
        set_password(session, "wang", "another password", datetime.now(UTC))
    assert stage.get("wang", "/api/v1/session").status_code == 401
    assert sign_in(stage.app.test_client(), "wang", PASSWORD).status_code == 401


def test_an_expired_session_is_none(stage: Stage, db: Database) -> None:
    assert stage.get("wang", "/api/v1/session").status_code == 200
    with db.transaction() as session:
        session.execute(update(SignInSession).values(expires_at=datetime.now(UTC)))
    answer = stage.get("wang", "/api/v1/session")
    assert (answer.status_code, answer.json["code"]) == (401, "signed-out")


SECRET = "a-secret-that-nobody-may-read-8d1f"


def test_a_password_is_in_no_log_no_answer_and_no_row(
    stage: Stage, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = stage.app.test_client()
    with structlog.testing.capture_logs() as logged:
        answers = [
            sign_in(client, "wang", SECRET),
            sign_in(client, SECRET, PASSWORD),
            sign_in(client, "wang", SECRET * 10),
            sign_in(client, "wang", SECRET, device_id="no device"),
            client.post("/api/v1/session", data=f'{{"password": "{SECRET}"', headers=SAME_ORIGIN),
            client.post("/api/v1/session", data=f"password={SECRET}", headers=SAME_ORIGIN),
        ]
    assert all(400 <= answer.status_code < 500 for answer in answers)
    assert not any(SECRET in answer.get_data(as_text=True) for answer in answers)
    assert SECRET not in caplog.text
    assert SECRET not in str(logged)
    with db.session() as session:
        for table in ("sign_in_failure", "sign_in_session", "person"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - names above
            assert SECRET not in str(rows)


def test_passwords_are_kept_as_argon2id() -> None:
    kept = people.hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != people.hash_password(PASSWORD)


def test_too_large_a_body_is_refused_and_not_kept(stage: Stage, settings: Settings) -> None:
    small = Settings(environment="dev", data_dir=settings.data_dir, photo_max_bytes=100_000)
    app = create_app(small, stage.app.extensions["wangge.database"])
    own = Stage(app=app, town=stage.town, people=stage.people)
    content = picture("x") + b"\0" * 200_000
    answer: Any = own.client("wang").put(f"/api/v1/blobs/{'a' * 64}", data=content, headers=SAME_ORIGIN)
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")
    assert not [file for file in (settings.data_dir / "blobs").rglob("*") if file.is_file()]
    answer = own.client("wang").post("/api/v1/acts", data=b"x" * 300_000, headers=SAME_ORIGIN)
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")


def test_a_fault_tells_nothing_of_the_inside(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    stage.app.testing = False
    monkeypatch.setattr("server.reads.feed.head", broken)
    answer = stage.get("an", "/api/v1/pulse")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert SECRET not in answer.text
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_no_answer_of_a_person_is_kept_by_a_shared_cache(stage: Stage) -> None:
    for path in ("pack", "hazards", "enterprises", "notices", "pulse", "session", "inbox", "people", "figures/units"):
        kept = stage.get("an", f"/api/v1/{path}").headers.get("Cache-Control", "")
        assert "no-store" in kept or "private" in kept, path


@pytest.mark.parametrize(
    "name", ["../server/config.py", "%2e%2e/pyproject.toml", "..%2fpyproject.toml", "/etc/passwd", "assets/../../x"]
)
def test_no_path_leads_out_of_the_built_pages(stage: Stage, name: str) -> None:
    with stage.client(NOBODY).get(f"/{name}") as answer:
        content = answer.get_data()
    assert answer.status_code == 404 or content.startswith(b"<!doctype html>")
    assert not any(word in content for word in (b"[project]", b"root:", b"from __future__"))
