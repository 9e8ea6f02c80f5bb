"""The short way of a page of features answers as the route does, to the byte, and leaves it whatever is not plain."""

import time
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from flask import Flask

from gis import tiles
from server.api import context
from server.ogc.items_lane import ItemsLane
from tests.server.ogc.conftest import EPSG, Service, basic

AT = datetime.now(UTC)
WHO = ("xu", "an", "bu", "wang")
"""A head of a town, an office, a department, an officer of a unit."""
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("units", {}),
    ("units", {"f": "json", "limit": 2, "sortby": "-name", "crs": f"{EPSG}4549"}),
    ("enterprises", {"bbox": "119,31,121,32", "limit": 3}),
    ("enterprises", {"bbox": "31,119,32,121", "bbox-crs": f"{EPSG}4490", "grade": "C"}),
    ("enterprises", {"filter": "name LIKE '%' AND employees > 3", "sortby": "name", "limit": 1}),
    ("hazards", {"datetime": "2020-01-01T00:00:00Z/..", "crs": f"{EPSG}3857"}),
    ("hazards", {"filter": "state = 'open'", "filter-lang": "cql2-text"}),
    ("divisions", {"limit": 1}),
]
HEADERS: list[dict[str, str]] = [
    {},
    {"Accept": "*/*", "Accept-Encoding": "gzip"},
    {"Accept": "application/geo+json, application/json;q=0.9", "Accept-Language": "en-GB,en;q=0.8"},
    {"Accept-Language": "de", "Host": "grid.example:8443", "X-Forwarded-Proto": "https"},
]


def lane_of(app: Flask) -> ItemsLane:
    lane = app.wsgi_app._beyond.app  # type: ignore[attr-defined] # noqa: SLF001 - what stands before it
    assert isinstance(lane, ItemsLane)
    return lane


@pytest.fixture(autouse=True)
def used(service: Service) -> None:
    """Use every token once: that it was used is kept, which makes its stamp another."""
    for who in WHO:
        assert ask(service, who, "units", {}).status_code == 200


def ask(service: Service, who: str, name: str, asked: dict[str, Any], **headers: str) -> Any:
    own = {"Authorization": f"Bearer {service.token(who)}", **headers}
    return service.stage.app.test_client().get(f"/ogc/collections/{name}/items", query_string=asked, headers=own)


def short(service: Service, monkeypatch: pytest.MonkeyPatch, *asked: Any, **headers: Any) -> Any:
    """Ask the lane alone: what it would pass on fails the test."""
    with monkeypatch.context() as patch:
        patch.setattr(lane_of(service.stage.app), "_beyond", _nobody)
        return ask(service, *asked, **headers)


def long(service: Service, monkeypatch: pytest.MonkeyPatch, *asked: Any, **headers: Any) -> Any:
    """Ask the route."""
    with monkeypatch.context() as patch:
        patch.setattr(ItemsLane, "_answer", lambda *_: None)
        return ask(service, *asked, **headers)


def seen(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer.status_code, answer.get_data(), sorted(answer.headers)


def _nobody(environ: dict[str, Any], _start: object) -> Any:
    raise AssertionError(f"passed on: {environ['PATH_INFO']}")


@pytest.mark.parametrize(("name", "asked"), QUESTIONS)
@pytest.mark.parametrize("headers", HEADERS)
def test_both_ways_answer_alike(
    service: Service, monkeypatch: pytest.MonkeyPatch, name: str, asked: dict[str, Any], headers: dict[str, str]
) -> None:
    monkeypatch.setattr(context, "now", lambda: AT)
    for who in WHO:
        first = long(service, monkeypatch, who, name, asked, **headers)
        assert first.status_code == 200, first.get_data(as_text=True)
        assert seen(short(service, monkeypatch, who, name, asked, **headers)) == seen(first)


def test_the_next_page_is_reached_on_either_way(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "now", lambda: AT)
    asked: dict[str, Any] = {"limit": 2}
    for _ in range(2):
        first = long(service, monkeypatch, "xu", "enterprises", asked)
        assert seen(short(service, monkeypatch, "xu", "enterprises", asked)) == seen(first)
        (following,) = [link["href"] for link in first.get_json(force=True)["links"] if link["rel"] == "next"]
        asked = {"limit": 2, "cursor": following.partition("cursor=")[2]}


def test_a_program_that_knows_names_and_passwords_only_goes_the_short_way(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"Authorization": basic(service.token("xu"))}
    assert ask(service, "xu", "units", {}, **own).status_code == 200
    assert short(service, monkeypatch, "xu", "units", {}, **own).status_code == 200


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [
        ("nothing", {}, 404),
        ("units", {"limit": "none"}, 400),
        ("units", {"colour": "red"}, 400),
        ("units", {"crs": f"{EPSG}2154"}, 400),
        ("units", {"bbox": "1,2,3"}, 400),
        ("enterprises", {"filter": "grade >"}, 400),
        ("hazards", {"cursor": "x"}, 400),
    ],
)
def test_what_is_wrong_is_refused_in_words_after_both_ways(
    service: Service, monkeypatch: pytest.MonkeyPatch, name: str, asked: dict[str, Any], status: int
) -> None:
    ask(service, "xu", "units", {})
    answer = ask(service, "xu", name, asked)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert seen(answer)[:2] == seen(long(service, monkeypatch, "xu", name, asked))[:2]


def test_pages_for_people_a_broken_token_and_nobody_go_the_long_way(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(service, "xu", "units", {})
    questions: list[tuple[dict[str, Any], dict[str, str]]] = [
        ({"f": "html"}, {}),
        ({}, {"Accept": "text/html,application/xhtml+xml,*/*;q=0.1"}),
        ({}, {"Authorization": "Bearer x"}),
        ({}, {"Authorization": "Negotiate"}),
        ({}, {"Authorization": ""}),
    ]
    for asked, headers in questions:
        with pytest.raises(AssertionError, match="passed on"):
            short(service, monkeypatch, "xu", "units", asked, **headers)


def test_a_holder_forgotten_after_a_second_is_looked_up_by_the_route(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(service, "xu", "units", {})
    monkeypatch.setattr(time, "monotonic", lambda: 10.0**9)
    with pytest.raises(AssertionError, match="passed on"):
        short(service, monkeypatch, "xu", "units", {})


def test_a_page_that_is_too_slow_is_asked_for_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def slow(*given: object) -> None:
        asked.append(given)
        raise psycopg.errors.QueryCanceled

    monkeypatch.setattr(tiles, "rows_of", slow)
    answer = ask(service, "xu", "units", {})
    assert (answer.status_code, answer.json["code"], len(asked)) == (503, "too-slow", 1)


def test_a_broken_connection_is_the_routes_to_mend(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "now", lambda: AT)
    whole = seen(long(service, monkeypatch, "xu", "units", {}))

    def broken(*_: object) -> None:
        raise psycopg.OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(tiles, "rows_of", broken)
        with pytest.raises(AssertionError, match="passed on"):
            short(service, monkeypatch, "xu", "units", {})
    assert seen(ask(service, "xu", "units", {})) == whole
