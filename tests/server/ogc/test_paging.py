"""Pages that neither skip nor repeat a row, whatever comes and goes meanwhile."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from gis import references
from gis.layers import UNITS
from grids.errors import Refusal
from grids.permissions import Scope
from server import problems
from server.db import driver
from server.reads import features
from tests.server.ogc.conftest import Service
from tests.server.stage import Stage


def pages(ask: Any, name: str, **query: Any) -> list[list[Any]]:
    """Follow `next` to the end."""
    found, href = [], f"/ogc/collections/{name}/items"
    given: dict[str, Any] | None = query
    while href:
        answer = ask(href, given)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        body = answer.get_json(force=True)
        assert body["numberReturned"] == len(body["features"])
        found.append([each["id"] for each in body["features"]])
        following = [link["href"] for link in body["links"] if link["rel"] == "next"]
        href, given = (following[0].removeprefix("http://localhost"), None) if following else ("", None)
    return found


def asking(stage: Stage, who: str = "xu") -> Any:
    return lambda href, given: stage.client(who).get(href, query_string=given)


@pytest.mark.parametrize("sortby", [None, "name", "-name", "listed_on", "-employees", "town"])
@pytest.mark.parametrize("limit", [1, 2, 5, 6, 7])
def test_pages_together_are_everything_once(service: Service, limit: int, sortby: str | None) -> None:
    query = {"limit": limit, **({"sortby": sortby} if sortby else {})}
    found = pages(asking(service.stage), "enterprises", **query)
    whole = service.ids("enterprises", "xu", **({"sortby": sortby} if sortby else {}))
    assert [each for page in found for each in page] == whole
    assert len(whole) == len(set(whole)) == 6
    assert all(len(page) == limit for page in found[:-1])


def test_rows_that_come_and_go_between_pages_neither_hide_nor_repeat_another(stage: Stage) -> None:
    ids = sorted(stage.hazard("wang", "A") for _ in range(5))
    first = stage.client("xu").get("/ogc/collections/hazards/items?limit=2").get_json(force=True)
    assert [each["id"] for each in first["features"]] == ids[:2]
    database = stage.app.extensions["wangge.database"]
    with database.transaction() as session:
        session.execute(text("UPDATE hazard SET state = 'void' WHERE id = ANY(:gone)"), {"gone": [ids[0], ids[3]]})
    come = sorted(stage.hazard("wang", "A") for _ in range(4))
    href = next(link["href"] for link in first["links"] if link["rel"] == "next").removeprefix("http://localhost")
    rest = [each for page in pages(asking(stage), href.removeprefix("/ogc/collections/").partition("/")[0],
                                   limit="2", cursor=href.partition("cursor=")[2]) for each in page]  # fmt: skip
    assert [own for own in rest if own in ids] == [ids[2], ids[4]]
    assert [own for own in rest if own in come] == [own for own in come if own > ids[1]]


def test_the_number_that_match_is_exact_or_not_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        stage.hazard("wang", "A")
    ask = stage.client("xu").get
    assert ask("/ogc/collections/hazards/items?limit=2").get_json(force=True)["numberMatched"] == 3
    monkeypatch.setattr(features, "COUNTED", 2)
    body = ask("/ogc/collections/hazards/items?limit=2").get_json(force=True)
    assert "numberMatched" not in body
    assert body["numberReturned"] == 2
    assert ask("/ogc/collections/hazards/items?limit=3").get_json(force=True)["numberMatched"] == 3


def test_a_mark_is_good_for_its_own_order_only(service: Service) -> None:
    body = service.json("/collections/enterprises/items", limit=1, sortby="name")
    mark = next(link["href"] for link in body["links"] if link["rel"] == "next").partition("cursor=")[2]
    service.refused("/collections/enterprises/items", {"limit": 1, "cursor": mark})
    service.refused("/collections/enterprises/items", {"limit": 1, "cursor": mark, "sortby": "-name"})
    service.refused("/collections/units/items", {"limit": 1, "cursor": mark, "sortby": "name"})


def test_a_query_that_takes_too_long_is_stopped_in_words(stage: Stage) -> None:
    reader = features.Reader(
        scope=Scope(districts=frozenset({stage.town.district})), counted=Scope(), today=date(2026, 1, 1)
    )
    wanted = features.Wanted(conditions=("pg_sleep(5) IS NOT NULL",), reference=references.named(references.CRS84))
    with stage.app.extensions["wangge.database"].session() as session:
        session.execute(text("SET LOCAL statement_timeout = '50ms'"))
        with driver(session) as connection, pytest.raises(Refusal) as refused:
            features.page(connection, UNITS, reader, wanted)
    assert refused.value.code == "too-slow"
    assert problems.STATUS["too-slow"] == 503
