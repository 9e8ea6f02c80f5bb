"""Access tokens: made by a person, shown once, good for reading the map as that person and for nothing else."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from server import accounts, tokens
from server.store.tables import AccessToken
from tests.people import NOBODY
from tests.server.ogc.conftest import basic
from tests.server.stage import SAME_ORIGIN, Stage

UNITS = "/ogc/collections/units/items"
TILE = "/tiles/unit/10/0/0.mvt"


def made(stage: Stage, who: str, **body: Any) -> Any:
    return stage.client(who).post("/api/v1/tokens", json={"name": "QGIS", "days": 30, **body}, headers=SAME_ORIGIN)


def over(stage: Stage, token: str, path: str, method: str = "GET", scheme: str = "Bearer", **more: Any) -> Any:
    given = basic(token) if scheme == "Basic" else f"{scheme} {token}"
    headers = {"Authorization": given, **SAME_ORIGIN}
    return stage.app.test_client().open(path, method=method, headers=headers, **more)


def rows(stage: Stage) -> list[AccessToken]:
    with stage.app.extensions["wangge.database"].session() as session:
        return list(session.scalars(select(AccessToken)))


def test_a_token_is_shown_once_and_kept_as_its_hash(stage: Stage) -> None:
    answer = made(stage, "an").json
    assert answer["token"].startswith(tokens.PREFIX)
    row = rows(stage)[0]
    assert row.token_sha256 == hashlib.sha256(answer["token"].encode()).hexdigest()
    listed = stage.get("an", "/api/v1/tokens").json
    assert [each["id"] for each in listed] == [answer["id"]]
    assert answer["token"] not in str(listed)
    assert listed[0]["last_used_at"] is None


@pytest.mark.parametrize("scheme", ["Bearer", "Basic"])
def test_a_token_reads_layers_and_tiles_as_its_person(stage: Stage, scheme: str) -> None:
    token = made(stage, "an").json["token"]
    answer = over(stage, token, UNITS, scheme=scheme)
    own = {stage.town.units[letter] for letter in "ABC"}
    assert {each["id"] for each in answer.get_json(force=True)["features"]} == own
    assert over(stage, token, TILE, scheme=scheme).status_code == 200
    assert stage.get("an", "/api/v1/tokens").json[0]["last_used_at"] is not None


def test_a_token_does_nothing_else(stage: Stage) -> None:
    """No list, no act, no further token; in the address it is nothing at all."""
    token = made(stage, "an").json["token"]
    for path in ("/api/v1/session", "/api/v1/hazards", "/api/v1/pack", "/api/v1/tokens", "/api/v1/map/base"):
        for scheme in ("Bearer", "Basic"):
            assert over(stage, token, path, scheme=scheme).status_code == 401, path
    batch = {"device_id": str(stage.device), "items": [stage.item("open-hazard")]}
    assert over(stage, token, "/api/v1/acts", "POST", json=batch).status_code == 401
    assert over(stage, token, "/api/v1/tokens", "POST", json={"name": "x", "days": 1}).status_code == 401
    assert over(stage, token, "/ogc/", "POST").status_code == 405
    assert stage.app.test_client().get(f"{UNITS}?token={token}").status_code == 401


def test_without_a_token_that_holds_a_program_is_told_how_to_sign_in(stage: Stage) -> None:
    client = stage.client(NOBODY)
    for path in (UNITS, TILE, "/ogc/collections"):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": basic("wrong")},
                        {"Authorization": "Basic ???"}, {"Authorization": "Nonsense"}):  # fmt: skip
            answer: Any = client.get(path, headers=headers)
            assert answer.status_code == 401, (path, headers)
            assert answer.headers.getlist("WWW-Authenticate") == [
                'Bearer realm="wangge"', 'Basic realm="wangge", charset="UTF-8"'
            ]  # fmt: skip
            assert answer.json["code"] == "signed-out"


def test_a_page_of_the_product_gets_no_dialog_of_the_browser(stage: Stage) -> None:
    answer = stage.client(NOBODY).get(TILE, headers={"Sec-Fetch-Mode": "cors"})
    assert answer.headers.getlist("WWW-Authenticate") == ['Bearer realm="wangge"']
    assert "WWW-Authenticate" not in stage.client(NOBODY).get("/api/v1/session").headers


def test_a_wrong_token_is_not_made_good_by_the_cookie_beside_it(stage: Stage) -> None:
    assert stage.client("an").get(UNITS, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert stage.client("an").get(UNITS).status_code == 200


def test_a_revoked_an_ended_and_another_ones_token(stage: Stage) -> None:
    answer = made(stage, "an", days=1).json
    assert stage.client("xi").delete(f"/api/v1/tokens/{answer['id']}", headers=SAME_ORIGIN).status_code == 404
    assert over(stage, answer["token"], UNITS).status_code == 200
    database = stage.app.extensions["wangge.database"]
    with database.session() as session:
        later = datetime.now(UTC) + timedelta(days=1, minutes=1)
        assert tokens.who(session, answer["token"], later) is None
    assert stage.client("an").delete(f"/api/v1/tokens/{answer['id']}", headers=SAME_ORIGIN).status_code == 204
    assert stage.client("an").delete(f"/api/v1/tokens/{answer['id']}", headers=SAME_ORIGIN).status_code == 404
    assert over(stage, answer["token"], UNITS).status_code == 401
    assert stage.get("an", "/api/v1/tokens").json == []


def test_rights_are_those_of_the_moment(stage: Stage) -> None:
    token = made(stage, "an").json["token"]
    database = stage.app.extensions["wangge.database"]
    with database.transaction() as session:
        session.execute(
            text("UPDATE person_grant SET valid_to = now() WHERE person_id = :who"), {"who": stage.people["an"]}
        )
    assert over(stage, token, UNITS).get_json(force=True)["features"] == []
    with database.transaction() as session:
        session.execute(text("UPDATE person SET active = false WHERE id = :who"), {"who": stage.people["an"]})
    assert over(stage, token, UNITS).status_code == 401


def test_a_new_password_ends_every_token(stage: Stage) -> None:
    token = made(stage, "an").json["token"]
    with stage.app.extensions["wangge.database"].transaction() as session:
        accounts.set_password(session, "an", "另一个新口令-2026", datetime.now(UTC))
    assert over(stage, token, UNITS).status_code == 401


@pytest.mark.parametrize(
    "body", [{"days": 0}, {"days": 401}, {"name": ""}, {"name": "  "}, {"name": "x" * 61}, {"days": "x"}]
)
def test_a_token_needs_a_name_and_an_end(stage: Stage, body: dict[str, Any]) -> None:
    assert made(stage, "an", **body).status_code == 422
    assert rows(stage) == []


def test_nobody_holds_more_than_the_limit(stage: Stage) -> None:
    for _ in range(tokens.MOST):
        assert made(stage, "an").status_code == 200
    assert (made(stage, "an").status_code, made(stage, "xi").status_code) == (409, 200)
