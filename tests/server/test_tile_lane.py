"""The short way of a tile answers as the route does, to the byte, and leaves the route whatever is not plain."""

import time
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from gis import tiles
from gis.tiles import LAYERS
from server.api.tile_lane import TileLane
from server.db import Database
from server.reads import map_head
from tests.server.scope.mvt import tile_at
from tests.server.stage import Stage
from tests.town import middle

AREAS = ("wang", "zhou", "bu", "shi", "chen")
"""An officer of a unit, a head of a town, a department, the city, a planner: readers of areas."""
WISHES: list[dict[str, Any]] = [
    {},
    {"v": "7"},
    {"state": ["open", "rectifying"], "level": "general"},
    {"category": "S05"},
    {"found_from": "2020-01-01", "found_to": "2099-01-01"},
]
GZIP = {"Accept-Encoding": "gzip"}


def lane_of(app: Flask) -> TileLane:
    assert isinstance(app.wsgi_app, TileLane)
    return app.wsgi_app


def path(layer: str, z: int = 13) -> str:
    tile = tile_at(*middle("A"), z)
    return f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt"


def seen(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer.status_code, answer.get_data(), sorted(answer.headers)


def short(stage: Stage, monkeypatch: pytest.MonkeyPatch, who: str, address: str, **more: Any) -> Any:
    """Ask the lane alone: what it would pass on fails the test."""
    with monkeypatch.context() as patch:
        patch.setattr(lane_of(stage.app), "_beyond", _nobody)
        return stage.client(who).get(address, **more)


def long(stage: Stage, who: str, address: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
    """Ask the route: a page that says for whom it speaks always does."""
    own = {"X-Wangge-Person": str(stage.people[who]), **(headers or {})}
    return stage.client(who).get(address, headers=own, **more)


def _nobody(environ: dict[str, Any], _start: object) -> Any:
    raise AssertionError(f"passed on: {environ['PATH_INFO']}")


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("z", [11, 16])
def test_both_ways_answer_alike(stage: Stage, monkeypatch: pytest.MonkeyPatch, layer: str, z: int) -> None:
    stage.hazard("wang")
    for who in AREAS:
        for wish in WISHES:
            more: dict[str, Any] = {"query_string": wish}
            first = seen(long(stage, who, path(layer, z), GZIP, **more))
            assert first[0] == 200
            assert seen(short(stage, monkeypatch, who, path(layer, z), headers=GZIP, **more)) == first
            again = {**GZIP, "If-None-Match": dict(first[2])["ETag"]}
            kept = seen(long(stage, who, path(layer, z), again, **more))
            assert kept[0] == 304
            assert seen(short(stage, monkeypatch, who, path(layer, z), headers=again, **more)) == kept


def test_a_change_is_seen_on_the_short_way_at_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = long(stage, "xu", path("hazard")).headers["ETag"]
    stage.hazard("wang")
    answer = short(stage, monkeypatch, "xu", path("hazard"), headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["ETag"] == tag) == (200, False)


def test_who_signed_out_or_lost_a_right_finds_the_short_way_closed(stage: Stage, db: Database) -> None:
    assert long(stage, "xu", path("hazard")).status_code == 200
    with db.transaction() as session:
        session.execute(text("DELETE FROM sign_in_session WHERE person_id = :p"), {"p": stage.people["xu"]})
    assert stage.client("xu").get(path("hazard")).status_code == 401


def test_a_right_taken_away_changes_the_next_tile(stage: Stage, db: Database) -> None:
    stage.hazard("wang")
    before = stage.client("wang").get(path("hazard"))
    with db.transaction() as session:
        session.execute(text("DELETE FROM person_grant WHERE person_id = :p"), {"p": stage.people["wang"]})
    after = stage.client("wang").get(path("hazard"))
    assert before.get_data()
    assert after.status_code == 200
    assert not after.get_data()


def test_a_reader_forgotten_after_a_second_is_looked_up_by_the_route(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.client("xu").get(path("hazard"))
    monkeypatch.setattr(time, "monotonic", lambda: 10.0**9)
    with pytest.raises(AssertionError, match="passed on"):
        short(stage, monkeypatch, "xu", path("hazard"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tiles/nothing/13/6830/3340.mvt", 404),
        ("/tiles/hazard/23/0/0.mvt", 404),
        ("/tiles/hazard/3/8/0.mvt", 404),
        ("/tiles/hazard/13/6830/3340.mvt?level=huge", 422),
        ("/tiles/hazard/13/6830/3340.mvt?found_from=soon", 422),
        ("/tiles/hazard/13/6830/3340.mvt?state=", 422),
    ],
)
def test_what_is_wrong_is_refused_in_words_after_both_ways(stage: Stage, address: str, status: int) -> None:
    stage.client("xu").get(path("hazard"))
    answer = stage.client("xu").get(address)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert seen(answer)[:2] == seen(long(stage, "xu", address))[:2]


def test_an_enterprise_a_program_and_somebody_elses_page_go_the_long_way(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who, headers in (
        ("li", {}),
        ("xu", {"X-Wangge-Person": str(uuid4())}),
        ("xu", {"Authorization": "Bearer x"}),
    ):
        stage.client(who).get(path("hazard"))
        with pytest.raises(AssertionError, match="passed on"):
            short(stage, monkeypatch, who, path("hazard"), headers=headers)


@pytest.mark.parametrize("asked", [{}, {"If-None-Match": 'W/"old"'}])
def test_a_broken_connection_is_the_routes_to_mend(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    whole = long(stage, "xu", path("hazard"))

    def broken(*_: object) -> None:
        raise psycopg.OperationalError("gone")

    monkeypatch.setattr(map_head.Look, "alone", broken)
    monkeypatch.setattr(map_head.Look, "__call__", broken)
    with pytest.raises(AssertionError, match="passed on"):
        short(stage, monkeypatch, "xu", path("hazard"), headers=asked)
    monkeypatch.undo()
    assert seen(stage.client("xu").get(path("hazard"))) == seen(whole)


def test_a_tile_that_is_too_slow_is_asked_for_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    address = path("hazard")
    assert stage.client("wang").get(address).status_code == 200
    asked: list[object] = []

    def slow(*given: object) -> None:
        asked.append(given)
        raise psycopg.errors.QueryCanceled

    monkeypatch.setattr(tiles, "rows_of", slow)
    answer: Any = stage.client("wang").get(address)
    assert (answer.status_code, answer.json["code"], len(asked)) == (503, "too-slow", 1)
