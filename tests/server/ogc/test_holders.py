"""Who holds a token is remembered for a second, and proved in the very statement that reads for them."""

import time
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from gis import tiles
from server import tokens
from server.api import context, holders
from server.api.memory import Memory
from tests.server.ogc.test_tokens import UNITS, made, over
from tests.server.stage import SAME_ORIGIN, Stage

AT = datetime.now(UTC)
PAGES = (
    UNITS,
    "/ogc/collections/hazards/items",
    "/ogc/collections/enterprises/items?limit=1&sortby=-name",
    "/ogc/collections/enterprises/items?bbox=119,31,121,32&crs=http://www.opengis.net/def/crs/EPSG/0/4549",
    f"{UNITS}?f=html",
    f"{UNITS}?limit=none",
    "/ogc/collections/nothing/items",
)


def seen(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer.status_code, answer.get_data(), sorted(answer.headers)


def change(stage: Stage, sql: str) -> None:
    with stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(text(sql), {"who": stage.people["an"]})


def _nobody(*_: object) -> None:
    raise AssertionError("looked up")


def test_who_is_remembered_is_answered_as_who_is_looked_up(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.hazard("wang", "A")
    token = made(stage, "an").json["token"]
    over(stage, token, UNITS)  # keeps that the token was used, which makes its stamp another
    monkeypatch.setattr(context, "now", lambda: AT)
    for path in PAGES:
        for headers in ({}, {"Accept-Language": "en"}, {"Accept-Encoding": "gzip"}):
            stage.app.extensions[holders.EXTENSION] = Memory()
            own = {"Authorization": f"Bearer {token}", **SAME_ORIGIN, **headers}
            first = seen(stage.app.test_client().get(path, headers=own))
            with monkeypatch.context() as patch:
                patch.setattr(tokens, "who", _nobody)
                assert seen(stage.app.test_client().get(path, headers=own)) == first, path


def test_a_right_taken_away_is_gone_from_the_next_page(stage: Stage) -> None:
    token = made(stage, "an").json["token"]
    for _ in range(2):
        assert len(over(stage, token, UNITS).get_json(force=True)["features"]) == 3
    change(stage, "DELETE FROM person_grant WHERE person_id = :who")
    assert over(stage, token, UNITS).get_json(force=True)["features"] == []


def test_a_revoked_token_and_a_person_who_left_read_no_next_page(stage: Stage) -> None:
    for end in (
        "UPDATE access_token SET revoked_at = now() WHERE person_id = :who",
        "UPDATE person SET active = false WHERE id = :who",
    ):
        token = made(stage, "an").json["token"]
        for _ in range(2):
            assert over(stage, token, UNITS).status_code == 200
        change(stage, end)
        answer = over(stage, token, UNITS)
        assert (answer.status_code, answer.json["code"]) == (401, "signed-out")
        assert answer.headers.getlist("WWW-Authenticate")


def test_a_language_changed_is_that_of_the_next_page(stage: Stage) -> None:
    token = made(stage, "an").json["token"]
    titles = []
    for locale in ("zh", "en"):
        change(stage, f"UPDATE person SET locale = '{locale}' WHERE id = :who")  # noqa: S608 - two words of ours
        titles.append(over(stage, token, UNITS).get_json(force=True)["links"][0]["title"])
    assert titles[0] != titles[1]


def test_after_a_second_the_holder_is_looked_up_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    token = made(stage, "an").json["token"]
    for _ in range(2):
        over(stage, token, UNITS)
    monkeypatch.setattr(tokens, "who", _nobody)
    assert over(stage, token, UNITS).status_code == 200
    monkeypatch.setattr(time, "monotonic", lambda: 10.0**9)
    with pytest.raises(AssertionError, match="looked up"):
        over(stage, token, UNITS)


def test_only_pages_of_features_take_the_memory(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    token = made(stage, "an").json["token"]
    for _ in range(2):
        over(stage, token, UNITS)
    own = next(iter(stage.town.units.values()))
    monkeypatch.setattr(tokens, "who", _nobody)
    for path in ("/ogc/collections", "/ogc/collections/units", f"{UNITS}/{own}", "/tiles/unit/10/0/0.mvt"):
        with pytest.raises(AssertionError, match="looked up"):
            over(stage, token, path)


def test_a_database_that_went_away_is_no_answer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    token = made(stage, "an").json["token"]

    def gone(*_: object) -> None:
        raise psycopg.OperationalError("gone")

    monkeypatch.setattr(tiles, "rows_of", gone)
    stage.app.testing = False
    try:
        assert over(stage, token, UNITS).status_code == 500
    finally:
        stage.app.testing = True
